"""webassets filters: a function of a text, put to each file of a bundle or to the joined bundle.

webassets has no csscompressor filter, and its own jsmin filter mangles template literals.
"""

from collections.abc import Callable
from typing import IO

from webassets.filter import Filter

from quickexit.paths import shown_path


class _NamedFilter(Filter):  # type: ignore[misc]  # webassets ships no types
    # Never left out, not even in webassets' debug mode.
    max_debug_level = None

    def __init__(self, name: str, change: Callable[[str, str], str]) -> None:
        super().__init__()
        self.name = name
        self.change = change


class EachFile(_NamedFilter):
    """Changes each file by itself: `change` takes its text and its name, so that errors name it."""

    def input(self, _in: IO[str], out: IO[str], *, source_path: str, **_: object) -> None:
        """Filter one file of a bundle."""
        out.write(self.change(_in.read(), shown_path(source_path)))


class WholeBundle(_NamedFilter):
    """Changes the joined bundle: `change` takes its text and `name`, which errors name."""

    def output(self, _in: IO[str], out: IO[str], **_: object) -> None:
        """Filter the joined bundle."""
        out.write(self.change(_in.read(), "the joined script"))
