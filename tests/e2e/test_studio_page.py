"""The studio's page as a whole: accessible, alone, and of use without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.support.axe import violations
from tests.support.site import Widget
from tests.support.studio import CODE, Studio


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#tab=theme&color.light.muted=%23cccccc"])
def test_axe_finds_nothing(studio: Studio, scheme: Any, fragment: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)
    studio.open(fragment)
    page.locator("#costs div, #verdict.fails").first.wait_for(state="attached")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert not violations(page.main_frame)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_tried_on_the_page_stays_ticked(studio: Studio) -> None:
    page = studio.open().page
    page.get_by_label("Press the exit.").check()
    expect(page).to_have_url(re.compile("#tried-1=on"))
    page.reload()
    expect(page.get_by_label("Press the exit.")).to_be_checked()
    expect(page.get_by_label("Look into the console")).not_to_be_checked()


def test_a_reload_right_after_a_change_keeps_it(studio: Studio) -> None:
    page = studio.open().page
    page.locator("#lang").select_option("ar")
    page.reload()
    expect(page.locator("#lang")).to_have_value("ar")


def test_nothing_is_asked_of_anybody_else(studio: Studio) -> None:
    asked: list[str] = []
    studio.page.on("request", lambda request: asked.append(request.url))
    studio.open("#tab=theme&brand=%230057b8")
    expect(studio.page.locator("#verdict")).to_contain_text("All 36 pairs")
    others = [url for url in asked if not url.startswith((studio.widget.origin, "data:", "blob:"))]
    assert others == ["about:blank"] or not others


def test_without_javascript_the_default_snippet_is_there(chromium: Browser, widget: Widget) -> None:
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(widget.origin + "/")
        expect(page.locator(CODE)).to_contain_text("<quick-exit-faq")
        expect(page.locator("noscript code")).to_be_visible()
        expect(page.locator("#choices")).to_be_hidden()
    finally:
        context.close()
