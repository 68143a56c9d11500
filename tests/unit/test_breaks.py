"""The list of deliberate breaks fits the sources: `make breaks` can make each of them."""

from __future__ import annotations

import pytest
from tests.breaks.listed import ROOT, Break, listed_breaks

BREAKS = listed_breaks()


def test_there_are_at_least_forty_breaks_with_names_of_their_own() -> None:
    assert len({planned.name for planned in BREAKS}) == len(BREAKS) >= 40


@pytest.mark.parametrize("planned", BREAKS, ids=lambda planned: planned.name)
def test_each_break_changes_one_place(planned: Break) -> None:
    text = (ROOT / planned.file).read_text("utf-8")
    assert planned.applied(text) != text
    assert all((ROOT / test).exists() for test in planned.tests)


def test_a_break_that_no_longer_fits_is_an_error() -> None:
    with pytest.raises(ValueError, match="holds 0 times"):
        BREAKS[0].applied("another source")
