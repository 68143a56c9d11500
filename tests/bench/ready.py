"""Section 2: from the start of the navigation until a click on the control leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Browser, Page
from tests.bench.browser import fresh_visit, pages_and_browser, slow_down
from tests.bench.peers import Pages, Peer
from tests.bench.section import Row, Section, spread
from tests.bench.tools import BenchError, Tools

# In every frame from the first one on: is the control there, seen, and hit by a click on it?
# The driver's script runs too where the page's own may not.
_WATCH = """
(selector) => {
  const found = { control: null };
  window.benchFound = found;
  const all = (root) => [root, ...[...root.querySelectorAll('*')]
    .filter((each) => each.shadowRoot).flatMap((each) => all(each.shadowRoot))];
  const middle = (root, control) => {
    const box = control.getBoundingClientRect();
    const seen = box.width && box.height && getComputedStyle(control).visibility === 'visible';
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const there = seen && root.elementFromPoint(x, y);
    return there && (there === control || control.contains(there)) ? [x, y] : null;
  };
  window.benchHit = () => all(document)
    .flatMap((root) => [...root.querySelectorAll(selector)].map((each) => middle(root, each)))
    .find(Boolean);
  const look = () => {
    if (window.benchHit()) found.control = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""
_PAINT = "performance.getEntriesByName('first-paint')[0]?.startTime ?? null"


def _times(page: Page) -> dict[str, Any] | None:
    found: dict[str, Any] = page.evaluate(f"({{...window.benchFound, paint: {_PAINT}}})")
    return found if found["control"] is not None and found["paint"] is not None else None


def _once(browser: Browser, pages: Pages, peer: Peer) -> tuple[float, float]:
    """Visit once; return when a click could leave and when something was painted (ms)."""
    address = pages.put(peer)
    with fresh_visit(browser, width=360) as (page, session):
        page.add_init_script(f"({_WATCH})({peer.control!r})")
        slow_down(session)
        page.goto(address, wait_until="commit")
        for _ in range(400):
            if found := _times(page):
                break
            # To ask more often would take the slowed processor from what is measured.
            page.wait_for_timeout(50)
        else:
            raise BenchError(f"{peer.name}: its control never shows")
        page.mouse.click(*page.evaluate("window.benchHit()"))
        page.wait_for_url(pages.destination.origin + "/", wait_until="commit")
        return found["control"], found["paint"]


def _measure(tools: Tools, quick: bool) -> Sequence[Row]:
    with pages_and_browser(tools) as (pages, browser):
        peers = (pages.link, pages.ours, pages.ours_without_script, pages.govuk)
        runs: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in peers}
        for _ in range(2 if quick else 15):
            for peer in peers:
                runs[peer.name].append(_once(browser, pages, peer))
    return [
        {
            "what": name,
            "ready_ms": spread([ready for ready, _ in times], 0),
            "first_paint_ms": spread([paint for _, paint in times], 0),
            "ready_to_paint": spread([ready / paint for ready, paint in times], 2),
        }
        for name, times in runs.items()
    ]


SECTION = Section(
    "ready",
    "Time until leaving is possible, on a slow phone (milliseconds)",
    "Chromium, 400 ms and 400 kbit/s, CPU slowed four times, an empty cache; from the start of the "
    "navigation to the first frame in which a click on the middle of the control would hit it; "
    "each visit then does leave by a click. Page and widget on two ports of 127.0.0.1.",
    _measure,
)
