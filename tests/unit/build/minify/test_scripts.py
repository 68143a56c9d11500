"""A minified script does what its source does, or is refused with file, line and the difference."""

from __future__ import annotations

import contextlib
import io
import re

import jsmin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.build.acorn import trees
from tests.build.program_output import output_of

from quickexit.build.minify import scripts
from quickexit.build.minify.scripts import (
    check_whole,
    enclose_script,
    minify_script,
    put_constants,
    script_string,
    shorten_names,
)
from quickexit.errors import QuickExitError

# What jsmin changes in silence, with the line that the refusal names.
BROKEN = {
    "a();\nb = (s) => /x  y/.test(s);": 2,
    "a();\nif (a) /x  y/.test(b);": 2,
    "{ a(); }\n/x  y/.test(b);": 2,
    "a();\nthrow /x  y/;": 2,
    "a();\nif (b) /[/*]/.test(c);\nd();": 2,
    "a();\nb = `x ${c ? `y  z ` : 1} w`;": 2,
    "a()\n!b;": 1,
    "a()\n~b;": 1,
    "a();\nb = 1 .toFixed();": 2,
    "a();\nb = c -/*d*/-e;": 2,
    "function a() {\n  return /*\n*/ b;\n}": 2,
    "a();\nfunction d() { return//x\n/b/; }": 2,
    "a();\nb = c < !--d;": 2,
    "a();\nb = c < ! --d;": 2,
}
FINE = [
    "a = `x  y ${ b }  'z' \"w\"`;",
    "a = (s) => (/x  y/).test(s);",
    "a = /[/ ]  /.test(b);",
    "function a() { return /x  y/.test(b); }",
    "a('it\\'s  ', \"\\\\\", '//', '/* */');",
    "a = b + +c - -d;\ne = f++ + ++g;",
    "a()\n++b\nc\n[1].map(d)\nlet e = 1\nf();",
    "a = b / c / d;",
    "const { a, b: [c] } = { d, 'e': 1, [f]: 2 };",
    "// a's\n/* b */ c(); // d\n/*! e */ f();",
    "a = 'Действовать — يجب';",
]
# Bodies of a strict function; what they say must stay the same. `a` and `e` are globals there.
PROGRAMS = [
    "const one = 1; function inner(two) { return () => one + two; } say(inner(2)());",
    "let same = 1; { let same = 2; say(same); } (same => say(same))(3); say(same);",
    "{ const escape = 1; say(escape); } say(typeof escape);",
    "const long = a; let other = e; say(long, other);",
    "const base = 1; say(((one, two = one + base) => two)(1));",
    # A default value sees the outer name, whatever the body declares.
    "const x = 1; function f(p = () => x) { const x = 2; return p() + x; } say(f());",
    "const x = 1; function f(b = x) { let c = b; { let x = 2; say(x, c); } return b + x; } f();",
    "const all = (first, ...others) => [first, ...others]; say(all(1, 2, 3));",
    "const width = 1, height = 2; say(JSON.stringify({ width, height: height, w: width }));",
    "const { left, right: there, none = 3 } = { left: 1, right: 2 };"
    "const [first, , third = left] = [1, 2]; say(left, there, none, first, third);",
    "const area = ({ width, height: tall = 3 }) => width * tall; say(area({ width: 2 }));",
    "try { throw 1; } catch (problem) { const again = problem + 1; say(again); }",
    "for (let index = 0, end = 2; index < end; index++) { let index2 = index; say(index2); }"
    "for (const key in { first: 1 }) say(key); for (const item of [4]) say(item);",
    "const list = []; for (let i = 0; i < 3; i++) list.push(() => i); say(list.map(f => f()));",
    "say(later()); function later() { return 1; }",
    "const power = function again(n) { return n ? 2 * again(n - 1) : 1; }; say(power(3));",
    "function key(key) { return key; } say(key(1));",
    "const kind = 1; switch (kind) { case 1: { let inside = 2; say(inside); } default: say(3); }",
    "const word = 'a', other = `${word} word ${(inner => inner + word)('b')}`; say(other);",
    "const value = { value: 1, other: { value: 2 } }; say(value['value'], value.other.value);",
    "const thing = { name: 1, get twice() { return 2 * this.name; } }; say(thing.twice);",
    "const which = 'k'; say({ [which]: 1 }.k);",
    "say(typeof nobody, typeof nobody === 'undefined', void 0, undefined, NaN, 1 / -0);",
    "say('\\u2715 \\xd7 \\u2028 \\0 \\n \\\\ \\r', '</script><!--', 'it\\'s \"q\"', `a\\rb\n\\``);",
    "say('😀', '\\ud83d\\ude00', '\\u{1f600}', '\\ud800', { 'é': 1 }['é'], `${1}é`);",
    "say(1e5, 100000, 0x10, 1e21, 0.1 + 0.2, 5e-324, 9007199254740993, (1).toFixed(1), .5);",
    "let b = 5; say(1 < (b - 1), b-- > 1, - -b, + +b, 2 ** 3, (-2) ** 2, !!b);",
    "function f(x) { if (x) return 1; else return 2; } say(f(1), f(0)); if (!a) return; say(5);",
    "let i = 0; do { i++; if (i === 2) continue; say(i); } while (i < 4);",
    "const o = { get x() { say('got'); return 1; } }; o.x; o['x']; void o.x; delete o.x;",
    "try { say(later); let later = 1; } catch (error) { say(error.name); }",
    "'a' + 'b' === 'ab' && say('a' + 'b' + 1, 1 + 2 + 'c', '1' - 1);",
    "".join(f"const name{n} = {n};" for n in range(3000)) + "say(name0 + name51 + name2999);",
]


