"""Scripts made smaller, with the same meaning: by jsmin, then by tdewolff-minify.

jsmin takes white space and comments out, file by file; tdewolff-minify shortens the names of the
whole. Neither knows all of JavaScript, so what each gives is checked.
"""

import io
import json
import re
from collections.abc import Mapping
from typing import Final

import jsmin
import minify
from tree_sitter import Node

from quickexit.build.minify.script_check import begins_html_comment, check_end, check_same_script
from quickexit.build.minify.script_scopes import free_names
from quickexit.build.minify.script_syntax import check_syntax
from quickexit.build.minify.script_tree import error_at, parse_script, text_of, walk
from quickexit.errors import QuickExitError

# jsmin's default leaves the backtick out, and takes the spaces of template literals away.
_QUOTES: Final = "'\"`"
_CONSTANT: Final = re.compile(r"__[A-Z][A-Z0-9_]*__")
_SHORTHANDS: Final = frozenset({"property_identifier", "shorthand_property_identifier"})
_NAME_TYPES: Final = _SHORTHANDS | {"identifier"}
_PROPERTIES: Final = _SHORTHANDS | {"shorthand_property_identifier_pattern"}
# jsmin looks at most one character ahead, so a sound script's end is read a few times at most.
_MOST_READS_AT_END: Final = 8
_PLACE: Final = re.compile(r"^(.*?) on line (\d+) and column \d+\n.*", re.DOTALL)
_NOT_ASCII: Final = re.compile(r"[^\n -~]")
# tdewolff-minify writes these as `0[0]`, `1/0` and `NaN`.
_FOLDED: Final = frozenset({"undefined", "Infinity", "NaN"})


class _Reader(io.StringIO):
    """A text that does not let itself be read at its end for ever."""

    reads_at_end = 0

    def read(self, size: int | None = -1, /) -> str:
        text = super().read(size)
        self.reads_at_end += not text
        if self.reads_at_end > _MOST_READS_AT_END:
            raise EOFError
        return text


def minify_script(source: str, name: str) -> str:
    """Return the plain script `source` minified by jsmin, with the same meaning.

    Raises `QuickExitError` with `name` and the line where `check_syntax` refuses the source, where
    it would run into the next file, or where jsmin would change its meaning.
    """
    check_syntax(source, name)
    check_end(source, name)
    output = io.StringIO()
    try:
        jsmin.JavascriptMinify(_Reader(source), output, quote_chars=_QUOTES).minify()
    except EOFError:  # it searches for the end of a comment that is none
        output.write(" /*")
    minified = output.getvalue().strip("\n")
    check_same_script(source, minified, name)
    return minified


def shorten_names(source: str, name: str) -> str:
    """Return the enclosed script `source` with short names, in ASCII, by tdewolff-minify.

    What it gives is read once more: it must be a script that every browser runs, with the globals,
    properties and strings of `source` and no others. Raises `QuickExitError` with `name` and the
    line where tdewolff-minify does not take the source, or where its output fails these checks.
    """
    # One word for both declarations compresses better; a string that held it would fail the check.
    short = re.sub(r"\bconst(?=[ {[])", "let", _shortened(source, name))
    output = _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], short.rstrip(";\n")) + ";\n"
    check_syntax(output, name)
    _check_same_names(parse_script(source), parse_script(output), name)
    return output


def check_whole(source: str, name: str) -> None:
    """Refuse a part of a script that tdewolff-minify cannot parse, a double declaration too.

    Raises `QuickExitError` with `name` and the line.
    """
    _shortened(enclose_script(source), name)


def enclose_script(source: str) -> str:
    """Return `source` inside one strict function, so that none of its names becomes global.

    The line break ends a comment on the last line; the semicolon parts it from what follows.
    """
    return f'(function(){{"use strict";{source}\n}})();\n'


def script_string(text: str) -> str:
    """Return `text` as a string literal that may stand in any script, inline ones included."""
    return json.dumps(text).replace("</", "<\\/")


def put_constants(source: str, constants: Mapping[str, str], name: str) -> str:
    """Return `source` with each bare identifier of `constants` replaced by its JavaScript text.

    Strings and comments are left alone. Raises `QuickExitError` with `name` and the line for a
    name in the form of a constant (`__NAME__`) that has no value, or that is a property.
    """
    encoded, parts, position = source.encode(), list[bytes](), 0
    for node in walk(parse_script(source)):
        text = text_of(node)
        if node.type not in _NAME_TYPES or not _CONSTANT.fullmatch(text):
            continue
        value = constants.get(text) if node.type == "identifier" else None
        if value is None:
            hint = f"use one of {', '.join(sorted(constants)) or 'none'}, as a bare name"
            raise error_at(node, name, f"the constant {text} has no value here", hint)
        parts += [encoded[position : node.start_byte], value.encode()]
        position = node.end_byte
    return b"".join([*parts, encoded[position:]]).decode()


def _shortened(source: str, name: str) -> str:
    # It keeps its options for the whole process.
    minify.config({"js-version": 2017})
    try:
        # It writes into a space of the source's length, and `</script` becomes one longer.
        return str(minify.string("application/javascript", source + "\n" * len(source)))
    except minify.MinifyError as error:
        found = _PLACE.match(str(error))
        problem, line = (found[1], found[2]) if found else (str(error), "1")
        raise QuickExitError(
            f"this is not valid JavaScript ({problem})",
            where=f"{name}:{line}",
            hint="correct the line, or the statement that begins before it",
        ) from error


def _check_same_names(before: Node, after: Node, name: str) -> None:
    """Refuse an output that uses other globals or properties than its source."""
    used, used_after = ({use for use, _ in free_names(root)} for root in (before, after))
    properties, written = (
        {text_of(node) for node in walk(root) if node.type in _PROPERTIES}
        for root in (before, after)
    )
    strings = {text_of(node)[1:-1] for node in walk(before) if node.type == "string"}
    changed = (used ^ used_after) - _FOLDED
    # `a["b"]` may become `a.b`, and `{ "b": 1 }` the same without quotes.
    changed |= (properties - written) | (written - properties - strings)
    signs = (node.start_byte for node in walk(after) if node.type == "<")
    if any(begins_html_comment(after.text or b"", place) for place in signs):
        changed.add("<!--")
    if changed:
        raise QuickExitError(
            f"tdewolff-minify would change what `{min(changed)}` stands for",
            where=name,
            hint="write the lines that use it in a simpler way",
        )
