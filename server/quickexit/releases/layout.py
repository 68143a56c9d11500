"""The paths of a release's files, below `/<version>/` and `/<channel>/`."""

import re
from typing import NamedTuple

SCRIPT = "embed.js"
FRAMES = "faq"
# What a floating address answers with once its only release was withdrawn.
STANDBY_SCRIPT = "standby.js"
_STANDBY_PAGES = "standby"


class Frame(NamedTuple):
    """The frame of a theme in a language; `language` is what the address says."""

    theme: str
    language: str

    @property
    def path(self) -> str:
        """Return where it stands below a release."""
        return f"{FRAMES}/{self.theme}/{self.language}.html"


def frame_pattern(theme: str, language: str) -> str:
    """Return the regular expression of a frame's path (for Python and PCRE), with named groups."""
    return rf"{FRAMES}/(?P<{theme}>[^/]+)/(?P<{language}>[^/]+)\.html"


_FRAME = re.compile(frame_pattern("theme", "language"))


def parse_frame(path: str) -> Frame | None:
    """Return which frame a path below a release names, or None for another file."""
    found = _FRAME.fullmatch(path)
    return Frame(**found.groupdict()) if found else None


def standby_page(language: str) -> str:
    """Return the path of the plain page that stands in for the frames of a language."""
    return f"{_STANDBY_PAGES}/{language}.html"


def is_for_standby(path: str) -> bool:
    """Tell whether a file is for the day on which its release is withdrawn."""
    return path == STANDBY_SCRIPT or path.startswith(f"{_STANDBY_PAGES}/")


def comparable_tag(tag: str) -> str:
    """Return a language tag so that `es_MX`, `ES-mx` and `es-MX` are equal (RFC 5646, 2.1.1)."""
    return tag.replace("_", "-").lower()
