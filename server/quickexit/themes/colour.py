"""Colours of sRGB: luminance, contrast, OKLCH, and the nearest colour of a given luminance.

Source of OKLab's matrices: Björn Ottosson, "A perceptual color space for image processing", 2021.
"""

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# WCAG 2.2, "relative luminance": the value of each of the 256 steps of a channel in linear light.
_LINEAR = tuple(
    level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4
    for level in (step / 255 for step in range(256))
)
# Chroma divided by lightness; the largest in sRGB is that of its blue, 0.6929.
_MOST_SATURATION = 0.7
# Bisections of that range; the last one changes no channel by more than a quarter of a step.
_BISECTIONS = 12
# A channel may be this much below 0 or above 1, of the largest channel. sRGB has a dent at its
# blues, on the near side of which they would lose a fifth of their chroma.
_OUTSIDE = 0.002
# Dark steps are coarse: a narrow range of luminance may hold only colours some steps away.
_REACH = 2

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
        """The colour as `#rrggbb`; where sRGB does not have it, chroma is reduced."""
        rgb = _rgb(self._lab)
        if not _is_in_srgb(rgb):
            rgb = self._reduced(lambda _: self.lightness)
        return _hex([round(_encoded(part)) for part in rgb])

    def within(self, lowest: float, highest: float) -> str | None:
        """Return the nearest colour with a luminance from `lowest` to `highest` as `#rrggbb`.

        The hue stays, and chroma is reduced only where sRGB has no such colour. None: `#rrggbb` has
        no such colour in this range.
        """
        if lowest > highest or lowest > 1 or highest < 0:
            return None
        unchanged = self.hex
        if lowest <= luminance(unchanged) <= highest:
            return unchanged
        wanted = min(max(lowest if luminance(unchanged) < lowest else highest, 0.0), 1.0)
        # With the same hue and saturation, luminance is proportional to the cube of lightness.
        rgb = self._reduced(lambda luminance_at_one: math.cbrt(wanted / luminance_at_one))
        # Towards the grey of this luminance into sRGB, which changes no luminance.
        share = min(1.0, *(_share_inside(part, wanted) for part in rgb))
        exact = [_encoded(wanted + share * (part - wanted)) for part in rgb]
        for reach in (0, _REACH):
            around = itertools.product(*(_steps(step, reach) for step in exact))
            inside = [found for found in map(_hex, around) if lowest <= luminance(found) <= highest]
            if inside:
                return min(inside, key=lambda found: math.dist(self._lab, _lab(found)))
        return None

    @property
    def _lab(self) -> _Lab:
        hue = math.radians(self.hue)
        return self.lightness, self.chroma * math.cos(hue), self.chroma * math.sin(hue)

    def _reduced(self, lightness_of: Callable[[float], float]) -> _Rgb:
        """Return linear sRGB with this hue and as much of the chroma as sRGB has.

        `lightness_of` takes the luminance that a saturation has at lightness 1, and returns the
        lightness that the colour is to have with this saturation.
        """
        cosine, sine = math.cos(math.radians(self.hue)), math.sin(math.radians(self.hue))
        grey = lightness_of(1.0) ** 3
        best = (grey, grey, grey)
        low, high = 0.0, _MOST_SATURATION
        for _ in range(_BISECTIONS):
            saturation = (low + high) / 2
            red, green, blue = _rgb((1.0, saturation * cosine, saturation * sine))
            luminance_at_one = _luminance(red, green, blue)
            # Far outside sRGB it would be negative.
            lightness = lightness_of(luminance_at_one) if luminance_at_one > 0 else math.inf
            scale = lightness**3
            rgb = scale * red, scale * green, scale * blue
            if saturation * lightness <= self.chroma and _is_in_srgb(rgb):
                low, best = saturation, rgb
            else:
                high = saturation
        return best


def oklch(colour: str) -> Oklch:
    """Return a colour written as `#rrggbb` in OKLCH; a grey has the chroma and the hue 0."""
    lightness, a, b = _lab(colour)
    chroma = math.hypot(a, b)
    # The matrices give greys a chroma of 4e-8; the least of any other `#rrggbb` is above 0.001.
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


def _share_inside(part: float, grey: float) -> float:
    """Return how much of the way from a grey to a channel is within 0 and 1."""
    return max((end - grey) / (part - grey) for end in (0, 1)) if part != grey else 1.0


def _steps(exact: float, reach: int) -> range:
    """Return the steps of a channel on both sides of `exact`, and `reach` more on each side."""
    return range(max(math.floor(exact) - reach, 0), min(math.ceil(exact) + reach, 255) + 1)


def _hex(channels: Sequence[int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*channels)


def _is_in_srgb(rgb: _Rgb) -> bool:
    return min(rgb) >= -_OUTSIDE * max(rgb) and max(rgb) <= 1 + _OUTSIDE


def _lab(colour: str) -> _Lab:
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    return (
        0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short,
    )


def _rgb(lab: _Lab) -> _Rgb:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
