"""Values of tokens, to and from the Design Tokens Format 2025.10."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeGuard

from quickexit.themes.tokens import FONT_STACKS, SHADOWS, Colour, Value

# The Color Module counts saturation, lightness, whiteness and blackness in percent.
_PERCENT = frozenset({"hsl", "hwb"})
_UNIT, _HUE, _HUNDRED = (0.0, 1.0), (0.0, 360.0), (0.0, 100.0)
# The least and the most of each component (Color Module 2025.10). Where the module sets no limit,
# the one that it calls practical; Z of white under D65 is 1.089.
_RANGES: Mapping[str, tuple[tuple[float, float], ...]] = {
    **dict.fromkeys(
        ("srgb", "srgb-linear", "display-p3", "a98-rgb", "prophoto-rgb", "rec2020"), (_UNIT,) * 3
    ),
    **dict.fromkeys(("hsl", "hwb"), (_HUE, _HUNDRED, _HUNDRED)),
    **dict.fromkeys(("xyz-d65", "xyz-d50"), ((0.0, 1.1),) * 3),
    "lab": (_HUNDRED, (-160.0, 160.0), (-160.0, 160.0)),
    "lch": (_HUNDRED, (0.0, 230.0), _HUE),
    "oklab": (_UNIT, (-0.5, 0.5), (-0.5, 0.5)),
    "oklch": (_UNIT, (0.0, 0.5), _HUE),
}
# How far beyond its range a component may be, as a part of the range: other tools round.
_ROUNDING = 0.001


@dataclass(frozen=True)
class TokenType:
    """A type of the format: its `$type`, and `form`, which says how its values are written.

    `write` takes a theme's value; `read` returns one, None where the format's is malformed.
    """

    name: str
    write: Callable[[Value], object]
    read: Callable[[object], object]
    form: str


def _colour_value(value: Value) -> dict[str, object]:
    hexadecimal = str(value)
    components = [round(int(hexadecimal[at : at + 2], 16) / 255, 5) for at in (1, 3, 5)]
    return {"colorSpace": "srgb", "components": components, "alpha": 1, "hex": hexadecimal}


def _shadow_value(value: Value) -> dict[str, object]:
    shadow = SHADOWS[str(value)]
    black = {**_colour_value("#000000"), "alpha": shadow.opacity}
    lengths = {"offsetX": 0, "offsetY": shadow.below, "blur": shadow.blur, "spread": 0}
    return {"color": black, **{key: {"value": v, "unit": "px"} for key, v in lengths.items()}}


def _read_colour(value: object) -> str | None:
    """Return a colour as `#rrggbb`, the nearest that sRGB has; None where a part is malformed."""
    if not isinstance(value, dict):
        return None
    alpha, hexadecimal = value.get("alpha", 1), value.get("hex", "#000000")
    if not _is_number(alpha) or alpha != 1 or not Colour().read(hexadecimal):
        return None
    space, components = value.get("colorSpace"), value.get("components")
    if not isinstance(space, str) or space not in _RANGES:
        return None
    if not isinstance(components, list) or len(components) != 3:
        return None
    numbers = [0 if number == "none" else number for number in components]
    if not all(map(_is_within, numbers, _RANGES[space])):
        return None
    if space in _PERCENT:
        numbers[1:] = [number / 100 for number in numbers[1:]]
    # Imported here: it takes 0.1 s, and no other command needs it.
    from coloraide import Color

    colour = Color(space, numbers).convert("srgb")
    if not colour.in_gamut():
        colour.fit(method="raytrace", pspace="oklch")
    return str(colour.to_string(hex=True))


def _is_within(number: object, limits: tuple[float, float]) -> bool:
    least, most = limits
    rounding = _ROUNDING * (most - least)
    return _is_number(number) and least - rounding <= number <= most + rounding


def _read_font(value: object) -> str | None:
    wanted = value if isinstance(value, list) else [value]
    return next((name for name, fonts in FONT_STACKS.items() if fonts.split(",") == wanted), None)


def _read_length(value: object) -> str | None:
    pixels = _pixels(value)
    if pixels is None or abs(pixels - round(pixels)) >= 0.01:
        return None
    return f"{round(pixels)}px"


def _pixels(value: object) -> float | None:
    if not isinstance(value, dict) or value.get("unit") not in ("px", "rem"):
        return None
    number = value.get("value")
    if not _is_number(number):
        return None
    # Browsers start from 16px.
    return number * 16 if value["unit"] == "rem" else number


def _read_shadow(value: object) -> str | None:
    """Return the name of a shadow, given alone or as a list of one."""
    layer = value[0] if isinstance(value, list) and len(value) == 1 else value
    if not isinstance(layer, dict) or layer.get("inset", False) is not False:
        return None
    colour, alpha = layer.get("color"), 1
    if isinstance(colour, dict):
        alpha = colour.get("alpha", 1)
        colour = _read_colour({**colour, "alpha": 1})
    lengths = [_pixels(layer.get(key)) for key in ("offsetX", "offsetY", "blur", "spread")]
    given = [colour, alpha, *lengths]
    for name, shadow in SHADOWS.items():
        if given == ["#000000", shadow.opacity, 0, shadow.below, shadow.blur, 0]:
            return name
    return None


def _is_number(value: object) -> TypeGuard[float]:
    """Say whether it is a number that a colour or a length could have."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e6


# By the kind of a theme's token; for the others the format has no type.
TYPES: Mapping[str, TokenType] = {
    "color": TokenType(
        "color",
        _colour_value,
        _read_colour,
        'write an opaque colour such as {"colorSpace": "srgb", "components": [0, 0.4, 0.6]},'
        " each component in the range of its space",
    ),
    "font": TokenType(
        "fontFamily",
        lambda stack: FONT_STACKS[str(stack)].split(","),
        _read_font,
        "take a list that an export writes; only fonts that devices have are known",
    ),
    "length": TokenType(
        "dimension",
        lambda length: {"value": int(str(length)[:-2]), "unit": "px"},
        _read_length,
        'write whole px such as {"value": 16, "unit": "px"}',
    ),
    "number": TokenType(
        "number",
        lambda number: number,
        lambda value: value if _is_number(value) else None,
        "write a number",
    ),
    "shadow": TokenType(
        "shadow", _shadow_value, _read_shadow, "take a shadow that an export writes, or none"
    ),
}
