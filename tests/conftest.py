"""Real browsers, real servers on loopback, one fresh visitor for each test."""

from __future__ import annotations

import os
import shutil
import signal
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from tests.support.display import Display
from tests.support.playwright_visit import PlaywrightVisit, launch_chromium, launch_firefox
from tests.support.site import Site, Widget
from tests.support.visit import PATIENCE_SECONDS, Visit
from tests.support.web import PageServer, RefusingProxy
from tests.support.webkit_visit import WebKitBrowser, WebKitVisit, mini_browsers

# A shell that starts the tests in the background lets them ignore SIGINT, and all that they start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# In CI each commit is judged by the same examples. None is refused for being slow: the machine
# may be busy with something else. `make test-all` asks for many.
_SAME = "CI" in os.environ
settings.register_profile("few", deadline=None, max_examples=40, derandomize=_SAME)
settings.register_profile("many", deadline=None, max_examples=400, derandomize=_SAME)
settings.load_profile("few")

# Its own 5 s are little on a machine with something else to do.
expect.set_options(timeout=PATIENCE_SECONDS * 1000)

ENGINES = ("chromium", "firefox", "webkit")
_MISSING = (
    "{name} is not installed: run `make test`, which installs it, or name the program yourself "
    "with CHROMIUM=/path/to/chromium or FIREFOX=/path/to/firefox"
)


def browser_program(name: str) -> str:
    """Return the program of that browser; a missing one fails the test, it never skips it."""
    found = {
        "chromium": os.environ.get("CHROMIUM") or shutil.which("chromium"),
        # The same engine without the browser's own windows: a page costs a third of the
        # processor's time (0.7 s, and 1.8 s with them). `make test-all` takes the whole browser.
        "chromium-headless-shell": os.environ.get("CHROMIUM")
        or shutil.which("chromium-headless-shell"),
        "firefox": os.environ.get("FIREFOX") or shutil.which("firefox-esr"),
        "webkit": shutil.which("WebKitWebDriver") if mini_browsers() else None,
    }[name]
    if not found:
        pytest.fail(_MISSING.format(name=name))
    return found


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def display() -> Iterator[Display]:
    with Display() as screen:
        yield screen


@pytest.fixture(scope="session")
def proxy() -> Iterator[RefusingProxy]:
    with RefusingProxy() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, proxy: RefusingProxy) -> Iterator[Browser]:
    program = browser_program("chromium-headless-shell")
    browser = launch_chromium(playwright, program, proxy_port=proxy.port)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def firefox(playwright: Playwright, proxy: RefusingProxy) -> Iterator[Browser]:
    browser = launch_firefox(playwright, browser_program("firefox"), proxy_port=proxy.port)
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def webkit(display: Display, proxy: RefusingProxy) -> Iterator[WebKitBrowser]:
    """A browser for each file of tests, since it cannot forget all that it has loaded."""
    browser_program("webkit")
    browser = WebKitBrowser(display.name, proxy_port=proxy.port)
    yield browser
    browser.close()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave some cases of tests marked `spread` or `sample` to `make test`; the others are slow.

    `make test-all` runs them all.
    """
    cases: dict[Path, dict[str, list[pytest.Item]]] = {}
    samples: dict[tuple[Path, str, int], list[pytest.Item]] = {}
    for item in items:
        if not hasattr(item, "callspec") or item.get_closest_marker("slow"):
            continue
        if mark := item.get_closest_marker("sample"):
            function = (item.path, item.name.partition("[")[0], mark.args[0])
            samples.setdefault(function, []).append(item)
        elif item.get_closest_marker("spread"):
            engine = next(
                (value for value in item.callspec.params.values() if value in ENGINES), ""
            )
            of_file = cases.setdefault(item.path, {})
            of_file.setdefault(item.name.replace(engine, "", 1), []).append(item)
    for path, of_file in cases.items():
        # The same engine whichever files run; by the name, so that not all files begin alike.
        first = zlib.crc32(path.name.encode())
        for turn, runs in enumerate(of_file.values(), first):
            _leave_out(runs, {turn % len(runs)})
    for (_, _, count), runs in samples.items():
        _leave_out(runs, {turn * len(runs) // count for turn in range(count)})


def _leave_out(runs: list[pytest.Item], kept: set[int]) -> None:
    for place, item in enumerate(runs):
        if place not in kept:
            item.add_marker(pytest.mark.slow)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test in every engine, or in those that `@pytest.mark.engines(…)` names.

    A negative control runs where the harm was found: what it proves is that its test can fail.
    """
    if "engine" in metafunc.fixturenames:
        named = metafunc.definition.get_closest_marker("engines")
        engines = named.args if named else ENGINES
        metafunc.parametrize("engine", engines, indirect=True, scope="session")


