"""Every control of the studio does what it is for, by keys alone and by the pointer alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.support.studio import Studio
from tests.support.studio_controls import all_controls, controls_there, find
from tests.support.studio_deeds import opens
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


@pytest.fixture
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a twin waits for never comes."""
    monkeypatch.setattr("tests.support.visit.PATIENCE_SECONDS", 0.5)
    expect.set_options(timeout=500)
    yield
    expect.set_options(timeout=5000)


_CLONED = "one => one.replaceWith(one.cloneNode(true))"
_UNHEARD = "one => (one.oninput = one.onchange = event => event.stopPropagation())"


@pytest.mark.usefixtures("_little_patience")
@pytest.mark.parametrize("hand", [Keys, Pointer])
@pytest.mark.parametrize(
    ("tour", "name", "disconnected"),
    [
        ("links", "#tab-theme", _CLONED),
        ("choices", "#lang", _UNHEARD),
        ("choices", "#exit-href", _UNHEARD),
        ("choices", "variant=iframe", _UNHEARD),
        ("choices", "copy csp-code", _CLONED),
        ("preview", "rtl=on", _UNHEARD),
        ("preview", "#again", _CLONED),
        ("beginnings", "#share", _CLONED),
        ("written, light", "token color.light.paper", _UNHEARD),
    ],
)
def test_a_control_that_does_nothing_fails(
    studio: Studio, hand: type[Hand], tour: str, name: str, disconnected: str
) -> None:
    page = studio.open(TOURS[tour].fragment).page
    studio.expect_in_faq("document.readyState", "complete")
    find(page, name).evaluate(disconnected)
    with pytest.raises(AssertionError):
        take(TOURS[tour]._replace(deeds={name: TOURS[tour].deeds[name]}), hand(studio))


@pytest.mark.parametrize("hand", [Keys, Pointer])
def test_the_list_of_releases_opens_and_closes(studio: Studio, hand: type[Hand]) -> None:
    studio.page.goto(studio.widget.origin + "/releases")
    closed = [one.name for one in controls_there(studio.page) if one.kind == "summary"]
    assert len(closed) >= 3
    for name in closed:
        opens(hand(studio), name)