def _by_jsmin_alone(source: str) -> str:
    output = io.StringIO()
    # The end of the text is padded, since jsmin would look for the end of a comment for ever.
    jsmin.JavascriptMinify(io.StringIO(source + "\n/**/"), output, quote_chars="'\"`").minify()
    return output.getvalue()


@pytest.mark.parametrize("source", BROKEN)
def test_a_script_that_jsmin_would_change_is_refused_with_file_and_line(source: str) -> None:
    with pytest.raises(QuickExitError) as refused:
        minify_script(source, "exit/x.js")
    assert refused.value.where == f"exit/x.js:{BROKEN[source]}"
    assert refused.value.hint
    assert "\n" not in str(refused.value)


def test_without_the_comparison_each_of_them_would_change_its_meaning() -> None:
    sources = list(BROKEN)
    before, after = trees(sources), trees([_by_jsmin_alone(source) for source in sources])
    for source, left, right in zip(sources, before, after, strict=True):
        assert left is not None
        assert left != right, source


def test_the_refusal_shows_the_tokens_of_both_around_the_first_difference() -> None:
    with pytest.raises(QuickExitError) as refused:
        minify_script("a();\nconst b = c -/*d*/-e;", "x.js")
    assert "would change `b = c - -e;` into `b=c--e;`" in str(refused.value)
    with pytest.raises(QuickExitError) as refused:
        minify_script("function a() {\n  return /*\n*/ b;\n}", "x.js")
    assert "would change `() { ↵ return ↵ b; ↵ }` into `(){return b;}`" in str(refused.value)


def test_what_jsmin_may_minify_means_the_same_to_acorn() -> None:
    minified = [minify_script(source, "x.js") for source in FINE]
    before, after = trees(FINE), trees(minified)
    assert None not in before
    assert before == after
    assert all(len(short) <= len(source) for short, source in zip(minified, FINE, strict=True))


@pytest.mark.parametrize("source", ["a();\nb = c", "a();\nb = function () {}", "a();\nlet b = {}"])
def test_a_script_that_would_run_into_the_next_file_is_refused(source: str) -> None:
    with pytest.raises(QuickExitError, match="run into the next file") as refused:
        minify_script(source, "x.js")
    assert refused.value.where == "x.js:2"


def test_a_program_with_short_names_says_the_same() -> None:
    long = [enclose_script(body) for body in PROGRAMS]
    short = [shorten_names(program, "x.js") for program in long]
    before = output_of(long)
    assert all(before)
    assert dict(zip(PROGRAMS, before, strict=True)) == dict(
        zip(PROGRAMS, output_of(short), strict=True)
    )
    assert all(program.isascii() and program.endswith(";\n") for program in short)
    assert len("".join(short)) < len("".join(long)) * 0.8


