"""Hazards on the way out: questions, frames, large pages, dead destinations; negative controls."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog
from tests.browser.exit.control_probe import expect_in_reach, middle_of_control, point_at_control
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL, HOST, Visit
from tests.support.web import Reply, free_port

pytestmark = pytest.mark.spread

# The built script without our counter-measures.
OPEN_BY_NAME = (r"page\.open\.call\(document\)", "document.open()")
NOT_OPENED = (r"\(\)=>page\.open\.call\(document\),", "")
INNER_ALONE = (r"if\(top!==self\)attempt\(\(\)=>\(top\)\.location\.replace\(address\)\);", "")
NO_WATCHDOG = (r",\(\)=>setTimeout\(\(\)=>go\(fallback\),6000\)", "")
SOONER = (r"go\(fallback\),6000", "go(fallback),400")


@pytest.fixture(params=["chromium", "firefox"])
def driven(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    """A visit whose driver can be asked about dialogs and frames."""
    visit = PlaywrightVisit(request.param, request.getfixturevalue(request.param))
    yield visit
    visit.close()


# -- beforeunload ----------------------------------------------------------------------------------

LISTENER = "addEventListener('beforeunload', event => { event.preventDefault() })"
ATTRIBUTE = "onbeforeunload = () => 'stay'"


def _open_holding(visit: PlaywrightVisit, site: Site, snippet: str, before: str = "") -> list[str]:
    """Open a page that asks before it lets go, by all means; return the dialogs that it shows."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    visit.page.on("dialog", stay)
    head = f"<script>{LISTENER};{ATTRIBUTE}</script>"
    site.open(visit, site.page(snippet, head=head, before=before))
    visit.evaluate(f"void ({LISTENER}, {ATTRIBUTE})")
    visit.click("#text")
    return asked


@pytest.mark.parametrize("before", ["", "<form name=open></form>"])
def test_no_question_of_the_host_holds_anybody_back(
    driven: PlaywrightVisit, site: Site, before: str
) -> None:
    asked = _open_holding(driven, site, site.snippet(), before)
    point_at_control(driven)
    assert site.expect_left(driven) is None
    assert asked == []


@pytest.mark.parametrize(
    ("without", "before"), [(NOT_OPENED, ""), (OPEN_BY_NAME, "<form name=open></form>")]
)
def test_a_document_that_is_not_opened_anew_would_ask_and_hold(
    driven: PlaywrightVisit, site: Site, without: tuple[str, str], before: str
) -> None:
    asked = _open_holding(driven, site, site.alter(without), before)
    point_at_control(driven)
    driven.wait_for(lambda: asked, "the browser asks whether to leave")
    assert asked == ["beforeunload"]
    assert not site.destination.visits()


# -- a partner's page in a frame -------------------------------------------------------------------


def _open_framed(visit: PlaywrightVisit, site: Site, snippet: str | None = None) -> None:
    inner = site.page(snippet, path="/inner")
    outer = f"<!doctype html><title>Outer</title><iframe src={inner} width=900 height=500></iframe>"
    visit.open(site.second.html("/outer", outer))
    control = visit.page.frame_locator("iframe").first.locator("[data-quick-exit-control] a")
    control.click(no_wait_after=True)


def test_a_partner_page_in_a_frame_of_another_site_takes_the_window_along(
    driven: PlaywrightVisit, site: Site
) -> None:
    _open_framed(driven, site)
    assert site.expect_left(driven) is None


def test_a_framed_page_that_leaves_alone_would_leave_its_frame_on_the_screen(
    driven: PlaywrightVisit, site: Site
) -> None:
    _open_framed(driven, site, site.alter(INNER_ALONE))
    driven.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    driven.settle()
    assert driven.url == site.second.origin + "/outer"


SAME_SITE = f"document.querySelector('iframe').contentDocument.{HOST.partition('.')[2]}"


