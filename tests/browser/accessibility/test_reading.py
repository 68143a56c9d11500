"""Read by a screen reader, and by finding a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Playwright
from tests.browser.conftest import browser_program
from tests.browser.words import words
from tests.support.display import Display
from tests.support.playwright_visit import PlaywrightVisit, launch_chromium, launch_firefox
from tests.support.site import OPEN_ALL, Site

pytestmark = pytest.mark.spread


def test_headings_begin_below_those_of_the_page_around(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    levels = (
        "[...new Set([...document.querySelectorAll('h1,h2,h3')]"
        ".map(one => +(one.getAttribute('aria-level') || one.tagName[1])))]"
    )
    for option, expected in (("", [2, 3, 4]), ("&amp;heading=4", [4, 5, 6])):
        # As `snippet --heading-level 4` prints it: the standing frame is not loaded again.
        visit.open(site.page(site.snippet().replace("#embed=1", f"#embed=1{option}")))
        visit.wait_for_faq()
        assert sorted(visit.evaluate_in_frame(levels)) == expected
    visit.open(site.hosted())
    assert sorted(visit.evaluate(levels)) == [1, 2, 3]


def _spoken(session: CDPSession) -> str:
    """Return the text of the accessibility tree in its order, without the signs of lists."""
    nodes = {one["nodeId"]: one for one in session.send("Accessibility.getFullAXTree")["nodes"]}
    found: list[str] = []

    def walk(node: dict[str, Any]) -> None:
        role = node.get("role", {}).get("value")
        if role == "ListMarker":
            return
        if role == "StaticText" and not node["ignored"]:
            found.append(node["name"]["value"])
            return
        for child in node.get("childIds", []):
            if child in nodes:
                walk(nodes[child])

    walk(next(one for one in nodes.values() if "parentId" not in one))
    return re.sub(r"\s", "", "".join(found))


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_what_is_heard_is_what_is_seen(
    chromium_visit: PlaywrightVisit, site: Site, code: str
) -> None:
    visit = chromium_visit
    visit.open(site.hosted(code))
    session = visit.context.new_cdp_session(visit.page)
    for step in ("0", OPEN_ALL):
        visit.evaluate(step)
        visit.settle()
        seen = re.sub(r"\s", "", visit.evaluate("document.body.innerText"))
        # The sign before the exit's words would be read as "multiplication".
        assert _spoken(session) == seen.replace("✕", "")


def test_what_is_heard_in_the_frame_is_what_is_seen_there(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    visit.open(site.page())
    visit.wait_for_faq()
    session = visit.context.new_cdp_session(visit.frame())
    for step in ("0", OPEN_ALL):
        visit.evaluate_in_frame(step)
        visit.settle()
        seen = re.sub(r"\s", "", visit.evaluate_in_frame("document.body.innerText"))
        assert _spoken(session) == seen.replace("✕", "")


def test_what_is_seen_and_not_heard_is_found(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    visit.open(site.hosted())
    visit.evaluate(
        "void document.querySelector('.leave .limits').setAttribute('aria-hidden', 'true')"
    )
    session = visit.context.new_cdp_session(visit.page)
    heard = _spoken(session)
    assert re.sub(r"\s", "", words("en", "exit_limits")) not in heard
    assert re.sub(r"\s", "", words("en", "leave_backup")) in heard


@pytest.mark.parametrize("code", ["en", "ar"])
def test_presses_are_announced_on_the_hosted_page_in_its_language(
    chromium_visit: PlaywrightVisit, site: Site, code: str
) -> None:
    visit = chromium_visit
    visit.open(site.hosted(code))
    said = "document.querySelector('.presses[role=status]').textContent"
    for phrase in words(code, "exit_presses_left").split("|"):
        visit.press("Shift")
        visit.wait_for_page(f"{said} === {phrase!r}", "it is announced")


@pytest.fixture(params=["chromium", "firefox"])
def headed(
    request: pytest.FixtureRequest, playwright: Playwright, display: Display
) -> Iterator[PlaywrightVisit]:
    """A visit in a browser with its own bars, which finding in the page needs."""
    launch = {"chromium": launch_chromium, "firefox": launch_firefox}[request.param]
    browser = launch(playwright, browser_program(request.param), display=display.name)
    yield PlaywrightVisit(request.param, browser)
    browser.close()


def test_finding_in_the_page_opens_the_answer_that_holds_the_word(
    headed: PlaywrightVisit, site: Site, display: Display
) -> None:
    headed.open(site.hosted())
    headed.click("h1")
    display.focus_window(headed.engine)
    # On a slow machine the browser also finds the first letters alone, in an answer before it.
    is_open = "document.querySelectorAll('.list details')[3].open"
    assert not headed.evaluate(is_open)

    def is_found() -> bool:
        # Nothing tells when the browser's field takes keys: what came too early is written again.
        display.press("ctrl+f", 1)
        for letter in "passport":
            display.press(letter, 1)
        display.press("Return", 1)
        return bool(headed.evaluate(is_open))

    headed.wait_for(is_found, "the fourth answer opens")
