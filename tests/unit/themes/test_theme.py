"""Themes: what a good one gives, and how a bad one is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.themes.theme import (
    control_appearance,
    load_theme,
    parse_theme,
    theme_css,
    theme_from_values,
)
from quickexit.themes.tokens import FONT_STACKS, TOKENS

DEFAULT = widget_directory() / "themes" / "default.toml"


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def refused(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    with pytest.raises(QuickExitError) as caught:
        load_theme(file)
    return str(caught.value)


def test_the_default_theme_writes_out_every_default() -> None:
    theme = load_theme(DEFAULT)
    assert theme.tokens == {name: token.default for name, token in TOKENS.items()}, (
        "take the lines from: quickexit theme export default --format toml"
    )
    written = DEFAULT.read_text("utf-8")
    assert all(re.search(rf"^{name.split('.')[-1]} =", written, re.MULTILINE) for name in TOKENS)


def row_of(name: str) -> str:
    """Return the row of the README's table for a token; one row stands for both schemes."""
    token = TOKENS[name]
    if not name.startswith("color."):
        written = token.kind.written
        return f"| `{name}` | {token.meaning} | `{token.default}` | {written} |"
    dark = TOKENS[name.replace(".light.", ".dark.")].default
    role = name.rpartition(".")[2]
    return f"| `color.*.{role}` | {token.meaning} | `{token.default}`, dark `{dark}` | a colour |"


@pytest.mark.parametrize("name", [name for name in TOKENS if ".dark." not in name])
def test_the_readme_explains_every_token_with_its_default_and_limits(name: str) -> None:
    readme = (DEFAULT.parent / "README.md").read_text("utf-8")
    assert row_of(name) in readme, f"write the row into themes/README.md: {row_of(name)}"


def test_every_default_is_a_value_of_its_kind() -> None:
    assert all(token.kind.read(token.default) == token.default for token in TOKENS.values())


def test_a_theme_inherits_what_it_leaves_out(write: Path) -> None:
    write.write_text('[shape]\ncorner = "4px"\n', "utf-8")
    theme = load_theme(write)
    assert theme.name == "own"
    assert theme.tokens["shape.corner"] == "4px"
    assert theme.tokens["color.dark.exit"] == load_theme(DEFAULT).tokens["color.dark.exit"]


def test_dotted_keys_are_the_same_as_tables(write: Path) -> None:
    write.write_text('color.light.accent = "#004040"\n', "utf-8")
    assert load_theme(write).tokens["color.light.accent"] == "#004040"


def test_the_style_has_light_as_base_and_dark_twice() -> None:
    css = theme_css(load_theme(DEFAULT))
    dark = "--paper:#141b1d"
    assert css.index("--paper:#faf6ef") < css.index(dark)
    assert css.count(dark) == 2
    assert "@media (prefers-color-scheme:dark){:root:not([data-scheme=light]){--paper" in css
    assert ":root[data-scheme=dark]{color-scheme:dark;--paper" in css
    assert css.count("{") == css.count("}")


def test_the_size_of_text_follows_the_readers_own() -> None:
    assert "--size:1.125rem" in theme_css(load_theme(DEFAULT))


def test_the_appearance_of_the_control_is_colours_and_a_length() -> None:
    appearance = control_appearance(load_theme(DEFAULT))
    assert set(appearance) == {"background", "text", "ring", "radius", "size"}
    assert all(re.fullmatch(r"\d+px", appearance[name]) for name in ("radius", "size"))
    assert all(
        re.fullmatch("#[0-9a-f]{6}", appearance[name]) for name in ("background", "text", "ring")
    )


def test_an_unknown_token_is_named_with_line_and_neighbour(write: Path) -> None:
    message = refused(write, '[color.light]\n\npapper = "#ffffff"\n')
    assert message.startswith(f"{write}:3: there is no token color.light.papper")
    assert 'did you mean "color.light.paper"' in message


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("paper", "color.light.paper"),
        ("color.dark.bg", "color.dark.paper"),
        ("color.light.background", "color.light.paper"),
        ("colours.dark.text", "color.dark.text"),
        ("shape.radius", "shape.corner"),
        ("exit.radius", "exit.rounding"),
        ("type.font", "type.body"),
        ("exit.sise", "exit.size"),
    ],
)
def test_what_others_call_a_token_leads_to_ours(asked: str, meant: str) -> None:
    sentence = rf'^there is no token {asked}; did you mean "{meant}"'
    with pytest.raises(QuickExitError, match=sentence):
        theme_from_values("own", {asked: "1"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('\n\n\ncolor = {light = {papper = "#ffffff"}}', "4: there is no token color.light.papper"),
        ('\ncolor . light . paper = "red"', "2: color.light.paper cannot be"),
        ("[color.light]\npaper = {a = 1}", "2: color.light.paper cannot be"),
        ('# a\u0085b\u2028c\n[color.light]\npaper = "red"', "3: color.light.paper cannot be"),
        ("\n[colour.lihgt]\n", "2: there is no group of tokens colour.lihgt"),
        ('"exit.size" = "48px"\n[exit]\nsize = "50px"', "1: exit.size is set twice; set it once"),
        ("[color.light]\npaper = 1979-05-27", "2: color.light.paper cannot be 1979-05-27"),
        ("[exit]\nsize = true", "2: exit.size cannot be true; write a length"),
    ],
)
def test_the_line_is_found_however_a_token_is_written(
    write: Path, text: str, sentence: str
) -> None:
    assert refused(write, text).startswith(f"{write}:{sentence}")


