"""One colour: its luminance, its contrast with another, and the same hue lighter or darker."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache

from coloraide import Color

# Halvings of the range of lightness: finer than the 256 steps that a channel has.
_HALVINGS = 12


@dataclass(frozen=True)
class Oklch:
    """A colour by lightness (0 to 1), chroma (0 to about 0.4) and hue (degrees) in OKLCH."""

    lightness: float
    chroma: float
    hue: float

    @property
    def hex(self) -> str:
        """The nearest colour of sRGB as `#rrggbb`; where there is none, chroma gives way."""
        return _hex(self.lightness, self.chroma, self.hue)


def oklch(colour: str) -> Oklch:
    """Return a colour written as `#rrggbb` in OKLCH; a grey has the hue 0."""
    lightness, chroma, hue = Color(colour).convert("oklch").coords()
    return Oklch(lightness, chroma, 0.0 if math.isnan(hue) else hue)


@cache
def luminance(colour: str) -> float:
    """Return the relative luminance, 0 to 1, of a colour written as `#rrggbb`.

    Source: WCAG 2.2, definition of "relative luminance", with its rounded coefficients: by the
    finer ones of CIE XYZ, pairs at the least contrast would pass or fail that do not by the letter.
    """
    red, green, blue = Color(colour).convert("srgb-linear").coords()
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio, 1 to 21, of two opaque colours written as `#rrggbb`.

    Source: WCAG 2.2, definitions of "contrast ratio" and "relative luminance".
    """
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def at_least(colour: Oklch, wanted: float) -> str:
    """Return `colour`, made lighter only as far as its luminance needs to reach `wanted`."""
    low, high = colour.lightness, 1.0
    if luminance(colour.hex) >= wanted:
        return colour.hex
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if luminance(replace(colour, lightness=middle).hex) >= wanted:
            high = middle
        else:
            low = middle
    return replace(colour, lightness=high).hex


def at_most(colour: Oklch, wanted: float) -> str:
    """Return `colour`, made darker only as far as its luminance needs to sink to `wanted`."""
    low, high = 0.0, colour.lightness
    if luminance(colour.hex) <= wanted:
        return colour.hex
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if luminance(replace(colour, lightness=middle).hex) <= wanted:
            low = middle
        else:
            high = middle
    return replace(colour, lightness=low).hex


def distance(first: str, second: str) -> float:
    """Return how far apart two colours look (the distance in OKLab)."""
    return float(Color(first).distance(second, space="oklab"))


@cache
def _hex(lightness: float, chroma: float, hue: float) -> str:
    colour = Color("oklch", [lightness, chroma, hue]).convert("srgb")
    if not colour.in_gamut():
        colour.fit(method="raytrace", pspace="oklch")
    return str(colour.to_string(hex=True))
