"""Single pixels as a browser paints them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from tests.support.playwright_visit import PlaywrightVisit


def pixel(visit: PlaywrightVisit, x: float, y: float) -> str:
    """Return the colour of one pixel as it is painted."""
    picture = visit.page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    # One row of one pixel: a filter's number, then the channels; every filter leaves it as it is.
    return "#" + zlib.decompress(b"".join(image_data(picture)))[1:4].hex()


def image_data(picture: bytes) -> Iterator[bytes]:
    """Yield the compressed parts of a PNG (PNG Specification, 5.3: length, type, data, CRC)."""
    at = 8
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        if kind == b"IDAT":
            yield picture[at + 8 : at + 8 + length]
        at += length + 12
