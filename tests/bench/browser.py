"""Chromium for the bench: fresh visits, slowed down as DevTools does it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright
from tests.bench.peers import Pages
from tests.bench.tools import Tools
from tests.support.playwright_visit import launch_chromium
from tests.support.site import Widget

# DevTools' slow 3G: 400 ms, 400 kbit/s.
_SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
_SLOWER_CPU = 4


@contextmanager
def pages_and_browser(tools: Tools) -> Iterator[tuple[Pages, Browser]]:
    """Release and serve the present source, start the partner's site and Chromium."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pages = Pages(tools, stack.enter_context(Widget(folder / "store")))
        for server in pages.servers:
            stack.enter_context(server)
        pages.destination.html("/", "<!doctype html><title>Weather</title><body>Sunny</body>")
        playwright = stack.enter_context(sync_playwright())
        browser = launch_chromium(playwright, tools.chromium)
        stack.callback(browser.close)
        yield pages, browser


@contextmanager
def fresh_visit(browser: Browser, *, width: int = 1280) -> Iterator[tuple[Page, CDPSession]]:
    """Give a page with an empty cache, and its DevTools session."""
    context = browser.new_context(viewport={"width": width, "height": 720})
    context.set_default_timeout(30_000)
    try:
        page = context.new_page()
        yield page, context.new_cdp_session(page)
    finally:
        context.close()


def slow_down(session: CDPSession) -> None:
    """Let the visit be that of a slow phone on a slow network."""
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", _SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER_CPU})
