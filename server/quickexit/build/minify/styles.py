"""Style sheets made smaller by csscompressor, with the same meaning.

csscompressor is a row of regular expressions from 2017: of 299 snippets it changed the meaning of
about 70 (November 2026). So the tokens of source and output are compared here (tinycss2, 7 ms).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

import csscompressor

from quickexit.build.minify.style_tokens import Item, StyleToken, normal_items, tokens_of
from quickexit.errors import QuickExitError

_END: Final = "end-of-the-file"
_DEEPEST_BRACKETS: Final = 40
# csscompressor needs a time that doubles with each of these (measured: 28 take over 5 s).
_MOST_BACKSLASHES: Final = 20
# What csscompressor does not come to an end with, or uses for itself, and what to do instead.
_REFUSED: Final = (
    (
        re.compile(r"\+\d{8}"),
        "csscompressor does not come to an end with `+` before a long number",
        "leave the `+` out",
    ),
    (
        # From the start to the first backslash that is too many.
        re.compile(rf"\A(?:[^\\]*\\){{{_MOST_BACKSLASHES + 1}}}"),
        f"csscompressor may not come to an end with more than {_MOST_BACKSLASHES} backslashes",
        "write the characters themselves, or split the file",
    ),
    (re.compile("___YUI"), "`___YUI` is a name that csscompressor uses for itself", "rename it"),
)


def minify_style(source: str, name: str) -> str:
    """Return `source` minified by csscompressor, with the same meaning.

    Raises `QuickExitError` with `name` and the line where the source is not valid CSS, or where
    csscompressor would change it, fail or not come to an end.
    """
    _check_style(source, name)
    try:
        # It leaves this space; the comparison below would refuse a string that has it, too.
        minified: str = csscompressor.compress(source).replace(" !important", "!important")
    except Exception as error:  # its failures have no class of their own: ValueError, StopIteration
        raise QuickExitError(
            f"csscompressor fails ({type(error).__name__}: {error})",
            where=f"{name}:{_first_failing_line(source)}",
            hint="write the line in a simpler way",
        ) from error
    check_same_style(source, minified, name)
    return minified


def _check_style(source: str, name: str) -> None:
    """Refuse a style sheet that is not sound, or that csscompressor would never finish."""
    for refused, problem, hint in _REFUSED:
        if found := refused.search(source):
            line = source.count("\n", 0, found.end()) + 1
            raise QuickExitError(problem, where=f"{name}:{line}", hint=hint)
    tokens = tokens_of(f"{source}\n@{_END}")
    last = tokens[-1] if tokens else None
    if last is None or last.type != "at-keyword" or last.value != _END:
        raise QuickExitError(
            "a bracket, string or comment is not closed",
            where=f"{name}:{getattr(last, 'source_line', 1)}",
            hint="close it",
        )
    for token in _every(tokens, 0, name):
        if token.type == "error":
            raise QuickExitError(
                f"this is not valid CSS ({token.message})",
                where=f"{name}:{token.source_line}",
                hint="correct the line",
            )


def check_same_style(source: str, output: str, name: str) -> None:
    """Refuse an `output` of csscompressor whose tokens differ from those of `source`.

    Optional white space, comments, a last semicolon, leading zeros and the spelling of colours
    aside, they must be the same. Raises `QuickExitError` with `name` and the line in the source,
    and the tokens of both around the first difference.
    """
    before, after = normal_items(source), normal_items(output)
    if before == after:
        return
    pairs = enumerate(zip_longest(before, after))
    index = next(index for index, (left, right) in pairs if left != right)
    line = before[min(index, len(before) - 1)].line if before else 1
    raise QuickExitError(
        f"csscompressor would change `{_items_around(before, index)}`"
        f" into `{_items_around(after, index)}`",
        where=f"{name}:{line}",
        hint="write it in another way",
    )


def _items_around(items: Sequence[Item], index: int) -> str:
    """Return the tokens around a place, with a space between two words."""
    texts = (item.text.replace(" ", "") or " " for item in items[max(0, index - 4) : index + 5])
    return re.sub(r"(?<=\w)\0(?=\w)", " ", "\0".join(texts)).replace("\0", "")


def _every(tokens: Sequence[StyleToken], level: int, name: str) -> Iterator[StyleToken]:
    for token in tokens:
        if level > _DEEPEST_BRACKETS:
            raise QuickExitError(
                f"brackets are nested more than {_DEEPEST_BRACKETS} deep",
                where=f"{name}:{token.source_line}",
                hint="write fewer levels",
            )
        yield token
        # A function has arguments, a block has content, other tokens have neither.
        inside = getattr(token, "arguments", getattr(token, "content", ()))
        yield from _every(inside, level + 1, name)


def _first_failing_line(source: str) -> int:
    """Return the number of the line that, with those before it, makes csscompressor fail."""
    lines = source.split("\n")
    for count in range(1, len(lines) + 1):
        try:
            csscompressor.compress("\n".join(lines[:count]))
        except Exception:
            return count
    return len(lines)
