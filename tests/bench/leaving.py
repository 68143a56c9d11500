"""Section 3: from the release of the button to a screen without the page, and to the request."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from playwright.sync_api import Browser, Page
from tests.bench.browser import fresh_visit, pages_and_browser
from tests.bench.peers import PARAGRAPH, Pages, Peer
from tests.bench.section import Row, Section, spread, with_ratio
from tests.bench.tools import BenchError, Tools

_CATEGORIES = ["devtools.timeline", "disabled-by-default-devtools.screenshot"]
# The page is of a colour that neither a blank tab nor the destination has.
_COLOUR = "<style>html,body{background:#c0f!important}</style>"
_SEEN = """
async (pictures) => {
  const seen = [];
  for (const picture of pictures) {
    const image = new Image();
    image.src = 'data:image/jpeg;base64,' + picture;
    await image.decode();
    const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.width, image.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at] > 150 && data[at + 1] < 80 && data[at + 2] > 180) count += 1;
    seen.push(count > 20);
  }
  return seen;
}
"""
_Events = Sequence[Mapping[str, Any]]


def _traced(browser: Browser, page: Page, peer: Peer, origin: str) -> _Events:
    """Click the control and return what Chromium recorded until the destination stands."""
    control = page.locator(peer.better_control or peer.control).first
    control.wait_for()
    browser.start_tracing(page=page, categories=_CATEGORIES)
    control.click(no_wait_after=True)
    page.wait_for_url(origin + "/", wait_until="load")
    # No event says that the trace holds all of it: the page gets a few frames more.
    page.wait_for_timeout(100)
    events: _Events = json.loads(browser.stop_tracing())["traceEvents"]
    return events


def _first(events: _Events, name: str, pattern: str, after: float = 0) -> float:
    """Return when (microseconds) the first event of a name that holds the pattern began."""
    found = [
        event["ts"]
        for event in events
        if event["name"] == name
        and event["ts"] >= after
        and re.search(pattern, json.dumps(event["args"]))
    ]
    if not found:
        raise BenchError(f"Chromium recorded no {name} with {pattern}")
    return float(min(found))


def _times(browser: Browser, events: _Events, origin: str) -> tuple[float, float]:
    """Return ms from the release to the first picture without the page, and to the request."""
    # Chromium records what is listened to: ours leaves at the first, the peers at the click.
    released = _first(events, "EventDispatch", '"(pointerup|click)"')
    asked = _first(events, "ResourceSendRequest", origin, released)
    pictures = sorted(
        ((event["ts"], event["args"]["snapshot"]) for event in events
         if event["name"] == "Screenshot" and event["ts"] >= released),
        key=lambda each: float(each[0]),
    )  # fmt: skip
    with fresh_visit(browser) as (page, _):
        page.goto("about:blank")
        seen = page.evaluate(_SEEN, [snapshot for _, snapshot in pictures])
    gone = [ts for (ts, _), shown in zip(pictures, seen, strict=True) if not shown]
    if not gone:
        raise BenchError("Chromium recorded no picture without the page")
    return (gone[0] - released) / 1000, (asked - released) / 1000


def _once(browser: Browser, pages: Pages, peer: Peer, elements: int) -> tuple[float, float]:
    filler = _COLOUR + re.sub("<p>.*?</p>", "<p>x</p>", PARAGRAPH) * elements
    address = pages.put(peer, filler=filler)
    with fresh_visit(browser) as (page, _):
        page.goto(address)
        events = _traced(browser, page, peer, pages.destination.origin)
    return _times(browser, events, pages.destination.origin)


def _measure(tools: Tools, quick: bool) -> Sequence[Row]:
    rows: list[Row] = []
    with pages_and_browser(tools) as (pages, browser):
        peers = (pages.location, pages.link, pages.ours, pages.govuk)
        for elements in (100, 5000) if quick else (100, 5000, 45_000):
            runs: dict[str, list[tuple[float, float]]] = {peer.name: [] for peer in peers}
            for _ in range(1 if quick else 7):
                for peer in peers:
                    runs[peer.name].append(_once(browser, pages, peer, elements))
            found: Sequence[Row] = [
                {
                    "elements": elements,
                    "what": name,
                    "gone_ms": spread([gone for gone, _ in times]),
                    "asked_ms": spread([asked for _, asked in times]),
                }
                for name, times in runs.items()
            ]
            found = with_ratio(found, "gone_ms", pages.location.name, "gone_ratio")
            rows += with_ratio(found, "asked_ms", pages.location.name, "asked_ratio")
    return rows


SECTION = Section(
    "leaving",
    "Time to leave: from the release of the button (milliseconds)",
    "Chromium's own trace, at full speed: to the first picture of the tab that holds nothing of "
    "the page, and to the request for the destination, which answers at once. Pages with that many "
    "elements; ratios to a bare location.href.",
    _measure,
)
