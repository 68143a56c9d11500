"""Vite with React 18: HTML in the shell, the component in a view, a document hydrated whole."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from tests.places.node_projects import (
    SCRIPTS,
    Printer,
    Project,
    expect_twice,
    expect_whole_without_scripts,
    follow,
    go,
    listen_to_console,
    project,
    serve_folder,
)
from tests.places.whole_widget import expect_control, expect_questions, expect_whole, expect_words
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL
from tests.support.web import Reply

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
RECIPE = "vite-react"
FIELD = "document.querySelector('textarea').value"
HYDRATED = "document.documentElement.dataset.hydrated === ''"


@pytest.fixture
def app() -> Iterator[Project]:
    with project("vite_react18") as copy:
        yield copy


def built(site: Site, app: Project) -> str:
    """Build and serve; return the address of the first view."""
    app.build()
    serve_folder(site.partner, app.folder / "dist", not_found="/help")
    return f"{site.partner.origin}/"


def test_html_in_the_shell_works_on_load_and_on_every_view(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In index.html")
    said = listen_to_console(chromium_visit)
    chromium_visit.open(built(site, app))
    for view in ("Help", "Opening hours", "Help"):
        expect_control(chromium_visit)
        go(chromium_visit, view)
    assert said == []
    expect_whole(chromium_visit, site)


def test_html_in_the_shell_works_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In index.html")
    expect_whole_without_scripts(begin, site, built(site, app))


def test_the_component_in_a_view_works_on_load_and_each_time_that_the_view_comes(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a view")
    said = listen_to_console(chromium_visit)
    first = built(site, app)
    chromium_visit.open(f"{first}help")
    for _ in range(2):
        expect_words(chromium_visit)
        expect_questions(chromium_visit)
        go(chromium_visit, "Opening hours")
        expect_control(chromium_visit)
        go(chromium_visit, "Help")
    assert chromium_visit.evaluate(SCRIPTS) == 1
    assert said == []
    expect_whole(chromium_visit, site)


def test_the_component_brings_the_script_to_a_view_that_comes_later(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a view")
    chromium_visit.open(built(site, app))
    chromium_visit.page.get_by_role("heading", name="Opening hours").wait_for()
    assert chromium_visit.evaluate(SCRIPTS) == 0
    go(chromium_visit, "Help")
    expect_whole(chromium_visit, site)


def test_two_components_on_a_view_share_one_script(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a view")
    view = app.folder / "src" / "Help.jsx"
    view.write_text(view.read_text("utf-8").replace("</main>", "<QuickExit /></main>"), "utf-8")
    expect_twice(chromium_visit, site, f"{built(site, app)}help")


def test_printed_html_in_jsx_never_runs_its_script(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a view")
    inserted = f"<div dangerouslySetInnerHTML={{{{ __html: {json.dumps(printed([]))} }}}} />"
    (app.folder / "src" / "QuickExit.tsx").write_text(
        f"export default function QuickExit() {{ return {inserted}; }}", "utf-8"
    )
    chromium_visit.open(f"{built(site, app)}help")
    expect_words(chromium_visit)
    chromium_visit.page.frame_locator("iframe").locator("details summary").first.wait_for()
    chromium_visit.settle()
    assert not chromium_visit.evaluate(f"!!({CONTROL})")


def document_html(app: Project) -> str:
    """Build both halves of the document that is hydrated whole; return what the server renders."""
    config = ("--config", "document.config.js")
    app.run("npx", "vite", "build", *config)
    app.run("npx", "vite", "build", *config, "--ssr", "src/document/server.jsx")
    return app.run("node", "dist-server/server.js").stdout


def typed_before_hydration(
    visit: PlaywrightVisit, site: Site, folder: Path, html: str, *, wait_for_control: bool
) -> list[str]:
    """Type into the field while React is on its way; return what the console says meanwhile."""
    hold = Event()
    said = listen_to_console(visit)
    code = (folder / "dist-document" / "client.js").read_bytes()
    site.partner.routes["/client.js"] = Reply(code, "text/javascript", hold=hold)
    try:
        visit.begin(site.partner.html("/", html))
        visit.page.locator("textarea").fill("Ayuda")
        if wait_for_control:
            visit.wait_for_control()
    finally:
        hold.set()
    visit.wait_for_page(HYDRATED, "React has hydrated the document")
    return said


def test_what_was_typed_stays_when_react_18_hydrates_the_document_with_the_component(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a document that React hydrates whole")
    html = document_html(app)
    assert html.index("data-quick-exit ") < html.index("<h1>")
    said = typed_before_hydration(chromium_visit, site, app.folder, html, wait_for_control=False)
    expect_control(chromium_visit)
    assert chromium_visit.evaluate(FIELD) == "Ayuda"
    assert said == []
    expect_whole(chromium_visit, site)


def test_the_component_in_a_document_works_without_javascript(
    begin: Callable[..., PlaywrightVisit], site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a document that React hydrates whole")
    page = site.partner.html("/", document_html(app))
    expect_whole_without_scripts(begin, site, page)


def with_the_script_in_the_html(app: Project, snippet: str) -> str:
    """Return the document whose server sends the printed HTML, so that its script runs first."""
    (app.folder / "src" / "QuickExit.tsx").write_text(
        f"const html = {json.dumps(snippet)};\n"
        "export default function QuickExit() {\n"
        "  return <div suppressHydrationWarning dangerouslySetInnerHTML={{ __html: html }} />;\n"
        "}\n",
        "utf-8",
    )
    return document_html(app)


def test_what_was_typed_stays_where_the_script_runs_before_react_18(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a document that React hydrates whole")
    html = with_the_script_in_the_html(app, site.snippet())
    said = typed_before_hydration(chromium_visit, site, app.folder, html, wait_for_control=True)
    assert chromium_visit.evaluate(FIELD) == "Ayuda"
    assert said == []
    expect_whole(chromium_visit, site)


def test_a_control_in_front_of_the_body_would_cost_what_was_typed(
    chromium_visit: PlaywrightVisit, site: Site, app: Project, printed: Printer
) -> None:
    follow(RECIPE, app, printed, "In a document that React hydrates whole")
    in_front = site.alter((r"\(!inFront&&document\.body\)\|\|", ""))
    html = with_the_script_in_the_html(app, in_front)
    typed_before_hydration(chromium_visit, site, app.folder, html, wait_for_control=True)
    chromium_visit.wait_for_page(f"{FIELD} === ''", "React has rendered the document anew")
