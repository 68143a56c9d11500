"""The studio's themes: saved and handed in, shared; none that fails."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from tests.browser.studio.studio import Studio, custom_property

from quickexit.themes.tokens import TOKENS


def test_a_theme_is_saved_and_handed_in_again_in_both_forms(studio: Studio, tmp_path: Path) -> None:
    page = studio.open("#tab=theme&brand=%230057b8&name=city-blue").page
    expect(page.locator("#verdict")).to_contain_text("All 36 pairs")
    accent = page.locator("#token-color-light-accent")
    expect(accent).not_to_have_value(str(TOKENS["color.light.accent"].default))
    colour = accent.input_value()
    for button in ("#download-toml", "#download-tokens"):
        with page.expect_download() as started:
            page.locator(button).click()
        file = tmp_path / started.value.suggested_filename
        started.value.save_as(file)
        assert file.name.startswith("city-blue.")
        studio.open("#tab=theme")
        page.locator("#upload").set_input_files(file)
        expect(accent).to_have_value(colour)
        expect(page.locator("#name")).to_have_value("city-blue")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[color.light]\npapper = 1\n", "utf-8")
    studio.pass_over_refusals()
    page.locator("#upload").set_input_files(wrong)
    expect(page.locator("#files-problem")).to_contain_text("wrong.toml:2")


def test_what_is_typed_over_a_selected_text_replaces_the_colour_that_came_meanwhile(
    studio: Studio,
) -> None:
    page = studio.open("#tab=theme").wait_until_answered().page
    accent = page.locator("#token-color-light-accent")
    before = accent.input_value()
    with studio.held("**/studio/theme?*"):
        page.locator("#brand").fill("#8a1538")
        accent.select_text()
        expect(accent).to_have_value(before)
    expect(accent).not_to_have_value(before)
    page.keyboard.type("#123456")
    expect(accent).to_have_value("#123456")
    studio.expect_address("color.light.accent", "#123456")


def test_a_shared_address_holds_all_and_nothing_is_sent_by_sharing(studio: Studio) -> None:
    page = studio.open("#tab=theme").page
    page.locator("#brand").fill("#8a1538")
    page.locator("#token-color-light-notice").fill("#eef2ff")
    expect(page.locator("#verdict")).to_contain_text("All 36 pairs")
    studio.expect_in_faq(custom_property("--notice"), "#eef2ff")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#share").click()
    expect(page.locator("#said")).to_contain_text("The address is copied")
    assert not asked
    address = page.evaluate("navigator.clipboard.readText()")
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator("#brand")).to_have_value("#8a1538")
    expect(page.locator("#token-color-light-notice")).to_have_value("#eef2ff")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
