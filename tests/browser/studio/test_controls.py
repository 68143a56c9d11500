"""Every control of the studio does what it is for, by keys alone and by the pointer alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from tests.browser.studio.controls import all_controls, controls_there, find
from tests.browser.studio.expectations import opens
from tests.browser.studio.operations import Hand, Keys, Pointer
from tests.browser.studio.sequences import FAILING, TOURS, named, take
from tests.browser.studio.studio import Studio
from tests.support.visit import PATIENCE_SECONDS


# Keys reach less than the pointer does.
@pytest.mark.sample(2)
@pytest.mark.parametrize("hand", [Keys, pytest.param(Pointer, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    "tour",
    # The dark half of a theme has the controls of the light one.
    [pytest.param(name, marks=pytest.mark.slow) if "dark" in name else name for name in TOURS],
)
def test_every_control_does_what_it_is_for(studio: Studio, tour: str, hand: type[Hand]) -> None:
    studio.page.set_viewport_size({"width": TOURS[tour].width, "height": 900})
    studio.open(TOURS[tour].fragment).wait_until_whole()
    take(TOURS[tour], hand(studio))


def test_the_table_has_every_control_of_the_page_and_no_other(studio: Studio) -> None:
    page = studio.open(FAILING).wait_until_whole().page
    assert all_controls(page) == named()


def test_a_control_without_a_deed_is_found_and_so_is_a_deed_without_a_control(
    studio: Studio,
) -> None:
    page = studio.open(FAILING).wait_until_whole().page
    for added in ("<button>New</button>", "<b tabindex=0>New</b>"):
        page.evaluate("added => (document.querySelector('nav').innerHTML += added)", added)
    assert all_controls(page) - named() == {"button New", "b New"}
    page.locator("#share").evaluate("one => one.remove()")
    assert named() - all_controls(page) == {"#share"}


@pytest.fixture
def _little_patience(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a twin waits for never comes."""
    monkeypatch.setattr("tests.support.visit.PATIENCE_SECONDS", 0.3)
    expect.set_options(timeout=300)
    yield
    expect.set_options(timeout=PATIENCE_SECONDS * 1000)


_CLONED = "one => one.replaceWith(one.cloneNode(true))"
_UNHEARD = "one => (one.oninput = one.onchange = event => event.stopPropagation())"
_DISCONNECTED = {
    "variant=iframe": _UNHEARD,
    "#lang": _UNHEARD,
    "#exit-href": _UNHEARD,
    "copy csp-code": _CLONED,
    "rtl=on": _UNHEARD,
    "#again": _CLONED,
}


@pytest.mark.slow
@pytest.mark.parametrize("hand", [Keys, pytest.param(Pointer, marks=pytest.mark.slow)])
def test_a_control_that_does_nothing_fails(
    studio: Studio, hand: type[Hand], request: pytest.FixtureRequest
) -> None:
    deeds = {name: deed for tour in TOURS.values() for name, deed in tour.deeds.items()}
    page = studio.open().wait_until_whole().page
    one = hand(studio)
    request.getfixturevalue("_little_patience")
    for name, disconnected in _DISCONNECTED.items():
        find(page, name).evaluate(disconnected)
        with pytest.raises(AssertionError):
            deeds[name](one, name)


@pytest.mark.parametrize("hand", [Keys, Pointer])
def test_the_list_of_releases_opens_and_closes(studio: Studio, hand: type[Hand]) -> None:
    studio.page.goto(studio.widget.origin + "/releases")
    closed = [one.name for one in controls_there(studio.page) if one.kind == "summary"]
    assert len(closed) >= 3
    for name in closed:
        opens(hand(studio), name)
