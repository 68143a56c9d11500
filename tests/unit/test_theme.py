"""Themes: what a good one gives, and how a bad one is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.theme import (
    FONT_STACKS,
    TOKENS,
    contrast,
    control_looks,
    load_theme,
    theme_css,
)

DEFAULT = widget_directory() / "themes" / "default.toml"


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def refused(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    with pytest.raises(QuickExitError) as caught:
        load_theme(file)
    return str(caught.value)


def test_the_default_theme_sets_every_token() -> None:
    assert set(load_theme(DEFAULT).tokens) == set(TOKENS)
    written = DEFAULT.read_text("utf-8")
    assert all(re.search(rf"^{name.split('.')[-1]} =", written, re.MULTILINE) for name in TOKENS)


def test_the_readme_explains_every_token() -> None:
    readme = (DEFAULT.parent / "README.md").read_text("utf-8")
    names = {re.sub(r"\.(light|dark)\.", ".*.", name) for name in TOKENS}
    assert not [name for name in names if f"`{name}`" not in readme]


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


def test_the_control_looks_are_colours_and_a_length() -> None:
    looks = control_looks(load_theme(DEFAULT))
    assert set(looks) == {"background", "text", "ring", "radius"}
    assert re.fullmatch(r"\d+px", looks["radius"])
    assert all(re.fullmatch("#[0-9a-f]{6}", looks[name]) for name in ("background", "text", "ring"))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    # The grey that is known as the lightest one to pass AA on white.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_an_unknown_token_is_named_with_line_and_neighbour(write: Path) -> None:
    message = refused(write, '[color.light]\n\npapper = "#ffffff"\n')
    assert message.startswith(f"{write}:3: there is no token color.light.papper")
    assert "did you mean color.light.paper" in message


@pytest.mark.parametrize(
    ("text", "cure"),
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
    ],
)
def test_a_malformed_value_is_refused_with_its_line_and_the_form(
    write: Path, text: str, cure: str
) -> None:
    message = refused(write, text)
    assert message.startswith(f"{write}:2: ")
    assert cure in message


def test_a_line_feed_after_a_colour_is_refused(write: Path) -> None:
    assert "cannot be" in refused(write, '[color.light]\naccent = "#0b5a61\\n"\n')


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ('[color.light]\ntext = "#999999"\n', "color.light.text on color.light.paper"),
        ('[color.dark]\nexit-text = "#ff88cc"\n', "color.dark.exit-text on color.dark.exit"),
        ('[color.light]\nfocus = "#e0c8b0"\n', "color.light.focus on color.light.paper"),
        ('[color.light]\nborder = "#cccccc"\n', "color.light.border on color.light.paper"),
        ('[color.light]\nexit = "#f0f0f0"\n', "color.light.exit-text on color.light.exit"),
    ],
)
def test_colours_that_cannot_be_told_apart_are_refused(write: Path, text: str, pair: str) -> None:
    message = refused(write, text)
    assert message.startswith(f"{write}:2: {pair} has a contrast of ")
    assert "choose colours with at least" in message


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
