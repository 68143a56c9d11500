"""Proof that a minified script means what its source means.

jsmin knows characters, not JavaScript: some inputs lose their meaning in silence. So the syntax
trees of source and output are compared here, token for token (tree-sitter, about 7 ms a script).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Final

from tree_sitter import Node

from quickexit.build.minify.script_tree import (
    line_of,
    parse_script,
    text_of,
    text_of_template,
    walk,
)
from quickexit.errors import QuickExitError

# One token each: a space in a string is part of the string.
_LITERALS: Final = frozenset({"string", "regex"})
# Where a line break ends a statement that could go on, after these words (ECMAScript, "Rules of
# Automatic Semicolon Insertion").
_ENDED_BY_LINE_BREAK: Final = frozenset({"return", "throw", "break", "continue"})
# A brace does not end these: the next file's `(` would call `x = function () {}`.
_OPEN_ENDED: Final = frozenset({"expression_statement", "lexical_declaration"})


@dataclass(frozen=True)
class _Step:
    """One step of a walk through a tree: a node, its kind and its text."""

    kind: str
    text: str
    # Steps of one kind and text mean the same, wherever they stand.
    leaf: bool = field(compare=False)
    node: Node = field(compare=False)


def check_end(source: str, name: str) -> None:
    """Refuse a script whose last statement the next file of a bundle could run into.

    Raises `QuickExitError` with `name` and the line.
    """
    root = parse_script(source)
    last = next((node for node in reversed(root.children) if node.type != "comment"), None)
    if last and not text_of(last).endswith(";" if last.type in _OPEN_ENDED else (";", "}")):
        raise QuickExitError(
            "the last statement has no semicolon, and would run into the next file",
            where=f"{name}:{last.end_point[0] + 1}",
            hint="end it with a semicolon",
        )


def check_same_script(source: str, output: str, name: str) -> None:
    """Refuse an `output` of jsmin whose syntax tree differs from that of `source`.

    Comments aside, node kinds and token texts must be the same, and the line breaks that end
    statements. Raises `QuickExitError` with `name`, the line in the source, and the tokens of both
    around the first difference.
    """
    before, after = list(_walk_steps(parse_script(source))), list(_walk_steps(parse_script(output)))
    tokens = [step for step in before if step.leaf], [step for step in after if step.leaf]
    if tokens[0] != tokens[1]:
        raise _changed_by_jsmin(*tokens, _first_difference(*tokens), name)
    # Trees may be the same although a line break was lost: tree-sitter overlooks some at a comment.
    pairs, encoded = list(zip(*tokens, strict=True)), output.encode()
    for index, ((left, right), (next_left, next_right)) in enumerate(pairwise(pairs)):
        lost = _is_break_between(left, next_left) and not _is_break_between(right, next_right)
        lost = lost and left.text in _ENDED_BY_LINE_BREAK
        if lost or (right.text == "<" and begins_html_comment(encoded, right.node.start_byte)):
            raise _changed_by_jsmin(*tokens, index, name)
    if before != after:
        whole = _first_difference(before, after)
        raise _changed_by_jsmin(*tokens, sum(step.leaf for step in before[:whole]), name)


def begins_html_comment(script: bytes, place: int) -> bool:
    """Say whether browsers read a comment at a place in code.

    jsmin writes `a<!--b` of `a < !--b`, which tree-sitter reads as before. Source: ECMAScript,
    "HTML-like Comments".
    """
    return script[place : place + 4] == b"<!--"


def _changed_by_jsmin(
    before: Sequence[_Step], after: Sequence[_Step], index: int, name: str
) -> QuickExitError:
    line = line_of(before[min(index, len(before) - 1)].node) if before else 1
    return QuickExitError(
        f"jsmin would change `{_steps_around(before, index)}` into `{_steps_around(after, index)}`",
        where=f"{name}:{line}",
        hint="write it in a simpler way, with semicolons, parentheses and no comment inside",
    )


def _steps_around(steps: Sequence[_Step], index: int) -> str:
    """Return the tokens around a place, with ↵ for a line break."""
    shown = steps[max(0, index - 3) : index + 5]
    parts = [shown[0].text] if shown else ["nothing"]
    for left, right in pairwise(shown):
        gap = " " if left.node.end_byte < right.node.start_byte else ""
        parts += [" ↵ " if _is_break_between(left, right) else gap, right.text]
    return "".join(parts)


def _is_break_between(left: _Step, right: _Step) -> bool:
    return left.node.end_point[0] < right.node.start_point[0]


def _first_difference(before: Sequence[_Step], after: Sequence[_Step]) -> int:
    pairs = enumerate(zip_longest(before, after))
    return next((index for index, (left, right) in pairs if left != right), 0)


def _walk_steps(root: Node) -> Iterator[_Step]:
    inside = 0
    for node in walk(root):
        if node.type == "comment" or node.start_byte < inside:
            continue
        literal = node.type in _LITERALS
        if literal:
            inside = node.end_byte
        leaf = literal or not node.children
        if node.type == "template_string":
            # A template's substitutions may be minified, so only the text between them is compared.
            text = text_of_template(node)
        elif leaf:
            text = text_of(node)
        else:
            # It tells trees apart that have the same kinds in the same order.
            text = str(sum(child.type != "comment" for child in node.children))
        yield _Step(node.type, text, leaf, node)