def test_a_name_from_a_file_gives_no_orders_to_the_terminal_and_is_cut(write: Path) -> None:
    message = refused(write, f'"\\u001b]0;title\\u0007{"x" * 9000}" = 1')
    assert message.isprintable()
    assert r"there is no token \x1b]0;title\x07xxx" in message
    assert len(message) < 400


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('[color.light]\naccent = "teal"\n', 'a colour such as "#0b5a61"'),
        ('[color.light]\naccent = "#fff;}body{display:none"\n', "a colour such as"),
        ("[color.light]\naccent = 7\n", "a colour such as"),
        ('[type]\nbody = "Comic Sans"\n', 'one of "system"'),
        ('[type]\nsize = "11px"\n', 'from "16px" to "24px"'),
        ('[type]\nsize = "1e2px"\n', 'from "16px" to "24px"'),
        ("[type]\nline-height = 1\n", "a number from 1.4 to 2"),
        ("[type]\nline-height = true\n", "a number from 1.4 to 2"),
        ('[shape]\ncorner = "90px"\n', 'from "0px" to "24px"'),
        ('[shape]\nshadow = "0 0 9px red"\n', 'one of "none", "soft", "raised"'),
        ('[exit]\nsize = "43px"\n', 'from "44px" to "72px"'),
        ('[exit]\nposition = "bottom-end"\n', 'one of "top-end", "top-start"'),
        ('[type]\nbody = ["system"]\n', 'one of "system"'),
        ("[exit]\nrounding = {}\n", "a length from"),
        ("[type]\nscale = nan\n", "a number from 1.1 to 1.4"),
    ],
)
def test_a_malformed_value_is_refused_with_its_line_and_the_form(
    write: Path, text: str, hint: str
) -> None:
    message = refused(write, text)
    assert message.startswith(f"{write}:2: ")
    assert hint in message


def test_a_line_feed_after_a_colour_is_refused(write: Path) -> None:
    assert "cannot be" in refused(write, '[color.light]\naccent = "#0b5a61\\n"\n')


def test_a_theme_without_a_file_is_refused_by_the_same_sentences() -> None:
    with pytest.raises(QuickExitError, match=r"^pasted:2: there is no token color\.dark\.txt"):
        parse_theme('[color.dark]\ntxt = "#ffffff"\n', "own", "pasted")
    with pytest.raises(QuickExitError, match=r"^there is no token exit\.sise; did you mean"):
        theme_from_values("own", {"exit.sise": "48px"})


def test_a_theme_comes_back_from_its_own_values() -> None:
    theme = load_theme(DEFAULT)
    assert theme_from_values("default", theme.tokens) == theme


@pytest.mark.parametrize("name", ["", "../up", "Big", "two words", "-x", "x" * 41, "a.b", "é"])
def test_a_name_that_no_address_can_hold_is_refused(name: str) -> None:
    with pytest.raises(QuickExitError, match=r"^a theme cannot be called"):
        theme_from_values(name, {})


def test_the_exit_turns_with_the_text_and_with_its_corner() -> None:
    end = theme_css(theme_from_values("own", {}))
    assert "--exit-side:right" in end
    assert ":root[dir=rtl]{--exit-side:left}" in end
    start = theme_css(theme_from_values("own", {"exit.position": "top-start"}))
    assert "--exit-side:left" in start
    assert ":root[dir=rtl]{--exit-side:right}" in start


def test_a_byte_order_mark_is_no_error(write: Path) -> None:
    write.write_bytes(b"\xef\xbb\xbf[shape]\ncorner = '4px'\n")
    assert load_theme(write).tokens["shape.corner"] == "4px"


def test_what_is_not_toml_is_refused_with_its_line(write: Path) -> None:
    message = refused(write, '[shape]\ncorner = "4px\n')
    assert message.startswith(f"{write}:2: this is not TOML")


def test_what_is_not_utf8_is_refused(write: Path) -> None:
    write.write_bytes(b"\xff\xfe")
    with pytest.raises(QuickExitError, match="UTF-8"):
        load_theme(write)


def test_a_missing_theme_names_those_that_exist(tmp_path: Path) -> None:
    (tmp_path / "calm.toml").write_text("", "utf-8")
    with pytest.raises(QuickExitError, match=r"no theme clam; take one of: calm\."):
        load_theme(tmp_path / "clam.toml")


def test_every_font_stack_ends_in_a_generic_family_and_fetches_nothing() -> None:
    for stack in FONT_STACKS.values():
        assert stack.rsplit(",", 1)[1] in {"serif", "sans-serif"}
        assert "url" not in stack
