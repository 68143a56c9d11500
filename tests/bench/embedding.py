"""Section 4: layout shift, main-thread time and memory of what is embedded."""

from __future__ import annotations

from collections.abc import Sequence

from playwright.sync_api import Browser, CDPSession, Error
from tests.bench.browser import fresh_visit, pages_and_browser
from tests.bench.peers import Pages, Peer
from tests.bench.section import Row, Section, spread
from tests.bench.tools import BenchError, Tools

_WIDTHS = (320, 768, 1280)
_SHIFTS = """
window.benchShift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) benchShift += entry.value;
}).observe({ type: 'layout-shift', buffered: true });
"""


def _settle(session: CDPSession) -> None:
    """Throw away what nobody holds, so that memory is what is in use."""
    session.send("HeapProfiler.enable")
    session.send("HeapProfiler.collectGarbage")


# A peer that does not fit its frame would win for doing nothing.
_FITS = "innerHeight > 700 && document.documentElement.scrollHeight <= innerHeight"


def _check_fit(browser: Browser, peer: Peer, address: str) -> None:
    with fresh_visit(browser) as (page, _):
        page.goto(address)
        try:
            page.frames[1].wait_for_function(_FITS)
        except (Error, IndexError):
            raise BenchError(f"{peer.name} does not fit its frame to the content") from None


def _shift(browser: Browser, address: str, width: int) -> float:
    with fresh_visit(browser, width=width) as (page, _):
        page.add_init_script(_SHIFTS)
        page.goto(address, wait_until="networkidle")
        return float(page.evaluate("window.benchShift"))


def _costs(browser: Browser, address: str) -> tuple[float, float]:
    """Return main-thread time (ms) and JavaScript memory (KB) of a page with its frames."""
    with fresh_visit(browser) as (page, session):
        session.send("Performance.enable")
        page.goto(address, wait_until="networkidle")
        _settle(session)
        metrics = session.send("Performance.getMetrics")["metrics"]
        values = {each["name"]: each["value"] for each in metrics}
        return values["TaskDuration"] * 1000, values["JSHeapUsedSize"] / 1024


def _row(browser: Browser, pages: Pages, peer: Peer, runs: int) -> Row:
    one, twenty = pages.put(peer), pages.put(peer, copies=20)
    shifts = {
        f"shift_{width}": spread([_shift(browser, one, width) for _ in range(runs)], 3)
        for width in _WIDTHS
    }
    single = [_costs(browser, one) for _ in range(runs)]
    many = [_costs(browser, twenty) for _ in range(runs)]
    return {
        "what": peer.name,
        **shifts,
        "main_ms_1": spread([time for time, _ in single], 0),
        "main_ms_20": spread([time for time, _ in many], 0),
        "heap_kb_1": spread([memory for _, memory in single], 0),
        "heap_kb_20": spread([memory for _, memory in many], 0),
    }


def _measure(tools: Tools, quick: bool) -> Sequence[Row]:
    with pages_and_browser(tools) as (pages, browser):
        peers = (*pages.embedders(), Peer("the page alone"))
        for peer in peers[:-2]:
            _check_fit(browser, peer, pages.put(peer))
        return [_row(browser, pages, peer, 1 if quick else 3) for peer in peers]


SECTION = Section(
    "embedding",
    "What an embed costs the page: layout shift, main thread, memory, for 1 and 20 embeds",
    "Chromium at full speed, the same words in every frame. Layout shift as the browser counts it, "
    "without input, at 320, 768 and 1280 px; main-thread time (ms) and JavaScript memory in use "
    "(KB) of the page and its frames together, since all are one site on 127.0.0.1.",
    _measure,
)
