"""What is taken as a script is ES2017 to acorn too; what some browser refuses is refused here."""

from __future__ import annotations

import random

import pytest
from tests.build.acorn import ES2017, trees

from quickexit.build.minify.script_syntax import check_syntax
from quickexit.build.minify.script_tree import parse_script, walk
from quickexit.build.minify.scripts import check_whole
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory

# One program a line: acorn refuses each as a strict script of ES2017, and so do browsers.
_WRONG_LINES = r"""
self.t = 010;
self.t = 08;
self.t = "\08";
self.t = "\01";
self.t = `\01`;
self.t = "\8";
self.t = "\u{110000}";
self.t = "\xg";
tag`\u`;
self.t = await 1;
for await (const x of y) z(x);
{ using x = null; }
var x = 1; delete x;
let x = 1; delete (x);
with (a) b;
let a = 1; let a = 2;
let a; function a() {}
{ let b; let b; }
{ let b; var b; }
{ function b() {} function b() {} }
function f(a) { let a; }
function f(a, a) {}
(a, a) => a;
function f(eval) {}
let let = 1;
let [a, a] = b;
const a;
eval = 1;
arguments = 1;
f() = 2;
f()++;
++this;
0++;
(a, b) = c;
({ a }) = b;
([a]) = 1;
(a ? b : c) = 1;
({ a = 1 });
({ new });
function f(a = 1) { "use strict"; }
break;
if (a) continue;
function f() { break; }
while (1) { (() => { break; })(); }
x: while (1) { continue y; }
x: x: a();
label: function f() {}
return 1;
new.target;
super.a();
function f() { super(); }
class A { constructor() {} constructor() {} }
class A { a = 1; }
class A { #a; }
class A { static { } }
yield = 1;
let yield;
function* g(a = yield) {}
let await;
var static;
interface = 1;
function f() { await 1; }
async () => { for await (const a of b) {} };
for (let a = 1 of b) {}
for (let of b) {}
for (const a; ;) {}
for ((a, b) of c) {}
if (1) function f() {}
if (1) let a;
while (1) const a = 1;
try {}
try {} catch {}
try {} catch (a) { let a; }
switch (a) { default: default: }
switch (a) { case 1: let b; case 2: let b; }
/x/gg;
/x/s;
/x/v;
/(/;
/[b-a]/;
/a++/;
/(?<a>x)/;
/(?<=a)b/;
/\p{L}/u;
a ?? b;
a?.b;
a ??= b;
a ||= b;
-a ** b;
1n;
1_000;
import("x");
import.meta;
({ ...a });
const { ...a } = b;
[...a, b] = c;
let [...a, b] = c;
function f(...a, b) {}
({ get a(b) {} });
({ set a() {} });
({ __proto__: 1, __proto__: 2 });
({ async *a() {} });
async function* a() {}
l\u0065t a;
<!-- a
() => {} || a;
a || () => {};
-a = 1;
@d class A {}
<a></a>;
import x from "y";
"""
WRONG = [
    *_WRONG_LINES.strip().split("\n"),
    "throw\na;",
    "a\n=> 1;",
    "a\n--> b",
]
# One of each node and token that is taken.
RIGHT = r"""
let a = (b, c) => ({ d: b, c }); a = function e(f = 1, { g, h: i = 2 } = {}, ...j) { return; };
const { k, l: { m = 1 }, ['n']: o } = a, [p, q = 1, ...r] = [1, 2, ...b];
for (let s = 0, t = 1; s < t; s++) { if (s) continue; else break; }
for (const u of a) for (const v in u) delete a[v], void 0;
do a(); while (b); while (b) { c(); } ;
try { a(); } catch (e) { throw e; } finally { b(); }
switch (a) { case 1: let w = 1; b(w); break; default: c(); }
const x = { get y() { return this; }, z(b, ...c) { return -(c ** 2); }, 'e': 0x1f, [f]: .5e3 };
if (!a) b(); else if (~c) d(); else { e(); }
a = b ? c : d, e(`x${a}y\n`, /a[b]\/c$/gi, 'it\'s\u{1f600}\x41\0', new Date(), typeof a, null);
b += 1; b -= 2 * 3 / 4 % 5 << 6 >> 7 >>> 8 & 9 | 10 ^ 11; b = c && d || e; b.c++; --b[0];
c = a in b || a instanceof b || a == b || a != b || a === b || a !== b || a <= b || a >= b > true;
"""


