"""Leaving where something else fails: no script, no server, no frame, a step that throws."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Playwright
from tests.browser.conftest import browser_program
from tests.support.playwright_visit import PlaywrightVisit, launch_firefox
from tests.support.site import FRAME, VERSION, Site
from tests.support.visit import Visit
from tests.support.web import Reply, free_port

pytestmark = pytest.mark.spread

BLOCKED = "<script>addEventListener('error', event => { window.blocked = event.target.src }, true)"
LINK = "a[data-quick-exit]"


def _without_server(site: Site) -> str:
    return site.snippet().replace(site.widget.origin, f"http://127.0.0.1:{free_port()}")


@pytest.mark.parametrize("way", ["click", "Enter"])
def test_the_link_alone_leaves_without_a_referrer(visit: Visit, site: Site, way: str) -> None:
    page = site.page(
        _without_server(site), head=BLOCKED + "</script>", Referrer_Policy="unsafe-url"
    )
    visit.open(page)
    visit.wait_for_page("window.blocked", "the script does not arrive")
    if way == "click":
        visit.click(LINK)
    else:
        visit.press("Tab")
        visit.press("Enter")
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_without_its_rel_the_link_would_name_the_page(visit: Visit, site: Site) -> None:
    bare = _without_server(site).replace('rel="nofollow noreferrer"', "")
    page = site.page(bare, Referrer_Policy="unsafe-url")
    visit.open(page)
    visit.click(LINK)
    assert site.expect_left(visit) == page


def test_a_policy_of_the_host_that_forbids_the_script_leaves_the_link(
    visit: Visit, site: Site
) -> None:
    visit.open(site.page(Content_Security_Policy="script-src 'none'; frame-src 'none'"))
    visit.click(LINK)
    assert site.expect_left(visit) is None


def test_a_changed_script_is_not_run_where_it_is_pinned_and_the_link_leaves(
    visit: Visit, site: Site
) -> None:
    snippet = site.alter((r"Loading", "Loaded!"), variant="pinned")
    visit.open(site.page(snippet, head=BLOCKED + "</script>"))
    visit.wait_for_page("window.blocked", "the browser refuses the script")
    assert visit.evaluate("document.querySelector('[data-quick-exit-control]')") is None
    visit.click(LINK)
    assert site.expect_left(visit) is None


def test_the_published_script_runs_where_it_is_pinned(visit: Visit, site: Site) -> None:
    snippet = site.snippet("pinned")
    assert f"/{VERSION}/embed.js" in snippet
    site.open(visit, site.page(snippet))
    visit.wait_for_faq()
    visit.click_control()
    assert site.expect_left(visit) is None


@pytest.mark.sample(3)
@pytest.mark.parametrize("way", ["click", "Shift", "Escape"])
@pytest.mark.parametrize("failure", ["an error page", "no answer"])
def test_leaving_works_while_the_frame_fails(
    visit: Visit, site: Site, way: str, failure: str
) -> None:
    snippet = site.alter()
    never = threading.Event()
    held = never if failure == "no answer" else None
    site.altered.routes[FRAME] = Reply(b"<!doctype html>Error", status=502, hold=held)
    visit.begin(site.page(snippet))
    visit.wait_for_control()
    if way == "click":
        visit.click_control()
    else:
        visit.click("#text")
        visit.press(way, 3)
    never.set()
    assert site.expect_left(visit) is None


# -- no JavaScript ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def firefox_without_javascript(playwright: Playwright) -> Iterator[Browser]:
    browser = launch_firefox(
        playwright, browser_program("firefox"), preferences={"javascript.enabled": False}
    )
    yield browser
    browser.close()


@pytest.fixture(params=["chromium", "firefox"])
def plain_visit(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    """A visit with JavaScript off; WebKitGTK's driver then answers nothing at all."""
    if request.param == "chromium":
        browser = request.getfixturevalue("chromium")
        visit = PlaywrightVisit("chromium", browser, java_script_enabled=False)
    else:
        browser = request.getfixturevalue("firefox_without_javascript")
        visit = PlaywrightVisit("firefox", browser)
    yield visit
    visit.close()


