"""Short names stand for what the long ones stood for, to TypeScript and to node."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from quickexit.build.bundles import bundle_script, load_bundles
from quickexit.build.minify import script_names
from quickexit.build.minify.script_names import shorten_names
from quickexit.build.minify.script_scopes import Scope, Symbol
from quickexit.build.webassets_filters import enclose_script
from quickexit.build.widget import embed_script
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory

_SUPPORT = Path(__file__).parents[2] / "support"

# Bodies of a strict function: `say` is a global, and what they say must not change.
PROGRAMS = {
    "closures": "const one = 1; function inner(two) { return () => one + two; } say(inner(2)());",
    "a name of an outer scope, used inside": (
        "let first = 1, second = 2; { let third = 3; { let fourth = first + third; "
        "say(fourth, second); } }"
    ),
    "shadowing": "let same = 1; { let same = 2; say(same); } (same => say(same))(3); say(same);",
    "a global of the same name": "{ const escape = 1; say(escape); } say(typeof escape);",
    "a global as short as the short ones": "const long = a; let other = e; say(long, other);",
    "parameters and body": (
        "function sum(left, right) { const total = left + right; return total; } say(sum(1, 2));"
    ),
    "one parameter": "say([1, 2].map(number => number * 2).join());",
    "defaults that use earlier ones": "const base = 1; say(((one, two = one + base) => two)(1));",
    "rest and spread": (
        "const all = (first, ...others) => [first, ...others]; say(all(1, 2, 3).join());"
    ),
    "shorthand properties": (
        "const width = 1, height = 2; say(JSON.stringify({ width, height: height, w: width }));"
    ),
    "patterns": (
        "const { left, right: there, none = 3, ...others } = { left: 1, right: 2, more: 4 "
        "};const [first, , third = left] = [1, 2]; say(left, there, none, "
        "JSON.stringify(others), first, third);"
    ),
    "assignment by pattern": (
        "let one, two; ({ one, two = 2 } = { one: 1 }); [one, two] = [two, one]; say(one, two);"
    ),
    "a pattern as parameter": (
        "const area = ({ width, height: tall = 3 }) => width * tall; say(area({ width: 2 }));"
    ),
    "catch": "try { throw 1; } catch (problem) { const again = problem + 1; say(again); }",
    "catch without a name": "let seen = 0; try { none(); } catch { seen = 1; } say(seen);",
    "loops": (
        "for (let index = 0, end = 2; index < end; index++) { let index2 = index; "
        "say(index2); }for (const key in { first: 1 }) say(key); for (const item of [4]) "
        "say(item);let free; for (free of [5]) say(free);"
    ),
    "var is a function's": (
        "function outer() { if (true) { var hoisted = 1; } for (var i = 0; i < 2; i++); "
        "return hoisted + i; } say(outer());"
    ),
    "functions before they are declared": "say(later()); function later() { return 1; }",
    "a function that names itself": (
        "const power = function again(n) { return n ? 2 * again(n - 1) : 1; }; say(power(3));"
    ),
    "a function and a parameter of one name": "function key(key) { return key; } say(key(1));",
    "classes": (
        "class Shape { constructor(side) { this.side = side; } get area() { return this.side "
        "** 2; } static of(side) { return new Shape(side); } }const Named = class Inner { "
        "who() { return Inner === Named; } }; say(Shape.of(3).area, new Named().who());"
    ),
    "labels": (
        "outer: for (const one of [1, 2]) { for (const two of [3, 4]) { if (two === 4) "
        "continue outer; say(one, two); } }"
    ),
    "switch": (
        "const kind = 1; switch (kind) { case 1: { let inside = 2; say(inside); } default: "
        "let own = 3; say(own); }"
    ),
    "generators": (
        "function* count(to) { let now = 0; while (now < to) yield now++; } "
        "say([...count(3)].join());"
    ),
    "template literals": (
        "const word = 'a', other = `${word} word ${(inner => inner + word)('b')}`; say(other);"
    ),
    "properties keep their names": (
        "const value = { value: 1, other: { value: 2 } }; say(value.value, "
        "value.other.value, value['value']);"
    ),
    "methods": (
        "const thing = { name: 1, read(name) { return this.name + name; }, get twice() { "
        "const name = this.name; return 2 * name; } }; say(thing.read(2), thing.twice);"
    ),
    "getters by name": "const which = 'k'; say({ [which]: 1 }.k);",
    "arguments": "function many(first) { return arguments.length + first; } say(many(1, 2));",
    "typeof of what is not there": "say(typeof nobody);",
    "more names than letters": "".join(f"const name{n} = {n};" for n in range(3000))
    + "say(name0 + name51 + name52 + name2999);",
}


def _ask(judge: str, programs: Sequence[str]) -> Any:
    answer = subprocess.run(
        ["node", str(_SUPPORT / judge)],
        input=json.dumps(list(programs)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(answer.stdout)


def _judged(programs: Sequence[str]) -> list[list[str | int] | None]:
    judged: list[list[str | int] | None] = _ask("names.js", programs)
    return judged


def _said(programs: Sequence[str]) -> list[str]:
    said: list[str] = _ask("said.js", programs)
    return said


_LONG = [enclose_script(body) for body in PROGRAMS.values()]
_SHORT = [shorten_names(program, "x.js") for program in _LONG]


def test_a_program_with_short_names_says_the_same() -> None:
    before, after = _said(_LONG), _said(_SHORT)
    assert all(before)
    assert dict(zip(PROGRAMS, before, strict=True)) == dict(zip(PROGRAMS, after, strict=True))


def test_each_short_name_stands_for_the_same_declaration_to_typescript() -> None:
    before, after = _judged(_LONG), _judged(_SHORT)
    for name, left, right in zip(PROGRAMS, before, after, strict=True):
        assert left is not None, name
        assert left == right, name


def test_names_become_shorter_and_a_second_time_changes_nothing_more() -> None:
    for long, short in zip(_LONG, _SHORT, strict=True):
        assert len(short) <= len(long)
        assert len(shorten_names(short, "x.js")) == len(short)


def test_typescript_tells_a_captured_name() -> None:
    right = "(function(){let one=1;return two=>one+two;})();"
    wrong = "(function(){let one=1;return one=>one+one;})();"
    first, second = _judged([right, wrong])
    assert first != second


@pytest.mark.parametrize("part", ["embed", "frame", "standby"])
def test_the_built_scripts_stand_the_judgement(part: str) -> None:
    bundles = load_bundles(widget_directory())
    if part == "embed":
        long, short = (embed_script(bundles, 1, short_names=which) for which in (False, True))
    else:
        files = bundles.frame_scripts if part == "frame" else bundles.standby_scripts
        long, short = (
            bundle_script(files, {"__MAJOR__": "1"}, short_names=which) for which in (False, True)
        )
    before, after = _judged([long, short])
    assert before is not None
    assert before == after
    assert len(short) < len(long)


def test_what_a_script_declares_for_all_keeps_its_name() -> None:
    assert shorten_names("let shared = 1;\nsay(shared);", "x.js") == "let shared = 1;\nsay(shared);"


@pytest.mark.parametrize(
    "body", ["const held = 1;\nsay(eval('held'));", "let held;\nwith (held) say(held);"]
)
def test_a_script_that_could_reach_names_unseen_is_refused_with_its_line(body: str) -> None:
    with pytest.raises(QuickExitError, match="`eval` and `with`") as refused:
        shorten_names(f"(function(){{{body}\n}})();\n", "x.js")
    assert refused.value.where == "x.js:2"


def _no_regard_for_used_names(scope: Scope, kept: frozenset[str], short: dict[Symbol, str]) -> None:
    short.update(zip(scope.symbols.values(), "xyz", strict=False))
    for inner in scope.inner:
        _no_regard_for_used_names(inner, kept, short)


def test_a_name_that_would_stand_for_something_else_fails_the_build(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(script_names, "_choose", _no_regard_for_used_names)
    program = "(function(){let one = 1;\nsay(two => one + two);\n})();\n"
    with pytest.raises(QuickExitError, match="stand for something else") as refused:
        shorten_names(program, "x.js")
    assert re.fullmatch(r"x\.js:\d", refused.value.where or "")
