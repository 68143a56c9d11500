"""The studio on small screens: what is made stays in sight, and no control is covered."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.studio.studio import Studio, custom_property

PHONE = {"width": 360, "height": 740}
ACCENT = "#token-color-light-accent"
# Whether somebody who looks at the screen sees an element, at the middle of its upper part.
IS_SEEN = """one => {
  const box = one.getBoundingClientRect();
  return document.elementFromPoint(box.x + box.width / 2, box.y + 20) === one;
}"""
# How far what has the focus reaches below the top of the preview, in px.
COVERED = """() => {
  const box = document.activeElement.getBoundingClientRect();
  return box.bottom - document.querySelector("#stage").getBoundingClientRect().top;
}"""
IN_STAGE = "document.activeElement.closest('#stage') !== null"


def open_on(studio: Studio, size: dict[str, int], fragment: str = "") -> Page:
    page = studio.page
    page.set_viewport_size(size)  # type: ignore[arg-type] # a typed dictionary
    return studio.open(fragment).page


def is_seen(page: Page, selector: str) -> bool:
    return bool(page.locator(selector).evaluate(IS_SEEN))


@pytest.mark.sample(2)
@pytest.mark.parametrize("size", [PHONE, {"width": 320, "height": 568},
                                  {"width": 768, "height": 1024}, {"width": 740, "height": 360}],
                         ids="{0[width]}x{0[height]}".format)  # fmt: skip
def test_the_preview_is_in_sight_while_a_token_is_changed(studio: Studio, size: Any) -> None:
    page = open_on(studio, size, "#tab=theme")
    page.locator(ACCENT).focus()
    page.keyboard.press("Control+a")
    studio.write("#7a1f5c")
    studio.expect_in_faq(custom_property("--accent"), "#7a1f5c")
    assert is_seen(page, ACCENT)
    assert is_seen(page, "#preview")


def covered(page: Page) -> list[str]:
    """Return the controls of the tab that the preview covers while they have the focus."""
    found: list[str] = []
    page.locator("#tab-theme").focus()
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate(IN_STAGE):
            return found
        if page.evaluate(COVERED) > 0:
            found.append(page.evaluate("document.activeElement.outerHTML"))
    raise AssertionError("Tab never leads to the preview")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def test_on_a_phone_the_preview_covers_nothing_that_has_the_focus(studio: Studio) -> None:
    page = open_on(studio, PHONE, "#tab=theme")
    open_all(page)
    assert covered(page) == []


@pytest.mark.slow
def test_what_the_preview_covers_is_found(studio: Studio) -> None:
    page = open_on(studio, PHONE, "#tab=theme")
    open_all(page)
    page.evaluate("document.styleSheets[0].insertRule('* {scroll-margin: 0 !important}', 0)")
    assert covered(page)


def test_on_a_phone_the_preview_is_folded_and_unfolded_and_stays_so(studio: Studio) -> None:
    page = open_on(studio, PHONE)
    fold = page.get_by_role("button", name="Preview", exact=True)
    expect(fold).to_have_attribute("aria-expanded", "false")
    assert not is_seen(page, "#preview")
    fold.click()
    expect(fold).to_have_attribute("aria-expanded", "true")
    assert is_seen(page, "#preview")
    expect(page).to_have_url(re.compile("preview=on"))
    page.reload()
    expect(fold).to_have_attribute("aria-expanded", "true")
    page.locator("#tab-theme").click()
    fold.press("Enter")
    expect(fold).to_have_attribute("aria-expanded", "false")
    assert not is_seen(page, "#preview")


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 360, "height": 500}],
                         ids="{0[width]}x{0[height]}".format)  # fmt: skip
def test_where_there_is_room_beside_or_none_to_spare_nothing_is_folded(
    studio: Studio, size: Any
) -> None:
    page = open_on(studio, size)
    expect(page.locator("#fold")).to_be_hidden()
    page.locator("#preview").evaluate("one => one.scrollIntoView()")
    assert is_seen(page, "#preview")


@pytest.mark.parametrize("size", [{"width": 1280, "height": 700}, PHONE],
                         ids="{0[width]}x{0[height]}".format)  # fmt: skip
def test_why_a_file_is_refused_is_in_sight_of_who_asked_for_it(studio: Studio, size: Any) -> None:
    page = open_on(studio, size, "#tab=theme&color.light.muted=%23cccccc")
    expect(page.locator("#verdict-words")).to_contain_text("cannot be told apart")
    page.locator("#download-toml").click(force=True)
    expect(page.locator("#files-problem")).to_contain_text("Not saved")
    assert is_seen(page, "#files-problem")
    end = "one => one.getBoundingClientRect().bottom"
    room = page.locator("#stage").evaluate("one => one.getBoundingClientRect().top")
    least = size["height"] if size["width"] > 800 else room
    assert page.locator("#files-problem").evaluate(end) < least + 1
