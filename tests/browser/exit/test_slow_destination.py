"""While the destination keeps the visitor waiting: Back, Stop and Reload on the blank page.

Not in WebKitGTK: while a navigation is under way, neither its driver nor the page answers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import Visit
from tests.support.web import Reply

pytestmark = pytest.mark.spread

GOING = r"\(\)=>go\(destination\),(?=\(\)=>\{for)"
# The driver cannot ask a page that is being left: the page itself reports, and obeys an order that
# the server holds back until the destination was asked for.
_OBEDIENT = """()=>{
  const report = when => fetch("/report?" + when + "=" + (
    (look => look.display === "none" || look.opacity === "0")(
      getComputedStyle(document.documentElement))
    && !(document.body && document.body.textContent.trim()) ? "covered" : "shown"));
  go(destination);
  fetch("/order").then(() => fetch("/title?" + document.title))
    .then(() => report("before")).then(() => { %s; return report("after"); });
},"""
FORWARD = "history.forward()"
OBEYED = (r'going\|\|event\.navigationType==="traverse"', "true")
UNTITLED = (r"\(\)=>\(document\.title=title\),", "")
UNCOVERED = (
    (r"function hidePage\(\)\{", "function hidePage(){return;"),
    (r"page\.open\.call\(document\)", "0"),
)


@pytest.fixture(params=["chromium", "firefox"])
def visit(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    visit = PlaywrightVisit(request.param, request.getfixturevalue(request.param))
    yield visit
    visit.close()


class Waiting:
    """A page that was left for a destination that does not answer yet; then one order to it."""

    def __init__(
        self, visit: Visit, site: Site, order: str, *replacements: tuple[str, str]
    ) -> None:
        self.visit, self.site = visit, site
        self.answer, held = threading.Event(), threading.Event()
        site.destination.routes["/"] = Reply(b"<!doctype html><h1>Sunny</h1>", hold=self.answer)
        site.partner.routes["/order"] = Reply(b"now", hold=held)
        site.partner.routes["/report"] = site.partner.routes["/title"] = Reply(b"heard")
        script = site.alter((GOING, _OBEDIENT % order), *replacements)
        site.open(visit, site.page(script))
        if order == FORWARD:
            self._come_back_from(site.partner.html("/ahead", "<!doctype html><h1>Ahead</h1>"))
        # Pressed by the page itself: a driver's click waits for the navigation that it begins.
        visit.evaluate(
            "void setTimeout(() => document.querySelector('[data-quick-exit-control]')"
            ".shadowRoot.querySelector('[data-quick-exit]').click())"
        )
        self.wait(lambda: site.destination.visits(), "the destination is asked for")
        held.set()

    def _come_back_from(self, ahead: str) -> None:
        here = self.visit.url
        self.visit.open(ahead)
        self.visit.back()
        self.visit.wait_for_url(here)
        self.visit.wait_for_control()

    def wait(self, condition: Callable[[], Any], promise: str) -> None:
        """Wait without asking the page."""
        self.visit.wait_for(condition, promise)

    def reported(self, what: str) -> bool:
        """Whether the page has said so of itself."""
        return any(hit.path == f"/report?{what}" for hit in self.site.partner.hits)


def _expect_covered(waiting: Waiting) -> None:
    waiting.wait(lambda: waiting.reported("before=covered"), "the page is covered")
    assert not waiting.reported("before=shown")


def test_back_meets_a_covered_page_and_leads_to_the_page_before(visit: Visit, site: Site) -> None:
    waiting = Waiting(visit, site, "history.back()")
    _expect_covered(waiting)
    visit.wait_for_url(site.earlier)
    waiting.answer.set()
    assert len(site.partner.visits("/page")) == 1


def test_stop_meets_a_covered_page_and_the_second_destination_follows(
    visit: Visit, site: Site
) -> None:
    sooner = (r"go\(fallback\),6000", "go(fallback),1500")
    waiting = Waiting(visit, site, "stop()", sooner)
    _expect_covered(waiting)
    waiting.wait(lambda: waiting.reported("after=covered"), "it stays covered when stopped")
    waiting.wait(lambda: site.second.visits(), "the second destination is asked for")
    waiting.answer.set()
    assert site.second.visits()[0].referrer is None


def test_without_the_cover_the_page_would_stay_to_be_read_meanwhile(
    visit: Visit, site: Site
) -> None:
    waiting = Waiting(visit, site, "0", *UNCOVERED)
    waiting.wait(lambda: waiting.reported("after=shown"), "the page is still shown")
    waiting.answer.set()


def test_reload_meanwhile_loads_the_page_again(chromium_visit: PlaywrightVisit, site: Site) -> None:
    """No page can help that; widget/exit/README.md says it."""
    waiting = Waiting(chromium_visit, site, "0")
    _expect_covered(waiting)
    # The browser's own; the page's is another thing.
    chromium_visit.context.new_cdp_session(chromium_visit.page).send("Page.reload")
    waiting.wait(lambda: len(site.partner.visits("/page")) == 2, "the page is asked for again")
    waiting.answer.set()


@pytest.mark.parametrize("is_cancelled", [True, False])
def test_a_reload_by_the_page_itself_meanwhile_is_cancelled(
    visit: Visit, site: Site, is_cancelled: bool
) -> None:
    freely = () if is_cancelled else (OBEYED,)
    waiting = Waiting(visit, site, "location.reload()", *freely)
    _expect_covered(waiting)
    if is_cancelled:
        waiting.wait(lambda: waiting.reported("after=covered"), "it stays covered")
        waiting.answer.set()
        visit.wait_for_arrival(site.destination.origin)
    expected = 1 if is_cancelled else 2
    waiting.wait(lambda: len(site.partner.visits("/page")) == expected, "pages are asked for")
    waiting.answer.set()


def test_forward_meanwhile_gives_the_exit_up(visit: Visit, site: Site) -> None:
    """No page can help that; widget/exit/README.md says it."""
    waiting = Waiting(visit, site, FORWARD)
    _expect_covered(waiting)
    visit.wait_for_url(site.partner.origin + "/ahead")
    waiting.answer.set()


@pytest.mark.parametrize(("without", "title"), [((), "Loading"), ((UNTITLED,), "")])
def test_the_blank_page_has_a_neutral_title_and_without_that_step_none(
    visit: Visit, site: Site, without: tuple[tuple[str, str], ...], title: str
) -> None:
    waiting = Waiting(visit, site, "0", *without)
    waiting.wait(lambda: waiting.reported("before=covered"), "the page is covered")
    assert [hit.path for hit in site.partner.visits("/title")] == [f"/title?{title}"]
    waiting.answer.set()
