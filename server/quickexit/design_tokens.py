"""Themes in the Design Tokens Format 2025.10, and as commented TOML.

Source: Design Tokens Community Group, "Design Tokens Format Module" and "Color Module", 2025.10.
What the format has no type for (the corner of the exit) stands under `$extensions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import tomlkit

from quickexit.design_token_values import form, read, type_of, written
from quickexit.errors import QuickExitError
from quickexit.theme import TOKENS, Theme, Value, theme_from_values

# Under this key of `$extensions` stands what is ours.
EXTENSION = "quickexit"
# Files that nest deeper are no theme; Python's own limit would be a traceback.
_DEEPEST = 8


def to_design_tokens(theme: Theme) -> dict[str, object]:
    """Return a theme as the content of a `.tokens.json` file."""
    own: dict[str, Value] = {"name": theme.name}
    root: dict[str, object] = {}
    for name, token in TOKENS.items():
        value = written(name, theme.tokens[name])
        if value is None:
            own[name] = theme.tokens[name]
            continue
        about = {"$type": type_of(name), "$value": value, "$description": token.meaning}
        _put(root, name, about)
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


def parse_design_tokens(text: str, name: str, where: str) -> Theme:
    """Return the theme that the text of a `.tokens.json` file describes; see `from_design_tokens`.

    Raises `QuickExitError` with `where` for what is not JSON, too.
    """
    try:
        data = json.loads(text)
    # Besides JSONDecodeError: numbers of thousands of digits, brackets nested a thousand deep.
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "too long or too deep"
        raise QuickExitError(
            f"this is not JSON: {reason}", where=where + line, cure="correct this line"
        ) from None
    return from_design_tokens(data, name, where)


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
    wanted = type_of(path)
    if wanted is None:
        raise _wrong(path, "has no type in this format", where, f"write it under {EXTENSION}")
    if one.type != wanted:
        raise _wrong(path, f"has the $type {one.type!r}"[:80], where, f'write "{wanted}"')
    value = read(path, one.value)
    if value is None:
        raise _wrong(path, "has a malformed $value", where, form(path))
    return value


def _wrong(path: str, problem: str, where: str, cure: str) -> QuickExitError:
    return QuickExitError(f"{path} {problem}", where=where, cure=cure)
