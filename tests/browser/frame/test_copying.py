"""A number is copied in one press, and where it cannot be, the visitor is told so."""

from __future__ import annotations

import pytest
from tests.browser.words import words
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import Visit

pytestmark = pytest.mark.spread

COPIED = "document.querySelector('.numbers [role=status]').textContent"


def test_a_number_is_copied_in_one_press_and_that_is_said(visit: Visit, site: Site) -> None:
    visit.open(site.page(before="<input id=field autocomplete=off>"))
    visit.wait_for_faq()
    visit.click_in_frame(".copy")
    done = words("en", "number_copied")
    visit.wait_for(lambda: visit.evaluate_in_frame(COPIED) == done, "the copy is announced")
    assert visit.evaluate_in_frame("getSelection().isCollapsed") is True
    visit.click("#field")
    visit.chord("Control", "v")
    field = "document.querySelector('#field').value"
    visit.wait_for(lambda: visit.evaluate(field) == "1-888-373-7888", "the number can be pasted")


UNABLE = """Document.prototype.queryCommandSupported = () => false;
Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });"""
REFUSING = """Document.prototype.execCommand = () => false;
Object.defineProperty(Navigator.prototype, 'clipboard',
  { get: () => ({ writeText: () => Promise.reject(new Error()) }) });"""
ALLOWED = REFUSING.replace("Promise.reject(new Error())", "Promise.resolve()")


def test_where_nothing_can_copy_there_is_no_button(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    visit.page.add_init_script(UNABLE)
    visit.open(site.hosted())
    assert visit.evaluate("document.querySelector('.copy').hidden") is True
    assert visit.evaluate("document.querySelector('.title button').hidden") is False


def test_a_copy_that_is_refused_is_told_and_leaves_the_focus_on_the_number(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    visit.page.add_init_script(REFUSING)
    visit.open(site.hosted())
    visit.click(".copy")
    visit.wait_for_page("document.querySelector('.copy').hidden", "the button goes")
    assert visit.evaluate("document.activeElement.href") == "tel:+18883737888"
    assert visit.evaluate(COPIED) == words("en", "number_not_copied")


def test_the_clipboard_interface_comes_second(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    visit.page.add_init_script(ALLOWED)
    visit.open(site.hosted())
    visit.click(".copy")
    done = words("en", "number_copied")
    visit.wait_for(lambda: visit.evaluate(COPIED) == done, "the copy is announced")
