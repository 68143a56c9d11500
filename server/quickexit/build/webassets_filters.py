"""webassets filters: `constants`, `modules`, `jsmin`, `csscompressor`, `enclose`, `short_names`.

webassets has no csscompressor filter, and its own jsmin filter mangles template literals. Both
minifiers change the meaning of some inputs in silence, so every output is compared with its source.
"""

from __future__ import annotations

import io
import json
import re
from typing import IO, Final

import csscompressor
import jsmin
from webassets.filter import Filter, register_filter

from quickexit.build.minify.script_check import (
    check_same_script,
    check_script,
    parse_script,
    walk,
)
from quickexit.build.minify.script_constructs import broken_script
from quickexit.build.minify.script_names import shorten_names
from quickexit.build.minify.style_check import check_same_style, check_style
from quickexit.build.minify.style_constructs import broken_style
from quickexit.build.modules import module_body
from quickexit.errors import QuickExitError
from quickexit.paths import shown_name

# jsmin's default leaves the backtick out, and takes the spaces of template literals away.
_QUOTES: Final = "'\"`"
_CONSTANT: Final = re.compile(rb"__[A-Z][A-Z0-9_]*__")
_NAMES: Final = frozenset(
    {"identifier", "property_identifier", "shorthand_property_identifier", "statement_identifier"}
)
# jsmin looks at most one character ahead, so a sound script's end is read a few times at most.
_MOST_READS_AT_END: Final = 8


class _EndlessError(Exception):
    """jsmin searches for the end of a comment that is none."""


class _Reader(io.StringIO):
    """A text that does not let itself be read at its end for ever."""

    reads_at_end = 0

    def read(self, size: int | None = -1, /) -> str:
        text = super().read(size)
        self.reads_at_end += not text
        if self.reads_at_end > _MOST_READS_AT_END:
            raise _EndlessError
        return text


def minify_script(source: str, name: str) -> str:
    """Return `source` minified by jsmin, with the same meaning.

    Raises `QuickExitError` naming `name`, the line, the construct and a hint where the source is
    not valid JavaScript, or where jsmin would change it.
    """
    check_script(source, name)
    output = io.StringIO()
    try:
        jsmin.JavascriptMinify(_Reader(source), output, quote_chars=_QUOTES).minify()
    except _EndlessError:
        raise broken_script(source, name, _last_line(source, output.getvalue())) from None
    minified = output.getvalue().strip("\n")
    check_same_script(source, minified, name)
    return minified


def _last_line(source: str, written: str) -> int:
    """Return the line of `source` at which a minifier stopped, told by the last word it wrote."""
    words = re.findall(r"\w+", written)
    place = source.rfind(words[-1]) if words else 0
    return source.count("\n", 0, place) + 1


def minify_style(source: str, name: str) -> str:
    """Return `source` minified by csscompressor, with the same meaning.

    Raises `QuickExitError` naming `name`, the line, the construct and a hint where the source is
    not valid CSS, or where csscompressor would change it, crash or not come to an end.
    """
    check_style(source, name)
    try:
        minified: str = csscompressor.compress(source)
    except Exception:  # its failures have no class of their own: ValueError, StopIteration, …
        raise broken_style(source, name) from None
    check_same_style(source, minified, name)
    return minified


def enclose_script(source: str) -> str:
    """Return `source` inside one strict function, so that none of its names becomes global.

    The line break ends a comment on the last line; the semicolon parts it from what follows.
    """
    return f'(function(){{"use strict";{source}\n}})();\n'


def script_string(text: str) -> str:
    """Return `text` as a string literal that may stand in any script, inline ones included."""
    return json.dumps(text).replace("</", "<\\/")


def put_constants(source: str, constants: dict[str, str], name: str) -> str:
    """Return `source` with each bare identifier of `constants` replaced by its JavaScript text.

    Strings and comments are left alone. Raises `QuickExitError` with `name` and the line for a
    name in the form of a constant (`__NAME__`) that has no value, or that is a property.
    """
    encoded, parts, position = source.encode(), list[bytes](), 0
    for node in walk(parse_script(source)):
        text = node.text or b""
        if node.type not in _NAMES or not _CONSTANT.fullmatch(text):
            continue
        value = constants.get(text.decode()) if node.type == "identifier" else None
        if value is None:
            raise QuickExitError(
                f"the constant {text.decode()} has no value here",
                where=f"{name}:{node.start_point[0] + 1}",
                hint=f"use one of {', '.join(sorted(constants)) or 'none'}, as a bare name",
            )
        parts += [encoded[position : node.start_byte], value.encode()]
        position = node.end_byte
    return b"".join([*parts, encoded[position:]]).decode()


class Constants(Filter):  # type: ignore[misc]  # webassets ships no types
    """Puts the values of constants into each script, before it is minified."""

    name = "constants"
    max_debug_level = None

    def __init__(self, constants: dict[str, str] | None = None) -> None:
        super().__init__()
        self.constants = constants or {}

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(put_constants(_in.read(), self.constants, shown_name(source_path)))


class Modules(Filter):  # type: ignore[misc]  # webassets ships no types
    """Takes the imports and the word `export` away, so that modules can be joined."""

    name = "modules"
    max_debug_level = None

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(module_body(_in.read(), shown_name(source_path)))


class JsMin(Filter):  # type: ignore[misc]  # webassets ships no types
    """jsmin with backtick quoting and its guard, file by file, so that lines can be named."""

    name = "jsmin"

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(minify_script(_in.read(), shown_name(source_path)))


class CssCompressor(Filter):  # type: ignore[misc]  # webassets ships no types
    """csscompressor with its guard, file by file."""

    name = "csscompressor"

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(minify_style(_in.read(), shown_name(source_path)))


class Enclose(Filter):  # type: ignore[misc]  # webassets ships no types
    """Puts a whole bundle into one function."""

    name = "enclose"
    max_debug_level = None

    def output(self, _in: IO[str], out: IO[str], **_: object) -> None:
        """Filter the joined bundle."""
        out.write(enclose_script(_in.read()))


class ShortNames(Filter):  # type: ignore[misc]  # webassets ships no types
    """Gives short names to what an enclosed bundle declares."""

    name = "short_names"
    max_debug_level = None

    def output(self, _in: IO[str], out: IO[str], **_: object) -> None:
        """Filter the joined and enclosed bundle."""
        out.write(shorten_names(_in.read(), "the joined script"))


for _filter in (Constants, Modules, JsMin, CssCompressor, Enclose, ShortNames):
    register_filter(_filter)
