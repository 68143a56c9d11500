"""Next.js, app router: rendered, navigated in the browser, built and in development."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from tests.places.node_projects import (
    Printer,
    Project,
    expect_no_script_after_navigation,
    expect_twice,
    expect_whole_on_each_page,
    expect_whole_without_scripts,
    follow,
    project,
)
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.web import free_port

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RECIPE = "nextjs"
PAGES = ("Help", "Opening hours")


@pytest.fixture(scope="module")
def app(printed: Printer) -> Iterator[Project]:
    """The project after both sections of the recipe."""
    with project("nextjs") as copy:
        follow(RECIPE, copy, printed)
        yield copy


@pytest.fixture(scope="module")
def built(app: Project) -> Iterator[str]:
    app.build()
    yield from started(app, "start")


def started(app: Project, command: str) -> Iterator[str]:
    port = free_port()
    words = ("node", app.program("next"), command, "--port", str(port))
    with app.serving(port, *words) as origin:
        yield origin


def test_production_works_on_load_and_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, built: str
) -> None:
    expect_whole_on_each_page(chromium_visit, site, f"{built}/", *PAGES)


def test_two_on_a_page_share_script_and_control(
    chromium_visit: PlaywrightVisit, site: Site, built: str
) -> None:
    expect_twice(chromium_visit, site, f"{built}/help")


def test_it_works_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, built: str
) -> None:
    expect_whole_without_scripts(begin, site, f"{built}/")


def test_development_works_and_finds_nothing_wrong_with_the_hydration(
    chromium_visit: PlaywrightVisit, site: Site, printed: Printer
) -> None:
    with project("nextjs") as app:
        follow(RECIPE, app, printed)
        for origin in started(app, "dev"):
            expect_whole_on_each_page(chromium_visit, site, f"{origin}/", *PAGES, idle=False)


def test_printed_html_in_jsx_runs_no_script_after_navigation(
    chromium_visit: PlaywrightVisit, printed: Printer
) -> None:
    inserted = f"<div dangerouslySetInnerHTML={{{{ __html: {json.dumps(printed([]))} }}}} />"
    with project("nextjs") as app:
        follow(RECIPE, app, printed, "The questions on one page")
        (app.folder / "app" / "QuickExit.tsx").write_text(
            f"export default function QuickExit() {{ return {inserted}; }}", "utf-8"
        )
        app.build()
        for origin in started(app, "start"):
            expect_no_script_after_navigation(chromium_visit, f"{origin}/", "help", "Help")
