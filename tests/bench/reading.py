"""Section 10: from the start of the navigation until the questions in the frame are painted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Browser
from tests.bench.browser import fresh_visit, pages_and_browser
from tests.bench.peers import Pages, Peer
from tests.bench.section import Row, Section, spread, with_ratio
from tests.bench.slow_proxy import SlowProxy
from tests.bench.tools import BenchError, Tools

_ROUND_TRIPS_MS = (30, 100, 300)

# Both documents count from the start of the epoch, so that their times can be subtracted.
_PAINTED = """
new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const [paint] = list.getEntriesByName('first-contentful-paint');
    if (paint) resolve(performance.timeOrigin + paint.startTime);
  }).observe({ type: 'paint', buffered: true });
  setTimeout(() => resolve(null), 20000);
})
"""


@contextmanager
def _slow_lines(pages: Pages) -> Iterator[Sequence[SlowProxy]]:
    """Put a proxy in front of each server; the page is then of another site than the frames."""
    with (
        SlowProxy(pages.partner.port) as partner,
        SlowProxy(pages.content.port) as content,
        SlowProxy(pages.widget.port) as widget,
    ):
        pages.partner.origin = f"http://localhost:{partner.port}"
        pages.content.origin = f"http://127.0.0.1:{content.port}"
        pages.widget_origin = f"http://127.0.0.1:{widget.port}"
        yield partner, content, widget


def _once(browser: Browser, peer: Peer, address: str) -> float:
    """Visit once with an empty cache; return the ms from the navigation to the frame's paint."""
    with fresh_visit(browser) as (page, _):
        # Every frame here is made before the page's load event, which waits for it.
        page.goto(address)
        if len(page.frames) != 2 or not page.frames[1].url.startswith("http://127.0.0.1:"):
            raise BenchError(f"{peer.name}: its page does not show its frame")
        painted = page.frames[1].evaluate(_PAINTED)
        if painted is None:
            raise BenchError(f"{peer.name}: nothing is painted in its frame")
        return float(painted - page.evaluate("performance.timeOrigin"))


def rotated(peers: Sequence[Peer], by: int) -> Sequence[Peer]:
    """Return the peers in the order of a round: in as many rounds each has each place once."""
    start = by % len(peers)
    return [*peers[start:], *peers[:start]]


def _measure(tools: Tools, quick: bool) -> Sequence[Row]:
    rows: list[Row] = []
    with pages_and_browser(tools) as (pages, browser), _slow_lines(pages) as lines:
        floor = pages.bare
        peers = (floor, pages.ours, pages.ours_without_script, pages.giscus, pages.resizer)
        addresses = {peer.name: pages.put(peer) for peer in peers}
        for peer in peers:
            # The first visit of all warms servers and browser up, and does not count.
            _once(browser, peer, addresses[peer.name])
        for round_trip in _ROUND_TRIPS_MS:
            for line in lines:
                line.round_trip = round_trip / 1000
            runs: dict[str, list[float]] = {peer.name: [] for peer in peers}
            for at in range(3 if quick else 15):
                for peer in rotated(peers, at):
                    runs[peer.name].append(_once(browser, peer, addresses[peer.name]))
            found = [
                {"round_trip_ms": round_trip, "what": name, "painted_ms": spread(times, 0)}
                for name, times in runs.items()
            ]
            rows += with_ratio(found, "painted_ms", floor.name, "of_bare_iframe")
    return rows


SECTION = Section(
    "reading",
    "Time until the questions in the frame are painted, over a slow line (milliseconds)",
    "Chromium at full speed with an empty cache; proxies on loopback delay every byte by half a "
    "round trip, and a new connection takes two round trips more, as TCP and TLS need; the "
    "bandwidth is not limited. From the start of the page's navigation to the first contentful "
    "paint in the frame. The page is on localhost, the frame with its scripts on 127.0.0.1, which "
    "is another site. All frames hold the same words. The contenders take turns in each round.",
    _measure,
)
