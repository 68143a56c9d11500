"""The studio's preview: it follows the theme, and leaving in it loses nothing."""

from __future__ import annotations

from playwright.sync_api import expect
from tests.support.studio import Studio, custom_property

from quickexit.theme_tokens import TOKENS


def test_the_preview_follows_the_theme_of_the_snippet(studio: Studio) -> None:
    page = studio.open("#theme=night").wait_until_whole().page
    paper = str(TOKENS["color.light.paper"].default)
    assert studio.in_faq(custom_property("--paper")) != paper
    page.locator("#theme").select_option("default")
    studio.expect_in_faq(custom_property("--paper"), paper)


def test_the_corner_of_a_theme_that_is_made_is_seen(studio: Studio) -> None:
    page = studio.open("#tab=theme").page
    control = page.frame_locator("#preview").locator("quick-exit-control [data-quick-exit]")

    def left() -> float:
        return float(control.evaluate("one => one.getBoundingClientRect().x"))

    studio.visit.wait_for(lambda: left() > 100, "the exit stands where lines end")
    page.locator("summary", has_text="The exit").click()
    page.locator("#token-exit-position").select_option("top-start")
    studio.visit.wait_for(lambda: 0 <= left() < 40, "the exit stands where lines begin")
    page.locator("#reset-tokens").click()
    studio.visit.wait_for(lambda: left() > 100, "the exit stands where lines end again")


def test_twice_the_text_makes_the_exit_larger_too(studio: Studio) -> None:
    page = studio.open().page
    control = page.frame_locator("#preview").locator("quick-exit-control [data-quick-exit]")
    expect(control).to_have_css("font-size", "16px")
    page.locator("input[name=large]").check()
    expect(control).to_have_css("font-size", "32px")
    page.locator("input[name=large]").uncheck()
    expect(control).to_have_css("font-size", "16px")


def test_leaving_in_the_preview_leads_to_the_practice_page_and_keeps_the_work(
    studio: Studio,
) -> None:
    page = studio.open("#heading-level=4").page
    studio.expect_code('heading-level="4"')
    preview = page.frame_locator("#preview")
    page.evaluate("scrollTo(0, 40)")
    preview.locator("quick-exit-control [data-quick-exit]").click(no_wait_after=True)
    expect(preview.locator("h1")).to_have_text("You have left")
    expect(page.locator("#stage-words")).to_contain_text("You left.")
    assert page.url.startswith(studio.widget.origin)
    shown = "[getComputedStyle(document.documentElement).display, scrollY]"
    assert page.evaluate(shown) == ["block", 40]
    studio.expect_code('heading-level="4"')
    preview.locator("[data-again]").click()
    preview.locator("quick-exit-control [data-quick-exit]").wait_for()
