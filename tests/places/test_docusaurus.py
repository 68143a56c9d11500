"""Docusaurus: the component of React around every page, and the lines for MDX in a page."""

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
    expect_whole_on_load,
    expect_whole_without_scripts,
    follow,
    go,
    listen_to_console,
    open_idle,
    project,
    serve_folder,
)
from tests.places.whole_widget import expect_control, expect_questions, expect_whole, expect_words
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RECIPE = "docusaurus"
PRINTED_BY_MDX = (
    "export const html = {html};\n\n<div dangerouslySetInnerHTML={{{{ __html: html }}}} />\n"
)


@pytest.fixture(scope="module")
def everywhere(printed: Printer) -> Iterator[Project]:
    """The project after both sections of the recipe."""
    with project("docusaurus") as app:
        follow(RECIPE, app, printed)
        app.build()
        yield app


@pytest.fixture(scope="module")
def one_page(printed: Printer) -> Iterator[Project]:
    """The project with the lines for MDX in one page, and as inserted HTML in another."""
    with project("docusaurus") as app:
        follow(RECIPE, app, printed, "On one page")
        html = json.dumps(printed([]))
        (app.folder / "docs" / "inserted.mdx").write_text(
            f"# Inserted\n\n{PRINTED_BY_MDX.format(html=html)}", "utf-8"
        )
        app.build()
        yield app


def serve(site: Site, app: Project) -> str:
    serve_folder(site.partner, app.folder / "build")
    return site.partner.origin


def test_on_every_page_it_works_on_load_and_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, everywhere: Project
) -> None:
    first = f"{serve(site, everywhere)}/"
    expect_whole_on_each_page(chromium_visit, site, first, "Help", "Opening hours")


def test_component_and_mdx_on_a_page_share_script_and_control(
    chromium_visit: PlaywrightVisit, site: Site, everywhere: Project
) -> None:
    address = f"{serve(site, everywhere)}/help/"
    expect_twice(chromium_visit, site, address)


def test_on_every_page_it_works_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, everywhere: Project
) -> None:
    expect_whole_without_scripts(begin, site, f"{serve(site, everywhere)}/")


def test_the_lines_for_mdx_work_on_load(
    chromium_visit: PlaywrightVisit, site: Site, one_page: Project
) -> None:
    expect_whole_on_load(chromium_visit, site, f"{serve(site, one_page)}/help/")


def test_the_lines_for_mdx_work_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, one_page: Project
) -> None:
    said = listen_to_console(chromium_visit)
    open_idle(chromium_visit, f"{serve(site, one_page)}/")
    for _ in range(2):
        go(chromium_visit, "Help")
        expect_words(chromium_visit)
        expect_questions(chromium_visit)
        go(chromium_visit, "Opening hours")
        expect_control(chromium_visit)
    go(chromium_visit, "Help")
    assert said == []
    expect_whole(chromium_visit, site)


def test_the_lines_for_mdx_work_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, one_page: Project
) -> None:
    expect_whole_without_scripts(begin, site, f"{serve(site, one_page)}/help/")


def test_printed_html_inserted_by_mdx_runs_no_script_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, one_page: Project
) -> None:
    first = f"{serve(site, one_page)}/"
    expect_no_script_after_navigation(chromium_visit, first, "inserted/", "Inserted")


def test_printed_html_in_mdx_stops_the_build(printed: Printer) -> None:
    with project("docusaurus") as app:
        (app.folder / "docs" / "help.mdx").write_text(f"# Help\n\n{printed([])}", "utf-8")
        done = app.run("npm", "run", "build", check=False)
    assert done.returncode != 0
    assert "style" in done.stdout
