"""Every control of the studio does what it is for, by keys alone and by the pointer alone."""

from __future__ import annotations

import pytest
from tests.support.studio import Studio
from tests.support.studio_controls import all_controls
from tests.support.studio_hands import Hand, Keys, Pointer
from tests.support.studio_tours import FAILING, TOURS, named, take


@pytest.mark.parametrize("hand", [Keys, Pointer])
@pytest.mark.parametrize("tour", TOURS)
def test_every_control_does_what_it_is_for(studio: Studio, tour: str, hand: type[Hand]) -> None:
    studio.open(TOURS[tour].fragment).wait_until_whole()
    take(TOURS[tour], hand(studio))


def test_the_table_has_every_control_of_the_page_and_no_other(studio: Studio) -> None:
    page = studio.open(FAILING).wait_until_whole().page
    assert all_controls(page) == named()
    # The twin: what is added to the page, with or without a name, is a control of the page.
    for added in ("<button>New</button>", "<b tabindex=0>New</b>"):
        page.evaluate("added => (document.querySelector('nav').innerHTML += added)", added)
        assert all_controls(page) != named()
