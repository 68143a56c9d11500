"""SvelteKit with Svelte 5 in runes mode: prerendered, hydrated, navigated in the browser."""

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
    listen_to_console,
    project,
    serve_folder,
)
from tests.places.whole_widget import expect_whole
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RECIPE = "sveltekit"


@pytest.fixture(scope="module")
def built(printed: Printer) -> Iterator[Project]:
    """The project after both sections of the recipe."""
    with project("sveltekit") as app:
        follow(RECIPE, app, printed)
        app.build()
        yield app


@pytest.fixture
def origin(built: Project, site: Site) -> str:
    serve_folder(site.partner, built.folder / "build")
    return site.partner.origin


def test_it_works_on_load_and_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, origin: str
) -> None:
    expect_whole_on_each_page(chromium_visit, site, f"{origin}/", "Help", "Opening hours")


def test_two_on_a_page_share_script_and_control(
    chromium_visit: PlaywrightVisit, site: Site, origin: str
) -> None:
    expect_twice(chromium_visit, site, f"{origin}/help")


def test_it_works_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, origin: str
) -> None:
    expect_whole_without_scripts(begin, site, f"{origin}/")


POLICY = "script-src {origin} {inline}; frame-src *"


def serve_with_policy(site: Site, app: Project, *, nonce: bool) -> str:
    """Serve the first page under a policy that does not name the widget's origin."""
    html = (app.folder / "build" / "index.html").read_text("utf-8")
    assert html.count("<script>") == 1
    if nonce:
        html = html.replace("<script>", '<script nonce="once">')
    inline = "'nonce-once'" if nonce else "'unsafe-inline'"
    policy = POLICY.format(origin=site.partner.origin, inline=inline)
    return site.partner.html("/", html, Content_Security_Policy=policy)


@pytest.mark.usefixtures("origin")
def test_the_component_takes_the_nonce_of_the_page(
    chromium_visit: PlaywrightVisit, site: Site, built: Project
) -> None:
    chromium_visit.open(serve_with_policy(site, built, nonce=True))
    expect_whole(chromium_visit, site)


@pytest.mark.usefixtures("origin")
def test_without_a_nonce_the_policy_refuses_the_script(
    chromium_visit: PlaywrightVisit, site: Site, built: Project
) -> None:
    said = listen_to_console(chromium_visit)
    chromium_visit.open(serve_with_policy(site, built, nonce=False))
    chromium_visit.wait_for(lambda: any("embed.js" in text for text in said), "it is refused")
    assert not chromium_visit.evaluate(f"!!({CONTROL})")


def test_printed_html_in_a_template_runs_no_script_after_navigation(
    chromium_visit: PlaywrightVisit, site: Site, printed: Printer
) -> None:
    with project("sveltekit") as app:
        html = json.dumps(printed([])).replace("</script", "<\\/script")
        page = app.folder / "src" / "routes" / "help" / "+page.svelte"
        page.write_text(f"<h1>Help</h1>\n{{@html {html}}}\n", "utf-8")
        app.build()
        serve_folder(site.partner, app.folder / "build")
        first = f"{site.partner.origin}/"
        expect_no_script_after_navigation(chromium_visit, first, "help", "Help")
