"""The height that a snippet gives its frame, so that nothing moves when the script comes."""

import math
import tomllib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

from pydantic import TypeAdapter

from quickexit.errors import QuickExitError

HEIGHTS_FILE = "heights.toml"
# The widths at which frames are measured, in CSS pixels: a small phone, a tablet, a desktop.
WIDTHS = (320, 768, 1280)
_UPDATE = "measure the frames with: make heights"

# The frame's height in CSS pixels at each of WIDTHS.
Heights = tuple[int, int, int]
Table = Mapping[str, Mapping[str, Heights]]


def load_heights(widget: Path) -> Table:
    """Return the measured heights by theme and language from `heights.toml` in `widget`.

    Raises `QuickExitError` where the table is missing or is not one.
    """
    file = widget / HEIGHTS_FILE
    try:
        return TypeAdapter(Table).validate_python(tomllib.loads(file.read_text("utf-8")))
    except (OSError, ValueError) as error:
        raise QuickExitError(
            "the table of heights cannot be read", where=str(file), hint=_UPDATE
        ) from error


def heights_of(table: Table, theme: str, language: str) -> Heights | None:
    """Return the heights of a frame, else those of the tallest that is known, else None.

    An agency's own theme or language has no row; too much room moves nothing, too little does.
    """
    rows = table.get(theme) or table.get("default") or {}
    if language in rows:
        return rows[language]
    if not rows:
        return None
    first, second, third = zip(*rows.values(), strict=True)
    return max(first), max(second), max(third)


def height_style(heights: Heights | None) -> str:
    """Return the declaration that gives a frame these heights at these widths; "" for None.

    Between two widths the height is taken from the straight line, which lies above the text's own
    curve (words in half the width need about twice the lines).
    """
    if heights is None:
        return ""
    floor = f"{heights[-1]}px"
    points = zip(WIDTHS, heights, strict=True)
    lines = [_line_between(*pair) for pair in pairwise(points)]
    return f"height:max({','.join((floor, *lines))})"


def _line_between(start: tuple[int, int], end: tuple[int, int]) -> str:
    """Return the height on the line through two (width, height) as CSS, rounded up."""
    slope = max(0.0, (start[1] - end[1]) / (end[0] - start[0]))
    vw = math.floor(slope * 1000) / 10
    height = math.ceil(max(y + vw / 100 * x for x, y in (start, end)))
    return f"{height}px - {vw:g}vw"
