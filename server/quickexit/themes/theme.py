"""Themes: values of tokens, never CSS, so that no theme can break the page or hide the exit."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

from quickexit.errors import QuickExitError, UsageError, did_you_mean, shown_name, shown_value
from quickexit.text_files import entries, read_text
from quickexit.themes.tokens import TOKENS, Value
from quickexit.toml_files import lines_of_keys, nearest_line, parse_toml

# A theme's name is a part of addresses and of the name of its file.
_THEME_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_LONGEST_NAME = 40
# Names that people know from elsewhere, with the last part of the token's name here.
_OTHER_NAMES = {
    **dict.fromkeys(("background", "bg", "page"), ("paper",)),
    **dict.fromkeys(("foreground", "body-text", "ink"), ("text",)),
    **dict.fromkeys(("primary", "brand", "link"), ("accent",)),
    **dict.fromkeys(("radius", "border-radius", "rounded"), ("corner", "rounding")),
    **dict.fromkeys(("font", "font-family", "family"), ("body", "heading")),
    **dict.fromkeys(("font-size", "base-size"), ("size",)),
    **dict.fromkeys(("leading",), ("line-height",)),
    **dict.fromkeys(("spacing", "gap"), ("unit",)),
    **dict.fromkeys(("corner", "side"), ("position", "corner")),
}
_DEEPEST_GROUP = 8
LIST_OF_TOKENS = "list the tokens with: quickexit theme export default --format toml"


@dataclass(frozen=True)
class Theme:
    """A theme: its name, and every token's value in its written form, by dotted name.

    `source` is the file that it was read from, and `places` names it with the line of each token
    that it sets.
    """

    name: str
    tokens: Mapping[str, Value]
    source: str | None = field(default=None, compare=False)
    places: Mapping[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    def css(self, token: str) -> str:
        """Return a token's value as CSS."""
        return TOKENS[token].kind.css(self.tokens[token])

    def colour(self, scheme: str, role: str) -> str:
        """Return a colour, `#rrggbb`, by its scheme (`light`, `dark`) and role."""
        return str(self.tokens[f"color.{scheme}.{role}"])

    def place(self, *tokens: str) -> str | None:
        """Return the file, with the line of the first of these tokens that it sets."""
        return next((self.places[token] for token in tokens if token in self.places), self.source)


def load_theme(file: Path) -> Theme:
    """Read the theme that a file is named after; tokens that it leaves out have their default.

    Raises `QuickExitError` with file and line for an unknown token or a malformed value. It does
    not check contrasts: `contrast.legible` does.
    """
    if not file.exists():
        names = [other.stem for other in entries(file.parent) if other.suffix == ".toml"]
        hint = f"take one of: {', '.join(names)}" if names else "write this file"
        raise QuickExitError(f"there is no theme {file.stem}", where=str(file), hint=hint)
    return parse_theme(read_text(file), file.stem, str(file))


def parse_theme(text: str, name: str, where: str) -> Theme:
    """Read a theme from the text of a TOML file; `where` names its source in errors.

    Raises `QuickExitError` with `where` and line for an unknown token or a malformed value.
    """
    lines = lines_of_keys(text)

    def place(token: str) -> str:
        line = nearest_line(lines, tuple(token.split(".")))
        return f"{where}:{line}" if line else where

    return theme_from_values(name, _flat(parse_toml(text, where), place), where, place)


def theme_from_values(
    name: str,
    values: Mapping[str, object],
    where: str | None = None,
    place: Callable[[str], str | None] = lambda token: None,  # noqa: ARG005 - values without lines
) -> Theme:
    """Make a theme of values by dotted name, written as in TOML; other tokens have their default.

    `where` names their source, and `place` also the line of a token in it. Raises `QuickExitError`
    with these for an unknown token or a malformed value.
    """
    if len(name) > _LONGEST_NAME or not _THEME_NAME.fullmatch(name):
        # Without a file, the name was given to a command.
        kind = QuickExitError if where else UsageError
        raise kind(
            f"a theme cannot be called {shown_value(name)}",
            where=where,
            hint=f"take small letters, digits and hyphens between them, {_LONGEST_NAME} at most,"
            " such as city-blue",
        )
    places = {token: place(token) for token in values}
    read = {token: _read(token, value, places[token]) for token, value in values.items()}
    defaults = {name: token.default for name, token in TOKENS.items()}
    return Theme(name, {**defaults, **read}, where, places)


