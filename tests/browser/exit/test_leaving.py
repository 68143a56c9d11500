"""Leaving, by each way, in each engine: no referrer, no way back; and what each guard is for."""

from __future__ import annotations

import threading

import pytest
from tests.support.site import Site
from tests.support.visit import Visit
from tests.support.web import Reply

HEADING = "main h1"


def focus_host(visit: Visit) -> None:
    visit.click("#text")


def focus_frame(visit: Visit) -> None:
    visit.wait_for_faq()
    visit.click_in_frame(HEADING)


def test_a_click_leaves_without_a_referrer(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(Referrer_Policy="unsafe-url"))
    visit.click_control()
    assert site.expect_left(visit) is None


def test_without_the_referrer_step_the_page_is_named_to_the_destination(
    visit: Visit, site: Site
) -> None:
    snippet = site.alter((r'meta\.content="no-referrer"', 'meta.content="unsafe-url"'))
    page = site.page(snippet, Referrer_Policy="unsafe-url")
    site.open(visit, page)
    visit.click_control()
    assert site.expect_left(visit) == page


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_three_presses_on_the_page_leave_without_a_referrer(
    visit: Visit, site: Site, key: str
) -> None:
    site.open(visit, site.page(Referrer_Policy="unsafe-url"))
    focus_host(visit)
    visit.press(key, 3)
    assert site.expect_left(visit) is None


@pytest.mark.spread
@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_three_presses_inside_the_frame_leave_without_a_referrer(
    visit: Visit, site: Site, key: str
) -> None:
    site.open(visit, site.page(Referrer_Policy="unsafe-url"))
    focus_frame(visit)
    visit.press(key, 3)
    assert site.expect_left(visit) is None


@pytest.mark.spread
@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_two_presses_stay(visit: Visit, site: Site, key: str) -> None:
    site.open(visit, site.page())
    focus_host(visit)
    visit.press(key, 2)
    site.expect_stayed(visit)


def test_the_link_inside_the_frame_leaves_without_a_referrer(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(Referrer_Policy="unsafe-url"))
    visit.wait_for_faq()
    visit.click_in_frame("[data-quick-exit]")
    assert site.expect_left(visit) is None


def test_back_after_leaving_shows_the_page_before_and_forward_the_destination(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page())
    visit.click_control()
    site.expect_left(visit)
    visit.back()
    visit.wait_for_url(site.earlier)
    visit.forward()
    visit.wait_for_url(site.destination.origin)


@pytest.mark.engines("chromium")
def test_leaving_by_a_plain_navigation_would_let_back_return(visit: Visit, site: Site) -> None:
    plain = (r"location\.replace\(address\)", "location.assign(address)")
    # In a document that was just opened anew, engines replace the entry all the same.
    kept = (r"page\.open\.call\(document\)", "0")
    # A page that comes back from the bfcache leaves again by itself.
    shown = (r"event\.persisted&&go\(destination\)", "0")
    page = site.page(site.alter(plain, kept, shown))
    site.open(visit, page)
    visit.click("#text")
    visit.click_control()
    site.expect_left(visit)
    visit.back()
    visit.wait_for_url(page)


def test_the_control_leaves_by_enter(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.press("Tab")
    visit.press("Enter")
    assert site.expect_left(visit) is None


def test_a_beforeunload_dialog_of_the_host_holds_nobody_back(visit: Visit, site: Site) -> None:
    hold = (
        "<script>addEventListener('beforeunload', event => {"
        "event.preventDefault(); event.returnValue = 'stay' })</script>"
    )
    attribute = "<script>onbeforeunload = () => 'stay'</script>"
    site.open(visit, site.page(head=hold, after=attribute))
    focus_host(visit)
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None


def test_a_destination_that_does_not_answer_is_pre_empted_by_the_second(
    visit: Visit, site: Site
) -> None:
    never = threading.Event()
    site.destination.routes["/"] = Reply(b"too late", hold=never)
    sooner = site.alter((r"go\(fallback\),6000", "go(fallback),300"))
    site.open(visit, site.page(sooner))
    visit.click_control()
    visit.wait_for(lambda: site.second.visits(), "the second destination is asked for")
    never.set()
    assert site.second.visits()[0].referrer is None
