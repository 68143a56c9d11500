"""Syntax trees of scripts, by tree-sitter, which names an error's place and reads on behind it."""

from collections.abc import Iterator
from functools import cache

import tree_sitter_javascript
from tree_sitter import Language, Node, Parser

from quickexit.errors import QuickExitError


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


def text_of(node: Node | None) -> str:
    """Return the source text of a node; nothing for None."""
    return (node.text or b"").decode() if node else ""


def text_of_template(node: Node) -> str:
    """Return the text of a template literal with `${}` for each `${…}`."""
    text, position, parts = node.text or b"", node.start_byte, []
    for child in node.children:
        if child.type == "template_substitution":
            parts.append(text[position - node.start_byte : child.start_byte - node.start_byte])
            position = child.end_byte
    return b"${}".join([*parts, text[position - node.start_byte :]]).decode()


def line_of(node: Node) -> int:
    """Return the line on which a node begins, from 1."""
    return node.start_point[0] + 1


def error_at(node: Node, name: str, problem: str, hint: str) -> QuickExitError:
    """Return the error about a node of the script `name`."""
    return QuickExitError(problem, where=f"{name}:{line_of(node)}", hint=hint)


def parts_of(node: Node | None) -> list[Node]:
    """Return the named nodes directly inside a node, without comments."""
    return [child for child in node.named_children if child.type != "comment"] if node else []
