"""Colours of sRGB: luminance, contrast, OKLCH, and the nearest colour of a given luminance.

Source of OKLab's matrices: Björn Ottosson, "A perceptual color space for image processing", 2021.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

# WCAG 2.2, "relative luminance": the value of each of the 256 steps of a channel in linear light.
_LINEAR = tuple(
    level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4
    for level in (step / 255 for step in range(256))
)
# The largest chroma of sRGB is that of its blue, 0.6926 of the lightness.
_MOST_SATURATED = 0.7
# Halvings of that range: the last one changes no channel by a fourth of a step.
_HALVINGS = 12
# A colour is in sRGB also where the matrices' rounding puts it this far outside.
_ROUNDING = 1e-5

# Dark steps are coarse: some ranges of luminance hold only colours a few steps away.
_REACH = 4

_Rgb = tuple[float, float, float]
_Lab = tuple[float, float, float]


@dataclass(frozen=True)
class Oklch:
    """A colour by lightness (0 to 1), chroma (0 to about 0.4) and hue (degrees) in OKLCH."""

    lightness: float
    chroma: float
    hue: float

    @property
    def hex(self) -> str:
        """The nearest colour of sRGB as `#rrggbb`; where there is none, chroma is reduced."""
        rgb = _rgb(self._lab)
        if not _is_in_srgb(rgb):
            rgb = self._reduced(lambda _: self.lightness)
        return _hex([round(_encoded(part)) for part in rgb])

    def within(self, lowest: float, highest: float) -> str | None:
        """Return the nearest colour with a luminance from `lowest` to `highest` as `#rrggbb`.

        The hue stays; chroma is reduced only where sRGB has no such colour. None: there is no
        colour of eight bits in so narrow a range.
        """
        unchanged = self.hex
        if lowest <= luminance(unchanged) <= highest:
            return unchanged
        wanted = min(max(lowest if luminance(unchanged) < lowest else highest, 0.0), 1.0)
        # Cubes of lightness are proportional to luminance where hue and saturation stay.
        rgb = self._reduced(lambda of_full_lightness: math.cbrt(wanted / of_full_lightness))
        ideal = [_encoded(part) for part in rgb]
        for reach in range(_REACH):
            around = itertools.product(*(_steps(step, reach) for step in ideal))
            inside = [hexa for hexa in map(_hex, around) if lowest <= luminance(hexa) <= highest]
            if inside:
                return min(inside, key=lambda hexa: math.dist(self._lab, _lab(hexa)))
        return None

    @property
    def _lab(self) -> _Lab:
        hue = math.radians(self.hue)
        return self.lightness, self.chroma * math.cos(hue), self.chroma * math.sin(hue)

    def _reduced(self, lightness_for: Callable[[float], float]) -> _Rgb:
        """Return the colour of this hue in linear sRGB with as much of the chroma as there is room.

        `lightness_for` gives the lightness of a saturation (chroma divided by lightness), by the
        luminance that this saturation has at lightness 1.
        """
        red, green, blue = 0.0, 0.0, 0.0
        cosine, sine = math.cos(math.radians(self.hue)), math.sin(math.radians(self.hue))
        low, high = 0.0, _MOST_SATURATED
        best = (lightness_for(1.0) ** 3,) * 3
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            red, green, blue = _rgb((1.0, middle * cosine, middle * sine))
            full = _luminance(red, green, blue)
            lightness = lightness_for(full) if full > 0 else math.inf
            scale = lightness**3
            rgb = scale * red, scale * green, scale * blue
            if middle * lightness <= self.chroma and _is_in_srgb(rgb):
                low, best = middle, rgb
            else:
                high = middle
        return best


def oklch(colour: str) -> Oklch:
    """Return a colour written as `#rrggbb` in OKLCH; a grey has the chroma and the hue 0."""
    lightness, a, b = _lab(colour)
    chroma = math.hypot(a, b)
    # The least chroma of a colour of eight bits that is no grey is above 0.0005.
    if chroma < 1e-4:
        return Oklch(lightness, 0.0, 0.0)
    return Oklch(lightness, chroma, math.degrees(math.atan2(b, a)) % 360)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, of a colour written as `#rrggbb`.

    Source: WCAG 2.2, definition of "relative luminance", with its rounded coefficients: by the
    finer ones of CIE XYZ, some pairs at the least contrast would fall on the other side of it.
    """
    return _luminance(*_linear(colour))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio, 1 to 21, of two opaque colours written as `#rrggbb`.

    Source: WCAG 2.2, definitions of "contrast ratio" and "relative luminance".
    """
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def distance(first: str, second: str) -> float:
    """Return how different two colours look (the distance in OKLab)."""
    return math.dist(_lab(first), _lab(second))


def _linear(colour: str) -> _Rgb:
    number = int(colour[1:], 16)
    return _LINEAR[number >> 16], _LINEAR[number >> 8 & 255], _LINEAR[number & 255]


def _luminance(red: float, green: float, blue: float) -> float:
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _encoded(part: float) -> float:
    """Return a channel of linear light as sRGB's steps count it, 0 to 255 with fractions."""
    part = min(max(part, 0.0), 1.0)
    return 255 * (12.92 * part if part <= 0.0031308 else 1.055 * part ** (1 / 2.4) - 0.055)


def _steps(ideal: float, reach: int) -> range:
    """Return the steps of a channel next to `ideal`, and as many as `reach` beyond them."""
    return range(max(math.floor(ideal) - reach, 0), min(math.ceil(ideal) + reach, 255) + 1)


def _hex(channels: tuple[int, ...] | list[int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*channels)


def _is_in_srgb(rgb: _Rgb) -> bool:
    return min(rgb) >= -_ROUNDING and max(rgb) <= 1 + _ROUNDING


def _lab(colour: str) -> _Lab:
    red, green, blue = _linear(colour)
    l = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    m = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    s = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def _rgb(lab: _Lab) -> _Rgb:
    lightness, a, b = lab
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )
