"""Checks of a page in a real browser: what is hit, what the keys do, what moves.

Playwright comes with the extra `[check]`; the browser is one that is installed. Every request of
the page passes a gate: none reaches a private network unless that is allowed, and the destination
of the exit is answered here, so that nobody is told of the check.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from quickexit.errors import QuickExitError
from quickexit.page_checks.findings import Finding, State
from quickexit.page_checks.page_fetch import refuse_private_host
from quickexit.page_checks.snippet_parts import FoundParts

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

Browse = Callable[[str, FoundParts], Sequence[Finding]]

_PROGRAMS = {
    "chromium": ("CHROMIUM", ("chromium", "chromium-browser", "google-chrome", "chrome")),
    "firefox": ("FIREFOX", ("firefox-esr", "firefox")),
}
# For a page to load, for our script to show its control, and for a key press to leave.
_LOAD_MS = 30_000
_CONTROL_MS = 15_000
_LEAVE_MS = 10_000
_BACK_MS = 3_000
_VIEWPORT = {"width": 1280, "height": 800}
# A shift below this is called good (web.dev, "Cumulative Layout Shift").
_GOOD_SHIFT = 0.1

# What is at the centre of an element: "" for itself or what is in it, else what lies over it.
_COVERING = """(element) => {
  const box = element.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const seen = box.width && x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight;
  if (!seen) return "nothing: it is off the screen";
  let hit = document.elementFromPoint(x, y);
  while (hit && hit.shadowRoot) {
    const inner = hit.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === hit) break;
    hit = inner;
  }
  if (!hit) return "nothing";
  if (element === hit || element.contains(hit)) return "";
  const id = hit.id ? "#" + hit.id : "";
  return hit.localName + id + [...hit.classList].map(name => "." + name).join("");
}"""
# The link of the snippet, and our control: the one in an open shadow root.
_FIND_LINK = """() => document.querySelector("a[data-quick-exit]")"""
_FIND_CONTROL = """() => {
  const elements = [...document.querySelectorAll("*")];
  const roots = elements.map(element => element.shadowRoot).filter(Boolean);
  const links = roots.map(root => root.querySelector("[data-quick-exit]")).filter(Boolean);
  return links.find(link => link.getClientRects().length) || null;
}"""
# The layout shift so far; observers hear of it within two frames.
_SHIFT = """() => new Promise(done => {
  let shift = 0;
  try {
    new PerformanceObserver(list => list.getEntries().forEach(entry => {
      if (!entry.hadRecentInput) shift += entry.value;
    })).observe({ type: "layout-shift", buffered: true });
  } catch (error) {}
  requestAnimationFrame(() => requestAnimationFrame(() => done(shift)));
})"""


@contextmanager
def open_browser(name: str, *, allow_private: bool) -> Iterator[Browse]:
    """Start an installed browser, `chromium` or `firefox`; give a function that checks one page.

    Raises `QuickExitError` where Playwright or the browser is missing.
    """
    program = _program(name)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise QuickExitError(
            "checking in a browser needs Playwright, which is not installed",
            hint='install it with: pip install "quickexit[check]"',
        ) from error
    with sync_playwright() as playwright:
        if name == "chromium":
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=program, args=arguments)
        else:
            browser = playwright.firefox.launch(
                channel="moz-firefox",
                executable_path=program,
                # Else keys do not reach a frame of another site (Firefox ESR 153, Playwright 1.64).
                firefox_user_prefs={"fission.autostart": False},
            )
        with browser:
            yield lambda address, parts: list(_findings(browser, address, parts, allow_private))


def _program(name: str) -> str:
    variable, names = _PROGRAMS[name]
    program = os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)
    if not program:
        raise QuickExitError(
            f"{name} is not installed", hint=f"install it, or name it with {variable}=/path/to/it"
        )
    return program


def _findings(
    browser: Browser, address: str, parts: FoundParts, allow_private: bool
) -> Iterator[Finding]:
    if parts.link is None:
        return
    destination = parts.address(parts.link, "href")
    script = urlsplit(parts.address(parts.scripts[0])).path if parts.scripts else ""
    with _opened_page(browser, destination, allow_private, blocked=script) as page:
        subject = "the link, without the script"
        hits = partial(_hits, check="browser-link", subject=subject, find=_FIND_LINK)
        yield from _guarded("browser-link", page, address, hits)
    if not parts.scripts:
        return
    with _opened_page(browser, destination, allow_private) as page:
        messages: list[str] = []
        page.on("console", lambda message: messages.append(message.text))
        yield from _guarded("browser", page, address, _with_script)
        for text in messages:
            if "quick-exit" in text or "quickexit" in text.lower():
                yield Finding("browser-console", "notice", f"the console says: {text}")
    wanted = (parts.option("exit-keys") or "shift escape").lower().split()
    for key in ("Shift", "Escape"):
        if key.lower() in wanted:
            with _opened_page(browser, destination, allow_private) as page:
                yield from _guarded("browser", page, address, partial(_leaves_by, key, address))


def _guarded(
    check: str, page: Page, address: str, step: Callable[[Page], Iterator[Finding]]
) -> Iterator[Finding]:
    """Run a step; where the page or the browser fails on the way, that is the finding."""
    from playwright import sync_api

    try:
        page.goto(address, wait_until="load", timeout=_LOAD_MS)
        yield from step(page)
    except sync_api.Error as error:
        first = error.message.strip().splitlines()[0]
        yield Finding(check, "wrong", f"the browser could not finish ({first})", "try it by hand")


@contextmanager
def _opened_page(
    browser: Browser, destination: str, allow_private: bool, *, blocked: str = ""
) -> Iterator[Page]:
    context = browser.new_context(viewport=_VIEWPORT, service_workers="block")  # type: ignore[arg-type] # a TypedDict of two ints

    def gate(route: Route) -> None:
        request = route.request
        if request.url.rstrip("/") == destination.rstrip("/"):
            route.fulfill(status=200, content_type="text/html", body="<!doctype html><p>Left.")
        elif (blocked and urlsplit(request.url).path == blocked) or not _may_reach(
            request.url, allow_private
        ):
            route.abort()
        else:
            route.continue_()

    context.route("**/*", gate)
    try:
        yield context.new_page()
    finally:
        with suppress(Exception):  # a page that hangs does not keep the next one from being checked
            context.close()


def _may_reach(address: str, allow_private: bool) -> bool:
    parts = urlsplit(address)
    is_web = parts.scheme in ("http", "https")
    return allow_private or not is_web or _is_public(parts.hostname or "")


@cache
def _is_public(host: str) -> bool:
    try:
        refuse_private_host(host, 443)
    except (OSError, ValueError):
        return False
    return True


def _with_script(page: Page) -> Iterator[Finding]:
    from playwright import sync_api

    try:
        page.wait_for_function(f"() => ({_FIND_CONTROL})() !== null", timeout=_CONTROL_MS)
    except sync_api.TimeoutError:
        text = f"the script shows no control within {_CONTROL_MS // 1000} s"
        yield Finding("browser-control", "wrong", text, "look into the console of the browser")
        return
    yield from _hits(page, "browser-control", "the control", _FIND_CONTROL)
    shift = float(page.evaluate(_SHIFT))
    state: State = "right" if shift < _GOOD_SHIFT else "notice"
    yield Finding("browser-layout", state, f"the page's layout shift is {shift:.3f}")


def _leaves_by(key: str, address: str, page: Page) -> Iterator[Finding]:
    from playwright import sync_api

    page.wait_for_function(f"() => ({_FIND_CONTROL})() !== null", timeout=_CONTROL_MS)
    check = f"browser-key-{key.lower()}"
    for _ in range(3):
        page.keyboard.press(key)
    try:
        page.wait_for_url(lambda url: url != address, timeout=_LEAVE_MS, wait_until="load")
    except sync_api.TimeoutError:
        text = f"{key} pressed three times does not leave"
        hint = "another script of the page takes the key; see docs/embed.md"
        yield Finding(check, "wrong", text, hint)
        return
    yield Finding(check, "right", f"{key} pressed three times leaves")
    # There may be nothing to go back to, and a page from the back-forward cache never loads.
    with suppress(sync_api.Error):
        page.go_back(wait_until="commit", timeout=_BACK_MS)
    if page.url == address:
        yield Finding("browser-back", "wrong", "Back shows the page again", "report this page")
    else:
        yield Finding("browser-back", "right", f"after {key}, Back does not show the page")


def _hits(page: Page, check: str, subject: str, find: str) -> Iterator[Finding]:
    """Yield what a click at the centre of an element hits, at the top and after scrolling."""
    for place, scroll in (("at the top", 0), ("after scrolling", 1)):
        page.evaluate("part => scrollTo(0, part * document.documentElement.scrollHeight)", scroll)
        over = page.evaluate(
            f"() => {{ const found = ({find})(); "
            f'return found ? ({_COVERING})(found) : "nothing: it is gone"; }}'
        )
        said = f"{subject}, {place}: a click at its centre hits"
        if over:
            hint = "put the snippet outside of boxes with position and z-index, transform or filter"
            yield Finding(check, "wrong", f"{said} {over}", hint)
        else:
            yield Finding(check, "right", f"{said} it")
