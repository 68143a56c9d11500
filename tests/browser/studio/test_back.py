"""No step of the studio loses work for good: Back brings it back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.studio.studio import Studio, custom_property

_WORK = "#tab=theme&shape.corner=3px&name=city"
_FILE = {"name": "other.toml", "mimeType": "text/plain", "buffer": b'[shape]\ncorner = "5px"\n'}
_STEPS: dict[str, Callable[[Page], object]] = {
    "brand": lambda page: page.locator("#brand").fill("#8A1538"),
    "start": lambda page: page.locator("#start").select_option("night"),
    "undo": lambda page: page.locator("#reset-tokens").click(),
    "file": lambda page: page.locator("#upload").set_input_files(_FILE),  # type: ignore[arg-type] # a typed dictionary
}


@pytest.mark.sample(2)
@pytest.mark.parametrize("step", _STEPS)
def test_what_a_step_takes_away_comes_back(studio: Studio, step: str) -> None:
    page = studio.open(_WORK).page
    studio.expect_in_faq(custom_property("--corner"), "3px")
    entries = page.evaluate("history.length")
    _STEPS[step](page)
    studio.expect(lambda: studio.in_faq(custom_property("--corner")) != "3px", True)
    assert page.evaluate("history.length") == entries + 1
    studio.visit.back()
    studio.expect_address("shape.corner", "3px")
    studio.expect_in_faq(custom_property("--corner"), "3px")
    expect(page.locator("#token-shape-corner")).to_have_value("3")
    # What was written before is not written again by leaving its field.
    page.keyboard.press("Tab")
    expect(page.locator("#brand")).to_have_value("")
    expect(page.locator("#name")).to_have_value("city")
    studio.expect_address("brand", None)


def test_choices_that_are_started_again_come_back(studio: Studio) -> None:
    page = studio.open("#lang=ar").page
    studio.expect_code('lang="ar"')
    page.locator("#reset-choices").click()
    studio.expect_code('lang="en"')
    studio.visit.back()
    studio.expect_code('lang="ar"')


def test_a_step_that_takes_nothing_away_leaves_nothing_to_go_back_to(studio: Studio) -> None:
    page = studio.open("#tab=theme").wait_until_whole().page
    entries = page.evaluate("history.length")
    page.locator("#reset-tokens").click()
    for colour in ("#8a1538", "#8a1539", "#8a153a"):
        page.locator("#brand-picker").fill(colour)
    page.locator("#token-color-light-notice").fill("#eef2ff")
    page.locator("#name").fill("city")
    studio.expect_address("name", "city")
    assert page.evaluate("history.length") == entries


def test_a_brands_colour_that_is_none_takes_nothing_away(studio: Studio) -> None:
    page = studio.open(_WORK).wait_until_whole().page
    brand, problem = page.locator("#brand"), page.locator("#brand-problem")
    brand.fill("005eaz")
    brand.press("Tab")
    expect(problem).to_contain_text(re.compile("005eaz. is not a colour"))
    expect(brand).to_have_attribute("aria-invalid", "true")
    studio.expect_address("shape.corner", "3px")
    brand.fill("005EA2")
    expect(problem).to_be_hidden()
    studio.expect_address("brand", "#005ea2")
    expect(page.locator("#start option:checked")).to_have_text(re.compile("brand.s colour"))
    page.locator("#reset-tokens").click()
    expect(page.locator("#said")).to_contain_text(re.compile("from the brand.s colour #005ea2"))
    page.locator("#start").select_option("default")
    studio.expect_address("brand", None)
    assert page.locator("#start").input_value() == "default"
    page.locator("#reset-tokens").click()
    expect(page.locator("#said")).to_contain_text(re.compile("the theme .default."))
