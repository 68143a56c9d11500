"""Escape by real X keys, which are the browser's Stop as well: nobody is stranded on the way."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright
from tests.browser.conftest import browser_program
from tests.support.display import Display
from tests.support.playwright_visit import PlaywrightVisit, launch_chromium, launch_firefox
from tests.support.site import Site
from tests.support.web import Reply


@pytest.fixture(scope="module", params=["chromium", "firefox"])
def headed(
    request: pytest.FixtureRequest, playwright: Playwright, display: Display
) -> Iterator[tuple[str, Browser]]:
    launch = {"chromium": launch_chromium, "firefox": launch_firefox}[request.param]
    browser = launch(playwright, browser_program(request.param), display=display.name)
    yield request.param, browser
    browser.close()


@pytest.fixture
def headed_visit(headed: tuple[str, Browser]) -> Iterator[PlaywrightVisit]:
    visit = PlaywrightVisit(*headed)
    yield visit
    visit.close()


def _slow_destination(site: Site) -> threading.Event:
    answer = threading.Event()
    site.destination.routes["/"] = Reply(b"<!doctype html><h1>Sunny</h1>", hold=answer)
    return answer


def _press_escape(visit: PlaywrightVisit, display: Display, times: int) -> None:
    display.focus_window({"chromium": "chromium", "firefox": "firefox"}[visit.engine])
    display.press("Escape", times)


@pytest.mark.sample(3)
@pytest.mark.parametrize("times", [3, 6])
@pytest.mark.parametrize("focus", ["page", "frame"])
def test_real_presses_of_escape_leave_and_strand_nobody(
    headed_visit: PlaywrightVisit, site: Site, display: Display, focus: str, times: int
) -> None:
    visit = headed_visit
    answer = _slow_destination(site)
    site.open(visit, site.page(Referrer_Policy="unsafe-url"))
    visit.wait_for_faq()
    visit.click("#text") if focus == "page" else visit.click_in_frame("main h1")
    _press_escape(visit, display, times)
    visit.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    # No event says that a key has *not* stopped the request: the server gets five looks at it.
    visit.page.wait_for_timeout(100)
    answer.set()
    assert site.expect_left(visit) is None
    assert site.destination.abandoned == []


@pytest.mark.parametrize("headed", ["firefox"], indirect=True)
def test_an_opened_document_without_a_box_would_let_firefox_stop_on_the_way(
    headed_visit: PlaywrightVisit, site: Site, display: Display
) -> None:
    answer = _slow_destination(site)
    boxless = (r'style\.opacity="0"', 'style.display="none"')
    site.open(headed_visit, site.page(site.alter(boxless)))
    headed_visit.click("#text")
    _press_escape(headed_visit, display, 3)
    headed_visit.wait_for(lambda: site.destination.visits(), "the destination is asked for")

    def is_given_up() -> bool:
        _press_escape(headed_visit, display, 1)
        return bool(site.destination.abandoned)

    headed_visit.wait_for(is_given_up, "the browser gives the request up")
    answer.set()
