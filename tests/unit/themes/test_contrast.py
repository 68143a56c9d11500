"""Contrast: every pair is looked at, and a theme that cannot be read is refused with its hint."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.themes.colour import Oklch, contrast, distance
from quickexit.themes.contrast import CONTROL, ON_ANY_PAGE, PAIRS, TEXT, check, legible
from quickexit.themes.theme import Theme, load_theme, theme_from_values
from quickexit.themes.tokens import ROLES, SCHEMES

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
        legible(load_theme(file))
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
    assert set(ROLES) - DECORATION == seen, "name the pairs of each new colour in contrast.py"


def test_text_controls_and_the_exit_have_the_least_that_wcag_asks_for() -> None:
    text = {pair.front for pair in PAIRS if pair.least == TEXT}
    assert text >= {"text", "muted", "accent", "accent-text", "emergency-text", "exit-text"}
    assert {pair.front for pair in PAIRS if pair.least == CONTROL} >= {"border", "focus"}
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
    mended = {**same, **result.fixes}
    after = check(theme_from_values("own", mended))
    assert next(one for one in after if (one.front, one.back) == (result.front, result.back)).passes


@given(st.dictionaries(st.sampled_from(COLOUR_TOKENS), COLOURS))
@settings(deadline=None)
def test_every_mend_lets_its_pair_pass(colours: dict[str, str]) -> None:
    for one in check(theme_from_values("own", colours)):
        assert one.passes == (one.ratio >= one.least) == (not one.fixes)
        mended = {**dict(zip((one.front, one.back), one.colours, strict=True)), **one.fixes}
        assert contrast(mended[one.front], mended[one.back]) >= one.least


@given(st.dictionaries(st.sampled_from(LIGHT_TOKENS), COLOURS))
@settings(deadline=None)
@example({"color.light.surface": "#6b5942", "color.light.text": "#11ede8"})
@example({"color.light.border": "#a3bc09", "color.light.surface": "#3449ee"})
def test_following_the_advice_one_by_one_comes_to_an_end(colours: dict[str, str]) -> None:
    theme = theme_from_values("own", colours)
    # Each piece of advice leaves at least one failure less; there are 18 pairs in a scheme.
    for _ in PAIRS:
        advice = next((one.fixes for one in check(theme) if not one.passes), {})
        theme = theme_from_values("own", {**theme.tokens, **advice})
    assert not failures(theme)


@pytest.mark.parametrize(
    ("exit_colour", "ring", "extreme"),
    # The extreme is a white ring, with the exit as dark as that needs.
    [
        ("#777777", "#888888", "#494949"),
        ("#d0021b", "#c77bb6", "#970011"),
        ("#0e7490", "#2a9db5", "#005064"),
    ],
)
def test_where_both_colours_must_change_they_share_the_change(
    exit_colour: str, ring: str, extreme: str
) -> None:
    colours = {"color.light.exit": exit_colour, "color.light.exit-ring": ring}
    (result,) = (
        pair
        for pair in check(theme_from_values("own", colours))
        if pair.front == "color.light.exit-ring"
    )
    fixes = result.fixes
    assert set(fixes) == set(colours)
    assert contrast(*fixes.values()) >= ON_ANY_PAGE
    of_extreme = distance(exit_colour, extreme) + distance(ring, "#ffffff")
    assert sum(distance(colours[token], fixes[token]) for token in fixes) < of_extreme


def test_advice_for_random_themes_computes_few_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(7)  # noqa: S311 - colours, not secrets
    computed: list[str] = []

    def counted(colour: Oklch, lowest: float, highest: float) -> str | None:
        found = within(colour, lowest, highest)
        if found:
            computed.append(found)
        return found

    within = Oklch.within
    monkeypatch.setattr(Oklch, "within", counted)
    for _ in range(20):
        drawn = {token: f"#{random.randrange(1 << 24):06x}" for token in COLOUR_TOKENS}
        assert failures(theme_from_values("own", drawn))
    # The limits of each role, and some more where changes of one colour do not suffice. Searching
    # among the colours themselves would compute thousands for each theme.
    assert len(computed) / 20 < 300


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
