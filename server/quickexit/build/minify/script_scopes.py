"""The names that a script uses and does not declare, and those of them to which it assigns.

For scripts that `script_syntax` takes: strict, without `var`, `eval` and `with`. Source:
ECMAScript 2017, "Static Semantics: LexicallyDeclaredNames" and "BoundNames".
"""

from collections.abc import Iterator
from typing import Final, TypeAlias

from tree_sitter import Node

from quickexit.build.minify.script_tree import line_of, text_of

# A name and whether something is assigned to it; the line of its first use.
Uses: TypeAlias = dict[tuple[str, bool], int]

_BINDINGS: Final = frozenset({"identifier", "shorthand_property_identifier_pattern"})
_USES: Final = _BINDINGS | {"shorthand_property_identifier"}
_ASSIGNED_FIELDS: Final = {
    "assignment_expression": "left",
    "augmented_assignment_expression": "left",
    "update_expression": "argument",
}
# Where the fields of a scope's node hold patterns that declare names in it.
_PATTERN_FIELDS: Final = {
    "arrow_function": ("parameters", "parameter"),
    "catch_clause": ("parameter",),
    "for_in_statement": ("left",),
    "function_declaration": ("parameters",),
    "function_expression": ("name", "parameters"),
    "method_definition": ("parameters",),
}
# Of a `for`, only the first part can be a declaration.
_STATEMENT_LISTS: Final = frozenset({"for_statement", "program", "statement_block", "switch_body"})
_WRAPPERS: Final = frozenset({"export_statement", "switch_case", "switch_default"})


def free_names(node: Node) -> Uses:
    """Return the names that `node` uses and that nothing in it declares."""
    free: Uses = {}
    if node.type in _USES:
        field = _ASSIGNED_FIELDS.get(node.parent.type) if node.parent else None
        assigned = bool(field and node.parent and node.parent.child_by_field_name(field) == node)
        free[text_of(node), assigned] = line_of(node)
    for child in node.children:
        if child.type != "import_statement":
            for use, line in free_names(child).items():
                free.setdefault(use, line)
    declared = {text_of(name) for name in _declared_in(node)}
    return {use: line for use, line in free.items() if use[0] not in declared}


def declared_names(statement: Node) -> Iterator[Node]:
    """Yield the nodes of the names that a statement declares in the scope around it."""
    if statement.type == "function_declaration":
        yield from _bound_names(statement.child_by_field_name("name"))
    elif statement.type == "lexical_declaration":
        for declarator in statement.named_children:
            yield from _bound_names(declarator.child_by_field_name("name"))
    elif statement.type in _WRAPPERS:
        for child in statement.named_children:
            yield from declared_names(child)


def _declared_in(node: Node) -> Iterator[Node]:
    """Yield the names that a node declares for itself and all inside it alone."""
    if node.type in _STATEMENT_LISTS:
        for statement in node.named_children:
            yield from declared_names(statement)
    for field in _PATTERN_FIELDS.get(node.type, ()):
        yield from _bound_names(node.child_by_field_name(field))


def _bound_names(pattern: Node | None) -> Iterator[Node]:
    """Yield the names in a pattern, but not those in its default values and computed keys."""
    if pattern is None:
        return
    if pattern.type in _BINDINGS:
        yield pattern
        return
    skipped = [pattern.child_by_field_name(field) for field in ("right", "key")]
    for child in pattern.named_children:
        if child not in skipped:
            yield from _bound_names(child)
