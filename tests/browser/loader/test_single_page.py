"""An application with a real router: the exit stands in the shell, outside of what changes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.browser.loader.react_page import ROOT, react_page
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL, Visit

pytestmark = pytest.mark.spread

EXAMPLE = ROOT / "examples" / "11-single-page"
LINK = "document.querySelector('a[data-quick-exit]')"


@pytest.fixture(scope="module")
def page() -> str:
    return react_page(EXAMPLE, on_server=False, shell=(EXAMPLE / "index.html").read_text("utf-8"))


def change_the_view(visit: Visit, *names: str) -> None:
    for name in names:
        address = f"/{name.lower()}"
        # By the keyboard: a frame above may take its height between a mouse's press and release.
        visit.evaluate(f"void document.querySelector('nav a[href=\"{address}\"]').focus()")
        visit.press("Enter")
        visit.wait_for_page(f"location.pathname === '{address}'", "the view has changed")


def test_after_changes_of_the_view_there_is_one_exit_which_leaves(
    visit: Visit, site: Site, page: str
) -> None:
    visit.open(site.partner.html("/", page.replace("<!-- snippet -->", site.snippet())))
    visit.wait_for_faq()
    change_the_view(visit, "Hours", "Courses", "Hours")
    controls = "document.querySelectorAll('[data-quick-exit-control]').length"
    assert visit.evaluate(controls) == 1
    visit.click_control()
    assert site.expect_left(visit) is None


def test_inserted_in_a_view_it_has_no_control_and_goes_with_the_view(
    chromium_visit: PlaywrightVisit, site: Site, tmp_path: Path
) -> None:
    inserted = f"<div dangerouslySetInnerHTML={{{{ __html: {json.dumps(site.snippet())} }}}} />"
    app = (EXAMPLE / "App.tsx").read_text("utf-8")
    view = "<h1>Monday to Thursday, 6 to 9 p.m.</h1>"
    (tmp_path / "App.tsx").write_text(app.replace(view, inserted), "utf-8")
    chromium_visit.open(site.partner.html("/", react_page(tmp_path, on_server=False)))
    change_the_view(chromium_visit, "Hours")
    chromium_visit.wait_for_page(f"!!{LINK}", "the link is there")
    assert not chromium_visit.evaluate(f"!!({CONTROL})")
    change_the_view(chromium_visit, "Courses")
    chromium_visit.wait_for_page(f"!{LINK}", "the link has gone with the view")
