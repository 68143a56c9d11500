"""The studio's themes: seen at once, mended, saved, handed in, shared; none that fails."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from tests.support.studio import Studio, custom_property

from quickexit.theme_tokens import TOKENS


def test_a_token_shows_at_once_in_the_real_frame(studio: Studio) -> None:
    page = studio.open("#tab=theme").page
    page.locator("#token-color-light-paper").fill("#fff8e7")
    studio.expect_in_faq(custom_property("--paper"), "#fff8e7")
    corner = page.locator("#token-shape-corner")
    page.locator("summary", has_text="Corners").click()
    corner.fill("3")
    studio.expect_in_faq(custom_property("--corner"), "3px")
    page.locator("summary", has_text="Type").click()
    page.locator("#token-type-heading").select_option("rounded")
    studio.expect_in_faq(
        "getComputedStyle(document.querySelector('h1')).fontFamily.startsWith('ui-rounded')", True
    )
    page.locator("#reset-tokens").click()
    studio.expect_in_faq(custom_property("--paper"), str(TOKENS["color.light.paper"].default))


def test_a_failing_pair_refuses_the_download_and_is_mended_by_one_press(studio: Studio) -> None:
    page = studio.open("#tab=theme").page
    page.locator("#token-color-light-muted").fill("#cccccc")
    expect(page.locator("#verdict")).to_contain_text("cannot be told apart")
    # Not disabled, so that pressing it gives the reason; the driver takes the attribute for that.
    page.locator("#download-toml").click(force=True)
    expect(page.locator("#theme-problem")).to_contain_text("Not saved: color.light.muted")
    page.locator("#contrasts summary").click()
    page.locator("#pairs button").first.click()
    expect(page.locator("#verdict")).to_contain_text("All 36 pairs")
    with page.expect_download() as started:
        page.locator("#download-toml").click()
    assert started.value.suggested_filename == "my-theme.toml"
    page.locator("#token-color-light-text").fill("#dddddd")
    expect(page.locator("#verdict")).to_contain_text("cannot be told apart")
    page.locator("#fix-all").click()
    expect(page.locator("#verdict")).to_contain_text("All 36 pairs")


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
    page.locator("#upload").set_input_files(wrong)
    expect(page.locator("#theme-problem")).to_contain_text("wrong.toml:2")
    studio.forgive_refusals()


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
