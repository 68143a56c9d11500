"""No cookie, no storage, no request to anybody else, no word to the server about the page."""

from __future__ import annotations

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import FRAME, Site
from tests.support.visit import Visit
from tests.support.web import RefusingProxy

STORED = """(async () => {
  const databases = indexedDB.databases ? await indexedDB.databases() : [];
  const workers = await navigator.serviceWorker?.getRegistrations() ?? [];
  return [document.cookie, localStorage.length, sessionStorage.length, databases.length,
    (await caches.keys()).length, workers.length].join();
})()"""
NOTHING = ",0,0,0,0,0"
PASSIVE = (
    "[...document.querySelectorAll('link, img, script[src], iframe, video, audio, source')]"
    ".map(node => node.src || node.href).filter(address => /^https?:/.test(address))"
)


def test_nothing_is_stored_on_either_origin(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.wait_for_faq()
    visit.click_in_frame(".list > details > summary")
    visit.press("Shift", 2)
    visit.settle()
    assert visit.evaluate(STORED) == NOTHING
    assert visit.evaluate_in_frame(STORED) == NOTHING


def test_the_probe_sees_what_is_stored(visit: Visit, site: Site) -> None:
    visit.open(site.page())
    visit.evaluate("void (document.cookie = 'a=1', localStorage.a = 1, sessionStorage.a = 1)")
    assert visit.evaluate(STORED) == "a=1,1,1,0,0,0"


def test_no_cookie_is_left_in_the_browser(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    visit.click_control()
    site.expect_left(visit)
    assert visit.context.cookies() == []


def test_reading_and_leaving_ask_nobody_else(
    visit: Visit, site: Site, proxy: RefusingProxy
) -> None:
    site.open(visit, site.page())
    visit.wait_for_faq()
    proxy.asked_for.clear()
    visit.open(site.page(path="/again"))
    visit.wait_for_faq()
    visit.click_in_frame(".list > details > summary")
    visit.settle()
    visit.click_control()
    site.expect_left(visit)
    assert proxy.asked_for == []


@pytest.mark.spread
def test_the_frame_holds_no_address_that_loads_by_itself(visit: Visit, site: Site) -> None:
    visit.open(site.page())
    visit.wait_for_faq()
    assert visit.evaluate_in_frame(PASSIVE) == []


def test_script_and_frame_are_asked_for_once_without_referrer_and_origin(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page(site.alter(), Referrer_Policy="unsafe-url"))
    visit.wait_for_faq()
    assert sorted(hit.path for hit in site.altered.hits) == ["/v0/embed.js", FRAME]
    for hit in site.altered.hits:
        assert hit.referrer is None
        assert "origin" not in hit.headers
        assert "cookie" not in hit.headers


def test_leaving_sends_nothing_to_the_widget(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(site.alter()))
    visit.wait_for_faq()
    asked = len(site.altered.hits)
    visit.click_control()
    site.expect_left(visit)
    assert len(site.altered.hits) == asked
