"""Which declaration each name of a script stands for, in strict scripts without `eval` and `with`.

The rules are those of ECMAScript, "Scope Analysis"; TypeScript's own judge them in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from quickexit.build.minify.script_check import parse_script
from quickexit.errors import QuickExitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

# Nodes by tree-sitter's names. What a name may stand in:
SHORTHANDS: Final = frozenset(
    {"shorthand_property_identifier", "shorthand_property_identifier_pattern"}
)
_NAMES: Final = SHORTHANDS | {"identifier"}
_NAMED: Final = frozenset(
    {"class_declaration", "function_declaration", "generator_function_declaration"}
)
_FUNCTIONS: Final = frozenset(
    {
        "arrow_function",
        "function_declaration",
        "function_expression",
        "generator_function",
        "generator_function_declaration",
        "method_definition",
    }
)
_SCOPES: Final = _FUNCTIONS | {
    "catch_clause",
    "class",
    "class_declaration",
    "for_in_statement",
    "for_statement",
    "statement_block",
    "switch_body",
}
# Where the fields of a node declare names inside it.
_DECLARING_FIELDS: Final = {
    **dict.fromkeys(_FUNCTIONS, ("parameters", "parameter")),
    "catch_clause": ("parameter",),
    "class": ("name",),
    "function_expression": ("name", "parameters"),
    "generator_function": ("name", "parameters"),
}
# Patterns, and the field in which each names its target; None: each of its children is one.
_PATTERNS: Final = {
    "array_pattern": None,
    "assignment_pattern": "left",
    "formal_parameters": None,
    "object_assignment_pattern": "left",
    "object_pattern": None,
    "pair_pattern": "value",
    "rest_pattern": None,
}


@dataclass(eq=False)
class Symbol:
    """One declared name: `places` are all nodes that stand for it, in no order."""

    name: str
    places: list[Node] = field(default_factory=list)


@dataclass(eq=False)
class Scope:
    """A part of a script with names of its own.

    `symbols` are those that it declares, by name. `used` are those of outer scopes that it, or a
    scope inside it, names. `inner` are the scopes directly inside it.
    """

    outer: Scope | None
    function: bool
    symbols: dict[str, Symbol] = field(default_factory=dict)
    used: set[Symbol] = field(default_factory=set)
    inner: list[Scope] = field(default_factory=list)


@dataclass(frozen=True)
class Script:
    """A script's syntax tree, its outermost scope, and the names in it that it does not declare."""

    root: Node
    outermost: Scope
    free: frozenset[str]


def read_script(source: str, name: str) -> Script:
    """Return the scopes of a script, and the symbols of each with all their places.

    Raises `QuickExitError` with `name` and the line where a script could reach a name unseen.
    """
    root, outermost = parse_script(source), Scope(None, function=True)
    places: list[tuple[Node, Scope]] = []
    _read(root, outermost, places, name)
    free = {_text(node) for node, scope in places if not _stand_for(node, scope)}
    return Script(root, outermost, frozenset(free))


def _read(node: Node, scope: Scope, places: list[tuple[Node, Scope]], name: str) -> None:
    """Declare what `node` and all below it declare, and note each name with its scope."""
    if node.type == "with_statement" or (node.type == "identifier" and node.text == b"eval"):
        raise QuickExitError(
            "`eval` and `with` reach names that cannot be seen in the script",
            where=f"{name}:{node.start_point[0] + 1}",
            hint="write it without them",
        )
    if node.type in _NAMES:
        places.append((node, scope))
    inside = scope
    if _opens_scope(node):
        inside = Scope(scope, function=node.type in _FUNCTIONS)
        scope.inner.append(inside)
    named = node.child_by_field_name("name") if node.type in _NAMED else None
    _declare(node, scope, inside, named)
    for child in node.children:
        _read(child, scope if child == named else inside, places, name)


def _opens_scope(node: Node) -> bool:
    # A function's body may not declare its parameters anew: the two are one scope here.
    within = node.parent.type if node.parent else "program"
    body = node.type == "statement_block" and within in _FUNCTIONS | {"catch_clause"}
    return node.type in _SCOPES and not body


def _declare(node: Node, scope: Scope, inside: Scope, named: Node | None) -> None:
    for target in [named] if named else []:
        _add(target, scope)
    for declaring in _DECLARING_FIELDS.get(node.type, ()):
        for target in _targets(node.child_by_field_name(declaring)):
            _add(target, inside)
    if node.type == "variable_declarator" and node.parent:
        hoisted = node.parent.type == "variable_declaration"
        for target in _targets(node.child_by_field_name("name")):
            _add(target, _function(inside) if hoisted else inside)
    kind = node.child_by_field_name("kind") if node.type == "for_in_statement" else None
    if kind:
        for target in _targets(node.child_by_field_name("left")):
            _add(target, _function(inside) if kind.type == "var" else inside)


def _targets(node: Node | None) -> Iterator[Node]:
    """Yield the names that a pattern declares."""
    if node is None:
        return
    if node.type in _NAMES:
        yield node
    elif node.type in _PATTERNS:
        target = _PATTERNS[node.type]
        for child in node.children if target is None else [node.child_by_field_name(target)]:
            yield from _targets(child)


def _add(target: Node, scope: Scope) -> None:
    scope.symbols.setdefault(_text(target), Symbol(_text(target)))


def _function(scope: Scope) -> Scope:
    while not scope.function and scope.outer:
        scope = scope.outer
    return scope


def _stand_for(node: Node, scope: Scope) -> Symbol | None:
    """Note what a name stands for in each scope from its own to that which declares it."""
    crossed, at = [], scope
    while _text(node) not in at.symbols:
        crossed.append(at)
        if at.outer is None:
            return None
        at = at.outer
    symbol = at.symbols[_text(node)]
    symbol.places.append(node)
    for one in crossed:
        one.used.add(symbol)
    return symbol


def _text(node: Node) -> str:
    return (node.text or b"").decode()