@pytest.fixture(scope="session")
def engine(request: pytest.FixtureRequest) -> str:
    """The engines one after the other, so that two are never open for long together."""
    return str(request.param)


@pytest.fixture
def new_visit(
    engine: str, request: pytest.FixtureRequest, display: Display, proxy: RefusingProxy
) -> Iterator[Callable[..., Visit]]:
    """Begin a visit of the engine's; `viewport=(width, height)` sets its size."""
    visits: list[Visit] = []

    def begin(viewport: tuple[int, int] | None = None) -> Visit:
        # Of two visits at once the second has a browser of its own.
        other = engine == "webkit" and visits
        browser = (
            WebKitBrowser(display.name, proxy_port=proxy.port)
            if other
            else request.getfixturevalue(engine)
        )
        if isinstance(browser, WebKitBrowser):
            visits.append(WebKitVisit(browser, viewport=viewport, owns_browser=bool(other)))
        else:
            size = {"viewport": {"width": viewport[0], "height": viewport[1]}} if viewport else {}
            visits.append(PlaywrightVisit(engine, browser, **size))
        return visits[-1]

    yield begin
    for visit in visits:
        visit.close()


@pytest.fixture
def visit(new_visit: Callable[..., Visit]) -> Visit:
    return new_visit()


@pytest.fixture
def chromium_visit(chromium: Browser) -> Iterator[PlaywrightVisit]:
    """A visit in Chromium, for what only its driver can do or see."""
    visit = PlaywrightVisit("chromium", chromium)
    yield visit
    visit.close()


@pytest.fixture
def begin(chromium: Browser) -> Iterator[Callable[..., PlaywrightVisit]]:
    """Begin a visit in Chromium with settings of the reader's device."""
    visits: list[PlaywrightVisit] = []

    def start(**context: Any) -> PlaywrightVisit:
        visits.append(PlaywrightVisit("chromium", chromium, **context))
        return visits[-1]

    yield start
    for visit in visits:
        visit.close()


@pytest.fixture(scope="session")
def _servers() -> Iterator[dict[str, PageServer]]:
    names = ("partner", "destination", "second", "altered")
    servers = {name: PageServer(f"{name}.localhost").__enter__() for name in names}
    yield servers
    for server in servers.values():
        server.__exit__(None, None, None)


def _fresh(server: PageServer) -> PageServer:
    server.forget()
    return server


@pytest.fixture
def partner(_servers: dict[str, PageServer]) -> PageServer:
    """The partner's site: a test writes its pages."""
    return _fresh(_servers["partner"])


@pytest.fixture
def destination(_servers: dict[str, PageServer]) -> PageServer:
    """Where the exit leads; it answers at `/` at once unless a test says otherwise."""
    server = _fresh(_servers["destination"])
    server.html("/", "<!doctype html><title>Weather</title><h1 id=weather>Sunny</h1>")
    return server


@pytest.fixture
def second(_servers: dict[str, PageServer]) -> PageServer:
    """Another site: the fallback destination, or a stranger with a frame."""
    server = _fresh(_servers["second"])
    server.html("/", "<!doctype html><title>News</title><h1>Nothing new</h1>")
    return server


@pytest.fixture(scope="session")
def widget(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Widget]:
    """One release, made once for all workers of a run, served by the installed command."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with Widget(shared / "release" / "store") as served:
        yield served


@pytest.fixture
def site(
    widget: Widget,
    partner: PageServer,
    destination: PageServer,
    second: PageServer,
    _servers: dict[str, PageServer],
) -> Site:
    """All origins together."""
    return Site(widget, partner, destination, second, _fresh(_servers["altered"]))
