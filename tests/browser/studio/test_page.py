"""The studio's page as a whole: accessible, alone, and of use without JavaScript."""

from __future__ import annotations

import re
from itertools import cycle
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from tests.browser.axe import violations
from tests.browser.studio.sequences import FAILING
from tests.browser.studio.studio import CODE, Studio
from tests.support.site import Widget

SLOW = pytest.mark.slow


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("scheme", "fragment"),
    [
        ("light", ""),
        ("dark", FAILING),
        pytest.param("dark", "", marks=SLOW),
        pytest.param("light", FAILING, marks=SLOW),
    ],
)
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


def test_twice_the_text_fits_a_phone(studio: Studio) -> None:
    page = studio.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    for fragment in ("", "#tab=theme&color.light.muted=%23cccccc"):
        studio.open(fragment).wait_until_whole()
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for width in (320, 360):
            page.set_viewport_size({"width": width, "height": 700})
            assert (
                page.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [width] * 2
            )


def test_forced_colours_leave_the_colours_that_are_compared(studio: Studio) -> None:
    page = studio.page
    page.emulate_media(forced_colors="active")
    studio.open("#tab=theme").wait_until_whole()
    page.locator("summary", has_text="Every contrast").click()
    shown = page.locator("#pairs .swatch").evaluate_all(
        "all => new Set(all.map(one => getComputedStyle(one).backgroundColor)).size"
    )
    assert shown > 5


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


COUNT_WRITINGS = """void (() => {
  window.writings = 0;
  const write = history.replaceState;
  history.replaceState = (...all) => (window.writings++, write.apply(history, all));
})()"""


# What follows within 150 ms is written with what it follows.
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    "pauses",
    [(151,), (1, 149), *(pytest.param(each, marks=SLOW) for each in ((149, 151), (10, 10, 151)))],
)
def test_no_pace_of_changes_writes_the_address_as_often_as_a_browser_refuses(
    studio: Studio, pauses: tuple[int, ...]
) -> None:
    page = studio.page
    page.clock.install()
    studio.open()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))
    page.evaluate(COUNT_WRITINGS)
    passed, pace = 0, cycle(pauses)
    while passed < 10_000:
        page.evaluate("document.querySelector('[name=tried-1]').click()")
        passed += (pause := next(pace))
        page.clock.run_for(pause)
    # WebKitGTK 2.50 throws at the 101st within ten seconds; Chromium and Firefox allow 200.
    assert 1 <= page.evaluate("writings") <= 100


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
        expect(page.locator(CODE)).to_contain_text("<div data-quick-exit-faq")
        expect(page.locator("noscript code")).to_be_visible()
        expect(page.locator("#choices")).to_be_hidden()
    finally:
        context.close()