def _check(program: str) -> None:
    check_syntax(program, "x.js")
    check_whole(program, "x.js")


def _takes(program: str) -> bool:
    try:
        _check(program)
    except QuickExitError:
        return False
    return True


@pytest.mark.parametrize("program", WRONG)
def test_what_some_browser_refuses_is_refused_with_its_line_and_what_to_do(program: str) -> None:
    with pytest.raises(QuickExitError) as refused:
        _check(f"a();\n{program}")
    assert (refused.value.where or "").startswith(("x.js:2", "x.js:3"))
    assert refused.value.hint
    assert "\n" not in str(refused.value)


def test_a_hash_bang_is_refused() -> None:
    with pytest.raises(QuickExitError, match="not every browser runs `#!/usr/bin/env node` here"):
        check_syntax("#!/usr/bin/env node\na();", "x.js")


def test_acorn_refuses_them_too() -> None:
    strict = [f"(function () {{ 'use strict';\n{program}\n}})();" for program in WRONG]
    # A function may hold these, a module not.
    inside = {"return 1;", "new.target;", "let await;", "<!-- a", "a\n--> b"}
    judged = dict(zip(WRONG, trees(strict, ES2017), strict=True))
    assert {program for program, tree in judged.items() if tree is not None} == inside


def test_one_of_each_construct_is_taken_and_acorn_takes_it_too() -> None:
    check_syntax(RIGHT, "x.js")
    lines = RIGHT.strip().split("\n")
    assert [line for line in lines if not _takes(line)] == []
    assert None not in trees(lines, ES2017)


@pytest.mark.parametrize("character", ["\0", "\x08", "\r", "\u2028", "\u2029", "\ufeff"])
def test_a_character_that_minifiers_lose_is_refused(character: str) -> None:
    with pytest.raises(QuickExitError, match=f"the character U\\+{ord(character):04X}") as refused:
        check_syntax(f"a();\nb('{character}');", "x.js")
    assert refused.value.where == "x.js:2"


@pytest.mark.parametrize("deep", ["(" * 3000 + "1" + ")" * 3000, "[" * 3000 + "]" * 3000])
def test_deep_nesting_is_refused_and_not_a_traceback(deep: str) -> None:
    with pytest.raises(QuickExitError, match="nested more than"):
        check_syntax(f"a = {deep};", "x.js")


def _tokens(program: str) -> list[str]:
    whole = {"string", "regex", "template_string"}
    nodes = [node for node in walk(parse_script(program)) if node.type != "comment"]
    leaves = (
        node
        for node in nodes
        if node.type in whole
        or (not node.children and (not node.parent or node.parent.type not in whole))
    )
    return [(node.text or b"").decode() for node in leaves]


def _mutants(seed: int, count: int) -> list[str]:
    """Return pieces of programs with a few tokens taken out, put in or exchanged."""
    draw = random.Random(seed)  # noqa: S311 - the same programs in each run
    scripts = [file.read_text("utf-8") for file in sorted(widget_directory().glob("*/*.js"))]
    sources = [tokens for text in (*scripts, RIGHT, *WRONG) if (tokens := _tokens(text))]
    pool = [token for tokens in sources for token in tokens]
    mutants = []
    for _ in range(count):
        source = draw.choice(sources)
        start = draw.randrange(len(source))
        tokens = source[start : start + draw.randint(3, 30)]
        for _ in range(draw.randint(1, 3)):
            place = draw.randrange(len(tokens) + 1)
            tokens[place : place + draw.randint(0, 1)] = draw.choices(pool, k=draw.randint(0, 1))
        mutants.append(" ".join(tokens))
    return mutants


def test_whatever_is_taken_is_es2017_to_acorn() -> None:
    taken = [program for program in _mutants(1, 4000) if _takes(program)]
    assert len(taken) > 200
    strict = [f"(function () {{ 'use strict';\n{program}\n}})();" for program in taken]
    judged = zip(taken, trees(strict, ES2017), strict=True)
    assert [program for program, tree in judged if tree is None] == []
