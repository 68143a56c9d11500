"""Astro: the printed HTML as a component, the lines for MDX, and the router for transitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.places.node_projects import (
    Printer,
    Project,
    expect_twice,
    expect_whole_on_each_page,
    expect_whole_on_load,
    expect_whole_without_scripts,
    follow,
    project,
    serve_folder,
)
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RECIPE = "astro"


@pytest.fixture(scope="module")
def everywhere(printed: Printer) -> Iterator[Project]:
    """The project after both sections of the recipe."""
    with project("astro") as app:
        follow(RECIPE, app, printed)
        app.build()
        yield app


@pytest.fixture(scope="module")
def one_page(printed: Printer) -> Iterator[Project]:
    """The project with the lines for MDX in one page alone."""
    with project("astro") as app:
        follow(RECIPE, app, printed, "In an MDX page")
        app.build()
        yield app


def serve(site: Site, app: Project) -> str:
    serve_folder(site.partner, app.folder / "dist")
    return site.partner.origin


def test_the_component_works_on_each_page(
    chromium_visit: PlaywrightVisit, site: Site, everywhere: Project
) -> None:
    expect_whole_on_load(chromium_visit, site, f"{serve(site, everywhere)}/")


def test_the_component_works_after_navigation_by_the_router(
    chromium_visit: PlaywrightVisit, site: Site, everywhere: Project
) -> None:
    expect_whole_on_each_page(
        chromium_visit,
        site,
        f"{serve(site, everywhere)}/routed/",
        "Help, routed",
        "Opening hours, routed",
    )


def test_component_and_mdx_on_a_page_share_one_control(
    chromium_visit: PlaywrightVisit, site: Site, everywhere: Project
) -> None:
    expect_twice(chromium_visit, site, f"{serve(site, everywhere)}/help/", scripts=2)


def test_the_component_works_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, everywhere: Project
) -> None:
    expect_whole_without_scripts(begin, site, f"{serve(site, everywhere)}/")


def test_the_lines_for_mdx_work_on_load(
    chromium_visit: PlaywrightVisit, site: Site, one_page: Project
) -> None:
    expect_whole_on_load(chromium_visit, site, f"{serve(site, one_page)}/help/")


def test_the_lines_for_mdx_work_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, one_page: Project
) -> None:
    expect_whole_without_scripts(begin, site, f"{serve(site, one_page)}/help/")
