"""Steps of leaving that only a failure, a held answer or a restored page shows."""

from __future__ import annotations

import threading

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL
from tests.support.web import Reply

# Reports at once: while a navigation is under way the driver's questions wait for its end.
OPEN_THROWS = """void (Document.prototype.open = () => {
  const report = new XMLHttpRequest();
  report.open('GET', '/report?' + getComputedStyle(document.documentElement).display, false);
  report.send();
  throw new Error('broken by the test');
})"""
# A worker waits for the server's word, since leaving gives up the page's own requests and timers.
# The page is told that it is back as the browser tells it, and then reports.
RESTORED_ON_A_WORD = """(() => {
  const wait = "fetch('/word').then(() => postMessage(0))";
  const worker = new Worker(`data:text/javascript,${wait.replace('/word', origin + '/word')}`);
  worker.onmessage = () => {
    dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));
    navigator.sendBeacon('/told');
  };
})()"""
WITHOUT_HIDING = (r'style\.cssText="display:none!important"', "style.length")
WITHOUT_STOP = (r"\(\)=>stop\(\),", "")
WITHOUT_RETURN = (r"event\.persisted&&", "false&&")


def _leave_slowly(visit: PlaywrightVisit, site: Site) -> None:
    """Leave for a destination that does not answer."""
    site.destination.routes["/"] = Reply(b"", hold=threading.Event())
    # Pressed by the page itself: a driver's click waits for the navigation that it begins.
    visit.evaluate(f"void setTimeout(() => {CONTROL}.click())")
    visit.wait_for(site.destination.visits, "the destination is asked for")


@pytest.mark.parametrize("hides", [True, False])
def test_a_document_that_cannot_be_opened_anew_is_hidden(
    chromium_visit: PlaywrightVisit, site: Site, hides: bool
) -> None:
    visit = chromium_visit
    site.open(visit, site.page(None if hides else site.alter(WITHOUT_HIDING)))
    site.partner.routes["/report"] = Reply(b"heard")
    visit.evaluate(OPEN_THROWS)
    _leave_slowly(visit, site)
    reported = "/report?none" if hides else "/report?block"
    assert [hit.path for hit in site.partner.visits("/report")] == [reported]


def _fetch_and_leave(visit: PlaywrightVisit, site: Site, snippet: str | None) -> None:
    site.open(visit, site.page(snippet))
    site.partner.routes["/late"] = Reply(b"late", hold=threading.Event())
    visit.evaluate("void fetch('/late').catch(() => {})")
    visit.wait_for(lambda: site.partner.visits("/late"), "the host's request is on its way")
    _leave_slowly(visit, site)


def test_what_the_host_still_loads_is_given_up(chromium_visit: PlaywrightVisit, site: Site) -> None:
    _fetch_and_leave(chromium_visit, site, None)
    chromium_visit.wait_for(lambda: "/late" in site.partner.abandoned, "the request is given up")
    # The second destination, asked after six seconds, would end it as well.
    assert not site.second.visits()


def test_without_the_stop_the_host_would_go_on_loading(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    _fetch_and_leave(chromium_visit, site, site.alter(WITHOUT_STOP))
    chromium_visit.page.wait_for_timeout(100)  # five looks of the server at the connection
    assert "/late" not in site.partner.abandoned


@pytest.mark.parametrize("returns", [True, False])
def test_a_page_that_the_browser_brings_back_is_left_again(
    chromium_visit: PlaywrightVisit, site: Site, returns: bool
) -> None:
    visit = chromium_visit
    word = threading.Event()
    site.open(visit, site.page(None if returns else site.alter(WITHOUT_RETURN)))
    site.partner.routes["/word"] = Reply(
        b"", hold=word, headers={"Access-Control-Allow-Origin": "*"}
    )
    visit.evaluate(RESTORED_ON_A_WORD)
    visit.wait_for(lambda: site.partner.visits("/word"), "the worker waits")
    _leave_slowly(visit, site)
    word.set()
    visit.wait_for(lambda: site.partner.visits("/told"), "the page is told that it is back")
    if returns:
        visit.wait_for(lambda: len(site.destination.visits()) >= 2, "it is left once more")
    else:
        # No event says that nothing is asked for: the server gets five looks at it.
        visit.page.wait_for_timeout(100)
        assert len(site.destination.visits()) == 1


# -- timers of the host ----------------------------------------------------------------------------

COUNTED = (
    "<script>var cleared = 0; const clear = clearTimeout;"
    "clearTimeout = number => { cleared++; clear(number); }</script>"
)
NOT_GOING = (r"\(\)=>location\.replace\(address\)", "()=>0")
FAR_DOWN = (r"timer&&left--", "left--")


def _cleared(visit: PlaywrightVisit, site: Site, *changes: tuple[str, str]) -> int:
    """Leave, but for the way itself, and return how many timers the sequence cleared."""
    site.open(visit, site.page(site.alter(NOT_GOING, *changes), head=COUNTED))
    before = visit.evaluate("cleared")
    visit.click_control()
    visit.wait_for_page(f"cleared > {before}", "timers are cleared")
    return int(visit.evaluate("cleared")) - int(before)


def test_no_more_timers_are_cleared_than_there_can_be(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    """A hundred thousand calls take 150 ms in Chromium, and the request waits for them."""
    assert _cleared(chromium_visit, site) < 1000


def test_without_an_end_at_the_first_timer_all_of_them_would_be_called(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    assert _cleared(chromium_visit, site, FAR_DOWN) >= 100_000