def _leave_inside_the_same_site(visit: Visit, site: Site, snippet: str | None) -> None:
    inner = site.page(snippet, path="/inner")
    outer = f"<!doctype html><title>Outer</title><iframe src={inner} width=900 height=500></iframe>"
    visit.open(site.partner.html("/outer", outer))
    visit.wait_for_page(f"!!({SAME_SITE})", "the inner page has its control")
    visit.evaluate(f"void ({SAME_SITE}).shadowRoot.querySelector('a').click()")


def test_a_partner_page_in_a_frame_of_the_same_site_takes_the_window_along(
    visit: Visit, site: Site
) -> None:
    _leave_inside_the_same_site(visit, site, None)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_in_a_frame_of_the_same_site_too_it_would_leave_alone(visit: Visit, site: Site) -> None:
    _leave_inside_the_same_site(visit, site, site.alter(INNER_ALONE))
    visit.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    visit.settle()
    assert visit.url == site.partner.origin + "/outer"


# -- large pages and destinations that fail --------------------------------------------------------

LARGE = "<p>A page of many words <b>and nodes</b></p>" * 22_500


@pytest.mark.parametrize("way", ["click", "Shift"])
def test_a_page_of_45000_elements_is_left_like_any_other(
    visit: Visit, site: Site, way: str
) -> None:
    site.open(visit, site.page(after=LARGE))
    assert visit.evaluate("document.querySelectorAll('*').length") > 45_000
    expect_in_reach(visit)
    if way == "click":
        point_at_control(visit)
    else:
        visit.press(way, 3)
    assert site.expect_left(visit) is None


def _hold(site: Site) -> threading.Event:
    never = threading.Event()
    site.destination.routes["/"] = Reply(b"<!doctype html>Late", hold=never)
    return never


def test_without_the_watchdog_nobody_would_ask_the_second(
    driven: PlaywrightVisit, site: Site
) -> None:
    answer = _hold(site)
    site.open(driven, site.page(site.alter(NO_WATCHDOG)))
    point_at_control(driven)
    driven.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    answer.set()
    driven.wait_for_url(site.destination.origin)
    assert not site.second.visits()


def test_an_answer_that_takes_its_time_is_waited_for(driven: PlaywrightVisit, site: Site) -> None:
    answer = _hold(site)
    site.open(driven, site.page())
    point_at_control(driven)
    driven.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    answer.set()
    driven.wait_for_url(site.destination.origin)
    assert not site.second.visits()


@pytest.mark.parametrize("failure", ["refuses", "no network"])
def test_where_nothing_answers_the_page_is_gone_and_back_leads_before_it(
    driven: PlaywrightVisit, site: Site, failure: str
) -> None:
    nobody = f"http://nobody.localhost:{free_port()}/"
    snippet = site.snippet()
    if failure == "refuses":
        snippet = snippet.replace(site.destination.origin + "/", nobody)
    site.open(driven, site.page(snippet))
    if failure == "no network":
        driven.context.set_offline(True)
    failed: list[str] = []
    driven.page.on("requestfailed", lambda request: failed.append(request.url))
    point_at_control(driven)
    driven.wait_for(lambda: failed, "the destination cannot be reached")
    shown = "document.body ? document.body.innerText : ''"
    driven.wait_for(
        lambda: "The page that is left." not in driven.evaluate(shown), "the page is gone"
    )
    # Firefox's driver says nothing on an error page; without a network Chromium asks again.
    if (driven.engine, failure) == ("chromium", "refuses"):
        driven.back()
        driven.wait_for_url(site.earlier)


# -- a page that still streams in ------------------------------------------------------------------

TAIL = b"<p>More of the page</p><script>fetch('/more')</script></body>"


