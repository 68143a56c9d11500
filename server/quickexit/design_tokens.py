"""Themes in the Design Tokens Format 2025.10, and as commented TOML.

Source: Design Tokens Community Group, "Design Tokens Format Module" and "Color Module", 2025.10.
What the format has no type for (the corner of the exit) stands under `$extensions`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeGuard

import tomlkit
from coloraide import Color

from quickexit.errors import QuickExitError
from quickexit.theme import TOKENS, Theme, Value, theme_from_values
from quickexit.theme_tokens import FONT_STACKS, SHADOWS, Shadow

# Under this key of `$extensions` stands what is ours.
EXTENSION = "quickexit"
_TYPES = {"color": "color", "font": "fontFamily", "length": "dimension", "number": "number"}
_SHADOW = "shape.shadow"
# Files that nest deeper are no theme; Python's own limit would be a traceback.
_DEEPEST = 8
# The Color Module counts saturation, lightness, whiteness and blackness in percent.
_PERCENT = frozenset({"hsl", "hwb"})
# fmt: off
_SPACES = (
    "srgb", "srgb-linear", "hsl", "hwb", "lab", "lch", "oklab", "oklch", "display-p3", "a98-rgb",
    "prophoto-rgb", "rec2020", "xyz-d65", "xyz-d50",
)
# fmt: on


def to_design_tokens(theme: Theme) -> dict[str, object]:
    """Return a theme as the content of a `.tokens.json` file."""
    own: dict[str, Value] = {"name": theme.name}
    root: dict[str, object] = {}
    for name, token in TOKENS.items():
        written = _written(name, theme.tokens[name])
        if written is None:
            own[name] = theme.tokens[name]
        else:
            _put(
                root, name, {"$type": _type(name), "$value": written, "$description": token.meaning}
            )
    return {
        "$description": f"The theme {theme.name} of quickexit.",
        "$extensions": {EXTENSION: own},
        **root,
    }


def from_design_tokens(data: object, name: str, where: str) -> Theme:
    """Return the theme that the content of a `.tokens.json` file describes, under `name`.

    `where` names the source in errors. What the file leaves out is the default. Raises
    `QuickExitError`, one sentence that names the token's path, for whatever is malformed.
    """
    found = {one.path: one for one in _walk(data, (), None, where)}
    values: dict[str, object] = dict(_own_values(data, where))
    for path, one in found.items():
        values[path] = _read(_resolved(one, found, where), path, where)
    return theme_from_values(name, values, where)


def to_toml(theme: Theme) -> str:
    """Return a theme as the text of its `.toml` file, with every token explained."""
    document = tomlkit.document()
    document.add(
        tomlkit.comment(f"The theme {theme.name}. Every token is listed, with its limits, in")
    )
    document.add(tomlkit.comment("themes/README.md; one that is left out has its default."))
    tables: dict[str, tomlkit.items.Table] = {}
    for name, token in TOKENS.items():
        table, _, key = name.rpartition(".")
        if table not in tables:
            tables[table] = tomlkit.table()
        limits = "" if token.kind.name == "color" else f": {token.kind.written}"
        value = tomlkit.item(theme.tokens[name]).comment(token.meaning + limits)
        tables[table].add(key, value)
    blocks = [f"[{name}]\n{table.as_string()}" for name, table in tables.items()]
    return "\n".join([tomlkit.dumps(document), *blocks])


@dataclass(frozen=True)
class _Found:
    """A token of a file: its dotted path, its type and its value as they stand there."""

    path: str
    type: str | None
    value: object


def _put(root: dict[str, object], name: str, token: dict[str, object]) -> None:
    *groups, last = name.split(".")
    for group in groups:
        inner = root.setdefault(group, {})
        assert isinstance(inner, dict)  # noqa: S101 - no token's name begins with another's
        root = inner
    root[last] = token


def _type(name: str) -> str:
    return "shadow" if name == _SHADOW else _TYPES[TOKENS[name].kind.name]


def _written(name: str, value: Value) -> object:
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


def _walk(node: object, path: tuple[str, ...], kind: str | None, where: str) -> Iterator[_Found]:
    """Yield the tokens of a group; `kind` is the type that it inherits from the groups around."""
    name = ".".join(path) or "the file"
    if not isinstance(node, dict) or len(path) > _DEEPEST:
        raise _wrong(name, "is neither a token nor a group of tokens", where, "take it out")
    for unsupported in ("$extends", "$ref", "$root"):
        if unsupported in node:
            raise _wrong(name, f"uses {unsupported}", where, "write the values themselves")
    own = node.get("$type", kind)
    if own is not None and not isinstance(own, str):
        raise _wrong(name, "has a $type that is no text", where, 'write one such as "color"')
    if "$value" in node:
        yield _Found(name, own, node["$value"])
        return
    for key, inner in node.items():
        if not key.startswith("$"):
            yield from _walk(inner, (*path, key), own, where)


def _own_values(data: object, where: str) -> Iterator[tuple[str, object]]:
    """Yield what stands under `$extensions` and is a token of ours."""
    extensions = data.get("$extensions", {}) if isinstance(data, dict) else {}
    own = extensions.get(EXTENSION, {}) if isinstance(extensions, dict) else None
    if not isinstance(own, dict):
        raise _wrong("$extensions", "is malformed", where, "leave it out")
    yield from ((name, value) for name, value in own.items() if name != "name")


def _resolved(one: _Found, found: Mapping[str, _Found], where: str) -> _Found:
    """Follow a reference such as `{color.light.paper}` to the token that holds the value."""
    seen = {one.path}
    kind = one.type
    while isinstance(one.value, str) and one.value.startswith("{"):
        target = one.value[1:-1]
        if target not in found or target in seen:
            problem = "refers in a circle" if target in seen else f"refers to {one.value[:60]}"
            raise _wrong(one.path, problem, where, "refer to a token of this file")
        seen.add(target)
        one = found[target]
        kind = kind or one.type
    return _Found(one.path, kind, one.value)


def _read(one: _Found, path: str, where: str) -> object:
    """Return a value as a theme writes it; an unknown path is refused when the theme is made."""
    if path not in TOKENS:
        return one.value
    wanted = _type(path) if path == _SHADOW or TOKENS[path].kind.name in _TYPES else None
    if wanted is None:
        raise _wrong(path, "has no type in this format", where, f"write it under {EXTENSION}")
    if one.type != wanted:
        raise _wrong(path, f"has the $type {one.type!r}"[:80], where, f'write "{wanted}"')
    kind = "shadow" if path == _SHADOW else TOKENS[path].kind.name
    value = _READERS[kind](one.value)
    if value is None:
        raise _wrong(path, "has a malformed $value", where, _FORMS[kind])
    return value


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


_READERS: Mapping[str, Callable[[object], object]] = {
    "color": _read_colour,
    "font": _read_font,
    "length": _read_length,
    "number": _read_number,
    "shadow": _read_shadow,
}
_FORMS = {
    "color": 'write an opaque colour such as {"colorSpace": "srgb", "components": [0, 0.4, 0.6]}',
    "font": "take a list that an export writes; only fonts that devices have are known",
    "length": 'write whole px such as {"value": 16, "unit": "px"}',
    "number": "write a number",
    "shadow": "take a shadow that an export writes",
}


def _wrong(path: str, problem: str, where: str, cure: str) -> QuickExitError:
    return QuickExitError(f"{path} {problem}", where=where, cure=cure)