def test_two_scripts_in_a_row_do_not_run_into_one_another() -> None:
    script = shorten_names(enclose_script("say(1); // the end"), "x.js")
    assert output_of([script + script]) == ["1\n1"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("say(", "tell("),
        (".length", ".width"),
        ("(function", "class A{};(function"),
        ("say(", "say?.("),
        ("say(", "say(1<!--e,"),
        ("})()", "}"),
    ],
)
def test_an_output_with_other_names_or_newer_syntax_is_refused(
    monkeypatch: pytest.MonkeyPatch, old: str, new: str
) -> None:
    source = enclose_script('let word = "x"; say(word.length);')
    output = scripts._shortened(source, "x.js")
    assert old in output
    assert shorten_names(source, "x.js") == f"{output};\n"
    monkeypatch.setattr(scripts, "_shortened", lambda *_: output.replace(old, new))
    with pytest.raises(QuickExitError, match=r"x\.js"):
        shorten_names(source, "x.js")


def test_a_text_that_grows_is_written_whole() -> None:
    # tdewolff-minify alone gives "EOF" for it: it escapes `</script`, and has no room left.
    assert output_of([shorten_names("say('</script>','<!--');", "x.js")]) == ["</script> <!--"]


@pytest.mark.parametrize("program", ["let b;\nlet b;", "a();\na || () => {};", "{\n-b = 1; }"])
def test_what_tdewolff_minify_refuses_is_one_sentence_with_the_line(program: str) -> None:
    with pytest.raises(QuickExitError, match="this is not valid JavaScript") as refused:
        check_whole(program, "x.js")
    assert refused.value.where == "x.js:2"
    assert "\n" not in str(refused.value)


# Pieces that minifiers trip over, in any order.
_WORDS = """
a b 1 .5 ' " ` ${ } { ( ) [ ] / /* */ // \\ + ++ - -- ! ~ ; : , . ? => = == return throw async
class # yield in of typeof let function if else x\u2028y é <!-- </script> < -->
"""
_PIECES = [*re.split(r"[ \n]", _WORDS), " ", " ", "\n"]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_no_script_ends_in_anything_but_a_result_or_a_refusal(source: str) -> None:
    with contextlib.suppress(QuickExitError):
        shorten_names(enclose_script(minify_script(source, "x.js")), "x.js")


_TEXTS = st.lists(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from(
            ["\\", '"', "'", "`", "$", "${", "\r\n", "\0", "</script", "<!--", "\u2028"]
        ),
    ),
    max_size=12,
).map("".join)


# Each example is 40 texts, and a start of node.
@settings(max_examples=settings().max_examples // 4)
@given(st.lists(_TEXTS, min_size=40, max_size=40))
def test_every_text_reaches_the_browser_as_it_was_written(texts: list[str]) -> None:
    program = enclose_script(f"say({','.join(script_string(text) for text in texts)});")
    short = shorten_names(minify_script(program, "x.js"), "x.js")
    assert output_of([short]) == output_of([program])


def test_enclosing_survives_a_comment_on_the_last_line() -> None:
    assert output_of([enclose_script("say(1); // b") * 2]) == ["1\n1"]


def test_a_constant_is_put_where_it_is_a_bare_name_and_nowhere_else() -> None:
    source = "// __MAJOR__\na(__MAJOR__, '__MAJOR__', `é ${__MAJOR__}`);"
    assert put_constants(source, {"__MAJOR__": "7"}, "x.js") == (
        "// __MAJOR__\na(7, '__MAJOR__', `é ${7}`);"
    )


@pytest.mark.parametrize("source", ["a(__OTHER__);", "a.__MAJOR__();", "a({__MAJOR__});"])
def test_a_constant_without_a_value_is_refused_with_its_line(source: str) -> None:
    with pytest.raises(QuickExitError) as raised:
        put_constants("b();\n" + source, {"__MAJOR__": "7"}, "x.js")
    assert raised.value.where == "x.js:2"


def test_a_string_constant_cannot_end_a_script_element() -> None:
    literal = script_string('a{content:"</script>é\u2028"}')
    assert "</" not in literal
    assert literal.isascii()
