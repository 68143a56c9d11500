"""A minified style sheet means what its source means, or is refused with file and line."""

from __future__ import annotations

import contextlib
import re
import subprocess
import sys

import csscompressor
import pytest
import tinycss2
from hypothesis import given, settings
from hypothesis import strategies as st

from quickexit.build.minify.styles import check_same_style, minify_style
from quickexit.errors import QuickExitError

# What csscompressor changes in silence on the second line, with the harm in its output.
BROKEN = {
    "a{b:c}\na{width:clamp(1px, 2vw + 3px, 4px)}": "2vw+3px",
    "a{b:c}\na{width:min(1px + 2vw, 3px)}": "1px+2vw",
    "a{b:c}\na{width:max(1px + 2vw, 3px)}": "1px+2vw",
    "a{b:c}\na{width:calc(1px + calc(2px * 3) + 1px)}": "+1px",
    "a{b:c}\na{width:clamp(0px, 1vw, 2px)}": "clamp(0,",
    "a{b:c}\na{width:calc(1px + 1px);top:var(--x, 0px)}": "var(--x,0)",
    "a{b:c}\na{--x:0px}": "--x:0}",
    "a{b:c}\na{color:color-mix(in srgb, red 0%, blue)}": "red 0,",
    "@keyframes a{\nto, 0%{top:2px}}": "to,0{",
    "a{b:c}\na{rotate:var(--y, 0deg)}": ",0)",
    "a{b:c}\na{color:hsl(210 40% 98%)}": "21040%98%",
    "a{b:c}\n@media not (width > 3px){a{b:c}}": "not(",
    "a{b:c}\n@media (a) or (b){a{b:c}}": "or(",
    "a{b:c}\n@supports not (b:c){a{b:c}}": "not(",
    "a{b:c}\n@supports (not (b:c)){a{b:c}}": "not(",
    "a{b:c}\n@container d (width > 3px){a{b:c}}": "d(",
    "@media all{\n:host :focus{b:c}}": ":host:focus",
    "a{b:c}\na{& :hover{b:c}}": "&:hover",
    "a{b:c}\na{object-position:0 0}": "position:0}",
    "a{b:c}\na{mask-position:0 0}": "position:0}",
    "a{b:c}\na{background-size:0 0}": "size:0}",
    "a{b:c}\na{flex:0 0}": "flex:0}",
    "a{b:c}\n@layer x{}\na{d:e}": "a{b:c}a{d:e}",
    "a{b:c}\na{animation: From 1s}": "from 1s",
    "a{b:c}\na{grid-area:To}": "area:to",
    'a{b:c}\na{b:url("data:image/svg+xml, a b")}': ",ab",
    "a{b:c}\na{background:none}": "background:0}",
    "a{b:c}\na{grid-area:#f00}": "area:red",
    "a{b:c}\na{margin:1px/**/2px}": "1px2px",
}
# What csscompressor fails at, or does not come to an end with; and sheets that are not sound.
REFUSED = {
    "a{b:c}\na{color:rgb(51 102 153)}": 2,
    "a{b:c}\na{width:+" + "1" * 28 + "}": 2,
    'a{b:c}\na{b:"' + "\\a" * 28: 2,
    'a{b:c}\na{content:"/*"}\nd{e:f}': 2,
    "a{b:c}\na{b:c": 2,
    "a{b:c}\n/* a": 1,
    "a{b:c}\na{b:'x\n}": 2,
    "a{b:c}\na{b:c)}": 2,
    "a{b:___YUICSSMIN_PRESERVED_TOKEN_0___}": 1,
    f"a{{b:c}}\na{{color:rgb({'9' * 400},1,2)}}": 2,
}
FINE = [
    "a{width:calc(1px + 2vw - (3px * 2))}",
    "a{width:calc(clamp(0px, 2vw + 3px, 4px))}",
    ":is(a, b):where(c, d):has(> e) f{b:c}",
    "a + b > c ~ d, e f{b:c}",
    "a{&:hover{b:c}}",
    "a{> b{c:d}}",
    ":host(:focus) *:hover{b:c}",
    "@layer a, b;",
    "@media (width >= 300px) and (width < 500px){a{b:c}}",
    "@media (a), (b){a{b:c}}",
    "@supports (display: grid){a{b:c}}",
    "@container (width > 3px){a{b:c}}",
    "@media (forced-colors: active){a{color:CanvasText}}",
    "@font-face{unicode-range:U+0025-00FF, u+4??}",
    "a{color:#FFAABB;background:rgb(1, 2, 3);fill:#F01;stroke:rgb(0 0 0 / 50%)}",
    "a{color:light-dark(#fff, oklch(0.5 0.2 30))}",
    "a{margin:0.5em -0.5em 0 1.50px;transition:all 0.2s ease}",
    "a{color:red!important;b:c !important;}",
    ":root{--a-b:1px;--c:var(--a-b, 2px)}",
    "/* it's */ a{content:'a  b'} /*! kept */ b{c:d}",
    "a[href^='x'] [b~=c i]{d:e}",
    "a{background-position:0 0}",
    "a{#AABBCC{b:c}d:e}",
    "a{b:c;;}\n\nd{e:f; }",
]


