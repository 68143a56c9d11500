"""Themes in the Design Tokens Format 2025.10, and as commented TOML.

Source: Design Tokens Community Group, "Design Tokens Format Module" and "Color Module", 2025.10.
What the format has no type for (the corner of the exit) stands under `$extensions`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import tomlkit

from quickexit.errors import QuickExitError, shown_name
from quickexit.themes.design_token_values import form, read, type_of, written
from quickexit.themes.json_positions import lines_of_paths, nearest_line
from quickexit.themes.theme import TOKENS, Theme, Value, theme_from_values

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


def from_design_tokens(
    data: object, name: str, where: str, lines: Mapping[str, int] | None = None
) -> Theme:
    """Return the theme that the content of a `.tokens.json` file describes, under `name`.

    `where` names the source in errors, and `lines` says on which line (from 1) each dotted path
    of it stands. A token of another name is taken if one of a theme's refers to it. What the file
    leaves out is the default. Raises `QuickExitError`, one sentence that names the token's path,
    for whatever is malformed.
    """
    file = _File(where, lines or {})
    found = {one.path: one for one in _walk(data, (), None, file)}
    values: dict[str, object] = dict(_own_values(data, file))
    meant = {path: _resolved(one, found, file) for path, one in found.items()}
    referred_to = {path for one in meant.values() for path in one.through}
    for path, one in meant.items():
        if path in TOKENS or path not in referred_to:
            values[path] = _read(one, path, file)
    return theme_from_values(name, values, where, file.line)


def parse_design_tokens(text: str, name: str, where: str) -> Theme:
    """Return the theme that the text of a `.tokens.json` file describes; see `from_design_tokens`.

    Raises `QuickExitError` with `where` for what is not JSON, too, and for a name given twice.
    """
    try:
        data = json.loads(text, object_pairs_hook=lambda pairs: _once(pairs, where))
    # Besides JSONDecodeError: numbers of thousands of digits, brackets nested a thousand deep.
    except (ValueError, RecursionError) as error:
        line = f":{error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "too long or too deep"
        raise QuickExitError(
            f"this is not JSON: {reason}", where=where + line, hint="correct this line"
        ) from None
    return from_design_tokens(data, name, where, lines_of_paths(text))


def to_toml(theme: Theme) -> str:
    """Return a theme as the text of its `.toml` file, with every token explained."""
    document = tomlkit.document()
    document.add(tomlkit.comment(f"The theme {theme.name}: every token, with its limits. Colours"))
    document.add(tomlkit.comment("are six digits. One that is left out has the default."))
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
class _File:
    """Where tokens come from, for sentences."""

    where: str
    lines: Mapping[str, int]

    def line(self, path: str) -> int | None:
        """Return the line of a token's path, or of the nearest group around it."""
        own = self.lines.get(f"$extensions.{EXTENSION}.{path}")
        return own or nearest_line(self.lines, path)

    def wrong(self, path: str, problem: str, hint: str) -> QuickExitError:
        """Return the sentence that says what is wrong with a token."""
        line = self.line(path)
        place = f"{self.where}:{line}" if line else self.where
        return QuickExitError(f"{shown_name(path or 'the file')} {problem}", where=place, hint=hint)


@dataclass(frozen=True)
class _Found:
    """A token of a file: its dotted path, and its types and its value as they stand there.

    `type` is its own and `inherited` that of the groups around. `through` are the tokens that it
    refers to, one through the other.
    """

    path: str
    type: str | None
    inherited: str | None
    value: object
    through: frozenset[str] = frozenset()


def _put(root: dict[str, object], name: str, token: dict[str, object]) -> None:
    *groups, last = name.split(".")
    for group in groups:
        inner = root.setdefault(group, {})
        assert isinstance(inner, dict)  # noqa: S101 - no token's name begins with another's
        root = inner
    root[last] = token


def _once(pairs: Sequence[tuple[str, object]], where: str) -> dict[str, object]:
    """Return the members of an object; without it the last of two would count, in silence."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise QuickExitError(
            f'"{shown_name(twice)}" stands twice in one group', where=where, hint="take one out"
        )
    return members


def _walk(
    node: object, path: tuple[str, ...], inherited: str | None, file: _File
) -> Iterator[_Found]:
    """Yield the tokens of a group; `inherited` is the type that the groups around give it."""
    name = ".".join(path)
    if not isinstance(node, dict) or len(path) > _DEEPEST:
        raise file.wrong(name, "is neither a token nor a group of tokens", "take it out")
    for unsupported in ("$extends", "$ref", "$root"):
        if unsupported in node:
            raise file.wrong(name, f"uses {unsupported}", "write the values themselves")
    own = node.get("$type")
    if own is not None and not isinstance(own, str):
        raise file.wrong(name, "has a $type that is no text", 'write one such as "color"')
    members = [key for key in node if not key.startswith("$")]
    if "$value" in node:
        if members:
            problem = f'has both a $value and "{shown_name(members[0])}"'
            raise file.wrong(name, problem, "make it a token or a group")
        yield _Found(name, own, inherited, node["$value"])
        return
    if name in TOKENS:
        raise file.wrong(name, "has no $value", "write one, or take it out")
    for key in members:
        # The format forbids these in names, since references are made of them.
        if not key or set(key) & set(".{}"):
            problem = f'holds the name "{shown_name(key)}"'
            raise file.wrong(name, problem, "write groups inside groups, without dots and braces")
        yield from _walk(node[key], (*path, key), own or inherited, file)


def _own_values(data: object, file: _File) -> Iterator[tuple[str, object]]:
    """Yield what stands under `$extensions` and is a token of ours."""
    extensions = data.get("$extensions", {}) if isinstance(data, dict) else {}
    own = extensions.get(EXTENSION, {}) if isinstance(extensions, dict) else None
    if not isinstance(own, dict):
        raise file.wrong("$extensions", "is malformed", "leave it out")
    yield from ((name, value) for name, value in own.items() if name != "name")


def _resolved(one: _Found, found: Mapping[str, _Found], file: _File) -> _Found:
    """Follow a reference such as `{color.light.paper}` to the token that holds the value.

    The type is the token's own, else that of the token referred to, else that of the groups
    around (Format Module 2025.10, 5.2.2).
    """
    through = [one.path]
    at = one
    while isinstance(at.value, str) and at.value.startswith("{"):
        target = at.value[1:-1]
        if target not in found or target in through:
            problem = "refers in a circle" if target in through else f"refers to {at.value[:60]}"
            raise file.wrong(at.path, problem, "refer to a token of this file")
        through.append(target)
        at = found[target]
    followed = [found[path] for path in through]
    own = next((link.type for link in followed if link.type), None)
    kind = own or next((link.inherited for link in reversed(followed) if link.inherited), None)
    return _Found(one.path, kind, None, at.value, frozenset(through[1:]))


def _read(one: _Found, path: str, file: _File) -> object:
    """Return a value as a theme writes it; an unknown path is refused when the theme is made."""
    if path not in TOKENS:
        return one.value
    wanted = type_of(path)
    if wanted is None:
        raise file.wrong(path, "has no type in this format", f"write it under {EXTENSION}")
    if one.type != wanted:
        problem = f'has the $type "{shown_name(one.type)}"' if one.type else "has no $type"
        raise file.wrong(path, problem, f'write "{wanted}"')
    value = read(path, one.value)
    if value is None:
        raise file.wrong(path, "has a malformed $value", form(path))
    return value
