"""Earlier pages of the same site: one entry for the whole visit where the partner asks for it."""

from __future__ import annotations

import pytest
from tests.support.site import Site
from tests.support.visit import Visit

SINGLE = 'data-history="single"'
LINKS = (
    "<p><a id=plain href=/next>Next</a> <a id=target target=_self href=/next>Next</a>"
    " <a id=download download href=/next>Next</a>"
    " <a id=handled onclick='event.preventDefault()' href=/next>Next</a>"
    " <a id=foreign href={foreign}>Elsewhere</a></p>"
)
# Stands after our script: whatever was not taken over by then goes nowhere, and is noted.
LAST = (
    "<script>addEventListener('load', () => addEventListener('click', event => {"
    "window.taken = event.defaultPrevented; event.preventDefault() }))</script>"
)
# What is clicked, with which flags, and the check of ours that leaves it alone.
LEFT_ALONE = {
    "control": ("plain", "ctrlKey: true", r"event\.ctrlKey"),
    "alt": ("plain", "altKey: true", r"event\.altKey"),
    "meta": ("plain", "metaKey: true", r"event\.metaKey"),
    "shift": ("plain", "shiftKey: true", r"event\.shiftKey"),
    "middle button": ("plain", "button: 1", r"event\.button"),
    "target": ("target", "button: 0", r"link\.target"),
    "download": ("download", "button: 0", r'link\.hasAttribute\("download"\)'),
    "handled by the host": ("handled", "button: 0", r"event\.defaultPrevented"),
    "another origin": ("foreign", "button: 0", r"link\.origin!?===?location\.origin"),
}


def _read_two_pages(visit: Visit, site: Site, snippet: str) -> str:
    """Come from the search, read the first page, follow a link to the next; return the first."""
    search = site.second.html("/search", "<!doctype html><title>Search</title><h1>Results</h1>")
    first = site.page(snippet, path="/first", before=LINKS.format(foreign=site.second.origin))
    following = site.page(snippet, path="/next")
    visit.open(search)
    visit.open(first)
    visit.wait_for_control()
    visit.click("#plain")
    visit.wait_for_url(following)
    visit.wait_for_control()
    return first


def _leave_and_go_back(visit: Visit, site: Site) -> None:
    visit.click_control()
    assert site.expect_left(visit) is None
    visit.back()


def test_a_visit_of_one_entry_leaves_nothing_of_the_site_behind_back(
    visit: Visit, site: Site
) -> None:
    _read_two_pages(visit, site, site.snippet(attributes=SINGLE))
    _leave_and_go_back(visit, site)
    visit.wait_for_url(site.second.origin + "/search")
    visit.forward()
    visit.wait_for_url(site.destination.origin)


def test_without_the_option_back_shows_an_earlier_page_of_the_site(
    visit: Visit, site: Site
) -> None:
    first = _read_two_pages(visit, site, site.snippet())
    _leave_and_go_back(visit, site)
    visit.wait_for_url(first)


def test_without_the_replacement_back_would_show_an_earlier_page_of_the_site(
    visit: Visit, site: Site
) -> None:
    plain = site.alter((r"location\.replace\(link\.href\)", "location.assign(link.href)"))
    first = _read_two_pages(
        visit, site, plain.replace("<div data-quick-exit-faq", f"<div data-quick-exit-faq {SINGLE}")
    )
    _leave_and_go_back(visit, site)
    visit.wait_for_url(first)


def _click_on(visit: Visit, site: Site, snippet: str, name: str) -> None:
    which, flags, _ = LEFT_ALONE[name]
    single = snippet.replace("<div data-quick-exit-faq", f"<div data-quick-exit-faq {SINGLE}")
    site.partner.html("/next", "<!doctype html><title>Next</title>")
    links = LINKS.format(foreign=site.second.origin + "/next")
    site.second.html("/next", "<!doctype html><title>Elsewhere</title>")
    site.open(visit, site.page(single, before=links, after=LAST))
    event = f"new MouseEvent('click', {{bubbles: true, cancelable: true, composed: true, {flags}}})"
    visit.evaluate(f"void setTimeout(() => {which}.dispatchEvent({event}))")


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_other_clicks_are_left_to_the_browser(visit: Visit, site: Site, name: str) -> None:
    _click_on(visit, site, site.snippet(), name)
    visit.wait_for_page("window.taken !== undefined", "the click is seen by the host")
    assert visit.evaluate("window.taken") is (name == "handled by the host")
    site.expect_stayed(visit)
    assert not site.partner.visits("/next") + site.second.visits("/next")


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_a_click_would_be_taken_over_if_that_were_not_looked_at(
    visit: Visit, site: Site, name: str
) -> None:
    harmless = "true" if name == "another origin" else "false"
    _click_on(visit, site, site.alter((LEFT_ALONE[name][2], harmless)), name)
    visit.wait_for(
        lambda: site.partner.visits("/next") + site.second.visits("/next"), "the link is followed"
    )
