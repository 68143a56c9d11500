"""Themes in the Design Tokens Format 2025.10.

Source: Design Tokens Community Group, "Design Tokens Format Module" and "Color Module", 2025.10.
Tokens without a type in the format (the corner of the exit) are under `$extensions`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quickexit.errors import QuickExitError, shown_name
from quickexit.themes.design_token_values import TYPES
from quickexit.themes.theme import Theme, theme_from_values
from quickexit.themes.tokens import TOKENS, Value
from quickexit.toml_files import nearest_line

# The key of `$extensions` under which quickexit's tokens without a type are.
EXTENSION = "quickexit"
# No theme nests deeper; Python's limit of recursion would end in a traceback.
_DEEPEST = 8
_JSON_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]')
_Path = tuple[str, ...]


def to_design_tokens(theme: Theme) -> dict[str, object]:
    """Return a theme as the content of a `.tokens.json` file."""
    untyped: dict[str, Value] = {"name": theme.name}
    root: dict[str, Any] = {}
    for name, token in TOKENS.items():
        value, kind = theme.tokens[name], TYPES.get(token.kind.name)
        if kind is None:
            untyped[name] = value
            continue
        entry = {"$type": kind.name, "$value": kind.write(value), "$description": token.meaning}
        group = root
        *groups, last = name.split(".")
        for part in groups:
            group = group.setdefault(part, {})
        group[last] = entry
    return {
        "$description": f"The theme {theme.name} of quickexit.",
        "$extensions": {EXTENSION: untyped},
        **root,
    }


def from_design_tokens(
    data: object, name: str, where: str, lines: Mapping[_Path, int] | None = None
) -> Theme:
    """Return the theme that the content of a `.tokens.json` file describes, under `name`.

    `where` names the source in errors, and `lines` gives the line (from 1) of each path.
    A token of another name is allowed if a token of a theme refers to it. Tokens that the file
    leaves out have their default. Raises `QuickExitError` with the token's path for whatever is
    malformed.
    """
    file = _File(where, lines or {})
    entries = {entry.path: entry for entry in _walk(data, (), None, file)}
    values = _untyped_values(data, file)
    resolved = [_resolved(entry, entries, file) for entry in entries.values()]
    referred_to = {path for entry in resolved for path in entry.through}
    for entry in resolved:
        if entry.path in TOKENS or entry.path not in referred_to:
            values[entry.path] = _value_of(entry, file)
    return theme_from_values(name, values, where, file.place)


def parse_design_tokens(text: str, name: str, where: str) -> Theme:
    """Return the theme that the text of a `.tokens.json` file describes; see `from_design_tokens`.

    Raises `QuickExitError` with `where` also for a text that is not JSON, and for a repeated name.
    """
    try:
        data = json.loads(text, object_pairs_hook=lambda pairs: _members(pairs, where))
    except json.JSONDecodeError as error:
        reason, place = error.msg, f"{where}:{error.lineno}"
    # Numbers of thousands of digits, brackets nested a thousand deep.
    except (ValueError, RecursionError):
        reason, place = "too long or too deep", where
    else:
        return from_design_tokens(data, name, where, _lines_of_paths(text))
    raise QuickExitError(f"this is not JSON: {reason}", where=place, hint="correct this line")


@dataclass(frozen=True)
class _File:
    """The source of tokens, for errors."""

    where: str
    lines: Mapping[_Path, int]

    def place(self, path: str) -> str:
        """Return the file with the line of a token's path, or of the nearest group around it."""
        untyped = self.lines.get(("$extensions", EXTENSION, path))
        line = untyped or nearest_line(self.lines, tuple(path.split(".")))
        return f"{self.where}:{line}" if line else self.where

    def error(self, path: str, problem: str, hint: str) -> QuickExitError:
        """Return the error that names a token, with its line."""
        problem = f"{shown_name(path or 'the file')} {problem}"
        return QuickExitError(problem, where=self.place(path), hint=hint)


@dataclass(frozen=True)
class _Entry:
    """A token of a file: its dotted path, and its types and its value as the file has them.

    `type` is the token's and `inherited` that of the groups around it. `through` are the tokens
    that it refers to, directly and indirectly.
    """

    path: str
    type: str | None
    inherited: str | None
    value: object
    through: frozenset[str] = frozenset()


