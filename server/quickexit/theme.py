"""Themes: tokens only, never CSS, so that no theme can break the page or hide the exit."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from quickexit.errors import QuickExitError
from quickexit.theme_tokens import FONT_STACKS, ROLES, SCHEMES, TOKENS, Token, Value

__all__ = [
    "FONT_STACKS",
    "ROLES",
    "SCHEMES",
    "TOKENS",
    "Theme",
    "Token",
    "Value",
    "control_looks",
    "load_theme",
    "parse_theme",
    "theme_css",
    "theme_from_values",
    "token_line",
]

# A theme's name is a part of addresses and of the name of its file.
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40


@dataclass(frozen=True)
class Theme:
    """A theme: its name, and every token's value in its written form, by dotted name."""

    name: str
    tokens: Mapping[str, Value]

    def css(self, token: str) -> str:
        """Return a token's value as CSS."""
        return TOKENS[token].kind.css(self.tokens[token])

    def colour(self, scheme: str, role: str) -> str:
        """Return a colour, `#rrggbb`, by its scheme (`light`, `dark`) and role."""
        return str(self.tokens[f"color.{scheme}.{role}"])


def load_theme(file: Path) -> Theme:
    """Read a theme from its file, which has its name; what it leaves out is the tokens' default.

    Raises `QuickExitError` with file and line for an unknown token or a malformed value. Whether
    it can be read is another question: `quickexit.contrast` asks it.
    """
    try:
        text = file.read_text("utf-8-sig")
    except FileNotFoundError:
        raise _missing(file) from None
    except UnicodeDecodeError:
        raise QuickExitError("this is not UTF-8", where=str(file), cure="save it so") from None
    except OSError as error:
        raise QuickExitError(f"cannot be read ({error.strerror})", where=str(file)) from error
    return parse_theme(text, file.stem, str(file))


def parse_theme(text: str, name: str, where: str) -> Theme:
    """Read a theme from the text of a TOML file; `where` names its source in errors.

    Raises `QuickExitError` with `where` and line for an unknown token or a malformed value.
    """
    try:
        values = _flat(tomllib.loads(text))
    # Besides TOMLDecodeError: numbers of thousands of digits, brackets nested a thousand deep.
    except (ValueError, RecursionError) as error:
        raise _not_toml(where, text, error) from None
    own = {}
    for token, value in values.items():
        own[token] = _value(token, value, f"{where}:{token_line(text, token)}")
    return _theme(name, own, where)


def theme_from_values(name: str, values: Mapping[str, object], where: str | None = None) -> Theme:
    """Make a theme of values by dotted name, written as in TOML; the rest is the default.

    Raises `QuickExitError` that names the token for an unknown one or a malformed value, and
    `where` as their source.
    """
    own = {token: _value(token, value, where) for token, value in values.items()}
    return _theme(name, own, where)


def theme_css(theme: Theme) -> str:
    """Return the theme as custom properties on the root element, without white space.

    Light is the base; dark is for a device set to dark and for `data-scheme=dark`. The function
    `light-dark()` would be shorter and is unknown to phones from before 2024.
    """
    plain = _declarations(theme, *(name for name in TOKENS if not name.startswith("color.")))
    light = _declarations(theme, *_scheme("light"))
    dark = _declarations(theme, *_scheme("dark"))
    return (
        f":root{{color-scheme:light dark;{plain};{_beside_the_exit(theme)};{light}}}"
        f":root[dir=rtl]{{--exit-side:{'left' if _at_the_end(theme) else 'right'}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}"
        f":root[data-scheme=dark]{{color-scheme:dark;{dark}}}"
        ":root[data-scheme=light]{color-scheme:light}"
    )


def control_looks(theme: Theme) -> Mapping[str, str]:
    """Return the looks of the exit control: `background`, `text`, `ring`, `radius`, `size`.

    Colours are `#rrggbb`; the radius and the size, which is the least height, are in px. Colours
    are those of the light scheme, since an inline style, for which they are meant, cannot ask for
    the scheme.
    """
    return {
        "background": theme.css("color.light.exit"),
        "text": theme.css("color.light.exit-text"),
        "ring": theme.css("color.light.exit-ring"),
        "radius": theme.css("exit.rounding"),
        "size": theme.css("exit.size"),
    }


def token_line(text: str, name: str) -> int:
    """Return the line, from 1, of a theme's text that sets the dotted name; 1 where none does."""
    table = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([^\]]+?)\s*\]", line):
            table = _bare(header[1]) + "."
        elif (key := re.match(r"\s*([\w.\"'-]+)\s*=", line)) and table + _bare(key[1]) == name:
            return number
    return 1


def _bare(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _theme(name: str, own: Mapping[str, Value], where: str | None) -> Theme:
    if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
        raise QuickExitError(
            f"a theme cannot be called {name[:_LONGEST_NAME]!r}",
            where=where,
            cure="take small letters, digits and hyphens between them, such as city-blue",
        )
    return Theme(name, MappingProxyType({t: own.get(t, TOKENS[t].default) for t in TOKENS}))


def _value(name: str, value: object, where: str | None) -> Value:
    token = TOKENS.get(name)
    if token is None:
        near = difflib.get_close_matches(name, TOKENS, n=1, cutoff=0.5)
        cure = f"did you mean {near[0]}" if near else "the tokens are listed in themes/README.md"
        raise QuickExitError(f"there is no token {name}", where=where, cure=cure)
    read = token.kind.read(value)
    if read is None:
        problem = f"{name} cannot be {_shown(value)}"
        raise QuickExitError(problem, where=where, cure=f"write {token.kind.written}")
    return read


def _shown(value: object) -> str:
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # an integer of thousands of digits
        return "a value as long as this"
    return text if len(text) <= 60 else f"{text[:60]}…"


def _scheme(scheme: str) -> tuple[str, ...]:
    return tuple(name for name in TOKENS if name.startswith(f"color.{scheme}."))


def _declarations(theme: Theme, *names: str) -> str:
    return ";".join(f"{TOKENS[name].css}:{theme.css(name)}" for name in names)


def _at_the_end(theme: Theme) -> bool:
    return theme.tokens["exit.position"] == "top-end"


def _beside_the_exit(theme: Theme) -> str:
    """Where the words below the exit stand, and the gap beside it: both turn with the text."""
    if _at_the_end(theme):
        return "--exit-inset:auto 16px;--exit-gap:24px 0"
    return "--exit-inset:16px auto;--exit-gap:0 24px"


def _flat(table: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for key, value in table.items():
        if isinstance(value, dict) and value:
            flat.update(_flat(value, f"{prefix}{key}."))
        elif value != {} or prefix + key in TOKENS:
            flat[prefix + key] = value
    return flat


def _missing(file: Path) -> QuickExitError:
    names = sorted(other.stem for other in file.parent.glob("*.toml"))
    cure = f"take one of: {', '.join(names)}" if names else "write this file"
    return QuickExitError(f"there is no theme {file.stem}", where=str(file), cure=cure)


def _not_toml(where: str, text: str, error: Exception) -> QuickExitError:
    at = re.search(r"\(at line (\d+)", str(error))
    line = int(at[1]) if at else max(1, len(text.splitlines()))
    reason = re.sub(r" \(at .*\)$", "", str(error).splitlines()[0])
    problem = f"this is not TOML: {reason}"
    return QuickExitError(problem, where=f"{where}:{line}", cure="correct this line")
