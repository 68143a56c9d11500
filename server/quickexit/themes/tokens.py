"""The tokens of a theme: kind, meaning, default, limits and CSS property of each."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

# A token's value in its normal form: `#rrggbb`, `18px`, the name of a choice; or a number.
Value = str | float

SCHEMES = ("light", "dark")
# Corner of the exit, and the side that it is on in texts from left to right.
_SIDES: Mapping[str, str] = {"top-end": "right", "top-start": "left"}

# Fonts that devices already have, so that none is fetched. Each list ends in a generic family.
FONT_STACKS: Mapping[str, str] = {
    "system": "system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,sans-serif",
    "humanist": "Seravek,Gill Sans Nova,Ubuntu,Calibri,Noto Sans,sans-serif",
    "grotesque": "Public Sans,Helvetica Neue,Arial Nova,Nimbus Sans,Arial,Noto Sans,sans-serif",
    "warm-serif": "Charter,Bitstream Charter,Iowan Old Style,Georgia,Noto Serif,serif",
    "rounded": "ui-rounded,Hiragino Maru Gothic ProN,Quicksand,Nunito,sans-serif",
}


@dataclass(frozen=True)
class Shadow:
    """A black shadow: its offset downwards and its blur, in px, and its opacity, 0 to 1."""

    below: int
    blur: int
    opacity: float

    @property
    def css(self) -> str:
        """The value of `box-shadow`."""
        if not self.opacity:
            return "none"
        return f"0 {self.below}px {self.blur}px rgba(0,0,0,{self.opacity:g})"


SHADOWS: Mapping[str, Shadow] = {
    "none": Shadow(0, 0, 0),
    "soft": Shadow(1, 4, 0.16),
    "raised": Shadow(4, 16, 0.2),
}


@dataclass(frozen=True)
class Colour:
    """An opaque colour of sRGB; none can be transparent."""

    name: ClassVar[str] = "color"
    written: str = 'a colour such as "#0b5a61"'

    def read(self, value: object) -> Value | None:
        """Return `#rrggbb` in lower case, or None."""
        matched = isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value)
        return str(value).lower() if matched else None

    def css(self, value: Value) -> str:
        """Return the colour unchanged."""
        return str(value)


@dataclass(frozen=True)
class Choice:
    """A name of a list, each of which stands for a piece of CSS."""

    options: Mapping[str, str]
    name: str = "choice"

    @property
    def written(self) -> str:
        """The list of names."""
        return "one of " + ", ".join(f'"{name}"' for name in self.options)

    def read(self, value: object) -> Value | None:
        """Return the name, or None."""
        return value if isinstance(value, str) and value in self.options else None

    def css(self, value: Value) -> str:
        """Return the CSS that the name stands for."""
        return self.options[str(value)]


@dataclass(frozen=True)
class Length:
    """Whole px from `least` to `most`; with `per_rem` it grows with the browser's text size."""

    least: int
    most: int
    per_rem: bool = False
    name: ClassVar[str] = "length"

    @property
    def written(self) -> str:
        """The limits."""
        return f'a length from "{self.least}px" to "{self.most}px"'

    def read(self, value: object) -> Value | None:
        """Return whole px without leading zeros, or None."""
        matched = re.fullmatch(r"([0-9]{1,3})px", value) if isinstance(value, str) else None
        if not matched or not self.least <= int(matched[1]) <= self.most:
            return None
        return f"{int(matched[1])}px"

    def css(self, value: Value) -> str:
        """Return px, or rem, of which browsers make 16px by default."""
        return f"{int(str(value)[:-2]) / 16:g}rem" if self.per_rem else str(value)


