"""The part of ECMAScript 2017 that the widget's scripts may be written in.

What is not listed here is refused: newer syntax, for which an older browser refuses the whole
script, and what tree-sitter lets through although every browser refuses it (ECMAScript 2017,
"Static Semantics: Early Errors"), but for what tdewolff-minify, which reads every script after
this, refuses by itself. The tests compare with acorn, which knows all of the language.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from tree_sitter import Node

from quickexit.build.minify.script_tree import (
    error_at,
    parse_script,
    parts_of,
    text_of,
    text_of_template,
    walk,
)
from quickexit.errors import QuickExitError

# Nodes and tokens by tree-sitter's names. Left out on purpose: `var`, labels, classes, generators,
# async functions, tagged templates and assignments by pattern. The widget needs none of them, and
# each has many early errors.
_ALLOWED_TEXT: Final = """
    arguments array array_pattern arrow_function assignment_expression assignment_pattern
    augmented_assignment_expression binary_expression break_statement call_expression catch_clause
    comment computed_property_name continue_statement do_statement else_clause empty_statement
    escape_sequence expression_statement false finally_clause for_in_statement for_statement
    formal_parameters function_declaration function_expression identifier if_statement
    lexical_declaration member_expression method_definition new_expression null number object
    object_assignment_pattern object_pattern pair pair_pattern parenthesized_expression program
    property_identifier regex regex_flags regex_pattern rest_pattern return_statement
    sequence_expression shorthand_property_identifier shorthand_property_identifier_pattern
    spread_element statement_block string string_fragment subscript_expression switch_body
    switch_case switch_default switch_statement template_string template_substitution
    ternary_expression this throw_statement true try_statement unary_expression undefined
    update_expression variable_declarator while_statement
    ! != !== " ${ % %= & &= && ' ( ) * ** **= *= + ++ += , - -- -= . ... / /= : ; < << <<= <= =
    == === => > >= >> >>= >>> >>>= ? [ ] ^ ^= ` { | |= || } ~
    break case catch const continue default delete do else finally for function get if in instanceof
    let new of return switch throw try typeof void while
"""
_ALLOWED: Final = frozenset(_ALLOWED_TEXT.split())
# ECMAScript 2017, "Keywords" and "Future Reserved Words"; and `arguments`, `async`, `eval`.
_RESERVED_TEXT: Final = """
    arguments async await break case catch class const continue debugger default delete do else enum
    eval export extends false finally for function if implements import in instanceof interface let
    new null package private protected public return static super switch this throw true try typeof
    var void while with yield
"""
_RESERVED: Final = frozenset(_RESERVED_TEXT.split())
_NAMES: Final = "identifier shorthand_property_identifier shorthand_property_identifier_pattern"
_FUNCTIONS: Final = "arrow_function function_declaration function_expression method_definition"
_LOOPS: Final = "do_statement for_in_statement for_statement while_statement"
_PATTERNS: Final = "array_pattern object_pattern"
_MEMBERS: Final = "member_expression subscript_expression"

_NAME: Final = re.compile(r"[A-Za-z_$][\w$]*", re.ASCII)
_TEXT: Final = re.compile(
    r"(?:[^\\]|\\(?:0(?!\d)|x[\da-fA-F]{2}|u[\da-fA-F]{4}|\n|[ -/:-tvwyz{|}~]"
    r"|u\{0*(?:10|[\da-fA-F])?[\da-fA-F]{1,4}\}))*"
)
_NUMBER: Final = re.compile(
    r"(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|0[xX][\da-fA-F]+|0[oO][0-7]+|0[bB][01]+"
)
_FLAGS: Final = re.compile(r"(?!.*(.).*\1)[gimy]*")
# What Python reads in a regular expression and JavaScript reads not, or only in newer browsers.
_PYTHON_REGEX: Final = re.compile(r"\\[^ -~]|\\[kpPNAZ]|\(\?[^:=!]|[*+?}]\+|\{,|[^ -~]")
# jsmin ends a comment at U+2028; tdewolff-minify ends a text at U+0000.
_BAD_CHARACTER: Final = re.compile("[^\t\n -\x7e\x80-\u2027\u202a-\ufefe\uff00-\U0010ffff]")
_MOST_LEVELS: Final = 300


def check_syntax(source: str, name: str) -> None:
    """Refuse a plain script that some browser could refuse, or run as something else.

    `name` is its name in messages. Raises `QuickExitError` with `name` and the line.
    """
    if found := _BAD_CHARACTER.search(source):
        raise QuickExitError(
            f"the character U+{ord(found[0]):04X} does not reach the minified script",
            where=f"{name}:{source.count(chr(10), 0, found.start()) + 1}",
            hint="write it as an escape",
        )
    root = parse_script(source)
    _check_depth(root, name)
    for node in walk(root):
        if node.is_error or node.is_missing or node.type not in _ALLOWED:
            raise _not_everywhere(node, name, "use older syntax, or correct the line")
        for rule in _RULES.get(node.type, ()):
            if rule.broken(node):
                raise _not_everywhere(node, name, rule.hint)


def _not_everywhere(node: Node, name: str, hint: str) -> QuickExitError:
    shown = " ".join(text_of(node).split())
    shown = f"{shown[:40]}…" if len(shown) > 40 else shown or node.type
    return error_at(node, name, f"not every browser runs `{shown}` here", hint)


def _check_depth(root: Node, name: str) -> None:
    level, nodes = 0, [root]
    while nodes:
        if level == _MOST_LEVELS:
            problem = f"this is nested more than {_MOST_LEVELS} deep"
            raise error_at(nodes[0], name, problem, "write fewer levels")
        level, nodes = level + 1, [child for node in nodes for child in node.children]


def _field(node: Node | None, name: str) -> Node | None:
    return node.child_by_field_name(name) if node else None


def _is(node: Node | None, types: str) -> bool:
    return node is not None and node.type in types.split()


def _is_inside(node: Node, types: str) -> bool:
    """Say whether a node stands in one of `types` without a function between them."""
    outer = node.parent
    while outer and not _is(outer, f"{types} {_FUNCTIONS}"):
        outer = outer.parent
    return _is(outer, types)


def _is_unsound_regex(node: Node) -> bool:
    pattern, flags = text_of(_field(node, "pattern")), text_of(_field(node, "flags"))
    if not _FLAGS.fullmatch(flags) or _PYTHON_REGEX.search(pattern):
        return True
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return True
    return False


def _is_misplaced_function(node: Node) -> bool:
    outer = node.parent
    if outer and outer.type == "statement_block":
        return not _is(outer.parent, _FUNCTIONS)
    return not _is(outer, "export_statement program switch_case switch_default")


def _has_wrong_parameters(node: Node) -> bool:
    given = parts_of(_field(node, "parameters"))
    getter = any(child.type == "get" for child in node.children)
    first = next(iter(parts_of(_field(node, "body"))), None)
    strict = "use strict" in text_of(first)[:12]
    return bool(getter and given) or (strict and not all(_is(n, "identifier") for n in given))


def _deletes_name(node: Node) -> bool:
    argument = _field(node, "argument")
    while _is(argument, "parenthesized_expression"):
        argument = next(iter(parts_of(argument)), None)
    return node.children[0].type == "delete" and _is(argument, "identifier")


def _default_cases(node: Node) -> int:
    return sum(child.type == "switch_default" for child in node.children)


@dataclass(frozen=True)
class _Rule:
    """What a node of one of `types` may not be, and what to do instead."""

    types: str
    broken: Callable[[Node], bool]
    hint: str


_ALL_RULES: Final = (
    _Rule(
        _NAMES,
        lambda n: text_of(n) in _RESERVED or not _NAME.fullmatch(text_of(n)),
        "use another name, of letters from a to z",
    ),
    _Rule(
        "property_identifier string",
        lambda n: text_of(n).strip("'\"") == "__proto__",
        "use another name",
    ),
    _Rule("property_identifier", lambda n: not _NAME.fullmatch(text_of(n)), "put it in quotes"),
    _Rule("string", lambda n: not _TEXT.fullmatch(text_of(n)), "correct the escape"),
    _Rule(
        "template_string",
        lambda n: not _TEXT.fullmatch(text_of_template(n)) or _is(n.parent, "call_expression"),
        "correct the escape, or call the function with parentheses",
    ),
    _Rule("number", lambda n: not _NUMBER.fullmatch(text_of(n)), "write a plain number"),
    _Rule("regex", _is_unsound_regex, "write it more plainly, with the flags g, i, m and y alone"),
    _Rule("function_declaration", _is_misplaced_function, "declare it outside of the block"),
    _Rule(_FUNCTIONS, _has_wrong_parameters, "change the parameters"),
    _Rule("return_statement", lambda n: not _is_inside(n, _FUNCTIONS), "put it into a function"),
    _Rule("continue_statement", lambda n: not _is_inside(n, _LOOPS), "put it into a loop"),
    _Rule(
        "break_statement",
        lambda n: not _is_inside(n, f"{_LOOPS} switch_statement"),
        "put it into a loop or switch",
    ),
    _Rule(
        "assignment_expression augmented_assignment_expression",
        lambda n: not _is(_field(n, "left"), f"identifier {_MEMBERS}"),
        "assign to a name or a property",
    ),
    _Rule(
        "update_expression",
        lambda n: not _is(_field(n, "argument"), f"identifier {_MEMBERS}"),
        "change a name or a property",
    ),
    _Rule(
        "for_in_statement",
        lambda n: not _field(n, "kind") or not _is(_field(n, "left"), f"identifier {_PATTERNS}"),
        "declare the name with const or let",
    ),
    _Rule(
        "rest_pattern",
        lambda n: (
            _is(n.parent, "object_pattern")
            or _is(n.next_sibling, ",")
            or n != parts_of(n.parent)[-1]
        ),
        "write it last, in an array or in parameters",
    ),
    _Rule("spread_element", lambda n: _is(n.parent, "object"), "use Object.assign"),
    _Rule("unary_expression", _deletes_name, "delete a property"),
    _Rule("catch_clause", lambda n: _field(n, "parameter") is None, "name the error"),
    _Rule("switch_body", lambda n: _default_cases(n) > 1, "write `default` once"),
)
_RULES: Final = {
    kind: [rule for rule in _ALL_RULES if kind in rule.types.split()]
    for kind in " ".join(rule.types for rule in _ALL_RULES).split()
}
