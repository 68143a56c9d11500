"""Proof that a minified style sheet means what its source means.

csscompressor is a row of regular expressions from 2017: of 299 snippets it changed the meaning of
about 70 (November 2026). So the tokens of source and output are compared here (tinycss2, 7 ms).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import tinycss2

from quickexit.errors import QuickExitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Token: TypeAlias = Any  # tinycss2 ships no types
_END: Final = "end-of-the-file"
_MOST_LEVELS: Final = 40
# csscompressor needs a time that doubles with each of these (measured: 28 take over 5 s).
_MOST_BACKSLASHES: Final = 20
_LONG_SIGNED: Final = re.compile(r"\+\d{8}")
_BLOCKS: Final = {"() block": "()", "[] block": "[]", "{} block": "{}"}


@dataclass(frozen=True)
class _Item:
    """A token: what it is, its text in one normal form, its line (from 1), where it stands."""

    kind: str
    text: str
    line: int
    place: str  # "selector", "at", "value", or "colon" (the one after a property's name)

    @property
    def same(self) -> tuple[str, str]:
        return self.kind, self.text


def check_style(source: str, name: str) -> None:
    """Refuse a style sheet that is not sound, or that csscompressor would never finish.

    Raises `QuickExitError` with `name` and the line.
    """
    _check_hanging(source, name)
    tokens = _tokens(f"{source}\n@{_END}")
    last = tokens[-1] if tokens else None
    if last is None or last.type != "at-keyword" or last.value != _END:
        raise QuickExitError(
            "a bracket, string or comment is not closed",
            where=f"{name}:{getattr(last, 'source_line', 1)}",
            hint="close it",
        )
    for token, _ in _every(tokens, 0, name):
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
    before, after = _normal(_tokens(source)), _normal(_tokens(output))
    if [item.same for item in before] == [item.same for item in after]:
        return
    pairs = enumerate(zip_longest(before, after))
    index = next(i for i, (a, b) in pairs if not a or not b or a.same != b.same)
    line = before[min(index, len(before) - 1)].line if before else 1
    raise QuickExitError(
        f"csscompressor would change `{_shown(before, index)}` into `{_shown(after, index)}`",
        where=f"{name}:{line}",
        hint="write it in another way",
    )


def _shown(items: Sequence[_Item], index: int) -> str:
    """Return the tokens around a place, with a space between two words."""
    texts = (item.text.replace(" ", "") or " " for item in items[max(0, index - 4) : index + 5])
    return re.sub(r"(?<=\w)\0(?=\w)", " ", "\0".join(texts)).replace("\0", "")


def _check_hanging(source: str, name: str) -> None:
    if found := _LONG_SIGNED.search(source):
        raise QuickExitError(
            "csscompressor does not come to an end with `+` before a long number",
            where=f"{name}:{source.count(chr(10), 0, found.start()) + 1}",
            hint="leave the `+` out",
        )
    if source.count("\\") > _MOST_BACKSLASHES:
        place = [found.start() for found in re.finditer(r"\\", source)][_MOST_BACKSLASHES]
        raise QuickExitError(
            f"csscompressor may not come to an end with more than {_MOST_BACKSLASHES} backslashes",
            where=f"{name}:{source.count(chr(10), 0, place) + 1}",
            hint="write the characters themselves, or split the file",
        )
    if "___YUI" in source:
        raise QuickExitError(
            "`___YUI` is a name that csscompressor uses for itself",
            where=f"{name}:{source[: source.index('___YUI')].count(chr(10)) + 1}",
            hint="rename it",
        )


def _tokens(source: str) -> Sequence[_Token]:
    tokens: Sequence[_Token] = tinycss2.parse_component_value_list(source, skip_comments=True)
    return tokens


def _inside(token: _Token) -> Sequence[_Token]:
    if token.type == "function":
        arguments: Sequence[_Token] = token.arguments
        return arguments
    content: Sequence[_Token] = token.content if token.type in _BLOCKS else ()
    return content


def _every(tokens: Sequence[_Token], level: int, name: str) -> Iterator[tuple[_Token, int]]:
    for token in tokens:
        if level > _MOST_LEVELS:
            raise QuickExitError(
                f"brackets are nested more than {_MOST_LEVELS} deep",
                where=f"{name}:{token.source_line}",
                hint="write fewer levels",
            )
        yield token, level
        yield from _every(_inside(token), level + 1, name)


def _normal(tokens: Sequence[_Token]) -> list[_Item]:
    """Return the items without what may change: optional white space and needless semicolons."""
    items: list[_Item] = []
    for item in _statements(tokens, top=True):
        if item.kind == "space" and items and items[-1].kind == "space":
            continue
        items.append(item)
    kept: list[_Item] = []
    for index, item in enumerate(items):
        after = items[index + 1] if index + 1 < len(items) else None
        if item.kind == "space" and _optional(items[index - 1] if index else None, after):
            continue
        kept.append(item)
    return [
        item
        for item, after in zip(kept, [*kept[1:], None], strict=False)
        if not (item.same == ("sign", ";") and after and after.text in {";", "}"})
    ]


def _optional(before: _Item | None, after: _Item | None) -> bool:
    """Say whether white space between two items has no meaning."""
    if before is None or after is None:
        return True
    if before.kind in {"open", "at"} or after.kind == "close" or after.text == "{":
        return True
    if before.text == "}" or {before.text, after.text} & {",", ";"}:
        return True
    if "colon" in {before.place, after.place}:
        return True
    return _optional_sign(before, after)


def _optional_sign(before: _Item, after: _Item) -> bool:
    if after.text == "!" or before.text == "!":
        return after.place == "value"
    if ">" in {before.text, after.text}:
        return after.text != "=" and after.place != "value"
    if "+" in {before.text, after.text}:
        return after.place == before.place == "selector"
    return before.text == ":" and before.place == "at"


def _statements(tokens: Sequence[_Token], *, top: bool) -> Iterator[_Item]:
    """Yield the items of a sheet or of a rule's block: declarations, rules, at-rules."""
    statement: list[_Token] = []
    for token in tokens:
        statement.append(token)
        ends = token.type == "{} block" and not _is_custom(statement)
        if ends or _is_sign(token, ";"):
            yield from _statement(statement, top=top)
            statement = []
    yield from _statement(statement, top=top)


