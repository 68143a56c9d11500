"""Colours: conversions agree with coloraide, and the nearest colour of a luminance is near."""

from __future__ import annotations

import math

import pytest
from coloraide import Color
from hypothesis import example, given
from hypothesis import strategies as st

from quickexit.themes.colour import Oklch, distance, luminance, oklch

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
LUMINANCES = st.floats(0, 1)
# Of a nearly grey colour, one step of a channel turns the hue by far more.
LEAST_CHROMA = 0.05


def turned(first: float, second: float) -> float:
    return abs((first - second + 180) % 360 - 180)


def found_by_steps(colour: str, lowest: float, highest: float) -> str:
    """Search the nearest colour by lightness alone, with the conversions of coloraide."""
    start = Color(colour).convert("oklch")
    lightnesses = sorted((step / 400 for step in range(401)), key=lambda x: abs(x - start["l"]))
    for lightness in lightnesses:
        moved = start.clone().set("l", lightness).convert("srgb")
        moved.fit(method="raytrace", pspace="oklch")
        found = str(moved.to_string(hex=True))
        if lowest <= luminance(found) <= highest:
            return found
    raise AssertionError("no lightness has this luminance")


@given(COLOURS)
@example("#000000")
@example("#ffffff")
@example("#808080")
def test_oklch_is_that_of_coloraide(colour: str) -> None:
    lightness, chroma, hue = Color(colour).convert("oklch").coords()
    ours = oklch(colour)
    assert ours.lightness == pytest.approx(lightness, abs=1e-6)
    assert ours.chroma == pytest.approx(chroma, abs=1e-6)
    if chroma > LEAST_CHROMA:
        assert turned(ours.hue, hue) < 0.001


@given(COLOURS, COLOURS)
def test_the_distance_is_that_of_coloraide(first: str, second: str) -> None:
    theirs = Color(first).distance(second, space="oklab")
    assert distance(first, second) == pytest.approx(theirs, abs=1e-6)


@given(COLOURS)
def test_a_colour_is_the_same_after_conversion_to_oklch_and_back(colour: str) -> None:
    assert oklch(colour).hex == colour


@given(st.floats(0.1, 1), st.floats(0, 0.4), st.floats(0, 360, exclude_max=True))
def test_a_colour_outside_srgb_keeps_lightness_and_hue(
    lightness: float, chroma: float, hue: float
) -> None:
    found = oklch(Oklch(lightness, chroma, hue).hex)
    assert found.lightness == pytest.approx(lightness, abs=0.02)
    assert found.chroma <= chroma + 0.01
    if found.chroma > LEAST_CHROMA:
        assert turned(found.hue, hue) < 8


@given(COLOURS, LUMINANCES)
@example("#00fffe", 0.796875)
@example("#000000", 0.0)
@example("#ffffff", 1.0)
def test_a_limit_of_luminance_is_kept_from_both_sides(colour: str, limit: float) -> None:
    lighter, darker = oklch(colour).within(limit, math.inf), oklch(colour).within(0, limit)
    assert lighter
    assert luminance(lighter) >= limit
    assert darker
    assert luminance(darker) <= limit
    # On one side of the limit is the colour itself.
    assert colour in (lighter, darker)


@given(COLOURS, LUMINANCES)
@example("#0000ff", 0.3)
@example("#ffff00", 0.01)
@example("#3a00ff", 0.017)
# In a dent of sRGB, where a colour of this hue exists in two ranges of chroma.
@example("#0000e0", 0.0625)
def test_no_search_by_steps_of_lightness_finds_a_nearer_colour(colour: str, limit: float) -> None:
    for lowest, highest in ((limit, math.inf), (0, limit)):
        found = oklch(colour).within(lowest, highest)
        assert found
        searched = found_by_steps(colour, lowest, highest)
        # The search may turn the hue somewhat where sRGB ends.
        assert distance(found, colour) <= distance(searched, colour) + 0.02


@given(COLOURS, LUMINANCES)
def test_the_hue_stays_and_chroma_does_not_grow(colour: str, limit: float) -> None:
    start = oklch(colour)
    for found in map(oklch, filter(None, (start.within(limit, math.inf), start.within(0, limit)))):
        # One step of blue on black is a chroma of 0.02.
        assert found.chroma <= start.chroma + 0.03
        if min(found.chroma, start.chroma) > LEAST_CHROMA:
            assert turned(found.hue, start.hue) < 10


@pytest.mark.parametrize(
    ("colour", "lowest", "highest"),
    [("#82c9b0", 0.012245, 0.012404), ("#54eb22", 0.0199195, 0.0199775)],
)
def test_a_narrow_dark_range_is_found_some_steps_away(
    colour: str, lowest: float, highest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = oklch(colour).within(lowest, highest)
    assert found
    assert lowest <= luminance(found) <= highest
    # The steps next to the exact colour are all outside.
    monkeypatch.setattr("quickexit.themes.colour._REACH", 0)
    assert oklch(colour).within(lowest, highest) is None


def test_where_no_colour_has_such_a_luminance_there_is_none() -> None:
    colour = oklch("#336699")
    assert colour.within(1.1, math.inf) is None
    assert colour.within(-1, -0.1) is None
    assert colour.within(0.4, 0.3) is None
    assert colour.within(0.4, 0.4 + 1e-12) is None
