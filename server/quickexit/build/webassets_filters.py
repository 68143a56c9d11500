"""webassets filters: `constants`, `modules`, `jsmin`, `csscompressor`, `enclose`, `short_names`.

webassets has no csscompressor filter, and its own jsmin filter mangles template literals. Those of
the first four change each file by itself, so that messages name its lines.
"""

from typing import IO

from webassets.filter import Filter, register_filter

from quickexit.build.minify.scripts import (
    enclose_script,
    minify_script,
    put_constants,
    shorten_names,
)
from quickexit.build.minify.styles import minify_style
from quickexit.build.modules import module_body
from quickexit.paths import shown_path


class Constants(Filter):  # type: ignore[misc]  # webassets ships no types
    """Puts the values of constants into each script, before it is minified."""

    name = "constants"
    max_debug_level = None

    def __init__(self, constants: dict[str, str] | None = None) -> None:
        super().__init__()
        self.constants = constants or {}

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(put_constants(_in.read(), self.constants, shown_path(source_path)))


class Modules(Filter):  # type: ignore[misc]  # webassets ships no types
    """Takes the imports and the word `export` away, so that modules can be joined."""

    name = "modules"
    max_debug_level = None

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(module_body(_in.read(), shown_path(source_path)))


class JsMin(Filter):  # type: ignore[misc]  # webassets ships no types
    """jsmin with backtick quoting, and the comparison of its output with the source."""

    name = "jsmin"

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(minify_script(_in.read(), shown_path(source_path)))


class CssCompressor(Filter):  # type: ignore[misc]  # webassets ships no types
    """csscompressor, and the comparison of its output with the source."""

    name = "csscompressor"

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(minify_style(_in.read(), shown_path(source_path)))


class Enclose(Filter):  # type: ignore[misc]  # webassets ships no types
    """Puts a whole bundle into one function."""

    name = "enclose"
    max_debug_level = None

    def output(self, _in: IO[str], out: IO[str], **_: object) -> None:
        """Filter the joined bundle."""
        out.write(enclose_script(_in.read()))


class ShortNames(Filter):  # type: ignore[misc]  # webassets ships no types
    """tdewolff-minify, and the checks of its output."""

    name = "short_names"
    max_debug_level = None

    def __init__(self, script: str = "the joined script") -> None:
        super().__init__()
        self.script = script

    def output(self, _in: IO[str], out: IO[str], **_: object) -> None:
        """Filter the joined and enclosed bundle."""
        out.write(shorten_names(_in.read(), self.script))


for _filter in (Constants, Modules, JsMin, CssCompressor, Enclose, ShortNames):
    register_filter(_filter)
