"""What a host does late, takes away or colours: the widget is there, and as it was chosen."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL, FAQ, iframe

pytestmark = pytest.mark.spread


@pytest.fixture(params=["chromium", "firefox"])
def visit(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    visit = PlaywrightVisit(request.param, request.getfixturevalue(request.param))
    yield visit
    visit.close()


def test_a_script_that_comes_after_the_page_shows_the_questions(
    visit: PlaywrightVisit, site: Site
) -> None:
    visit.open(site.page("<p>Nothing of ours</p>"))
    visit.evaluate(
        "document.head.append(Object.assign(document.createElement('script'),"
        f" {{ src: '{site.widget.origin}/v0/embed.js' }}))"
    )
    visit.wait_for_faq()


def test_what_was_chosen_for_the_exit_stays_when_a_router_takes_the_element_away(
    visit: PlaywrightVisit, site: Site
) -> None:
    chosen = 'data-exit-position="top-start" data-exit-keys="none"'
    site.open(visit, site.page(site.snippet(attributes=chosen)))
    visit.wait_for_faq()
    visit.evaluate(f"({FAQ})[0].remove()")
    visit.wait_for_page(f"({FAQ}).length === 0", "the element is gone")
    visit.press("Shift", 3)
    site.expect_stayed(visit)
    assert visit.evaluate(f"({CONTROL}).getBoundingClientRect().left") < 40


def test_a_backdrop_that_the_host_colours_does_not_cover_its_page(
    visit: PlaywrightVisit, site: Site
) -> None:
    style = "<style>::backdrop { background: rgba(0, 0, 0, .8) }</style>"
    site.open(visit, site.page(head=style))
    visit.wait_for_page("!!document.querySelector(':popover-open')", "the control is lifted")
    control = "document.querySelector('[data-quick-exit-control]')"
    assert visit.evaluate(f"getComputedStyle({control}, '::backdrop').display") == "none"


def test_the_language_of_the_page_may_be_written_in_capitals(
    visit: PlaywrightVisit, site: Site
) -> None:
    capitals = "<script>document.documentElement.lang = 'ES-MX'</script>"
    snippet = re.sub("<iframe.*</iframe>", "", site.snippet()).replace('lang="en"', "")
    site.open(visit, site.page(snippet, head=capitals))
    visit.wait_for_page(
        f"{iframe()}?.src.includes('/es.html')", "the frame is asked for in Spanish"
    )
