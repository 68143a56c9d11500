"""Earlier pages of the same site: one entry for the whole visit where the partner asks for it."""

from __future__ import annotations

import json

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
    "control": ("plain", "ctrlKey: true", r"flags\.ctrlKey"),
    "alt": ("plain", "altKey: true", r"flags\.altKey"),
    "meta": ("plain", "metaKey: true", r"flags\.metaKey"),
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


@pytest.mark.engines("chromium")
def test_without_the_option_back_shows_an_earlier_page_of_the_site(
    visit: Visit, site: Site
) -> None:
    first = _read_two_pages(visit, site, site.snippet())
    _leave_and_go_back(visit, site)
    visit.wait_for_url(first)


@pytest.mark.engines("chromium")
def test_without_the_replacement_back_would_show_an_earlier_page_of_the_site(
    visit: Visit, site: Site
) -> None:
    plain = site.alter((r"location\.replace\(link\.href\)", "location.assign(link.href)"))
    first = _read_two_pages(
        visit, site, plain.replace("<div data-quick-exit-faq", f"<div data-quick-exit-faq {SINGLE}")
    )
    _leave_and_go_back(visit, site)
    visit.wait_for_url(first)


def _clicks(visit: Visit, site: Site, snippet: str) -> dict[str, bool]:
    """Make each click of `LEFT_ALONE`; say of each whether its default was prevented."""
    single = snippet.replace("<div data-quick-exit-faq", f"<div data-quick-exit-faq {SINGLE}")
    site.partner.html("/next", "<!doctype html><title>Next</title>")
    links = LINKS.format(foreign=site.second.origin + "/next")
    site.second.html("/next", "<!doctype html><title>Elsewhere</title>")
    site.open(visit, site.page(single, before=links, after=LAST))
    events = ", ".join(
        f"[{json.dumps(name)}, {which}, {{{flags}}}]"
        for name, (which, flags, _) in LEFT_ALONE.items()
    )
    prevented: dict[str, bool] = visit.evaluate(
        f"Object.fromEntries([{events}].map(([name, link, flags]) => {{"
        " const base = {bubbles: true, cancelable: true, composed: true};"
        " link.dispatchEvent(new MouseEvent('click', Object.assign(base, flags)));"
        " return [name, window.taken]; }))"
    )
    return prevented


def test_other_clicks_are_left_to_the_browser(visit: Visit, site: Site) -> None:
    prevented = _clicks(visit, site, site.snippet())
    assert prevented == {name: name == "handled by the host" for name in LEFT_ALONE}
    site.expect_stayed(visit)
    assert not site.partner.visits("/next") + site.second.visits("/next")


@pytest.mark.engines("chromium")
def test_a_click_would_be_taken_over_if_that_were_not_looked_at(visit: Visit, site: Site) -> None:
    harmless = {name: "true" if name == "another origin" else "false" for name in LEFT_ALONE}
    unlooked = [(check, harmless[name]) for name, (_, _, check) in LEFT_ALONE.items()]
    assert all(_clicks(visit, site, site.alter(*unlooked)).values())
    visit.wait_for(
        lambda: site.partner.visits("/next") + site.second.visits("/next"), "the link is followed"
    )


# What a client-side router does with a link: it prevents the click and calls pushState.
ROUTED = (
    "<a id=route href='?two' onclick=\"event.preventDefault();"
    " history.pushState({ two: 2 }, '', '?two')\">Two</a>"
)


def _follow_a_route(visit: Visit, site: Site, snippet: str) -> tuple[int, int]:
    """Return how many entries the history had before and after a router's navigation."""
    site.open(visit, site.page(snippet, before=ROUTED))
    visit.settle()
    before = visit.evaluate("history.length")
    visit.click("#route")
    visit.wait_for_page("location.search === '?two' && history.state.two === 2", "the route is on")
    return before, visit.evaluate("history.length")


def test_a_routers_navigation_adds_no_entry_where_the_partner_asks_for_one(
    visit: Visit, site: Site
) -> None:
    before, after = _follow_a_route(visit, site, site.snippet(attributes=SINGLE))
    assert after == before
    _leave_and_go_back(visit, site)
    visit.wait_for_url(site.earlier)


@pytest.mark.engines("chromium")
def test_without_the_option_a_router_adds_its_entry(visit: Visit, site: Site) -> None:
    before, after = _follow_a_route(visit, site, site.snippet())
    assert after == before + 1
