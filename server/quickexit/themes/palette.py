"""Palettes derived from one brand colour, light and dark, of which every pair passes."""

import math
import re
from collections.abc import Sequence

from quickexit.errors import UsageError, shown_value
from quickexit.themes.colour import Oklch, contrast, luminance, oklch
from quickexit.themes.contrast import CONTROL, ON_ANY_PAGE, TEXT
from quickexit.themes.theme import Theme, theme_from_values

# The contrasts that a palette has at least: somewhat more than those that a theme needs.
_TEXT_CONTRAST = TEXT + 0.3
_CONTROL = CONTROL + 0.2
_ON_ANY_PAGE = ON_ANY_PAGE + 0.3
# For text without the brand's colour: level AAA (WCAG 2.2, 1.4.6).
_COMFORT = 7.0
# Below this chroma a colour looks grey, and its hue says nothing.
_GREY = 0.02
# Hues in OKLCH, in degrees: of the emergency line, and the choices for the exit and the focus ring.
# Of these, the farthest from the brand's hue is taken; the focus ring also keeps _APART from the
# exit, so that no other part has the exit's hue.
_WARM = 50.0
_EXIT_HUES = (350.0, 265.0)
_FOCUS_HUES = (50.0, 255.0, 150.0)
_APART = 45.0
_BLACK, _WHITE = "#000000", "#ffffff"


def derive(name: str, brand: str) -> Theme:
    """Return a theme whose colours all come from `brand`, a colour written as `#rrggbb`.

    Links have the brand's colour, in each scheme in which its contrast suffices, else a lightness
    at which it does. No other part has the hue of the exit. Every pair of `contrast.PAIRS` passes,
    whatever the brand. Raises `UsageError` for a malformed colour or name.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", brand):
        raise UsageError(
            f"{shown_value(brand)} is not a colour with six digits",
            hint='write the brand\'s colour such as "#005ea2"',
        )
    colour = oklch(brand)
    leaving = _farthest(colour, _EXIT_HUES)
    apart = [hue for hue in _FOCUS_HUES if _angle(hue, leaving) >= _APART]
    hues = _farthest(colour, apart), leaving
    schemes = {"light": _light(colour, *hues), "dark": _dark(colour, *hues)}
    values = {
        f"color.{scheme}.{role}": value
        for scheme, colours in schemes.items()
        for role, value in colours.items()
    }
    return theme_from_values(name, values)


def _light(brand: Oklch, focus: float, leaving: float) -> dict[str, str]:
    paper, surface = _toned(brand, 0.975, 0.01).hex, _WHITE
    notice, emergency = _toned(brand, 0.945, 0.025).hex, Oklch(0.93, 0.04, _WARM).hex
    return {
        "paper": paper,
        "surface": surface,
        "text": _below(_toned(brand, 0.27, 0.03), _COMFORT, paper, surface, notice),
        "muted": _below(_toned(brand, 0.45, 0.03), _TEXT_CONTRAST, paper, surface),
        "line": _toned(brand, 0.89, 0.02).hex,
        "border": _below(_toned(brand, 0.56, 0.04), _CONTROL, paper, surface),
        "accent": _if_legible(brand, paper, surface, notice)
        or _below(brand, _TEXT_CONTRAST, paper, surface, notice),
        # The accent has enough contrast with the surface, which is white.
        "accent-text": _WHITE,
        "focus": _below(Oklch(0.52, 0.14, focus), _CONTROL, paper, surface, notice, emergency),
        "notice": notice,
        "emergency": emergency,
        "emergency-text": _below(Oklch(0.36, 0.09, _WARM), _COMFORT, emergency),
        "exit": _below(Oklch(0.38, 0.13, leaving), _ON_ANY_PAGE, _WHITE),
        "exit-text": _WHITE,
        "exit-ring": _WHITE,
    }


def _dark(brand: Oklch, focus: float, leaving: float) -> dict[str, str]:
    paper, surface = _toned(brand, 0.2, 0.015).hex, _toned(brand, 0.255, 0.02).hex
    notice, emergency = _toned(brand, 0.3, 0.035).hex, Oklch(0.32, 0.06, _WARM).hex
    accent = _if_legible(brand, paper, surface, notice) or _above(
        _toned(brand, 0.8, 0.12), _COMFORT, paper, surface, notice
    )
    leave = Oklch(0.91, 0.05, leaving).hex
    return {
        "paper": paper,
        "surface": surface,
        "text": _above(_toned(brand, 0.94, 0.01), _COMFORT, paper, surface, notice),
        "muted": _above(_toned(brand, 0.79, 0.02), _TEXT_CONTRAST, paper, surface),
        "line": _toned(brand, 0.37, 0.03).hex,
        "border": _above(_toned(brand, 0.63, 0.03), _CONTROL, paper, surface),
        "accent": accent,
        "accent-text": _below(_toned(brand, 0.25, 0.05), _TEXT_CONTRAST, accent),
        "focus": _above(Oklch(0.82, 0.12, focus), _CONTROL, paper, surface, notice, emergency),
        "notice": notice,
        "emergency": emergency,
        "emergency-text": _above(Oklch(0.92, 0.05, _WARM), _COMFORT, emergency),
        "exit": leave,
        "exit-text": _below(Oklch(0.28, 0.1, leaving), _COMFORT, leave),
        "exit-ring": _below(Oklch(0.2, 0.06, leaving), _ON_ANY_PAGE, leave),
    }


def _toned(brand: Oklch, lightness: float, most_chroma: float) -> Oklch:
    """Return the brand's hue at another lightness, with little of its chroma."""
    return Oklch(lightness, min(brand.chroma, most_chroma), brand.hue)


def _below(colour: Oklch, ratio: float, *grounds: str) -> str:
    """Return `colour`, darkened until its contrast with each ground is at least `ratio`."""
    highest = min((luminance(ground) + 0.05) / ratio for ground in grounds) - 0.05
    return colour.within(0, highest) or _BLACK


def _above(colour: Oklch, ratio: float, *grounds: str) -> str:
    """Return `colour`, lightened until its contrast with each ground is at least `ratio`."""
    lowest = max((luminance(ground) + 0.05) * ratio for ground in grounds) - 0.05
    return colour.within(lowest, math.inf) or _WHITE


def _if_legible(brand: Oklch, *grounds: str) -> str | None:
    """Return the brand's colour unchanged if its contrast with each ground suffices for text."""
    readable = all(contrast(brand.hex, ground) >= TEXT for ground in grounds)
    return brand.hex if readable else None


def _farthest(brand: Oklch, hues: Sequence[float]) -> float:
    """Return the hue farthest from the brand's, or the first if the brand is a grey."""
    return hues[0] if brand.chroma < _GREY else max(hues, key=lambda hue: _angle(hue, brand.hue))


def _angle(first: float, second: float) -> float:
    """Return how far two hues lie apart, 0 to 180 degrees."""
    return abs((first - second + 180) % 360 - 180)