def _is_sign(token: _Token, sign: str) -> bool:
    return token is not None and token.type == "literal" and token.value == sign


def _meaningful(tokens: Sequence[_Token]) -> list[_Token]:
    return [token for token in tokens if token.type != "whitespace"]


def _is_custom(statement: Sequence[_Token]) -> bool:
    first = _meaningful(statement)[:2]
    return (
        len(first) == 2
        and first[0].type == "ident"
        and first[0].value.startswith("--")
        and _is_sign(first[1], ":")
    )


def _statement(statement: list[_Token], *, top: bool) -> Iterator[_Item]:
    words = _meaningful(statement)
    if not words:
        yield from _items(statement, "value")
    elif words[0].type == "at-keyword":
        yield from _items(statement, "at")
    elif top or (words[-1].type == "{} block" and not _is_custom(statement)):
        yield from _items(statement, "selector")
    else:
        yield from _declaration(statement)


def _declaration(statement: list[_Token]) -> Iterator[_Item]:
    waiting = True
    for token in statement:
        if waiting and _is_sign(token, ":"):
            waiting = False
            yield _Item("sign", ":", token.source_line, "colon")
        else:
            yield from _items([token], "value")


def _items(tokens: Sequence[_Token], place: str) -> Iterator[_Item]:
    before: _Token = None
    for token in tokens:
        if token.type == "{} block" and place != "value":
            yield _Item("open", "{", token.source_line, place)
            yield from _statements(token.content, top=False)
            yield _Item("close", "}", token.source_line, place)
        elif token.type == "function":
            yield from _function(token, place, selector=_is_sign(before, ":"))
        elif token.type in _BLOCKS:
            yield _Item("open", _BLOCKS[token.type][0], token.source_line, place)
            yield from _items(token.content, place)
            yield _Item("close", _BLOCKS[token.type][1], token.source_line, place)
        else:
            yield _token(token, place)
        before = token


def _function(token: _Token, place: str, *, selector: bool) -> Iterator[_Item]:
    colour = _rgb(token) if place == "value" else None
    if colour:
        yield _colour(colour, token.source_line)
        return
    # In a function, `+` is a sum unless the function is a pseudo-class of a selector.
    inside = place if place != "selector" or selector else "function"
    yield _Item("open", f"{token.name}(", token.source_line, place)
    yield from _items(token.arguments, inside)
    yield _Item("close", ")", token.source_line, inside)


def _rgb(token: _Token) -> str | None:
    """Return `rgb(1,2,3)` as csscompressor writes it, in hex; None for anything else."""
    parts = _meaningful(token.arguments)
    numbers, commas = parts[::2], parts[1::2]
    if token.name != "rgb" or len(parts) != 5 or any(comma != "," for comma in commas):
        return None
    if not all(n.type == "number" and n.representation.isdigit() for n in numbers):
        return None
    return "#" + "".join(f"{min(255, n.int_value):02x}" for n in numbers)


def _colour(text: str, line: int) -> _Item:
    shown = text.lower()
    if len(shown) == 7 and shown[1::2] == shown[2::2]:
        shown = "#" + shown[1::2]
    return _Item("hash", shown, line, "value")


_HEX: Final = re.compile(r"[0-9a-f]{3}(?:[0-9a-f]{3})?", re.IGNORECASE)


def _token(token: _Token, place: str) -> _Item:
    kind, line = token.type, token.source_line
    if kind == "whitespace":
        return _Item("space", " ", line, place)
    if kind == "at-keyword":
        return _Item("at", token.value, line, place)
    if kind == "hash" and place == "value" and _HEX.fullmatch(token.value):
        return _colour(f"#{token.value}", line)
    if kind in {"number", "percentage", "dimension"}:
        return _Item(kind, _number(token), line, place)
    if kind == "unicode-range":
        return _Item(kind, f"{token.start}-{token.end}", line, place)
    return _Item(
        "sign" if kind == "literal" else kind, str(getattr(token, "value", "")), line, place
    )


def _number(token: _Token) -> str:
    """Return a number with its unit, and without the zeros before its point."""
    digits = re.sub(r"^([+-]?)0+(?=\.\d)", r"\1", token.representation)
    return f"{digits} {token.unit}" if token.type == "dimension" else digits
