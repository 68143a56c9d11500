"""What is not known to be what was chosen is not handed out, and nothing is said of it."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Download, Page, expect
from tests.browser.studio.studio import CODE, Studio, custom_property

NOT_SAVED = "Not saved: the theme is still being checked"
NOT_COPIED = "Not copied: the snippet is still being made"


def press(page: Page, selector: str) -> None:
    """Press what may be marked as disabled: it says why it refuses."""
    page.locator(selector).click(force=True)


def test_no_file_is_saved_of_a_theme_that_is_refused_or_still_being_checked(
    studio: Studio, tmp_path: Path
) -> None:
    page = studio.open("#tab=theme").wait_until_whole().page
    saved: list[Download] = []
    page.on("download", lambda one: saved.append(one))
    problem, verdict = page.locator("#files-problem"), page.locator("#verdict-words")
    with studio.held("**/studio/theme?*"):
        page.locator("#token-color-light-accent").fill("#7a1f5c")
        press(page, "#download-toml")
        expect(problem).to_contain_text(NOT_SAVED)
        expect(verdict).to_have_text("Not checked yet.")
    expect(verdict).to_contain_text("All 36 pairs")
    expect(problem).to_be_hidden()
    studio.pass_over_refusals()
    for field, wrong, reason, right in (
        ("#name", "City Blue", "a theme cannot be called", "city-blue"),
        ("#token-color-light-text", "#12", "color.light.text cannot be", "#101010"),
    ):
        page.locator(field).fill(wrong)
        expect(verdict).to_have_text("Not checked: what is chosen is refused.")
        expect(page.locator(field)).to_have_attribute("aria-invalid", "true")
        press(page, "#download-tokens")
        expect(problem).to_contain_text(f"Not saved: {reason}")
        page.locator(field).fill(right)
        expect(verdict).to_contain_text("All 36 pairs")
    assert not saved
    with page.expect_download() as started:
        page.locator("#download-toml").click()
    started.value.save_as(tmp_path / "saved.toml")
    text = (tmp_path / "saved.toml").read_text("utf-8")
    assert "#101010" in text
    assert "#7a1f5c" in text


def test_a_verdict_is_taken_back_once_typing_rests_and_not_before(studio: Studio) -> None:
    page = studio.page
    page.clock.install()
    studio.open("#tab=theme").wait_until_whole()
    page.clock.pause_at(page.evaluate("Date.now() + 2000"))
    verdict, words = page.locator("#verdict"), page.locator("#verdict-words")
    page.locator("#token-color-light-accent").select_text()
    for part in ("#", "7", "a"):
        studio.write(part)
        page.clock.run_for(600)
        expect(verdict).to_have_class(re.compile("stale"))
        expect(words).to_contain_text("All 36 pairs")
        expect(page.locator("#theme-problem")).to_be_hidden()

    def is_taken_back() -> bool:
        page.clock.run_for(1000)
        return "Not checked" in words.inner_text()

    studio.visit.wait_for(is_taken_back, "the verdict is taken back")
    studio.write("1f5c")
    page.clock.run_for(600)
    expect(words).to_contain_text("All 36 pairs")
    expect(verdict).not_to_have_class(re.compile("stale"))


def test_no_snippet_is_copied_that_is_refused_or_still_being_made(studio: Studio) -> None:
    page = studio.open().wait_until_whole().wait_until_answered().page
    said = page.locator("#said")
    page.evaluate("navigator.clipboard.writeText('nothing')")
    with studio.held("**/studio/snippet?*"):
        page.locator("#lang").select_option("ar")
        for code in ("snippet-code", "csp-code"):
            page.evaluate("document.querySelector('#said').textContent = ''")
            press(page, f"[data-copy={code}]")
            expect(said).to_contain_text(NOT_COPIED)
        expect(page.locator(CODE)).to_have_class(re.compile("stale"))
    studio.expect_code('lang="ar"')
    studio.pass_over_refusals()
    page.locator("#exit-href").fill("weather")
    expect(page.locator("#exit-href")).to_have_attribute("aria-invalid", "true")
    press(page, "[data-copy=snippet-code]")
    expect(said).to_contain_text("Not copied: exit-href 'weather' is not an address")
    assert page.evaluate("navigator.clipboard.readText()") == "nothing"
    page.locator("#exit-href").fill("https://weather.example/")
    studio.expect_code("https://weather.example/")
    expect(page.locator("[aria-invalid=true]")).to_have_count(0)
    press(page, "[data-copy=snippet-code]")
    expect(said).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == studio.code


def test_the_frame_of_the_snippet_is_measured_and_not_the_theme_that_is_made(
    studio: Studio,
) -> None:
    page = studio.open("#tab=theme&type.size=24px").page
    studio.expect_in_faq(custom_property("--size"), "1.5rem")
    page.locator("#tab-snippet").click()
    kept = [page.locator(f"[data-kept='{width}']").text_content() for width in (320, 768, 1280)]
    for width, height in zip((320, 768, 1280), kept, strict=True):
        expect(page.locator(f"[data-measured='{width}']")).to_have_text(height or "none")
    page.locator("summary", has_text="More choices").click()
    page.locator("#reserve").select_option("measured")
    studio.expect_address("heights", " ".join(str(one).removesuffix(" px") for one in kept))


def test_no_snippet_is_copied_whose_heights_are_still_measured(studio: Studio) -> None:
    page = studio.open().wait_until_whole().page
    with studio.held("**/faq/*/ar.html"):
        page.locator("summary", has_text="More choices").click()
        page.locator("#reserve").select_option("measured")
        page.locator("#lang").select_option("ar")
        studio.expect_code('lang="ar"')
        press(page, "[data-copy=snippet-code]")
        expect(page.locator("#said")).to_contain_text("Not copied: its heights are still")
    expect(page.locator("[data-measured='1280']")).to_contain_text("px")
    studio.wait_until_answered()
    press(page, "[data-copy=snippet-code]")
    expect(page.locator("#said")).to_have_text("Copied")
