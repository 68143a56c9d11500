"""VitePress: the component of Vue in a slot of the theme, and in a page."""

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
    serve_folder,
)
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RECIPE = "vitepress"


@pytest.fixture(scope="module")
def built(printed: Printer) -> Iterator[Project]:
    """The project after both sections of the recipe."""
    with project("vitepress") as app:
        follow(RECIPE, app, printed)
        app.build()
        yield app


@pytest.fixture
def origin(built: Project, site: Site) -> str:
    serve(site, built)
    return site.partner.origin


def serve(site: Site, app: Project) -> None:
    serve_folder(site.partner, app.folder / "docs" / ".vitepress" / "dist")


def test_it_works_on_load_and_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, origin: str
) -> None:
    expect_whole_on_each_page(chromium_visit, site, f"{origin}/", "Help", "Opening hours")


def test_two_on_a_page_share_script_and_control(
    chromium_visit: PlaywrightVisit, site: Site, origin: str
) -> None:
    expect_twice(chromium_visit, site, f"{origin}/help.html")


def test_it_works_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, origin: str
) -> None:
    expect_whole_without_scripts(begin, site, f"{origin}/")


def in_markdown(html: str) -> str:
    return f"# Help\n\n{html}"


def by_v_html(html: str) -> str:
    value = json.dumps(html).replace("</script", "<\\/script")
    script = f"<script setup>\nconst html = {value};\n</script>"
    return f'{script}\n\n# Help\n\n<div v-html="html"></div>\n'


@pytest.mark.parametrize("page_of", [in_markdown, by_v_html])
def test_printed_html_in_a_page_runs_no_script_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, printed: Printer, page_of: Callable[[str], str]
) -> None:
    with project("vitepress") as app:
        (app.folder / "docs" / "help.md").write_text(page_of(printed([])), "utf-8")
        app.build()
        serve(site, app)
        first = f"{site.partner.origin}/"
        expect_no_script_after_navigation(chromium_visit, first, "help.html", "Help")
