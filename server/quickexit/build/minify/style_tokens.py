"""The tokens of a style sheet in one normal form, in which what may change looks the same.

That is optional white space, comments, needless semicolons, leading zeros and the spelling of
colours (tinycss2, 7 ms a sheet).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

import tinycss2
from tinycss2.color3 import parse_color

StyleToken: TypeAlias = Any  # tinycss2 ships no types
_BLOCKS: Final = {"() block": "()", "[] block": "[]", "{} block": "{}"}


@dataclass(frozen=True)
class Item:
    """A token: what it is, its text in one normal form, its line (from 1), where it stands."""

    kind: str
    text: str
    # Items of one kind and text mean the same, wherever they stand.
    line: int = field(compare=False)
    # "selector", "at", "value", or "colon" (the one after a property's name)
    place: str = field(compare=False)


def tokens_of(source: str) -> Sequence[StyleToken]:
    """Return the tokens of a style sheet, blocks and functions with theirs inside them."""
    tokens: Sequence[StyleToken] = tinycss2.parse_component_value_list(source, skip_comments=True)
    return tokens


def normal_items(source: str) -> list[Item]:
    """Return the items of a style sheet without what has no meaning."""
    items: list[Item] = []
    for item in _statements(tokens_of(source), top=True):
        if item.kind == "whitespace" and items and items[-1].kind == "whitespace":
            continue
        items.append(item)
    around = zip([None, *items], items, [*items[1:], None], strict=False)
    kept = [
        item
        for before, item, after in around
        if item.kind != "whitespace" or not _is_optional(before, after)
    ]
    return [
        item
        for item, after in zip(kept, [*kept[1:], None], strict=False)
        if not ((item.kind, item.text) == ("literal", ";") and after and after.text in {";", "}"})
    ]


def _is_optional(before: Item | None, after: Item | None) -> bool:
    """Say whether white space between two items has no meaning."""
    if before is None or after is None:
        return True
    if before.kind in {"open", "at-keyword"} or after.kind == "close" or after.text == "{":
        return True
    if before.text == "}" or {before.text, after.text} & {",", ";"}:
        return True
    if "colon" in {before.place, after.place}:
        return True
    if after.text == "!" or before.text == "!":
        return after.place == "value"
    if ">" in {before.text, after.text}:
        return after.text != "=" and after.place != "value"
    if "+" in {before.text, after.text}:
        return after.place == before.place == "selector"
    return before.text == ":" and before.place == "at"


def _statements(tokens: Sequence[StyleToken], *, top: bool) -> Iterator[Item]:
    """Yield the items of a sheet or of a rule's block: declarations, rules, at-rules."""
    statement: list[StyleToken] = []
    for token in tokens:
        statement.append(token)
        ends = token.type == "{} block" and not _is_custom(statement)
        if ends or _is_sign(token, ";"):
            yield from _statement(statement, top=top)
            statement = []
    yield from _statement(statement, top=top)


def _is_sign(token: StyleToken, sign: str) -> bool:
    return token is not None and token.type == "literal" and token.value == sign


def _meaningful(tokens: Sequence[StyleToken]) -> list[StyleToken]:
    return [token for token in tokens if token.type != "whitespace"]


def _is_custom(statement: Sequence[StyleToken]) -> bool:
    first = _meaningful(statement)[:2]
    return (
        len(first) == 2
        and first[0].type == "ident"
        and first[0].value.startswith("--")
        and _is_sign(first[1], ":")
    )


def _statement(statement: list[StyleToken], *, top: bool) -> Iterator[Item]:
    words = _meaningful(statement)
    if not words:
        yield from _items(statement, "value")
    elif words[0].type == "at-keyword":
        yield from _items(statement, "at")
    elif top or (words[-1].type == "{} block" and not _is_custom(statement)):
        yield from _items(statement, "selector")
    else:
        yield from _declaration(statement)


def _declaration(statement: list[StyleToken]) -> Iterator[Item]:
    waiting = True
    for token in statement:
        if waiting and _is_sign(token, ":"):
            waiting = False
            yield Item("literal", ":", token.source_line, "colon")
        else:
            yield from _items([token], "value")


def _items(tokens: Sequence[StyleToken], place: str) -> Iterator[Item]:
    before: StyleToken = None
    for token in tokens:
        if token.type == "{} block" and place != "value":
            yield Item("open", "{", token.source_line, place)
            yield from _statements(token.content, top=False)
            yield Item("close", "}", token.source_line, place)
        elif token.type == "function":
            yield from _function(token, place, selector=_is_sign(before, ":"))
        elif token.type in _BLOCKS:
            yield Item("open", _BLOCKS[token.type][0], token.source_line, place)
            yield from _items(token.content, place)
            yield Item("close", _BLOCKS[token.type][1], token.source_line, place)
        else:
            yield _token(token, place)
        before = token


def _function(token: StyleToken, place: str, *, selector: bool) -> Iterator[Item]:
    if place == "value" and token.name == "rgb" and (colour := _colour(token)):
        yield Item("hash", colour, token.source_line, place)
        return
    # In a function, `+` is a sum unless the function is a pseudo-class of a selector.
    inside = place if place != "selector" or selector else "function"
    yield Item("open", f"{token.name}(", token.source_line, place)
    yield from _items(token.arguments, inside)
    yield Item("close", ")", token.source_line, inside)


def _colour(token: StyleToken) -> str | None:
    """Return a colour in one spelling, for each channel 8 bits in hex; None for anything else."""
    try:
        colour = parse_color(token)
    except OverflowError:  # a channel of more than 308 digits
        return None
    if colour is None:
        return None
    return "#" + "".join(f"{round(max(0, min(255, 255 * channel))):02x}" for channel in colour)


def _token(token: StyleToken, place: str) -> Item:
    kind, text = token.type, str(getattr(token, "value", ""))
    if kind == "whitespace":
        text = " "
    elif kind == "hash" and place == "value":
        text = _colour(token) or text
    elif kind in {"number", "percentage", "dimension"}:
        # Without the zeros before the point.
        text = re.sub(r"^([+-]?)0+(?=\.\d)", r"\1", token.representation)
        text += f" {token.unit}" if kind == "dimension" else ""
    elif kind == "unicode-range":
        text = f"{token.start}-{token.end}"
    return Item(kind, text, token.source_line, place)
