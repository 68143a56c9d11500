"""The React component in an application: rendered on the server, hydrated, put in again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.browser.loader.react_page import ROOT, react_page
from tests.browser.studio.studio import printed
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

APP = (ROOT / "examples" / "09-react" / "App.tsx").read_text("utf-8")


def page_of(folder: Path, component: str, view: str = "help") -> str:
    """Return a page with the application of the example, rendered with the component."""
    app = APP.replace('useState("help")', f'useState("{view}")')
    (folder / "App.tsx").write_text(app, "utf-8")
    (folder / "QuickExit.tsx").write_text(component, "utf-8")
    return react_page(folder)


@pytest.fixture
def component(site: Site) -> str:
    return printed(site.widget, "--for", "react", "--exit-href", f"{site.destination.origin}/")


def change_the_view(visit: PlaywrightVisit) -> None:
    visit.page.get_by_role("button", name="Help, or opening hours").click()


def test_the_server_renders_link_words_and_frame(component: str, tmp_path: Path) -> None:
    html = page_of(tmp_path, component)
    root = html[html.index('<div id="root">') : html.index("<script>")]
    assert (
        root.index("data-quick-exit ") < root.index('href="tel:911"') < root.index("<iframe src=")
    )
    assert "position:fixed!important" in root


def test_the_component_works_when_loaded_and_after_each_change_of_the_view(
    chromium_visit: PlaywrightVisit, site: Site, component: str, tmp_path: Path
) -> None:
    said: list[str] = []
    chromium_visit.page.on("console", lambda message: said.append(message.text))
    chromium_visit.open(site.partner.html("/react", page_of(tmp_path, component)))
    chromium_visit.wait_for_faq()
    for _ in range(2):
        change_the_view(chromium_visit)
        chromium_visit.wait_for_page(
            "!document.querySelector('[data-quick-exit-faq]')", "the view has gone"
        )
        change_the_view(chromium_visit)
        chromium_visit.wait_for_faq()
    scripts = "document.querySelectorAll('script[data-quick-exit-script]').length"
    assert chromium_visit.evaluate(scripts) == 1
    assert [text for text in said if "hydrat" in text.lower() or "Warning" in text] == []
    chromium_visit.click_control()
    chromium_visit.wait_for_arrival(f"{site.destination.origin}/")


ASKED = "performance.getEntriesByType('resource').some(one => one.name.endsWith('/embed.js'))"


def test_a_view_that_comes_later_brings_the_script(
    chromium_visit: PlaywrightVisit, site: Site, component: str, tmp_path: Path
) -> None:
    chromium_visit.open(site.partner.html("/react", page_of(tmp_path, component, "hours")))
    change_the_view(chromium_visit)
    chromium_visit.wait_for_faq()
    assert chromium_visit.evaluate(ASKED)


def test_the_printed_html_inserted_as_it_is_never_runs_its_script(
    chromium_visit: PlaywrightVisit, site: Site, tmp_path: Path
) -> None:
    inserted = (
        "export default function QuickExit() { return "
        f"<div dangerouslySetInnerHTML={{{{ __html: {json.dumps(printed(site.widget))} }}}} />; }}"
    )
    chromium_visit.open(site.partner.html("/react", page_of(tmp_path, inserted, "hours")))
    change_the_view(chromium_visit)
    frame = chromium_visit.page.frame_locator("[data-quick-exit-faq] iframe")
    frame.locator("details summary").first.wait_for()
    assert not chromium_visit.evaluate(ASKED)
