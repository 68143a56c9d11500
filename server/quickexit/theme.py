"""Themes: tokens only, never CSS, so that no theme can break the page or hide the exit."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory

# Fonts that devices already have: nothing is ever fetched. Each list ends in a generic family.
FONT_STACKS: Mapping[str, str] = MappingProxyType(
    {
        "system": "system-ui,-apple-system,Segoe UI,Roboto,Noto Sans,sans-serif",
        "humanist": "Seravek,Gill Sans Nova,Ubuntu,Calibri,Noto Sans,sans-serif",
        "warm-serif": "Charter,Bitstream Charter,Iowan Old Style,Georgia,Noto Serif,serif",
        "rounded": "ui-rounded,Hiragino Maru Gothic ProN,Quicksand,Nunito,sans-serif",
    }
)


@dataclass(frozen=True)
class Kind:
    """A kind of value: how a value is written, and the check that turns it into CSS.

    `read` takes the TOML value and gives the CSS text, or None where the value is malformed.
    """

    written: str
    read: Callable[[object], str | None]


@dataclass(frozen=True)
class Token:
    """One thing that a theme may set: its kind, what it colours or measures, its CSS property."""

    kind: Kind
    meaning: str
    css: str


def _colour(value: object) -> str | None:
    matched = isinstance(value, str) and re.fullmatch(r"#[0-9a-fA-F]{6}", value)
    return str(value).lower() if matched else None


def _font(value: object) -> str | None:
    return FONT_STACKS.get(value) if isinstance(value, str) else None


def _pixels(least: int, most: int, per_rem: bool = False) -> Kind:
    def read(value: object) -> str | None:
        matched = re.fullmatch(r"(\d{1,3})px", value) if isinstance(value, str) else None
        if not matched or not least <= int(matched[1]) <= most:
            return None
        # rem keeps the reader's own text size in force; browsers start from 16px.
        return f"{int(matched[1]) / 16:g}rem" if per_rem else f"{int(matched[1])}px"

    return Kind(f'a length from "{least}px" to "{most}px"', read)


def _number(least: float, most: float) -> Kind:
    def read(value: object) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return f"{value:g}" if least <= value <= most else None

    return Kind(f"a number from {least:g} to {most:g}", read)


_COLOUR = Kind('a colour such as "#0b5a61"', _colour)
_FONT = Kind("one of " + ", ".join(f'"{name}"' for name in FONT_STACKS), _font)

_COLOURS: Mapping[str, str] = {
    "paper": "background of the page",
    "surface": "background of questions and contacts",
    "text": "text",
    "muted": "less important text, such as hours",
    "line": "thin lines that only decorate",
    "border": "outlines of buttons",
    "accent": "links, the call button, markers",
    "accent-text": "text on the call button",
    "focus": "the ring round what the keyboard is on",
    "notice": "background of the notice on leaving",
    "emergency": "background of the emergency line",
    "emergency-text": "text of the emergency line",
    "exit": "background of the exit control",
    "exit-text": "label of the exit control",
    "exit-ring": "ring round the exit control, seen on any page",
}

TOKENS: Mapping[str, Token] = MappingProxyType(
    {
        **{
            f"color.{scheme}.{name}": Token(_COLOUR, f"{meaning} ({scheme})", f"--{name}")
            for scheme in ("light", "dark")
            for name, meaning in _COLOURS.items()
        },
        "type.body": Token(_FONT, "font of the text", "--font-body"),
        "type.heading": Token(_FONT, "font of the headings", "--font-heading"),
        "type.size": Token(_pixels(16, 24, per_rem=True), "size of the text", "--size"),
        "type.line-height": Token(_number(1.4, 2), "distance of lines", "--line-height"),
        "shape.corner": Token(_pixels(0, 24), "rounding of boxes and buttons", "--corner"),
        "shape.exit-corner": Token(_pixels(0, 32), "rounding of the exit", "--exit-corner"),
    }
)

# (foreground, background, least contrast): 4.5 for text (WCAG 2.2, 1.4.3 level AA), 3 for the
# ring of the focus and the outlines of controls (1.4.11).
_CONTRASTS: tuple[tuple[str, str, float], ...] = (
    *((text, ground, 4.5) for text in ("text", "muted") for ground in ("paper", "surface")),
    ("text", "notice", 4.5),
    *(("accent", ground, 4.5) for ground in ("paper", "surface", "notice")),
    ("accent-text", "accent", 4.5),
    ("emergency-text", "emergency", 4.5),
    ("exit-text", "exit", 4.5),
    ("exit-ring", "exit", 3),
    *(("border", ground, 3) for ground in ("paper", "surface")),
    *(("focus", ground, 3) for ground in ("paper", "surface", "notice", "emergency")),
)


@dataclass(frozen=True)
class Theme:
    """A theme: its name and every token's value as CSS text, by dotted name."""

    name: str
    tokens: Mapping[str, str]


