"""An element that comes and goes leaves nothing behind; ten of them do not mix up."""

from __future__ import annotations

import pytest
from playwright.sync_api import CDPSession
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

AT_ONCE = 10
ROUNDS = 3  # of AT_ONCE mounts each: 30
# Chromium keeps a few nodes of the past for its own use; one leaking mount leaves three and more.
SLACK = 20
UNMOUNTS = r"receivers\.length=0;"
MOUNT = """document.body.append(...Array.from({length: %d}, (_, number) => {
  const element = document.createElement('div');
  element.dataset.quickExitFaq = '';
  element.className = 'extra';
  element.dataset.title = 'Frame ' + number;
  return element;
}))"""
EXTRA = "[...document.querySelectorAll('.extra')]"
READY = "void addEventListener('quick-exit:ready', event => (event.target.ready = true))"
ALL_READY = f"{EXTRA}.every(element => element.ready)"
DROP = f"(window.dropped = {EXTRA}, dropped.forEach(element => element.remove()))"
SAY_HEIGHT = "void parent.postMessage({quickexit: 1, type: 'height', height: 777}, '*')"
# Other frames may correct their own heights meanwhile.
HEAR = """event => { if (event.detail.height === 777) (window.resized ||= []).push(
  [...document.querySelectorAll('[data-quick-exit-faq]')].indexOf(event.target)) }"""
HEIGHTS = (
    "[...document.querySelectorAll('[data-quick-exit-faq]')]"
    ".map(element => (element.shadowRoot || element).querySelector('iframe').style.minHeight)"
)


def _counters(protocol: CDPSession) -> dict[str, int]:
    """Count, after the garbage is collected, what the page's process holds."""
    for _ in range(3):
        protocol.send("HeapProfiler.collectGarbage")
    counted = protocol.send("Memory.getDOMCounters")
    return {name: int(counted[name]) for name in ("documents", "nodes", "jsEventListeners")}


def _mount_and_unmount(visit: PlaywrightVisit, rounds: int) -> None:
    for _ in range(rounds):
        visit.evaluate(f"void ({MOUNT % AT_ONCE})")
        visit.wait_for_page(ALL_READY, "each frame is ready")
        visit.evaluate(f"void {DROP}")
        visit.settle()
        visit.evaluate("void delete window.dropped")


def _grown(visit: PlaywrightVisit, rounds: int) -> dict[str, int]:
    """Return by how much each counter grew over that many rounds, after one to warm up."""
    protocol = visit.context.new_cdp_session(visit.page)
    visit.evaluate(READY)
    _mount_and_unmount(visit, 1)
    before = _counters(protocol)
    _mount_and_unmount(visit, rounds)
    after = _counters(protocol)
    return {name: after[name] - before[name] for name in before}


@pytest.mark.parametrize("rounds", [ROUNDS, pytest.param(20, marks=pytest.mark.slow)])
def test_many_mounts_and_unmounts_leave_no_node_listener_or_frame(
    chromium_visit: PlaywrightVisit, site: Site, rounds: int
) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    grown = _grown(visit, rounds)
    assert {name: by for name, by in grown.items() if by > SLACK} == {}
    assert len(visit.page.frames) == 2, "the page and the frame of the element that stays"
    assert visit.problems == []


def test_without_the_unmount_they_would_stay(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    site.open(visit, site.page(site.alter((UNMOUNTS, ""))))
    visit.wait_for_faq()
    grown = _grown(visit, ROUNDS)
    assert grown["nodes"] > SLACK
    assert grown["jsEventListeners"] > SLACK


def test_ten_elements_keep_out_of_each_others_way(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    visit.evaluate(READY)
    visit.evaluate(f"void ({MOUNT % (AT_ONCE - 1)})")
    visit.wait_for_page(ALL_READY, "each frame is ready")
    visit.evaluate(f"void addEventListener('quick-exit:resize', {HEAR})")
    visit.evaluate_in_frame(SAY_HEIGHT, 4)
    visit.wait_for_page("window.resized?.length", "the height is heard")
    visit.settle()
    assert visit.evaluate("resized") == [4]
    heights = visit.evaluate(HEIGHTS)
    assert [height == "777px" for height in heights] == [n == 4 for n in range(AT_ONCE)]
    assert visit.evaluate("document.querySelectorAll('[data-quick-exit-control]').length") == 1
    visit.evaluate_in_frame("void parent.postMessage({quickexit: 1, type: 'leave'}, '*')", 7)
    site.expect_left(visit)
    assert len(site.destination.visits()) == 1