def _members(pairs: Sequence[tuple[str, object]], where: str) -> dict[str, object]:
    """Return the members of an object; `json` alone would keep the last of two of one name."""
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        raise QuickExitError(
            f'"{shown_name(repeated)}" stands twice in one group', where=where, hint="take one out"
        )
    return members


def _walk(node: object, path: _Path, inherited: str | None, file: _File) -> Iterator[_Entry]:
    """Yield the tokens of a group; `inherited` is the type that the groups around give it."""
    name = ".".join(path)
    if not isinstance(node, dict) or len(path) > _DEEPEST:
        raise file.error(name, "is neither a token nor a group of tokens", "take it out")
    for unsupported in ("$extends", "$ref", "$root"):
        if unsupported in node:
            raise file.error(name, f"uses {unsupported}", "write the values themselves")
    kind = node.get("$type")
    if kind is not None and not isinstance(kind, str):
        raise file.error(name, "has a $type that is no text", 'write one such as "color"')
    members = [key for key in node if not key.startswith("$")]
    if "$value" in node:
        if members:
            problem = f'has both a $value and "{shown_name(members[0])}"'
            raise file.error(name, problem, "make it a token or a group")
        yield _Entry(name, kind, inherited, node["$value"])
        return
    if name in TOKENS:
        raise file.error(name, "has no $value", "write one, or take it out")
    for key in members:
        # The format forbids these in names, since references are made of them.
        if not key or set(key) & set(".{}"):
            problem = f'holds the name "{shown_name(key)}"'
            raise file.error(name, problem, "write groups inside groups, without dots and braces")
        yield from _walk(node[key], (*path, key), kind or inherited, file)


def _untyped_values(data: object, file: _File) -> dict[str, object]:
    """Return the values of the tokens under `$extensions`."""
    extensions = data.get("$extensions", {}) if isinstance(data, dict) else {}
    untyped = extensions.get(EXTENSION, {}) if isinstance(extensions, dict) else None
    if not isinstance(untyped, dict):
        raise file.error("$extensions", "is malformed", "leave it out")
    return {name: value for name, value in untyped.items() if name != "name"}


def _resolved(entry: _Entry, entries: Mapping[str, _Entry], file: _File) -> _Entry:
    """Follow a reference such as `{color.light.paper}` to the token that holds the value.

    The type is the token's, else that of the token referred to, else that of the groups around
    (Format Module 2025.10, 5.2.2).
    """
    through = [entry.path]
    at = entry
    while isinstance(at.value, str) and at.value.startswith("{"):
        target = at.value[1:-1]
        if target not in entries or target in through:
            problem = "refers in a circle" if target in through else f"refers to {at.value[:60]}"
            raise file.error(at.path, problem, "refer to a token of this file")
        through.append(target)
        at = entries[target]
    followed = [entries[path] for path in through]
    types = [link.type for link in followed] + [link.inherited for link in reversed(followed)]
    kind = next(filter(None, types), None)
    return _Entry(entry.path, kind, None, at.value, frozenset(through[1:]))


def _value_of(entry: _Entry, file: _File) -> object:
    """Return a value as a theme writes it; `theme_from_values` refuses unknown paths."""
    path = entry.path
    if path not in TOKENS:
        return entry.value
    wanted = TYPES.get(TOKENS[path].kind.name)
    if wanted is None:
        raise file.error(path, "has no type in this format", f"write it under {EXTENSION}")
    if entry.type != wanted.name:
        problem = f'has the $type "{shown_name(entry.type)}"' if entry.type else "has no $type"
        raise file.error(path, problem, f'write "{wanted.name}"')
    value = wanted.read(entry.value)
    if value is None:
        raise file.error(path, "has a malformed $value", wanted.form)
    return value


def _lines_of_paths(text: str) -> dict[_Path, int]:
    """Return the line (from 1) of each member of a valid JSON text, which `json` does not give.

    Members of objects inside a list have the list's path before their own.
    """
    lines: dict[_Path, int] = {}
    # The path of the member being read, and of the one around each open bracket.
    path: _Path = ()
    around: list[_Path] = []
    last, line = "", 1
    for piece in _JSON_PIECE.findall(text):
        if piece == "\n":
            line += 1
        elif piece == ":":
            path = (*around[-1], json.loads(last))
            lines.setdefault(path, line)
        elif piece in "{[":
            around.append(path)
        elif piece in "}]":
            path = around.pop()
        last = piece
    return lines