@dataclass(frozen=True)
class Number:
    """A number from `least` to `most`, with three decimals at most."""

    least: float
    most: float
    name: ClassVar[str] = "number"

    @property
    def written(self) -> str:
        """The limits."""
        return f"a number from {self.least:g} to {self.most:g}"

    def read(self, value: object) -> Value | None:
        """Return the number rounded to three decimals, or None."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return round(float(value), 3) if self.least <= value <= self.most else None

    def css(self, value: Value) -> str:
        """Return the number without needless zeros."""
        return f"{value:g}"


# Each kind has a `name`; `written` follows the word "write" in a hint; `read` takes a value as TOML
# gives it, and returns its normal form, None where it is malformed; `css` takes the normal form.
Kind = Colour | Choice | Length | Number


@dataclass(frozen=True)
class Token:
    """A value that a theme may set; `css` is its custom property."""

    kind: Kind
    meaning: str
    css: str
    default: Value


# Role: its meaning, and its default in the light and in the dark scheme.
_COLOURS: Mapping[str, tuple[str, str, str]] = {
    "paper": ("background of the page", "#faf6ef", "#141b1d"),
    "surface": ("background of questions and contacts", "#ffffff", "#1d2629"),
    "text": ("text", "#1c2a2e", "#f0ebe2"),
    "muted": ("less important text, such as hours", "#4b5a5e", "#b9c1bf"),
    "line": ("thin lines that only decorate", "#e2d8c8", "#364246"),
    "border": ("outlines of buttons", "#7f7868", "#849194"),
    "accent": ("links, the call button, markers", "#0b5a61", "#86d3d6"),
    "accent-text": ("text on the call button", "#ffffff", "#0c2a2d"),
    "focus": ("the ring round what the keyboard is on", "#a34700", "#ffb366"),
    "notice": ("background of the notice on leaving", "#e6f0ee", "#1b3235"),
    "emergency": ("background of the emergency line", "#fbe4d3", "#4a2615"),
    "emergency-text": ("text of the emergency line", "#5f260b", "#ffdfcb"),
    "exit": ("background of the exit control", "#641a46", "#ffd5e8"),
    "exit-text": ("label of the exit control", "#ffffff", "#470e30"),
    "exit-ring": ("ring round the exit control, seen on any page", "#ffffff", "#2a0a1d"),
}
ROLES = tuple(_COLOURS)
_FONT = Choice(FONT_STACKS, "font")
# The least size of the exit is that of WCAG 2.2, 2.5.5 (level AAA): 44 by 44 CSS px.
TOKENS: Mapping[str, Token] = {
    **{
        f"color.{scheme}.{role}": Token(Colour(), meaning, f"--{role}", defaults[index])
        for index, scheme in enumerate(SCHEMES)
        for role, (meaning, *defaults) in _COLOURS.items()
    },
    "type.body": Token(_FONT, "fonts of the text", "--font-body", "system"),
    "type.heading": Token(_FONT, "fonts of the headings", "--font-heading", "warm-serif"),
    "type.size": Token(Length(16, 24, per_rem=True), "size of the text", "--size", "18px"),
    "type.line-height": Token(
        Number(1.4, 2), "distance of lines, in sizes of the text", "--line-height", 1.6
    ),
    "type.scale": Token(
        Number(1.1, 1.4), "how much larger each level of headings is", "--scale", 1.25
    ),
    "space.unit": Token(
        Length(12, 24), "room round and between parts; other distances follow", "--space", "16px"
    ),
    "shape.corner": Token(Length(0, 24), "rounding of boxes and buttons", "--corner", "14px"),
    "shape.border": Token(
        Length(1, 4), "thickness of the outlines of buttons", "--border-width", "2px"
    ),
    "shape.line": Token(Length(0, 4), "thickness of the lines round boxes", "--line-width", "1px"),
    "shape.shadow": Token(
        Choice({name: shadow.css for name, shadow in SHADOWS.items()}, "shadow"),
        "shadow below boxes",
        "--shadow",
        "none",
    ),
    "exit.rounding": Token(Length(0, 32), "rounding of the exit", "--exit-corner", "26px"),
    "exit.size": Token(Length(44, 72), "least height of the exit", "--exit-size", "48px"),
    "exit.position": Token(
        Choice(_SIDES),
        "upper corner of the exit: where a line of text ends, or where it starts",
        "--exit-side",
        "top-end",
    ),
}
