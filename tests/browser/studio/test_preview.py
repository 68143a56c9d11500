"""The studio's preview: it follows the theme, and leaving in it loses nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.browser.studio.studio import PREVIEW, Studio, custom_property

from quickexit.themes.tokens import TOKENS


def test_the_preview_follows_the_theme_of_the_snippet(studio: Studio) -> None:
    page = studio.open("#theme=night").wait_until_whole().page
    paper = str(TOKENS["color.light.paper"].default)
    assert studio.in_faq(custom_property("--paper")) != paper
    page.locator("#theme").select_option("default")
    studio.expect_in_faq(custom_property("--paper"), paper)


def test_the_corner_of_a_theme_that_is_made_is_seen(studio: Studio) -> None:
    page = studio.open("#tab=theme").page
    control = page.frame_locator("#preview").locator("[data-quick-exit-control] [data-quick-exit]")

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
    control = page.frame_locator("#preview").locator("[data-quick-exit-control] [data-quick-exit]")
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
    preview.locator("[data-quick-exit-control] [data-quick-exit]").click(no_wait_after=True)
    expect(preview.locator("h1")).to_have_text("You have left")
    expect(page.locator("#stage-words")).to_contain_text("You left.")
    assert page.url.startswith(studio.widget.origin)
    shown = "[getComputedStyle(document.documentElement).display, scrollY]"
    assert page.evaluate(shown) == ["block", 40]
    studio.expect_code('heading-level="4"')
    preview.locator("[data-again]").click()
    preview.locator("[data-quick-exit-control] [data-quick-exit]").wait_for()


# Whether the page has heard from its frame, and has done all that comes of it.
HEAR = """() => addEventListener("message", event =>
    event.data.type === "ready" && setTimeout(() => (window.hasHeard = true)))"""


def test_the_exit_has_the_colours_of_the_theme_however_often_it_is_loaded(studio: Studio) -> None:
    page = studio.page
    page.add_init_script(f"({HEAR})()")
    wanted = TOKENS["color.dark.exit"].default
    studio.open("#tab=theme&exit.position=top-start&dark=on").wait_until_whole()
    control = "document.querySelector('[data-quick-exit-control]').shadowRoot.querySelector('a')"
    for _ in range(5):
        studio.expect_in_sample("location.search.includes('top-start')", True)
        studio.expect_in_sample("window.hasHeard ?? false", True)
        red, green, blue = bytes.fromhex(str(wanted)[1:])
        style = studio.in_sample(f"getComputedStyle({control}).backgroundColor")
        assert style == f"rgb({red}, {green}, {blue})"
        studio.in_sample("window.isLeft = true")
        page.locator("#again").click()
        studio.expect_in_sample("window.isLeft ?? false", False)


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("fragment", "words", "keys"),
    [
        ("", "Press the exit, or Shift or Escape three times: in here", "Escape"),
        ("#exit-keys=escape", "Press the exit, or Escape three times: in here", "Escape"),
        ("#exit-keys=none", "Press the exit: in here", ""),
        (
            "#variant=iframe&exit-keys=shift",
            "Press the exit, or inside the questions Shift three times: in here",
            "Shift",
        ),
    ],
)
def test_the_words_below_name_the_keys_that_leave(
    studio: Studio, fragment: str, words: str, keys: str
) -> None:
    page = studio.open(fragment).page
    expect(page.locator("#stage-words")).to_contain_text(words)
    frame = page.frame_locator(PREVIEW)
    if "iframe" in fragment:
        frame = frame.frame_locator("iframe")
    else:
        frame.locator("[data-quick-exit-control] [data-quick-exit]").wait_for()
    frame.locator("h1, main").first.click(position={"x": 2, "y": 2})
    # Another tab with a page of ours is not left by practice.
    assert "exit-tabs=one" in studio.in_sample("location.href")
    for _ in range(3):
        page.keyboard.press(keys or "Shift")
    left = page.locator("#stage-words", has_text="You left.")
    expect(left).to_have_count(1 if keys else 0)


def test_forced_colours_are_drawn_as_they_are(studio: Studio) -> None:
    page = studio.open("#forced=on").wait_until_whole().page

    def looks() -> list[object]:
        return [
            studio.in_faq("getComputedStyle(document.querySelector('.emergency')).borderTopWidth"),
            *(
                studio.in_faq(f"getComputedStyle(document.querySelector('{one}')).backgroundColor"
                              ".endsWith(', 0)')")
                for one in (".emergency a", "h1")
            ),
        ]  # fmt: skip

    studio.expect(lambda: looks()[0], "2px")
    drawn = looks()
    colours = "getComputedStyle(document.querySelector('.emergency')).borderTopColor"
    link = "getComputedStyle(document.querySelector('.emergency a')).color"
    assert studio.in_faq(colours) == studio.in_faq(link)
    control = page.frame_locator(PREVIEW).locator("[data-quick-exit-control] [data-quick-exit]")
    own = "one => getComputedStyle(one).borderTopColor === getComputedStyle(one).color"
    assert control.evaluate(own)
    studio.open("").wait_until_whole()
    page.emulate_media(forced_colors="active")
    studio.expect(looks, drawn)
