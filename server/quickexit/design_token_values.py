"""Single values of themes as the Design Tokens Format 2025.10 writes them, out and in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeGuard

from coloraide import Color

from quickexit.theme_tokens import FONT_STACKS, SHADOWS, TOKENS, Shadow, Value

_TYPES = {"color": "color", "font": "fontFamily", "length": "dimension", "number": "number"}
_SHADOW = "shape.shadow"
# The Color Module counts saturation, lightness, whiteness and blackness in percent.
_PERCENT = frozenset({"hsl", "hwb"})
# fmt: off
_SPACES = (
    "srgb", "srgb-linear", "hsl", "hwb", "lab", "lch", "oklab", "oklch", "display-p3", "a98-rgb",
    "prophoto-rgb", "rec2020", "xyz-d65", "xyz-d50",
)
# fmt: on


def type_of(name: str) -> str | None:
    """Return the `$type` of a token's value; None where the format has no type for it."""
    return "shadow" if name == _SHADOW else _TYPES.get(TOKENS[name].kind.name)


def written(name: str, value: Value) -> object:
    """Return a value as the format writes it; None where it has no type for it."""
    if name == _SHADOW:
        return _shadow_value(SHADOWS[str(value)])
    writers: Mapping[str, Callable[[Value], object]] = {
        "color": _colour_value,
        "font": lambda stack: FONT_STACKS[str(stack)].split(","),
        "length": lambda length: {"value": int(str(length)[:-2]), "unit": "px"},
        "number": lambda number: number,
    }
    write = writers.get(TOKENS[name].kind.name)
    return write(value) if write else None


def _colour_value(value: Value) -> dict[str, object]:
    hexadecimal = str(value)
    components = [round(int(hexadecimal[at : at + 2], 16) / 255, 5) for at in (1, 3, 5)]
    return {"colorSpace": "srgb", "components": components, "alpha": 1, "hex": hexadecimal}


def _shadow_value(shadow: Shadow) -> dict[str, object]:
    black = {**_colour_value("#000000"), "alpha": shadow.opacity}
    lengths = {"offsetX": 0, "offsetY": shadow.below, "blur": shadow.blur, "spread": 0}
    return {"color": black, **{key: {"value": v, "unit": "px"} for key, v in lengths.items()}}


def _read_colour(value: object) -> str | None:
    if not isinstance(value, dict) or value.get("alpha", 1) != 1:
        return None
    space, components = value.get("colorSpace"), value.get("components")
    if space not in _SPACES or not isinstance(components, list) or len(components) != 3:
        return None
    numbers = [0 if one == "none" else one for one in components]
    if not all(_is_number(one) for one in numbers):
        return None
    if space in _PERCENT:
        numbers[1:] = [one / 100 for one in numbers[1:]]
    colour = Color(space, numbers).convert("srgb")
    if not colour.in_gamut():
        colour.fit(method="raytrace", pspace="oklch")
    return str(colour.to_string(hex=True))


def _read_font(value: object) -> str | None:
    wanted = value if isinstance(value, list) else [value]
    return next((name for name, one in FONT_STACKS.items() if one.split(",") == wanted), None)


def _read_length(value: object) -> str | None:
    if not isinstance(value, dict) or value.get("unit") not in ("px", "rem"):
        return None
    number = value.get("value")
    if not _is_number(number):
        return None
    # Browsers start from 16px.
    pixels = number * 16 if value["unit"] == "rem" else number
    return f"{round(pixels)}px" if abs(pixels - round(pixels)) < 0.01 else None


def _read_number(value: object) -> object:
    return value if _is_number(value) else None


def _read_shadow(value: object) -> str | None:
    return next((name for name, one in SHADOWS.items() if _shadow_value(one) == value), None)


def _is_number(value: object) -> TypeGuard[float]:
    """Say whether it is a number that a colour or a length could have."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


def read(name: str, value: object) -> object:
    """Return a value as a theme writes it, or None where it is malformed."""
    return _READERS[type_of(name) or ""](value)


def form(name: str) -> str:
    """Say how a token's value is written."""
    return _FORMS[type_of(name) or ""]


_READERS: Mapping[str, Callable[[object], object]] = {
    "color": _read_colour,
    "fontFamily": _read_font,
    "dimension": _read_length,
    "number": _read_number,
    "shadow": _read_shadow,
}
_FORMS = {
    "color": 'write an opaque colour such as {"colorSpace": "srgb", "components": [0, 0.4, 0.6]}',
    "fontFamily": "take a list that an export writes; only fonts that devices have are known",
    "dimension": 'write whole px such as {"value": 16, "unit": "px"}',
    "number": "write a number",
    "shadow": "take a shadow that an export writes",
}
