"""Contrast: every pair is looked at, and a theme that cannot be read is refused with its hint."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.themes.colour import contrast
from quickexit.themes.contrast import CONTROL, ON_ANY_PAGE, PAIRS, TEXT, check, load_legible_theme
from quickexit.themes.theme import ROLES, SCHEMES, Theme, load_theme, theme_from_values

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
THEMES = sorted((widget_directory() / "themes").glob("*.toml"))
LIGHT_TOKENS = [f"color.light.{role}" for role in ROLES]
COLOUR_TOKENS = [f"color.{scheme}.{role}" for scheme in SCHEMES for role in ROLES]
# What stands on nothing, and nothing on it.
DECORATION = {"line"}


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


def refused(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    with pytest.raises(QuickExitError) as caught:
        load_legible_theme(file)
    return str(caught.value)


def failures(theme: Theme) -> list[str]:
    return [f"{one.front} on {one.back}" for one in check(theme) if not one.passes]


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    # The grey that is known as the lightest one to pass AA on white.
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert contrast("#777777", "#ffffff") < TEXT


@pytest.mark.parametrize(
    ("front", "back", "passes"),
    # Worked out by the definition; CIE's finer coefficients turn each of these round.
    [("#b7b2b0", "#004e56", False), ("#1b1b1b", "#f82f46", False), ("#c22cda", "#ffffff", True)],
)
def test_at_the_least_contrast_the_letter_of_wcag_decides(
    front: str, back: str, passes: bool
) -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    darker, lighter = sorted(luminance(one) for one in (front, back))
    assert ((lighter + 0.05) / (darker + 0.05) >= TEXT) is passes
    assert (contrast(front, back) >= TEXT) is passes


def test_every_colour_but_decoration_is_looked_at() -> None:
    seen = {role for pair in PAIRS for role in (pair.front, pair.back)}
    assert seen == set(ROLES) - DECORATION


def test_text_controls_and_the_exit_have_the_least_that_wcag_asks_for() -> None:
    text = {pair.front for pair in PAIRS if pair.least == TEXT}
    assert text == {"text", "muted", "accent", "accent-text", "emergency-text", "exit-text"}
    assert {pair.front for pair in PAIRS if pair.least == CONTROL} == {"border", "focus"}
    assert min(pair.least for pair in PAIRS) == CONTROL


@given(COLOURS, COLOURS, COLOURS)
def test_a_ring_of_nine_is_seen_on_every_page(exit_colour: str, ring: str, page: str) -> None:
    if contrast(exit_colour, ring) >= ON_ANY_PAGE:
        assert max(contrast(exit_colour, page), contrast(ring, page)) >= CONTROL


def test_a_ring_of_less_is_not() -> None:
    assert contrast("#ff0000", "#ffffff") > CONTROL
    assert max(contrast("#ff0000", "#ff8080"), contrast("#ffffff", "#ff8080")) < CONTROL


@pytest.mark.parametrize("file", THEMES, ids=lambda file: file.stem)
def test_every_theme_that_is_shipped_passes(file: Path) -> None:
    assert not failures(load_theme(file))


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.front}-on-{pair.back}")
def test_each_pair_of_one_colour_fails_and_is_mended(scheme: str, pair: object) -> None:
    front, back = getattr(pair, "front", ""), getattr(pair, "back", "")
    same = {f"color.{scheme}.{role}": "#808080" for role in (front, back)}
    (result,) = (
        one
        for one in check(theme_from_values("own", same))
        if (one.front, one.back) == tuple(same) or (one.front, one.back) == tuple(reversed(same))
    )
    assert not result.passes
    mended = {**same, **{fix.token: fix.colour for fix in result.fixes}}
    after = check(theme_from_values("own", mended))
    assert next(one for one in after if (one.front, one.back) == (result.front, result.back)).passes


@given(st.dictionaries(st.sampled_from(COLOUR_TOKENS), COLOURS))
@settings(deadline=None)
def test_every_mend_lets_its_pair_pass(colours: dict[str, str]) -> None:
    for one in check(theme_from_values("own", colours)):
        assert one.passes == (one.ratio >= one.least) == (not one.fixes)
        mended = {one.front: one.front_colour, one.back: one.back_colour}
        mended.update((fix.token, fix.colour) for fix in one.fixes)
        assert contrast(mended[one.front], mended[one.back]) >= one.least


@given(st.dictionaries(st.sampled_from(LIGHT_TOKENS), COLOURS))
@settings(deadline=None)
@example({"color.light.surface": "#6b5942", "color.light.text": "#11ede8"})
@example({"color.light.border": "#a3bc09", "color.light.surface": "#3449ee"})
def test_following_the_advice_one_by_one_comes_to_an_end(colours: dict[str, str]) -> None:
    theme = theme_from_values("own", colours)
    # Each piece of advice leaves at least one failure less; there are 18 pairs in a scheme.
    for _ in PAIRS:
        advice = next((one.fixes for one in check(theme) if not one.passes), ())
        mended = {fix.token: fix.colour for fix in advice}
        theme = theme_from_values("own", {**theme.tokens, **mended})
    assert not failures(theme)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ('[color.light]\ntext = "#999999"\n', "color.light.text on color.light.paper"),
        ('[color.dark]\nexit-text = "#ff88cc"\n', "color.dark.exit-text on color.dark.exit"),
        ('[color.light]\nfocus = "#e0c8b0"\n', "color.light.focus on color.light.paper"),
        ('[color.light]\nborder = "#cccccc"\n', "color.light.border on color.light.paper"),
        ('[color.light]\nexit = "#f0f0f0"\n', "color.light.exit-text on color.light.exit"),
        ('[color.light]\nexit = "#c00000"\n', "color.light.exit-ring on color.light.exit"),
    ],
)
def test_colours_that_cannot_be_told_apart_are_refused(write: Path, text: str, pair: str) -> None:
    message = refused(write, text)
    assert message.startswith(f"{write}:2: {pair} has a contrast of ")
    assert "choose colours with at least" in message
    assert "the nearest being color." in message


def test_a_contrast_that_just_fails_is_not_rounded_up(write: Path) -> None:
    message = refused(write, '[color.light]\nmuted = "#777777"\nsurface = "#ffffff"\n')
    assert "4.50" not in message


def test_high_contrast_has_seven_for_every_text() -> None:
    theme = load_theme(widget_directory() / "themes" / "high-contrast.toml")
    # WCAG 2.2, 1.4.6 (level AAA).
    assert not [one for one in check(theme) if one.least >= TEXT and one.ratio < 7]
