"""Proof that a minified script means what its source means.

jsmin knows characters, not JavaScript: some inputs lose their meaning in silence. So the syntax
trees of source and output are compared here, token for token (tree-sitter, about 7 ms a script).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Final

import tree_sitter_javascript
from tree_sitter import Language, Parser

from quickexit.build.minify.script_constructs import broken_script, script_refusal
from quickexit.errors import QuickExitError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Node

# Nodes whose text between their children counts too: a space in a string is part of the string.
_LITERALS: Final = frozenset({"string", "template_string", "regex"})
_COMMENTS: Final = frozenset({"comment", "html_comment"})
# Where a line break ends a statement that could go on, after these words (ECMAScript, "Rules of
# Automatic Semicolon Insertion"); the later ones are names in some places.
_ENDED_BY_LINE_BREAK: Final = frozenset(
    b"return throw break continue async yield await let static get set".split()
)
_COMPLETE: Final = re.compile(r"[;}]$")


@dataclass(frozen=True)
class _Step:
    """One step of a walk through a tree: a node's kind and text, and its lines (from 1)."""

    kind: str
    text: bytes
    line: int
    end: int
    leaf: bool


@cache
def _parser() -> Parser:
    return Parser(Language(tree_sitter_javascript.language()))


def parse_script(source: str) -> Node:
    """Return the root of the syntax tree of `source`; offsets count bytes of its UTF-8 form."""
    return _parser().parse(source.encode()).root_node


def walk(root: Node) -> Iterator[Node]:
    """Yield every node below `root`, itself included, in the order of the source."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def check_script(source: str, name: str) -> None:
    """Refuse a script that is not one whole, sound piece.

    Raises `QuickExitError` with `name` and the line for a syntax error, for JSX, for HTML comments,
    and for a last statement that the next file of a bundle could run into.
    """
    root = parse_script(source)
    for node in walk(root):
        if node.is_error or node.is_missing:
            raise QuickExitError(
                "this is not valid JavaScript",
                where=f"{name}:{_line(node)}",
                hint="correct the line, or the statement that begins before it",
            )
        if node.type.startswith("jsx_") or node.type == "html_comment":
            raise QuickExitError(
                "JSX and HTML comments are not JavaScript that every engine reads",
                where=f"{name}:{_line(node)}",
                hint="write plain JavaScript",
            )
    _check_end(root, name)


def _check_end(root: Node, name: str) -> None:
    statements = [node for node in root.children if node.type not in _COMMENTS]
    if not statements:
        return
    last = statements[-1]
    text = (last.text or b"").decode()
    # `x = function () {}` ends in a brace too, and the next file's `(` would call it.
    open_ended = last.type in {
        "expression_statement",
        "lexical_declaration",
        "variable_declaration",
    }
    if not _COMPLETE.search(text) or (open_ended and not text.endswith(";")):
        raise QuickExitError(
            "the last statement has no semicolon, and would run into the next file",
            where=f"{name}:{last.end_point[0] + 1}",
            hint="end it with one",
        )


def check_same_script(source: str, output: str, name: str) -> None:
    """Refuse an `output` of jsmin whose syntax tree differs from that of `source`.

    Comments aside, node kinds and token texts must be the same. Raises `QuickExitError` with
    `name` and the line in the source, the construct, and what to write instead.
    """
    before = list(_steps(parse_script(source)))
    after = list(_steps(parse_script(output)))
    if [(s.kind, s.text) for s in before] == [(s.kind, s.text) for s in after]:
        _check_line_breaks(before, after, name)
        return
    raise broken_script(source, name, _first_difference(before, after))


def _check_line_breaks(before: list[_Step], after: list[_Step], name: str) -> None:
    """Refuse a lost line break that ends a statement; tree-sitter misses some behind a comment."""
    leaves = [(left, right) for left, right in zip(before, after, strict=True) if left.leaf]
    for (left, right), (next_left, next_right) in pairwise(leaves):
        lost = left.end < next_left.line and right.end == next_right.line
        if lost and left.text in _ENDED_BY_LINE_BREAK:
            raise script_refusal(
                f"a line break after `{left.text.decode()}`",
                "put the two on one line, without a comment between them, or write a semicolon",
                f"{name}:{left.line}",
            )


def _first_difference(before: list[_Step], after: list[_Step]) -> int:
    """Return the source's line of the first differing token, else of the first differing node."""
    leaves = [step for step in before if step.leaf], [step for step in after if step.leaf]
    for left, right in [*zip(*leaves, strict=False), *zip(before, after, strict=False)]:
        if (left.kind, left.text) != (right.kind, right.text):
            return left.line
    return before[-1].line if before else 1


def _steps(root: Node) -> Iterator[_Step]:
    for node in walk(root):
        if node.type in _COMMENTS:
            continue
        whole = node.type in _LITERALS or not node.children
        # The number of children tells trees apart that have the same kinds in the same order.
        inside = [child for child in node.children if child.type not in _COMMENTS]
        text = (node.text or b"") if whole else str(len(inside)).encode()
        # A template's substitutions may be minified, so only the text between them is compared.
        if node.type == "template_string":
            text = _between(node)
        yield _Step(node.type, text, _line(node), node.end_point[0] + 1, not node.children)


def _between(node: Node) -> bytes:
    """Return the text of a template literal without its `${…}`."""
    text, position, parts = node.text or b"", node.start_byte, []
    for child in node.children:
        if child.type == "template_substitution":
            parts.append(text[position - node.start_byte : child.start_byte - node.start_byte])
            position = child.end_byte
    return b"${}".join([*parts, text[position - node.start_byte :]])


def _line(node: Node) -> int:
    return node.start_point[0] + 1
