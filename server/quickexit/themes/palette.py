"""A palette from one colour: light and dark, with every contrast solved for, never guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from quickexit.errors import UsageError, shown_value
from quickexit.themes.colour import Oklch, at_least, at_most, contrast, luminance, oklch
from quickexit.themes.contrast import CONTROL, ON_ANY_PAGE, TEXT
from quickexit.themes.theme import Theme, theme_from_values

# What is aimed at: a little above the least, so that 256 steps of a channel cannot undercut it.
_TEXT = TEXT + 0.3
_CONTROL = CONTROL + 0.2
_ON_ANY_PAGE = ON_ANY_PAGE + 0.3
# Reading comfort for text of no brand: that of AAA (WCAG 2.2, 1.4.6).
_COMFORT = 7.0
# Below this chroma a colour is a grey, and its hue is an accident.
_GREY = 0.02
# Hues in OKLCH, in degrees: the warm one of an emergency, and those that the exit and the ring of
# the focus may take. Each takes the one that is farthest from the brand; the ring keeps away from
# the exit, too, so that the exit's hue is nobody else's.
_WARM = 50.0
_EXIT_HUES = (350.0, 265.0)
_FOCUS_HUES = (50.0, 255.0, 150.0)
_APART = 45.0
_WHITE = "#ffffff"


def derive(name: str, brand: str) -> Theme:
    """Return a theme whose colours all come from `brand`, a colour written as `#rrggbb`.

    Links take the brand itself, in each scheme in which it can be read, else a lightness at which
    it can. The exit takes a hue that nothing else has. Every pair of `contrast` passes,
    whatever the brand. Raises `UsageError` for what is not such a colour, and for a malformed name.
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", brand):
        raise UsageError(
            f"{shown_value(brand)} is not a colour of six digits",
            hint='write the brand\'s colour such as "#005ea2"',
        )
    own = oklch(brand.lower())
    schemes = {"light": _light(own), "dark": _dark(own)}
    return theme_from_values(
        name,
        {f"color.{s}.{role}": c for s, colours in schemes.items() for role, c in colours.items()},
    )


def _light(brand: Oklch) -> dict[str, str]:
    paper, surface = _toned(brand, 0.975, 0.01).hex, _WHITE
    notice, emergency = _toned(brand, 0.945, 0.025).hex, Oklch(0.93, 0.04, _WARM).hex
    focus, leaving = _hues(brand)
    return {
        "paper": paper,
        "surface": surface,
        "text": _below(_toned(brand, 0.27, 0.03), _COMFORT, paper, surface, notice),
        "muted": _below(_toned(brand, 0.45, 0.03), _TEXT, paper, surface),
        "line": _toned(brand, 0.89, 0.02).hex,
        "border": _below(_toned(brand, 0.56, 0.04), _CONTROL, paper, surface),
        "accent": _legible(brand, paper, surface, notice)
        or _below(brand, _TEXT, paper, surface, notice),
        # What can be read on white lets white be read on it.
        "accent-text": _WHITE,
        "focus": _below(Oklch(0.52, 0.14, focus), _CONTROL, paper, surface, notice, emergency),
        "notice": notice,
        "emergency": emergency,
        "emergency-text": _below(Oklch(0.36, 0.09, _WARM), _COMFORT, emergency),
        "exit": _below(Oklch(0.38, 0.13, leaving), _ON_ANY_PAGE, _WHITE),
        "exit-text": _WHITE,
        "exit-ring": _WHITE,
    }


def _dark(brand: Oklch) -> dict[str, str]:
    paper, surface = _toned(brand, 0.2, 0.015).hex, _toned(brand, 0.255, 0.02).hex
    notice, emergency = _toned(brand, 0.3, 0.035).hex, Oklch(0.32, 0.06, _WARM).hex
    focus, leaving = _hues(brand)
    accent = _legible(brand, paper, surface, notice) or _above(
        _toned(brand, 0.8, 0.12), _COMFORT, paper, surface, notice
    )
    leave = Oklch(0.91, 0.05, leaving).hex
    return {
        "paper": paper,
        "surface": surface,
        "text": _above(_toned(brand, 0.94, 0.01), _COMFORT, paper, surface, notice),
        "muted": _above(_toned(brand, 0.79, 0.02), _TEXT, paper, surface),
        "line": _toned(brand, 0.37, 0.03).hex,
        "border": _above(_toned(brand, 0.63, 0.03), _CONTROL, paper, surface),
        "accent": accent,
        "accent-text": _below(_toned(brand, 0.25, 0.05), _TEXT, accent),
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
    """Return `colour`, darkened as far as it needs to have the contrast with each ground."""
    return at_most(colour, min((luminance(one) + 0.05) / ratio for one in grounds) - 0.05)


def _above(colour: Oklch, ratio: float, *grounds: str) -> str:
    """Return `colour`, lightened as far as it needs to have the contrast with each ground."""
    return at_least(colour, max((luminance(one) + 0.05) * ratio for one in grounds) - 0.05)


def _legible(brand: Oklch, *grounds: str) -> str | None:
    """Return the brand as it is where it can be read on each ground."""
    readable = all(contrast(brand.hex, ground) >= TEXT for ground in grounds)
    return brand.hex if readable else None


def _hues(brand: Oklch) -> tuple[float, float]:
    """Return the hues of the focus and of the exit; a grey brand is far from all."""
    own = None if brand.chroma < _GREY else brand.hue
    leaving = _farthest(own, _EXIT_HUES)
    return _farthest(own, [hue for hue in _FOCUS_HUES if _angle(hue, leaving) >= _APART]), leaving


def _farthest(own: float | None, hues: Sequence[float]) -> float:
    return hues[0] if own is None else max(hues, key=lambda hue: _angle(hue, own))


def _angle(first: float, second: float) -> float:
    """Return how far two hues lie apart, 0 to 180 degrees."""
    return abs((first - second + 180) % 360 - 180)