def test_nothing_of_a_page_that_still_streams_comes_after_it_was_left(
    driven: PlaywrightVisit, site: Site
) -> None:
    """No twin: in Chromium and Firefox the navigation by itself ends the parser, too."""
    rest, answer = threading.Event(), _hold(site)
    page = site.page()
    head = site.partner.routes["/page"].body
    site.partner.routes["/page"] = Reply(head, hold=rest, tail=TAIL)
    site.partner.routes["/more"] = Reply(b"")
    driven.open(site.earlier)
    driven.begin(page)
    driven.wait_for_control()
    point_at_control(driven)
    driven.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    rest.set()
    answer.set()
    driven.wait_for_url(site.destination.origin)
    assert not site.partner.visits("/more")


OPENING = "()=>page.open.call(document),"
STOPPED_FIRST = (re.escape(OPENING), f"()=>stop(),{OPENING}")


def _leave_amid_loading(visit: PlaywrightVisit, site: Site, snippet: str) -> list[str]:
    """Leave a page that asks before it lets go, and is still loading; return the questions."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    visit.page.on("dialog", stay)
    page = site.page(snippet, head=f"<script>{LISTENER};{ATTRIBUTE}</script>")
    head = site.partner.routes["/page"].body
    site.partner.routes["/page"] = Reply(head, hold=threading.Event(), tail=TAIL)
    visit.open(site.earlier)
    visit.begin(page)
    visit.wait_for_control()
    visit.page.mouse.click(50, 300)
    point_at_control(visit)
    return asked


def test_no_question_of_a_page_that_still_loads_holds_anybody_back(
    driven: PlaywrightVisit, site: Site
) -> None:
    asked = _leave_amid_loading(driven, site, site.snippet())
    assert site.expect_left(driven) is None
    assert not asked


def test_stopped_before_it_is_opened_such_a_page_would_ask(
    driven: PlaywrightVisit, site: Site
) -> None:
    asked = _leave_amid_loading(driven, site, site.alter(STOPPED_FIRST))
    driven.wait_for(lambda: asked, "the page asks")
    assert not site.destination.visits()


# -- timers of the host ----------------------------------------------------------------------------

TIMERS_GO_ON = (r"clearTimeout\(timer--\)", "timer--")
# The navigations of the host are cancelled as well, where the browser tells of them.
MOVES_FREELY = (r'going\|\|event\.navigationType==="traverse"', "true")
# Moves the page as soon as it was left: an inactivity logout, a page that reloads. Once: each
# further move would cancel the one before, and on a busy machine none would ever arrive.
MOVES = (
    "<script>var ticks = 0, timer = setInterval(() => { ticks++;"
    " if (document.documentElement.style.opacity !== '0') return;"
    " clearInterval(timer); location.replace('/logged-out') }, 20)</script>"
)


@pytest.mark.parametrize("leads", [True, False])
def test_timers_of_the_host_move_nobody_elsewhere(
    driven: PlaywrightVisit, site: Site, leads: bool
) -> None:
    answer = _hold(site)
    logged_out = site.partner.html("/logged-out", "<!doctype html><h1>Logged out</h1>")
    snippet = None if leads else site.alter(TIMERS_GO_ON, MOVES_FREELY)
    site.open(driven, site.page(snippet, head=MOVES))
    driven.wait_for_page("ticks > 2", "the host's timer runs")
    point_at_control(driven)
    if not leads:
        driven.wait_for(lambda: site.partner.visits("/logged-out"), "the timer moves the page")
        driven.wait_for_arrival(logged_out)
        return
    driven.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    answer.set()
    driven.wait_for_url(site.destination.origin)
    assert not site.partner.visits("/logged-out")


# -- a host that moves the page while it is left -------------------------------------------------

MOVES_WHEN_LEFT = (
    "<script>var told; function move() {{"
    # Once: each further move would cancel the one before.
    " if (told || document.documentElement.style.opacity !== '0') return;"
    " told = navigator.sendBeacon('/tried'); location.replace('/logged-out') }}"
    " {listens}</script>"
)
WORKER = "URL.createObjectURL(new Blob(['setInterval(() => postMessage(0), 5)']))"
# What survives its document, and no end of timers stops.
LISTENS = {
    "an answer": "(async () => { for (;;) { await fetch('/session').catch(() => {}); move() } })()",
    "a worker": f"new Worker({WORKER}).onmessage = move",
    "a frame painted": "(function next() { move(); requestAnimationFrame(next) })()",
    "a watched document": "new MutationObserver(move).observe(document, { childList: true })",
}


def _leave_a_page_that_moves(
    visit: PlaywrightVisit, site: Site, moment: str, snippet: str | None = None
) -> None:
    site.partner.html("/logged-out", "<!doctype html><h1>Logged out</h1>")
    site.partner.routes["/session"] = Reply(b"{}", "application/json")
    head = MOVES_WHEN_LEFT.format(listens=LISTENS[moment])
    site.open(visit, site.page(snippet, head=head))
    point_at_control(visit)


@pytest.mark.parametrize("moment", LISTENS)
def test_what_still_runs_of_the_host_moves_nobody_elsewhere(
    driven: PlaywrightVisit, site: Site, moment: str
) -> None:
    answer = _hold(site)
    _leave_a_page_that_moves(driven, site, moment)
    driven.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    driven.wait_for(lambda: site.partner.visits("/tried"), "the host tries to move the page")
    answer.set()
    driven.wait_for_arrival(site.destination.origin)
    assert len(site.destination.visits()) == 1
    assert not site.partner.visits("/logged-out")


@pytest.mark.parametrize("moment", ["an answer", "a worker"])
def test_what_still_runs_would_lead_elsewhere(
    driven: PlaywrightVisit, site: Site, moment: str
) -> None:
    answer = _hold(site)
    _leave_a_page_that_moves(driven, site, moment, site.alter(MOVES_FREELY))
    driven.wait_for(lambda: site.partner.visits("/logged-out"), "the host moves the page")
    answer.set()


# -- a host that takes a press and leads elsewhere -----------------------------------------------

# As pages do that ask "you are leaving our site", or open an advertisement at the first click.
TAKES_CLICKS = (
    "<script>addEventListener('click', event => { event.preventDefault();"
    " event.stopImmediatePropagation(); location.href = '/leaving' }, true)</script>"
)
# By the Navigation API: each navigation that leads out of the site.
TAKES_NAVIGATIONS = (
    "<script>window.navigation && navigation.addEventListener('navigate', event => {"
    " if (!event.destination.url.startsWith(location.origin)) location.href = '/leaving'"
    " })</script>"
)
BY_CLICK_ALONE = (r"pointerup\(event\)\{", "never(event){")
NOT_BY_ENTER = (r'event\.key==="Enter"', "false")
JUDGED = (r"delete\(\(NavigateEvent\.prototype\)\.destination\)", "0")


def _press(visit: PlaywrightVisit, way: str) -> None:
    if way == "Enter":
        visit.evaluate(f"void ({CONTROL}).focus()")
        visit.press("Enter")
    else:
        point_at_control(visit)


@pytest.mark.parametrize("way", ["pointer", "Enter"])
@pytest.mark.parametrize("takes", [TAKES_CLICKS, TAKES_NAVIGATIONS], ids=["click", "navigate"])
def test_a_host_that_takes_presses_leads_nobody_elsewhere(
    driven: PlaywrightVisit, site: Site, takes: str, way: str
) -> None:
    leaving = site.partner.html("/leaving", "<!doctype html><h1>You are leaving our site</h1>")
    site.open(driven, site.page(head=takes))
    _press(driven, way)
    assert site.expect_left(driven) is None
    assert len(site.destination.visits()) == 1
    assert not site.partner.visits(leaving.removeprefix(site.partner.origin))


@pytest.mark.parametrize(
    ("takes", "way", "without"),
    [
        (TAKES_CLICKS, "pointer", [BY_CLICK_ALONE]),
        (TAKES_CLICKS, "Enter", [BY_CLICK_ALONE, NOT_BY_ENTER]),
        (TAKES_NAVIGATIONS, "pointer", [JUDGED, MOVES_FREELY]),
    ],
    ids=["pointer", "Enter", "navigate"],
)
def test_a_host_would_lead_elsewhere(
    driven: PlaywrightVisit, site: Site, takes: str, way: str, without: list[tuple[str, str]]
) -> None:
    site.partner.html("/leaving", "<!doctype html><h1>You are leaving our site</h1>")
    site.open(driven, site.page(site.alter(*without), head=takes))
    _press(driven, way)
    driven.wait_for(lambda: site.partner.visits("/leaving"), "the host leads elsewhere")


# -- a hand that slips, a middle button, a magnified page ------------------------------------------

DRAGGED = (r"controlLink\.draggable=false;", "")
WITHOUT_MIDDLE = (r"event\.button<2", "event.button<1")


def _press_and_slip(visit: PlaywrightVisit) -> None:
    x, y = middle_of_control(visit)
    visit.page.mouse.move(x, y)
    visit.page.mouse.down()
    visit.page.mouse.move(x + 20, y + 3, steps=4)
    visit.page.mouse.up()


def test_a_press_that_slips_leaves(driven: PlaywrightVisit, site: Site) -> None:
    site.open(driven, site.page())
    _press_and_slip(driven)
    assert site.expect_left(driven) is None


def test_a_link_that_can_be_dragged_would_swallow_such_a_press(
    driven: PlaywrightVisit, site: Site
) -> None:
    site.open(driven, site.page(site.alter(DRAGGED)))
    _press_and_slip(driven)
    site.expect_stayed(driven)


@pytest.mark.parametrize("is_heard", [True, False])
def test_the_middle_button_leaves_and_opens_no_tab_beside_the_page(
    driven: PlaywrightVisit, site: Site, is_heard: bool
) -> None:
    site.open(driven, site.page(None if is_heard else site.alter(WITHOUT_MIDDLE)))
    x, y = middle_of_control(driven)
    driven.page.mouse.click(x, y, button="middle")
    if is_heard:
        assert site.expect_left(driven) is None
        assert len(driven.tabs) == 1
    else:
        driven.wait_for(lambda: site.destination.visits(), "another tab asks for it")
        assert driven.url == site.partner.origin + "/page"


@pytest.mark.parametrize("zoom", [0.5, 1.5, 2])
def test_the_control_stays_in_its_corner_at_its_size_whatever_the_host_magnifies(
    driven: PlaywrightVisit, site: Site, zoom: float
) -> None:
    site.open(driven, site.page(head=f"<style>html {{ zoom: {zoom} }}</style>"))
    box = f"(b => [innerWidth - b.right, b.top, b.height])(({CONTROL}).getBoundingClientRect())"
    driven.wait_for_page(f"(b => b[0] >= 0 && b[0] < 40 && b[1] < 40)({box})", "in its corner")
    assert driven.evaluate(box)[2] >= 44
    point_at_control(driven)
    assert site.expect_left(driven) is None


# -- a router that cancels navigations -------------------------------------------------------------

CANCELS = (
    "<script>window.navigation && navigation.addEventListener('navigate',"
    " event => { if (!event.cancelable) return;"
    " event.preventDefault(); console.log('cancelled') })</script>"
)
ROUTER_OBEYED = (r"NavigateEvent\.prototype\.preventDefault=", "NavigateEvent.prototype.never=")


def test_a_router_that_cancels_every_navigation_holds_nobody(
    driven: PlaywrightVisit, site: Site
) -> None:
    site.open(driven, site.page(head=CANCELS))
    point_at_control(driven)
    assert site.expect_left(driven) is None


def test_a_router_that_is_obeyed_would_cancel_the_exit(driven: PlaywrightVisit, site: Site) -> None:
    said: list[str] = []
    driven.page.on("console", lambda message: said.append(message.text))
    site.open(driven, site.page(site.alter(ROUTER_OBEYED), head=CANCELS))
    point_at_control(driven)
    driven.wait_for(lambda: "cancelled" in said, "the router is asked")
    driven.settle()
    assert not site.destination.visits()
