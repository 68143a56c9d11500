"""`history="single"` with two real routers: one entry for a visit, and they know their place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.places.node_projects import (
    Printer,
    Project,
    follow,
    go,
    listen_to_console,
    printer,
    project,
    serve_folder,
)
from tests.places.whole_widget import expect_control, expect_leaves_by_the_control
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site, Widget
from tests.support.web import PageServer

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RECIPE = "routers"
SEARCH = '<!doctype html><link rel="icon" href="data:,"><title>Search</title><h1>Results</h1>'
ROUTERS = ["react", "vue"]
SINGLE = ("--history", "single")


@pytest.fixture(scope="module")
def printed(widget: Widget, _servers: dict[str, PageServer]) -> Printer:
    return printer(widget, _servers["destination"])


@pytest.fixture(scope="module")
def single(printed: Printer) -> Iterator[Project]:
    with project("routers") as app:
        follow(RECIPE, app, printed)
        app.build()
        yield app


def read_three_views(visit: PlaywrightVisit, site: Site, app: Project, router: str) -> int:
    """Come from another site, read three views; return by how many entries the history grew."""
    serve_folder(site.partner, app.folder / "dist")
    for path in ("/", "/help", "/more"):
        site.partner.routes[path] = site.partner.routes[f"/{router}.html"]
    visit.open(site.second.html("/search", SEARCH))
    visit.open(f"{site.partner.origin}/")
    expect_control(visit)
    # The options come with the element, and the router's function is replaced with them.
    visit.settle()
    before: int = visit.evaluate("history.length")
    for name in ("Help", "More", "Help"):
        go(visit, name)
        expect_place(visit, {"Help": "/help", "More": "/more"}[name])
    return int(visit.evaluate("history.length")) - before


def expect_place(visit: PlaywrightVisit, path: str) -> None:
    """Router and browser agree about where they are."""
    shown = f"document.querySelector('output').textContent === '{path}'"
    visit.wait_for_page(f"{shown} && location.pathname === '{path}'", f"both are at {path}")


@pytest.mark.parametrize("router", ROUTERS)
def test_a_visit_is_one_entry_and_back_shows_the_page_before_it(
    chromium_visit: PlaywrightVisit, site: Site, single: Project, router: str
) -> None:
    said = listen_to_console(chromium_visit)
    assert read_three_views(chromium_visit, site, single, router) == 0
    assert said == []
    expect_leaves_by_the_control(chromium_visit, site)
    chromium_visit.back()
    chromium_visit.wait_for_url(f"{site.second.origin}/search")


@pytest.mark.parametrize("router", ROUTERS)
def test_the_router_goes_on_after_a_reload(
    chromium_visit: PlaywrightVisit, site: Site, single: Project, router: str
) -> None:
    said = listen_to_console(chromium_visit)
    read_three_views(chromium_visit, site, single, router)
    chromium_visit.page.reload()
    expect_place(chromium_visit, "/help")
    expect_control(chromium_visit)
    go(chromium_visit, "More")
    expect_place(chromium_visit, "/more")
    assert said == []


@pytest.mark.parametrize("router", ROUTERS)
def test_without_the_option_the_router_adds_entries_and_back_shows_the_site(
    chromium_visit: PlaywrightVisit, site: Site, printed: Printer, router: str
) -> None:
    with project("routers") as app:
        follow(RECIPE, app, lambda choices: printed([c for c in choices if c not in SINGLE]))
        app.build()
        assert read_three_views(chromium_visit, site, app, router) == 3
    expect_leaves_by_the_control(chromium_visit, site)
    chromium_visit.back()
    chromium_visit.wait_for_url(site.partner.origin)
