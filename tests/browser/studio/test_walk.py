"""Tab leads to every control of the studio and on from it, in order, and one sees where it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from tests.browser.studio.sequences import FAILING, PHONE
from tests.browser.studio.studio import Studio
from tests.browser.studio.tab_order import check_reached, check_seen, walk, walk_by_arrows


@pytest.mark.parametrize(
    ("fragment", "width"),
    [
        pytest.param("", 1280, marks=pytest.mark.slow),
        pytest.param("#variant=pinned", 1280, marks=pytest.mark.slow),
        pytest.param(FAILING, 1280, marks=pytest.mark.slow),
        (FAILING, PHONE),
    ],
)
def test_tab_leads_to_every_control_in_order_and_is_seen_and_leads_back(
    studio: Studio, fragment: str, width: int
) -> None:
    studio.page.set_viewport_size({"width": width, "height": 900})
    page = studio.open(fragment).wait_until_whole().page
    there, back = walk(page), walk(page, "Shift+Tab")
    by_arrows = walk_by_arrows(page, there.stops)
    check_reached(page, there.stops, by_arrows)
    check_reached(page, back.stops[::-1], by_arrows)
    check_seen(there)
    check_seen(back)


@pytest.mark.parametrize("path", ["/releases", "/studio/practice"])
def test_tab_leads_through_the_other_pages_and_is_seen(studio: Studio, path: str) -> None:
    studio.page.goto(studio.widget.origin + path)
    # Each file of a release is a link.
    there = walk(studio.page, most=1500)
    check_reached(studio.page, there.stops, set())
    check_seen(there)


@pytest.fixture
def short(studio: Studio) -> Page:
    """The studio without what is below and beside the choices, so that a walk is short."""
    page = studio.open().wait_until_whole().page
    page.evaluate(
        "document.querySelectorAll('.stage, .after').forEach(part => (part.hidden = true))"
    )
    return page


@pytest.mark.slow
def test_what_tab_does_not_reach_fails(short: Page) -> None:
    short.evaluate("document.querySelector('nav').innerHTML += '<span role=button>Go</span>'")
    stops = walk(short).stops
    with pytest.raises(AssertionError, match="no key leads to span Go"):
        check_reached(short, stops, walk_by_arrows(short, stops))


@pytest.mark.slow
def test_another_order_than_that_of_the_document_fails(short: Page) -> None:
    short.evaluate("document.getElementById('theme').tabIndex = 1")
    stops = walk(short).stops
    with pytest.raises(AssertionError, match=r"another order.* #theme instead of a Skip"):
        check_reached(short, stops, walk_by_arrows(short, stops))


@pytest.mark.slow
def test_a_trap_fails(short: Page) -> None:
    short.evaluate("void (document.getElementById('lang').onkeydown = () => false)")
    with pytest.raises(AssertionError, match=r"never begins again.*lang"):
        walk(short)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "rule", "problem"),
    [
        ("#lang", "outline: none", "no outline"),
        ("#lang", "outline-color: var(--ground)", "against what is around it"),
        ("#lang", "position: fixed; inset-inline-start: -99rem", "outside of the window"),
        (".top", "position: fixed; inset: 0; z-index: 9", "covered by header"),
    ],
)
def test_a_focus_that_nobody_sees_fails(short: Page, place: str, rule: str, problem: str) -> None:
    check_seen(walk(short))
    short.locator(place).evaluate("(one, rule) => (one.style.cssText = rule)", rule)
    with pytest.raises(AssertionError, match=f"#lang .*{problem}"):
        check_seen(walk(short))