@pytest.mark.parametrize("way", ["click", "Enter"])
def test_without_javascript_the_fallback_is_read_and_the_link_leaves(
    plain_visit: PlaywrightVisit, site: Site, way: str
) -> None:
    visit = plain_visit
    visit.open(site.page(Referrer_Policy="unsafe-url"))
    assert visit.page.get_by_text("1-888-373-7888").is_visible()
    if way == "click":
        visit.page.locator(LINK).click(force=True, no_wait_after=True)
    else:
        visit.press("Tab")
        visit.press("Enter")
    visit.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    assert site.destination.visits()[0].referrer is None


def test_without_javascript_the_framed_answers_open_and_its_link_leaves(
    plain_visit: PlaywrightVisit, site: Site
) -> None:
    visit = plain_visit
    visit.open(site.page(site.snippet("iframe"), Referrer_Policy="unsafe-url"))
    frame = visit.page.frame_locator("iframe")
    frame.locator(".list > details > summary").first.click(force=True)
    visit.wait_for(lambda: frame.locator(".list > details[open]").count() == 1, "it opens")
    frame.locator("[data-quick-exit]").click(force=True, no_wait_after=True)
    visit.wait_for(lambda: len(visit.page.frames) == 1, "the whole page is left, not the frame")


# -- a step of the sequence that throws ------------------------------------------------------------

THROW = "() => { throw new Error('broken by the test') }"
BREAKAGES = {
    "preventDefault": f"Event.prototype.preventDefault = {THROW}",
    "style": f"CSSStyleDeclaration.prototype.setProperty = {THROW}",
    "createElement": f"Document.prototype.createElement = {THROW}",
    "appendChild": f"Node.prototype.appendChild = {THROW}",
    "stop": f"window.stop = {THROW}",
    "open": f"Document.prototype.open = {THROW}",
    "own open": f"document.open = {THROW}",
    "close": f"Document.prototype.close = {THROW}",
    "addEventListener": f"EventTarget.prototype.addEventListener = {THROW}",
    "title": f"Object.defineProperty(Document.prototype, 'title', {{set: {THROW}}})",
    "setTimeout": f"window.setTimeout = {THROW}",
    "postMessage": f"BroadcastChannel.prototype.postMessage = {THROW}",
    "navigation": f"Object.defineProperty(window, 'NavigateEvent', {{get: {THROW}}})",
    "forEach": f"Array.prototype.forEach = {THROW}",
    "performance": f"performance.now = {THROW}",
    "JSON, Object": f"Object.assign = Object.keys = Object.entries = JSON.stringify = {THROW}",
}


# One way each, in turn: both run the same steps.
IN_TURN = [
    pytest.param(broken, way, marks=() if (turn + keys) % 2 == 0 else pytest.mark.slow)
    for turn, broken in enumerate(BREAKAGES)
    for keys, way in enumerate(("click", "keys"))
]


@pytest.mark.parametrize(("broken", "way"), IN_TURN)
def test_a_step_that_throws_does_not_hold_the_visitor_back(
    chromium_visit: PlaywrightVisit, site: Site, broken: str, way: str
) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.click("#text")
    visit.evaluate(f"void ({BREAKAGES[broken]})")
    if way == "click":
        visit.click_control()
    else:
        visit.press("Shift", 3)
    site.expect_left(visit)


@pytest.mark.parametrize("broken", ["open", "style", "stop"])
def test_a_step_that_throws_does_not_hold_back_in_any_engine(
    visit: Visit, site: Site, broken: str
) -> None:
    site.open(visit, site.page())
    visit.evaluate(f"void ({BREAKAGES[broken]})")
    visit.click_control()
    assert site.expect_left(visit) is None


def test_a_clock_that_throws_would_stop_the_keys(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    unguarded = (r"attempt\(\(\)=>performance\.now\(\)\)", "performance.now()")
    site.open(chromium_visit, site.page(site.alter(unguarded)))
    chromium_visit.click("#text")
    chromium_visit.evaluate(f"void ({BREAKAGES['performance']})")
    chromium_visit.press("Shift", 3)
    site.expect_stayed(chromium_visit)
