"""The frame where no script of ours runs around it: whole, silent, and left by itself."""

from __future__ import annotations

import re

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import Visit

pytestmark = pytest.mark.spread

HEARD = "<script>var heard = []; addEventListener('message', e => heard.push(e.data))</script>"
LOADED = "document.readyState === 'complete'"
WORDS = "document.querySelector('.leave p').textContent"


def scriptless(site: Site) -> str:
    return site.page(site.snippet("iframe"), head=HEARD)


def open_alone(visit: Visit, site: Site) -> None:
    visit.open(site.earlier)
    visit.open(scriptless(site))
    visit.wait_for(lambda: visit.evaluate_in_frame(LOADED), "the frame is loaded")


def test_it_tells_nobody_anything_before_it_is_greeted(visit: Visit, site: Site) -> None:
    open_alone(visit, site)
    visit.click_in_frame("main h1")
    visit.press("Shift", 2)
    visit.settle()
    assert visit.evaluate("heard") == []


GREETING = "postMessage({ quickexit: 1, type: 'hello' }, '*')"


def greet(visit: Visit) -> None:
    visit.evaluate(f"void document.querySelector('iframe').contentWindow.{GREETING}")
    visit.wait_for_page("heard.length >= 2", "the frame answers")


def test_once_greeted_it_answers_the_origin_that_greeted_it(visit: Visit, site: Site) -> None:
    open_alone(visit, site)
    greet(visit)
    assert visit.evaluate("heard.slice(0, 2).map(said => said.type)") == ["ready", "height"]
    # `parent` may be replaced (HTML, "The Window object"), and the real one cannot be listened at.
    visit.evaluate_in_frame(
        "void (window.told = [], window.parent = { postMessage: (_, to) => told.push(to) })"
    )
    visit.click_in_frame("main h1")
    visit.press("Shift")
    visit.wait_for(lambda: visit.evaluate_in_frame("told.length"), "the key is told")
    assert visit.evaluate_in_frame("[...new Set(told)]") == [site.partner.origin]


def test_a_greeting_of_another_window_is_not_heard(visit: Visit, site: Site) -> None:
    site.partner.html("/sibling", "<!doctype html><title>Sibling</title>")
    visit.open(
        site.page(site.snippet("iframe"), head=HEARD, after="<iframe src=/sibling></iframe>")
    )
    visit.wait_for(lambda: visit.evaluate_in_frame(LOADED), "the frame is loaded")
    visit.evaluate(f'void frames[1].eval("parent.frames[0].{GREETING}")')
    visit.settle()
    assert visit.evaluate("heard") == []
    greet(visit)


def test_it_leaves_the_whole_page_and_promises_no_key(visit: Visit, site: Site) -> None:
    open_alone(visit, site)
    assert "Shift" not in visit.evaluate_in_frame(WORDS)
    visit.click_in_frame("[data-quick-exit]")
    site.expect_left(visit)


def test_the_keys_are_promised_where_the_host_hears_them(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.wait_for_faq()
    assert "Shift or Escape" in visit.evaluate_in_frame(WORDS)


def test_in_a_sandbox_it_says_that_its_button_may_not_work(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    snippet = re.sub(r' sandbox="[^"]*"', ' sandbox=""', site.snippet("iframe"))
    chromium_visit.open(site.page(snippet))
    frame = chromium_visit.page.frame_locator("iframe")
    frame.get_by_text("this button may not work").wait_for()


def test_with_script_it_says_nothing_of_the_kind(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    open_alone(chromium_visit, site)
    frame = chromium_visit.page.frame_locator("iframe")
    assert not frame.get_by_text("this button may not work").is_visible()


def test_numbers_on_buttons_print_dark(chromium_visit: PlaywrightVisit, site: Site) -> None:
    chromium_visit.page.emulate_media(media="print")
    chromium_visit.open(site.hosted())
    style = "getComputedStyle(document.querySelector('.call')).color"
    assert chromium_visit.evaluate(style) == "rgb(0, 0, 0)"


def test_on_paper_a_frame_shows_the_address_of_the_whole_page(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    open_alone(visit, site)
    rules = "[...document.styleSheets[0].cssRules].map(rule => rule.cssText).join()"
    rules = visit.evaluate_in_frame(rules)
    assert "main::after" in rules
    address = visit.evaluate_in_frame("document.documentElement.dataset.address")
    assert address == site.hosted()
