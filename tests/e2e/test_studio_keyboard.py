"""The studio by keyboard alone: from the top of its page, and never the focus set by script."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect
from tests.support.studio import Studio, custom_property

from quickexit.theme_tokens import TOKENS


def test_the_keyboard_alone_does_everything(studio: Studio, tmp_path: Path) -> None:
    page = studio.open().page
    keyboard = page.keyboard
    before = str(TOKENS["color.light.accent"].default)

    def go_to(selector: str, key: str = "Tab") -> None:
        for _ in range(160):
            keyboard.press(key)
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"no {key} leads to {selector}")

    go_to("[name=variant]")
    keyboard.press("ArrowDown")
    studio.expect_code("integrity=")
    go_to("#theme")
    keyboard.type("night")
    studio.expect_code('theme="night"')
    go_to("#exit-href")
    keyboard.press("Control+a")
    keyboard.type("https://weather.example/")
    studio.expect_code("https://weather.example/")
    go_to(".more summary")
    keyboard.press("Enter")
    go_to("#exit-keys")
    keyboard.type("None")
    studio.expect_code('exit-keys="none"')
    go_to("[data-copy=snippet-code]")
    keyboard.press("Enter")
    expect(page.locator("#said")).to_have_text("Copied")
    go_to("[name=csp]")
    keyboard.press("ArrowRight")
    expect(page.locator("#csp-code")).not_to_contain_text("style-src-attr")
    go_to("[name=width]")
    keyboard.press("ArrowRight")
    expect(page.locator("#shown")).to_contain_text("768 px")
    go_to("[name=dark]")
    keyboard.press("Space")
    expect(page.locator("[name=dark]")).to_be_checked()
    go_to("#tab-snippet", "Shift+Tab")
    keyboard.press("ArrowRight")
    expect(page.locator("#panel-theme")).to_be_visible()
    go_to("#token-color-light-muted")
    keyboard.press("Control+a")
    keyboard.type("#cccccc")
    expect(page.locator("#verdict")).to_contain_text("cannot be told apart")
    go_to("#fix-all", "Shift+Tab")
    keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("All 36 pairs")
    expect(page.locator("#contrasts summary")).to_be_focused()
    go_to("[data-picks='color.light.accent']")
    for key in ("Enter", "ArrowUp", "ArrowRight", "Enter"):
        keyboard.press(key)
    expect(page.locator("#token-color-light-accent")).not_to_have_value(before)
    for _ in range(4):
        go_to(".group:not([open]) summary")
        keyboard.press("Enter")
    go_to("#token-shape-corner", "Shift+Tab")
    keyboard.press("ArrowRight")
    studio.expect_in_faq(custom_property("--corner"), "15px")
    go_to("#share", "Shift+Tab")
    keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("The address is copied")
    go_to("#upload")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[color.light]\npapper = 1\n", "utf-8")
    with page.expect_file_chooser() as chooser:
        keyboard.press("Enter")
    chooser.value.set_files(wrong)
    expect(page.locator("#theme-problem")).to_contain_text("wrong.toml:2")
    studio.forgive_refusals()
