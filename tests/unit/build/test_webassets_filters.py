"""The filters give back what was meant, or refuse with file and line."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys
from collections.abc import Callable

import csscompressor
import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.build.constructs import (
    BROKEN_SCRIPTS,
    BROKEN_STYLES,
    FINE_SCRIPTS,
    FINE_STYLES,
    INVALID_SCRIPTS,
    REFUSED_STYLES,
)

from quickexit.build.minify.style_check import check_same_style
from quickexit.build.webassets_filters import (
    enclose_script,
    minify_script,
    minify_style,
    put_constants,
    script_string,
)
from quickexit.errors import QuickExitError

_REFUSED_SCRIPTS = BROKEN_SCRIPTS | INVALID_SCRIPTS
_LINES = {name: case[:2] for name, case in BROKEN_STYLES.items()} | REFUSED_STYLES


def _refusal(call: Callable[[str, str], str], source: str, name: str) -> QuickExitError:
    with pytest.raises(QuickExitError) as raised:
        call(source, name)
    return raised.value


@pytest.mark.parametrize("construct", _REFUSED_SCRIPTS)
def test_a_script_that_jsmin_breaks_is_refused_with_file_line_and_cure(construct: str) -> None:
    source, line = _REFUSED_SCRIPTS[construct]
    error = _refusal(minify_script, source, "exit/x.js")
    assert error.where in {f"exit/x.js:{line}", f"exit/x.js:{line - 1}"}
    assert error.hint
    assert "\n" not in str(error)


@pytest.mark.parametrize("construct", BROKEN_SCRIPTS)
def test_the_refusal_of_a_known_construct_names_it(construct: str) -> None:
    error = _refusal(minify_script, BROKEN_SCRIPTS[construct][0], "x.js")
    assert error.hint != "write it more plainly, with semicolons and parentheses"


@pytest.mark.parametrize("construct", FINE_SCRIPTS)
def test_a_fine_script_is_minified(construct: str) -> None:
    source = FINE_SCRIPTS[construct]
    assert len(minify_script(source, "x.js")) <= len(source)


@pytest.mark.parametrize("construct", _LINES)
def test_a_style_that_csscompressor_breaks_is_refused_with_file_line_and_cure(
    construct: str,
) -> None:
    source, line = _LINES[construct]
    error = _refusal(minify_style, source, "frame/x.css")
    assert error.where == f"frame/x.css:{line}"
    assert error.hint
    assert "\n" not in str(error)


@pytest.mark.parametrize("construct", BROKEN_STYLES)
def test_without_the_guard_the_style_would_be_broken(construct: str) -> None:
    source, _, harm = BROKEN_STYLES[construct]
    assert harm in csscompressor.compress(source)
    assert harm not in source


def test_without_the_guard_a_comments_sign_in_a_string_would_eat_what_follows() -> None:
    source, _ = REFUSED_STYLES["comment's sign in a string"]
    assert "d{e:f}" not in csscompressor.compress(source)


@pytest.mark.parametrize("construct", FINE_STYLES)
def test_a_fine_style_is_minified(construct: str) -> None:
    source = FINE_STYLES[construct]
    assert len(minify_style(source, "x.css")) <= len(source) + len(" !important")


@pytest.mark.process
@pytest.mark.parametrize("source", ["+" + "1" * 28, '"' + "\\a" * 28])
def test_without_the_guard_csscompressor_would_not_come_to_an_end(source: str) -> None:
    program = f"import csscompressor; csscompressor.compress({'a{b: ' + source!r})"
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", program], check=False, timeout=3)


@pytest.mark.parametrize(
    ("source", "output"),
    [
        ("a b{c:d}", "a>b{c:d}"),
        ("a b{c:d}", "ab{c:d}"),
        ("a .b{c:d}", "a.b{c:d}"),
        ("a{c:d}", "a{c:D}"),
        ("a{c:1px}", "a{c:1em}"),
        ("a{c:d}", "a{}"),
        ("a{c:'d'}", "a{c:d}"),
        ("a{c:#fab}", "a{c:#fac}"),
        ("a{c:d!important}", "a{c:d}"),
        ("a{c:d e}", "a{c:d,e}"),
        ("a{--b: c :d}", "a{--b: c:d}"),
    ],
)
def test_the_style_guard_sees_each_kind_of_change(source: str, output: str) -> None:
    check_same_style(source, source, "x.css")
    with pytest.raises(QuickExitError):
        check_same_style(source, output, "x.css")


def test_deep_nesting_is_refused_and_not_a_traceback() -> None:
    assert "deep" in str(_refusal(minify_style, "a{" * 3000 + "}" * 3000, "x.css"))
    deep = "(" * 3000
    minify_script(f"a={deep}1{')' * 3000};", "x.js")


# Pieces that minifiers trip over, in any order.
_SCRIPT_WORDS = """
a b 1 .5 ' " ` ${ } { ( ) [ ] / /* */ // \\ + ++ - -- ! ~ ; : , . ? => = == return throw async
class # yield in of typeof let function if else x\u2028y é <!-- </script>
"""
_STYLE_WORDS = """
a .b #AABBCC #id : :: { } ( ) [ ] ; , + - > ~ * / /* */ ' " \\ ! !important @media @layer not
and or calc( clamp( rgb( hsl( url( url(data: 0px 0% 0 0 0.5 -0.50 +1.5 1px --x var( :is(
:HOVER None From 0deg U+26 <!-- --> % & | \\9 a{b:c}
"""


def _soup(words: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from([*re.split(r"[ \n]", words), " ", " ", "\n"]), max_size=40).map(
        "".join
    )


@settings(deadline=None)
@given(_soup(_SCRIPT_WORDS))
def test_no_script_ends_in_anything_but_a_result_or_a_refusal(source: str) -> None:
    with contextlib.suppress(QuickExitError):
        minify_script(source, "x.js")


@settings(deadline=None)
@given(_soup(_STYLE_WORDS))
def test_no_style_changes_its_words_or_ends_in_anything_but_a_refusal(source: str) -> None:
    with contextlib.suppress(QuickExitError):
        assert _words(minify_style(source, "x.css")) == _words(source)


def _words(source: str) -> list[str]:
    """Return names and strings in their order, read by another road than the guard's."""
    found: list[str] = []
    waiting = list(tinycss2.parse_component_value_list(source))
    while waiting:
        token = waiting.pop(0)
        if token.type == "function" and token.lower_name == "rgb":
            continue
        if token.type in {"ident", "string", "url", "at-keyword"} and token.value not in {
            "red",
            "none",
        }:
            found.append(token.value)
        waiting[:0] = getattr(token, "arguments", None) or getattr(token, "content", None) or []
    return found


def test_enclosing_survives_a_comment_on_the_last_line_and_a_second_enclosure() -> None:
    enclosed = enclose_script("a(); // b")
    assert enclosed.endswith("\n})();\n")
    minify_script(enclosed + "\n" + enclosed, "x.js")


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