def load_theme(file: Path) -> Theme:
    """Read a theme; what it leaves out is taken from the default theme of this package.

    Raises `QuickExitError` with file and line for an unknown token, a malformed value, or two
    colours that cannot be told apart.
    """
    own = _read(file)
    defaults = _read(widget_directory() / "themes" / "default.toml")
    tokens = {**defaults, **own}
    _require_contrast(file, tokens)
    return Theme(file.stem, MappingProxyType({name: tokens[name] for name in TOKENS}))


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio, 1 to 21, of two colours written as `#rrggbb`.

    Source: WCAG 2.2, definitions of "contrast ratio" and "relative luminance".
    """
    darker, lighter = sorted((_luminance(first), _luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def theme_css(theme: Theme) -> str:
    """Return the theme as custom properties on the root element, without white space.

    Light is the base; dark is for a device set to dark and for `data-scheme=dark`. The function
    `light-dark()` would be shorter and is unknown to phones from before 2024.
    """
    plain = _declarations(theme, *(name for name in TOKENS if not name.startswith("color.")))
    light = _declarations(theme, *_scheme("light"))
    dark = _declarations(theme, *_scheme("dark"))
    return (
        f":root{{color-scheme:light dark;{plain};{light}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}"
        f":root[data-scheme=dark]{{color-scheme:dark;{dark}}}"
        ":root[data-scheme=light]{color-scheme:light}"
    )


def control_looks(theme: Theme) -> Mapping[str, str]:
    """Return the looks of the exit control: `background`, `text`, `ring`, `radius`.

    Colours are `#rrggbb` and the radius is in px. They are those of the light scheme, since an
    inline style, for which they are meant, cannot ask for the scheme.
    """
    return {
        "background": theme.tokens["color.light.exit"],
        "text": theme.tokens["color.light.exit-text"],
        "ring": theme.tokens["color.light.exit-ring"],
        "radius": theme.tokens["shape.exit-corner"],
    }


def _scheme(scheme: str) -> tuple[str, ...]:
    return tuple(name for name in TOKENS if name.startswith(f"color.{scheme}."))


def _declarations(theme: Theme, *names: str) -> str:
    return ";".join(f"{TOKENS[name].css}:{theme.tokens[name]}" for name in names)


def _read(file: Path) -> dict[str, str]:
    try:
        text = file.read_text("utf-8")
        values = _flat(tomllib.loads(text))
    except FileNotFoundError:
        raise _missing(file) from None
    except tomllib.TOMLDecodeError as error:
        raise _not_toml(file, error) from None
    except UnicodeDecodeError:
        raise QuickExitError("this is not UTF-8", where=str(file), cure="save it so") from None
    return {name: _value(file, text, name, value) for name, value in values.items()}


def _value(file: Path, text: str, name: str, value: object) -> str:
    where = f"{file}:{_line(text, name)}"
    token = TOKENS.get(name)
    if token is None:
        near = difflib.get_close_matches(name, TOKENS, n=1, cutoff=0.5)
        cure = f"did you mean {near[0]}" if near else "the tokens are listed in themes/README.md"
        raise QuickExitError(f"there is no token {name}", where=where, cure=cure)
    css = token.kind.read(value)
    if css is None:
        problem = f"{name} cannot be {value!r}"
        raise QuickExitError(problem, where=where, cure=f"write {token.kind.written}")
    return css


def _require_contrast(file: Path, tokens: Mapping[str, str]) -> None:
    text = file.read_text("utf-8")
    for scheme in ("light", "dark"):
        for front, back, least in _CONTRASTS:
            names = f"color.{scheme}.{front}", f"color.{scheme}.{back}"
            ratio = contrast(tokens[names[0]], tokens[names[1]])
            if ratio < least:
                # The line that this file itself sets; the other colour may be the default's.
                line = max(_line(text, name) for name in names)
                raise QuickExitError(
                    f"{names[0]} on {names[1]} has a contrast of {ratio:.2f}, too little to see",
                    where=f"{file}:{line}",
                    cure=f"choose colours with at least {least:g}",
                )


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update(_flat(value, f"{prefix}{key}."))
        else:
            flat[prefix + key] = value
    return flat


def _line(text: str, name: str) -> int:
    """Return the line, from 1, that sets the dotted name; 1 where none is found."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([^\]\s]+)\s*\]", line):
            table = header[1] + "."
        elif (key := re.match(r"\s*([\w.-]+)\s*=", line)) and table + key[1] == name:
            return number
    return 1


def _missing(file: Path) -> QuickExitError:
    names = sorted(other.stem for other in file.parent.glob("*.toml"))
    cure = f"take one of: {', '.join(names)}" if names else "write this file"
    return QuickExitError(f"there is no theme {file.stem}", where=str(file), cure=cure)


def _not_toml(file: Path, error: tomllib.TOMLDecodeError) -> QuickExitError:
    at = re.search(r"\(at line (\d+)", str(error))
    where = f"{file}:{at[1]}" if at else str(file)
    problem = "this is not TOML: " + re.sub(r" \(at .*\)", "", str(error))
    return QuickExitError(problem, where=where, cure="correct this line")