def to_toml(theme: Theme) -> str:
    """Return a theme as the text of its `.toml` file, with the meaning and limits of each token."""
    lines = [
        f"# The theme {theme.name}: every token, with its limits. Colours",
        "# are six digits. One that is left out has the default.",
    ]
    group = ""
    for name, token in TOKENS.items():
        table, _, key = name.rpartition(".")
        if table != group:
            lines += ["", f"[{table}]"]
            group = table
        limits = "" if token.kind.name == "color" else f": {token.kind.written}"
        # Numbers, and texts of ASCII letters, are written alike in JSON and in TOML.
        lines.append(f"{key} = {json.dumps(theme.tokens[name])} # {token.meaning}{limits}")
    return "\n".join(lines) + "\n"


def theme_css(theme: Theme) -> str:
    """Return the theme as custom properties on the root element, without white space.

    Light is the default; dark is for devices set to dark and for `data-scheme=dark`. The function
    `light-dark()` would be shorter, but browsers from before 2024 do not know it.
    """
    plain = _declarations(theme, lambda name: not name.startswith("color."))
    light = _declarations(theme, lambda name: name.startswith("color.light."))
    dark = _declarations(theme, lambda name: name.startswith("color.dark."))
    at_end = theme.tokens["exit.position"] == "top-end"
    # Where the text below the exit is, and the gap beside it, in the text's direction.
    inset, gap = ("auto 16px", "24px 0") if at_end else ("16px auto", "0 24px")
    return (
        f":root{{color-scheme:light dark;{plain};--exit-inset:{inset};--exit-gap:{gap};{light}}}"
        f":root[dir=rtl]{{--exit-side:{'left' if at_end else 'right'}}}"
        f"@media (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}"
        f":root[data-scheme=dark]{{color-scheme:dark;{dark}}}"
        ":root[data-scheme=light]{color-scheme:light}"
    )


def control_appearance(theme: Theme) -> Mapping[str, str]:
    """Return the appearance of the exit control: `background`, `text`, `ring`, `radius`, `size`.

    Colours are `#rrggbb` and those of the light scheme, since an inline style cannot depend on the
    scheme; the radius and the size, which is the least height, are in px.
    """
    return {
        "background": theme.css("color.light.exit"),
        "text": theme.css("color.light.exit-text"),
        "ring": theme.css("color.light.exit-ring"),
        "radius": theme.css("exit.rounding"),
        "size": theme.css("exit.size"),
    }


def _read(name: str, value: object, where: str | None) -> Value:
    token = TOKENS.get(name)
    if token is None:
        problem = f"there is no token {shown_name(name)}"
        raise QuickExitError(problem, where=where, hint=_hint_at_token(name))
    read = token.kind.read(value)
    if read is None:
        problem = f"{name} cannot be {shown_value(value)}"
        raise QuickExitError(problem, where=where, hint=f"write {token.kind.written}")
    return read


def _hint_at_token(name: str) -> str:
    """Name the token that was probably meant, first of all one whose last part is right."""
    name = name[: 2 * _LONGEST_NAME]
    before, _, last = name.rpartition(".")
    wanted = _OTHER_NAMES.get(last, (last,))
    same = [token for token in TOKENS if token.rpartition(".")[2] in wanted]
    if same:
        nearest = max(
            same,
            key=lambda token: SequenceMatcher(None, before, token.rpartition(".")[0]).ratio(),
        )
        return f'did you mean "{nearest}"'
    return did_you_mean(name, TOKENS) or LIST_OF_TOKENS


def _declarations(theme: Theme, wanted: Callable[[str], bool]) -> str:
    names = filter(wanted, TOKENS)
    return ";".join(f"{TOKENS[name].css}:{theme.css(name)}" for name in names)


def _flat(
    table: Mapping[str, object], place: Callable[[str], str | None], prefix: str = ""
) -> dict[str, object]:
    """Return the values of nested tables by dotted name; `place` gives the place of a name."""
    flat: dict[str, object] = {}
    for key, value in table.items():
        name = prefix + key
        inner = {name: value}
        # No token nests deeper; what does is refused by its name.
        if isinstance(value, dict) and name not in TOKENS and name.count(".") < _DEEPEST_GROUP:
            if not value and not any(token.startswith(f"{name}.") for token in TOKENS):
                problem = f"there is no group of tokens {shown_name(name)}"
                raise QuickExitError(problem, where=place(name), hint=LIST_OF_TOKENS)
            inner = _flat(value, place, f"{name}.")
        repeated = next((token for token in inner if token in flat), None)
        if repeated is not None:
            problem = f"{repeated} is set twice"
            raise QuickExitError(problem, where=place(repeated), hint="set it once")
        flat.update(inner)
    return flat
