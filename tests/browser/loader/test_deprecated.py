"""An option that will go is named once in the console, where a page uses it."""

from __future__ import annotations

from tests.support.site import Site
from tests.support.visit import Visit

WORDS = "deprecated: use exit-href instead, until 2027-06-01"
SAID = "<script>var said = []; console.warn = text => said.push(text)</script>"
ENTRY = (r"RETIRED=\{\}", f'RETIRED={{"exit-tabs":"{WORDS}"}}')


def test_a_retired_option_is_named_once_with_its_replacement_and_the_date(
    visit: Visit, site: Site
) -> None:
    snippet = site.alter(ENTRY).replace(
        "<div data-quick-exit-faq", '<div data-quick-exit-faq data-exit-tabs="one"'
    )
    site.open(visit, site.page(snippet, head=SAID))
    visit.wait_for_faq()
    visit.evaluate("void document.body.append('more')")
    visit.settle()
    assert visit.evaluate("said") == [f'quick-exit: exit-tabs="one" is {WORDS}']
    visit.click_control()
    site.expect_left(visit)


def test_a_page_that_does_not_use_it_hears_nothing(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(site.alter(ENTRY), head=SAID))
    visit.wait_for_faq()
    visit.settle()
    assert visit.evaluate("said") == []


def test_what_is_not_retired_is_not_named(visit: Visit, site: Site) -> None:
    snippet = site.snippet(attributes='data-exit-tabs="one"')
    site.open(visit, site.page(snippet, head=SAID))
    visit.wait_for_faq()
    visit.settle()
    assert visit.evaluate("said") == []
