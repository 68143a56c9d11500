"""Short names for what a script declares, and the proof that each still stands for the same.

jsmin takes the spaces and the comments out, and leaves the names.
"""

from __future__ import annotations

from itertools import chain, count, product, zip_longest
from string import ascii_letters
from typing import TYPE_CHECKING, Final

from quickexit.build.minify.script_check import walk
from quickexit.build.minify.script_scopes import SHORTHANDS, Scope, Script, Symbol, read_script
from quickexit.errors import QuickExitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Words of up to three letters that no name may be (ECMAScript, "Keywords and Reserved Words").
_RESERVED: Final = frozenset({"do", "for", "if", "in", "let", "new", "try", "var"})


def shorten_names(source: str, name: str) -> str:
    """Return the strict script `source` with a short name for each name that it declares.

    Properties, labels and globals keep their names. Raises `QuickExitError` with `name` and the
    line where a script could reach a name unseen (`eval`, `with`), or where a name would come to
    stand for something else.
    """
    script = read_script(source, name)
    # What a script declares outside of every function is global.
    short = {symbol: symbol.name for symbol in script.outermost.symbols.values()}
    for scope in script.outermost.inner:
        _choose(scope, script.free | _RESERVED, short)
    shortened = _replace(source, short)
    _check_same_meaning(script, read_script(shortened, name), name)
    return shortened


def _choose(scope: Scope, kept: frozenset[str], short: dict[Symbol, str]) -> None:
    """Choose names for the symbols of a scope and of all inside it: never one that it uses."""
    taken = kept | {short[symbol] for symbol in scope.used}
    names = (name for name in _names() if name not in taken)
    # The most used first. Sorting keeps the order of the source among equals.
    for symbol in sorted(scope.symbols.values(), key=lambda one: -len(one.places)):
        short[symbol] = next(names)
    for inner in scope.inner:
        _choose(inner, kept, short)


def _names() -> Iterator[str]:
    letters = (product(ascii_letters, repeat=length) for length in count(1))
    return map("".join, chain.from_iterable(letters))


def _replace(source: str, short: Mapping[Symbol, str]) -> str:
    encoded, parts, position = source.encode(), list[bytes](), 0
    places = [(node, symbol) for symbol in short for node in symbol.places]
    for node, symbol in sorted(places, key=lambda place: place[0].start_byte):
        property_name = f"{symbol.name}:" if node.type in SHORTHANDS else ""
        parts += [encoded[position : node.start_byte], (property_name + short[symbol]).encode()]
        position = node.end_byte
    return b"".join([*parts, encoded[position:]]).decode()


def _check_same_meaning(script: Script, shortened: Script, name: str) -> None:
    pairs = zip_longest(_meaning(script), _meaning(shortened))
    for before, after in pairs:
        if before is None or after is None or before[0] != after[0]:
            raise QuickExitError(
                "a short name would stand for something else",
                where=f"{name}:{before[1] if before else 1}",
                hint="give the names near this line other names, and no name twice",
            )


def _meaning(script: Script) -> Iterator[tuple[str | int, int]]:
    """Yield each token and its line; for a declared name, a number for its declaration."""
    declared: dict[int, Symbol] = {
        node.start_byte: symbol for symbol in _symbols(script.outermost) for node in symbol.places
    }
    numbers: dict[Symbol, int] = {}
    for node in walk(script.root):
        if node.children:
            continue
        line, text = node.start_point[0] + 1, (node.text or b"").decode()
        symbol = declared.get(node.start_byte)
        if symbol is None:
            yield text, line
            continue
        if node.type in SHORTHANDS:
            yield text, line
            yield ":", line
        yield numbers.setdefault(symbol, len(numbers)), line


def _symbols(scope: Scope) -> Iterator[Symbol]:
    yield from scope.symbols.values()
    for inner in scope.inner:
        yield from _symbols(inner)
