"""Other tabs of the same site leave, too, unless the partner says otherwise; no other site's do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL, Visit
from tests.support.webkit_visit import WebKitVisit

pytestmark = pytest.mark.spread

ONE = 'data-exit-tabs="one"'


class Tabs:
    """The visit's own tab, and another one of the same browser, opened on a page."""

    def __init__(
        self, visit: Visit, site: Site, first: str, other: str, *, framed: bool = False
    ) -> None:
        self.visit = visit
        site.open(visit, first)
        self._show_own, self._show_other = self._open(other)
        if framed:
            inner = "document.querySelector('iframe').contentDocument."
            control = CONTROL.replace("document.", inner, 1)
            visit.wait_for_page(f"!!({control})", "the page in the frame has its control")
        else:
            visit.wait_for_control()

    def _open(self, page: str) -> tuple[Callable[[], None], Callable[[], None]]:
        visit = self.visit
        if isinstance(visit, PlaywrightVisit):
            own, new = visit.page, visit.context.new_page()
            ways = (lambda: setattr(visit, "page", own), lambda: setattr(visit, "page", new))
        else:
            assert isinstance(visit, WebKitVisit)
            to = visit.driver.switch_to
            own_name = visit.driver.current_window_handle
            to.new_window("tab")
            new_name = visit.driver.current_window_handle
            ways = (lambda: to.window(own_name), lambda: to.window(new_name))
        ways[1]()
        visit.open(page)
        return ways

    def leave_the_first(self, site: Site) -> None:
        """Leave by the control of the first tab, and look at the other one."""
        self._show_own()
        self.visit.click_control()
        assert site.expect_left(self.visit) is None
        self._show_other()


def _expect_other_stayed(visit: Visit, site: Site) -> None:
    # Not `settle`: WebKitGTK paints nothing in a tab that is not in front.
    visit.evaluate("new Promise(done => setTimeout(done, 100))")
    assert len(site.destination.visits()) == 1
    assert "The page that is left." in visit.evaluate("document.body.innerText")


def test_another_tab_of_the_same_site_leaves_too(visit: Visit, site: Site) -> None:
    pages = [site.page(path=path, Referrer_Policy="unsafe-url") for path in ("/page", "/other")]
    tabs = Tabs(visit, site, *pages)
    tabs.leave_the_first(site)
    visit.wait_for_arrival(site.destination.origin)
    visit.wait_for(lambda: len(site.destination.visits()) == 2, "both tabs have left")
    assert [hit.referrer for hit in site.destination.visits()] == [None, None]


@pytest.mark.engines("chromium")
def test_another_tab_would_stay_if_it_were_not_told(visit: Visit, site: Site) -> None:
    snippet = site.alter((r"\(tell\),", ""))
    tabs = Tabs(visit, site, *(site.page(snippet, path=path) for path in ("/page", "/other")))
    tabs.leave_the_first(site)
    _expect_other_stayed(visit, site)


@pytest.mark.parametrize("which", ["the tab that is left", "the other tab"])
def test_a_tab_stays_where_the_partner_says_so(visit: Visit, site: Site, which: str) -> None:
    one, usual = site.snippet(attributes=ONE), site.snippet()
    snippets = (one, usual) if which == "the tab that is left" else (usual, one)
    tabs = Tabs(visit, site, site.page(snippets[0]), site.page(snippets[1], path="/other"))
    tabs.leave_the_first(site)
    _expect_other_stayed(visit, site)


@pytest.mark.engines("chromium")
def test_without_the_check_it_would_leave_all_the_same(visit: Visit, site: Site) -> None:
    snippet = site.alter((r'setting\("exit-tabs"\)==="all"', "true"))
    snippet = snippet.replace("<div data-quick-exit-faq", f"<div data-quick-exit-faq {ONE}")
    tabs = Tabs(visit, site, *(site.page(snippet, path=path) for path in ("/page", "/other")))
    tabs.leave_the_first(site)
    visit.wait_for(lambda: len(site.destination.visits()) == 2, "both tabs have left")


def test_a_tab_of_another_site_stays(visit: Visit, site: Site) -> None:
    stranger = site.second.html(
        "/other",
        f"<!doctype html><title>Other</title><p>The page that is left.</p>{site.snippet()}",
    )
    tabs = Tabs(visit, site, site.page(), stranger)
    tabs.leave_the_first(site)
    _expect_other_stayed(visit, site)


FRAMED = "document.querySelector('iframe').contentDocument.documentElement"


def _open_editor(visit: Visit, site: Site, snippet: str) -> Tabs:
    """Open an editor whose preview shows a page with the snippet, and that page in another tab."""
    inner = site.page(snippet, path="/inner")
    editor = "<!doctype html><title>Editor</title><p>The page that is left.</p>{}"
    preview = f"<iframe src={inner} width=900 height=500></iframe>"
    page = site.partner.html("/editor", editor.format(preview))
    return Tabs(visit, site, site.page(snippet), page, framed=True)


def test_an_exit_in_another_tab_blanks_a_preview_and_leaves_its_editor_alone(
    visit: Visit, site: Site
) -> None:
    tabs = _open_editor(visit, site, site.snippet())
    tabs.leave_the_first(site)
    visit.wait_for_page(f"getComputedStyle({FRAMED}).display === 'none'", "the preview is blank")
    _expect_other_stayed(visit, site)


@pytest.mark.engines("chromium")
def test_without_the_check_the_editor_would_be_thrown_out(visit: Visit, site: Site) -> None:
    tabs = _open_editor(visit, site, site.alter((r"top===self\?leaveNow:hidePage", "leaveNow")))
    tabs.leave_the_first(site)
    visit.wait_for_arrival(site.destination.origin)
