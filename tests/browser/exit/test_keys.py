"""Presses that are not meant as leaving do not leave."""

from __future__ import annotations

import re

import pytest
from tests.support.site import Site
from tests.support.visit import Visit

FIELD = "<p><input id=field aria-label=Field></p>"
# Presses with flags are made by a script, whose events count for nothing otherwise.
ANY_KEY = (r"!event\.isTrusted\|\|\s*", "")
CLOCK = "<script>var now = 0; performance.now = () => now</script>"


def test_typing_capitals_stays(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(before=FIELD))
    visit.click("#field")
    for letter in "ABC":
        visit.chord("Shift", letter)
    site.expect_stayed(visit)
    assert visit.evaluate("field.value").upper() == "ABC"


@pytest.mark.engines("chromium")
def test_typing_capitals_would_leave_if_other_keys_were_not_counted(
    visit: Visit, site: Site
) -> None:
    begin = "(keys,key,flags={}){"
    ignoring = (re.escape(begin), begin + "if(!/^(Shift|Escape)$/.test(key))return 0;")
    site.open(visit, site.page(site.alter(ignoring), before=FIELD))
    visit.click("#field")
    for letter in "ABC":
        visit.chord("Shift", letter)
    site.expect_left(visit)


def test_three_presses_in_a_field_leave(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(before=FIELD))
    visit.click("#field")
    visit.press("Shift", 3)
    site.expect_left(visit)


@pytest.mark.spread
def test_another_key_in_between_starts_the_count_anew(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.click("#text")
    visit.press("Shift", 2)
    visit.press("Escape")
    visit.press("Shift", 2)
    site.expect_stayed(visit)


@pytest.mark.spread
def test_presses_while_control_is_held_stay(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.click("#text")
    visit.chord("Control", "Shift", 3)
    site.expect_stayed(visit)


@pytest.mark.spread
@pytest.mark.parametrize("flag", ["repeat", "isComposing", "ctrlKey", "altKey", "metaKey"])
def test_a_press_that_is_held_composes_or_is_modified_stays(
    visit: Visit, site: Site, flag: str
) -> None:
    site.open(visit, site.page(site.alter(ANY_KEY)))
    _press_with(visit, f"{flag}: true")
    site.expect_stayed(visit)


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("flag", ["repeat", "isComposing", "ctrlKey", "altKey", "metaKey"])
def test_it_would_leave_if_that_were_not_looked_at(visit: Visit, site: Site, flag: str) -> None:
    site.open(visit, site.page(site.alter(ANY_KEY, (rf"flags\.{flag}", "false"))))
    _press_with(visit, f"{flag}: true")
    site.expect_left(visit)


def _press_with(visit: Visit, flags: str) -> None:
    event = f"new KeyboardEvent('keydown', {{key: 'Shift', view: self, bubbles: true, {flags}}})"
    thrice = f"for (let n = 0; n < 3; n++) document.body.dispatchEvent({event})"
    visit.evaluate(f"void setTimeout(() => {{ {thrice} }})")


@pytest.mark.spread
def test_three_presses_in_a_little_less_than_five_seconds_leave(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(head=CLOCK))
    visit.click("#text")
    for moment in (1000, 3500, 5999):
        visit.evaluate(f"void (now = {moment})")
        visit.press("Shift")
    site.expect_left(visit)


@pytest.mark.spread
def test_three_presses_in_more_than_five_seconds_stay(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(head=CLOCK))
    visit.click("#text")
    for moment in (1000, 3500, 6001):
        visit.evaluate(f"void (now = {moment})")
        visit.press("Shift")
    site.expect_stayed(visit)


@pytest.mark.spread
def test_presses_left_are_announced_politely(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.click("#text")
    visit.press("Shift")
    status = (
        "document.querySelector('[data-quick-exit-control]').shadowRoot"
        ".querySelector('[role=status]').textContent"
    )
    visit.wait_for(lambda: visit.evaluate(status).startswith("2 more"), "two are announced")
    visit.press("Shift")
    visit.wait_for(lambda: visit.evaluate(status).startswith("1 more"), "one is announced")


@pytest.mark.spread
def test_an_announcement_that_fails_holds_nobody_back(visit: Visit, site: Site) -> None:
    failing = (r"announce\(phrase\)\{", "announce(phrase){throw phrase;")
    site.open(visit, site.page(site.alter(failing)))
    visit.click("#text")
    visit.press("Shift", 3)
    site.expect_left(visit)