@pytest.mark.parametrize("source", [*BROKEN, *REFUSED])
def test_a_style_that_csscompressor_would_change_is_refused_with_file_and_line(
    source: str,
) -> None:
    with pytest.raises(QuickExitError) as refused:
        minify_style(source, "frame/x.css")
    assert refused.value.where == f"frame/x.css:{REFUSED.get(source, 2)}"
    assert refused.value.hint
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("source", BROKEN)
def test_without_the_comparison_the_style_would_be_broken(source: str) -> None:
    assert BROKEN[source] in csscompressor.compress(source)
    assert BROKEN[source] not in source


def test_the_refusal_shows_the_tokens_of_both_around_the_first_difference() -> None:
    with pytest.raises(QuickExitError) as refused:
        minify_style("a{b:c}\na{margin:1px/**/2px}", "x.css")
    assert "would change `a{margin:1px 2px}` into `a{margin:1px2px}`" in str(refused.value)


def test_without_the_check_a_comments_sign_in_a_string_would_eat_what_follows() -> None:
    (source,) = (source for source in REFUSED if '/*"}' in source)
    assert "d{e:f}" not in csscompressor.compress(source)


@pytest.mark.parametrize("source", FINE)
def test_a_fine_style_is_minified(source: str) -> None:
    assert len(minify_style(source, "x.css")) <= len(source) + len(" !important")


@pytest.mark.slow
@pytest.mark.parametrize("source", ["+" + "1" * 28, '"' + "\\a" * 28])
def test_without_the_check_csscompressor_would_not_come_to_an_end(source: str) -> None:
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
def test_the_comparison_sees_each_kind_of_change(source: str, output: str) -> None:
    check_same_style(source, source, "x.css")
    with pytest.raises(QuickExitError):
        check_same_style(source, output, "x.css")


def test_deep_nesting_is_refused_and_not_a_traceback() -> None:
    with pytest.raises(QuickExitError, match="deep"):
        minify_style("a{" * 3000 + "}" * 3000, "x.css")


# Pieces that csscompressor trips over, in any order.
_WORDS = """
a .b #AABBCC #id : :: { } ( ) [ ] ; , + - > ~ * / /* */ ' " \\ ! !important @media @layer not
and or calc( clamp( rgb( hsl( url( url(data: 0px 0% 0 0 0.5 -0.50 +1.5 1px --x var( :is(
:HOVER None From 0deg U+26 <!-- --> % & | \\9 a{b:c}
"""
_PIECES = [*re.split(r"[ \n]", _WORDS), " ", " ", "\n"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join))
def test_no_style_changes_its_words_or_ends_in_anything_but_a_refusal(source: str) -> None:
    with contextlib.suppress(QuickExitError):
        assert _words(minify_style(source, "x.css")) == _words(source)


def _words(source: str) -> list[str]:
    """Return names and strings in their order, read in another way than by the check."""
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
