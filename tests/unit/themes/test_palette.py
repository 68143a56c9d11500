"""A palette from one colour can be read, whatever the colour."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quickexit.errors import UsageError
from quickexit.themes.colour import contrast, oklch
from quickexit.themes.contrast import TEXT, check
from quickexit.themes.palette import derive
from quickexit.themes.tokens import ROLES, SCHEMES

BRANDS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
GREYS = st.integers(0, 0xFF).map(lambda level: f"#{level:02x}{level:02x}{level:02x}")


@given(BRANDS | GREYS)
@example("#ffffff")
@example("#000000")
@example("#ffff00")
@example("#ccff00")
@example("#00ffff")
@example("#ff00ff")
@example("#0000ff")
@example("#641a46")
def test_the_palette_of_every_brand_passes(brand: str) -> None:
    failed = [one for one in check(derive("own", brand)) if not one.passes]
    assert not failed


def test_the_palette_sets_every_colour() -> None:
    wanted = {f"color.{scheme}.{role}" for scheme in SCHEMES for role in ROLES}
    # A theme knows a line of each token that it was given.
    assert set(derive("own", "#005ea2").places) == wanted, "derive each colour in palette.py"


@given(BRANDS)
@example("#005ea2")
@example("#c32d33")
@example("#f1ca20")
def test_a_brand_that_can_be_read_is_taken_as_it_is(brand: str) -> None:
    theme = derive("own", brand)
    for scheme in SCHEMES:
        grounds = [theme.colour(scheme, role) for role in ("paper", "surface", "notice")]
        can_be_read = min(contrast(brand, ground) for ground in grounds) >= TEXT
        assert (theme.colour(scheme, "accent") == brand) == can_be_read


def test_a_brand_too_light_to_read_keeps_its_hue_and_is_darkened_only_as_it_needs() -> None:
    theme = derive("own", "#ffbe2e")
    accent = theme.colour("light", "accent")
    assert oklch(accent).hue == pytest.approx(oklch("#ffbe2e").hue, abs=6)
    grounds = [theme.colour("light", role) for role in ("paper", "surface", "notice")]
    assert 4.5 <= min(contrast(accent, ground) for ground in grounds) < 5.1


@given(BRANDS)
@example("#ff0000")
@example("#ffff00")
def test_the_exit_has_a_hue_of_its_own(brand: str) -> None:
    theme = derive("own", brand)
    for scheme in SCHEMES:
        leaving = oklch(theme.colour(scheme, "exit"))
        assert leaving.chroma > 0.03
        others = [theme.colour(scheme, one) for one in ("focus", "emergency", "emergency-text")]
        for other in map(oklch, (brand, *others)):
            apart = abs((leaving.hue - other.hue + 180) % 360 - 180)
            assert other.chroma < 0.02 or apart > 35


def test_the_same_brand_gives_the_same_palette() -> None:
    assert derive("own", "#005ea2") == derive("own", "#005ea2")


@pytest.mark.parametrize("brand", ["", "blue", "#fff", "#12345g", "#005ea2\n", "#005ea2ff", "5"])
def test_what_is_no_colour_is_refused_by_a_sentence(brand: str) -> None:
    with pytest.raises(UsageError, match="is not a colour with six digits; write the brand's"):
        derive("own", brand)
