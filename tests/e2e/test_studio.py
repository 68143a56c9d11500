"""The studio in Chromium: by pointer, by keyboard alone, and what it makes on a real page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame, Page, expect
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site, Widget, quickexit

from quickexit.theme_tokens import TOKENS

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CODE = "#snippet-code"
# The preview's sandbox lets it speak with the studio, as it must: both are ours.
EXPECTED_IN_THE_CONSOLE = ("allow-same-origin", "Unsafe attempt to initiate navigation")


class Studio:
    """The studio on a page, and whatever the console said that it should not."""

    def __init__(self, visit: PlaywrightVisit, widget: Widget) -> None:
        self.page: Page = visit.page
        self.widget = widget
        self.problems = visit.problems
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        known = any(part in message.text for part in EXPECTED_IN_THE_CONSOLE)
        if message.type in ("error", "warning") and not known:
            self.problems.append(message.text)

    def open(self, fragment: str = "") -> Studio:
        self.page.goto("about:blank")
        self.page.goto(f"{self.widget.origin}/{fragment}")
        self.page.locator("html[data-ready]").wait_for(state="attached")
        return self

    def expect_code(self, part: str) -> None:
        expect(self.page.locator(CODE)).to_contain_text(part)

    @property
    def code(self) -> str:
        return self.page.locator(CODE).text_content() or ""

    @property
    def sample(self) -> Frame:
        """The made-up page, once the questions in it are there."""
        return _frame(self.page, "/studio/page")

    @property
    def faq(self) -> Frame:
        return _frame(self.page, "/v0/faq/", "host=")

    def expect_in_faq(self, expression: str, value: object) -> None:
        self.page.frame_locator("#preview").locator("quick-exit-faq iframe").wait_for()
        _expect(self.page, lambda: _inside(self.page, expression), value)

    def property_of_faq(self, name: str) -> str:
        return f"getComputedStyle(document.documentElement).getPropertyValue('{name}').trim()"


def _frame(page: Page, *parts: str) -> Frame:
    """Return the newest frame whose address holds the parts."""
    found = [one for one in page.frames if all(part in one.url for part in parts)]
    return found[-1]


def _inside(page: Page, expression: str) -> Any:
    handle = page.frame_locator("#preview").locator("quick-exit-faq iframe").element_handle()
    frame = handle.content_frame()
    return frame.evaluate(f"() => ({expression})") if frame else None


def _expect(page: Page, get: Any, value: object) -> None:
    for _ in range(1600):
        try:
            if get() == value:
                return
        except Exception:  # noqa: S110 - the frame is being replaced: ask again
            pass
        page.wait_for_timeout(25)
    assert get() == value


@pytest.fixture
def studio(chromium: Browser, widget: Widget) -> Iterator[Studio]:
    visit = PlaywrightVisit(
        "chromium",
        chromium,
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
        accept_downloads=True,
    )
    opened = Studio(visit, widget)
    yield opened
    visit.close()
    assert not opened.problems


def printed(widget: Widget, *choices: str) -> str:
    words = ("snippet", "--base-url", widget.origin, "--store", str(widget.store))
    return quickexit(*words, *choices)


def test_the_snippet_is_that_of_the_command_and_is_copied_with_words(studio: Studio) -> None:
    studio.open()
    studio.expect_code(studio.widget.origin)
    page = studio.page
    page.locator("[data-copy=snippet-code]").click()
    expect(page.locator("#said")).to_have_text("Copied")
    expect(page.locator("[data-copy=snippet-code]")).to_have_text("Copied ✓")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == printed(studio.widget)
    page.locator("[data-copy=csp-code]").click()
    expect(page.locator("[data-copy=csp-code]")).to_have_text("Copied ✓")
    assert page.evaluate("navigator.clipboard.readText()") == printed(studio.widget, "--csp")


def test_every_choice_by_pointer_reaches_snippet_and_address_and_stays(studio: Studio) -> None:
    page = studio.open().page
    page.locator(".more summary", has_text="More choices").click()
    page.locator("#theme").select_option("night")
    page.locator("#exit-href").fill("https://weather.example/")
    page.locator("#exit-fallback-href").fill("https://news.example/")
    chosen = {
        "exit-keys": "shift", "exit-position": "top-start", "exit-tabs": "one",
        "history": "single", "color-scheme": "dark", "heading-level": "3",
    }  # fmt: skip
    for name, value in chosen.items():
        page.locator(f"#{name}").select_option(value)
    page.locator("#open").select_option(index=1)
    opened = page.locator("#open").input_value()
    page.locator("#channel").select_option("v0.1")
    studio.expect_code("/v0.1/embed.js")
    studio.expect_code(f'open="{opened}"')
    options = [f"--{name}={value}" for name, value in {**chosen, "open": opened}.items()]
    options += ["--theme=night", "--exit-href=https://weather.example/", "--channel=v0.1"]
    options += ["--exit-fallback-href=https://news.example/"]
    expect(page.locator(CODE)).to_have_text(printed(studio.widget, *options))
    page.wait_for_function("location.hash.includes('channel=v0.1')")
    before = studio.code
    page.reload()
    expect(page.locator(CODE)).to_have_text(before)
    page.locator("#reset-choices").click()
    expect(page.locator(CODE)).to_have_text(printed(studio.widget))


@pytest.mark.parametrize("variant", ["pinned", "iframe", "exit-only"])
def test_each_variant_is_that_of_the_command(studio: Studio, variant: str) -> None:
    page = studio.open().page
    page.locator(f"input[name=variant][value={variant}]").check()
    expect(page.locator(CODE)).to_have_text(printed(studio.widget, "--variant", variant))
    expect(page.locator("#room")).to_be_visible(visible=variant == "pinned")


def test_a_wrong_choice_is_one_sentence_beside_the_last_snippet(studio: Studio) -> None:
    page = studio.open().page
    studio.expect_code("embed.js")
    page.locator("#exit-href").fill("javascript:alert(1)")
    expect(page.locator("#snippet-problem")).to_contain_text("is not an address")
    studio.problems.clear()  # the console notes the status 400
    page.locator("#exit-href").fill("https://weather.example/")
    expect(page.locator("#snippet-problem")).to_be_hidden()
    studio.expect_code("https://weather.example/")


def test_costs_room_and_policies_are_shown(studio: Studio) -> None:
    page = studio.open().page
    ledger = json.loads((studio.widget.store / "releases.json").read_text("utf-8"))
    sizes = ledger["releases"]["0.1.0"]["files"]
    total = (sizes["embed.js"]["brotli"] + sizes["faq/default/en.html"]["brotli"]) / 1000
    expect(page.locator("#costs")).to_contain_text(f"{total:.1f} kB")
    for width in (320, 768, 1280):
        kept = page.locator(f'[data-kept="{width}"]')
        expect(page.locator(f'[data-measured="{width}"]')).to_have_text(
            kept.text_content() or "none"
        )
    page.locator("input[name=csp][value=nonce]").check()
    studio.expect_code('nonce="{{ nonce }}"')
    expect(page.locator("#csp-code")).to_contain_text("script-src 'nonce-{{ nonce }}'")
    page.locator("input[name=csp][value=inline]").check()
    expect(page.locator("#csp-code")).not_to_contain_text("style-src-attr")


def test_the_snippet_of_the_studio_works_on_a_real_page(studio: Studio, site: Site) -> None:
    studio.open(f"#exit-href={site.destination.origin}/")
    studio.expect_code(site.destination.origin)
    page = studio.page
    page.goto(site.page(studio.code))
    page.locator("quick-exit-control [data-quick-exit]").click(no_wait_after=True)
    page.wait_for_url(site.destination.origin + "/")
    studio.problems.clear()  # what those two sites lack is not the studio's


def test_the_preview_follows_theme_width_and_surroundings(studio: Studio) -> None:
    page = studio.open("#theme=night").page
    paper = str(TOKENS["color.light.paper"].default)
    page.locator("#theme").select_option("default")
    studio.expect_in_faq(studio.property_of_faq("--paper"), paper)
    page.locator("input[name=width][value='1280']").check()
    expect(page.locator("#shown")).to_contain_text("1280 px wide, at")
    _expect(page, lambda: studio.sample.evaluate("innerWidth"), 1280)
    page.locator("input[name=dark]").check()
    studio.expect_in_faq(studio.property_of_faq("--paper"), str(TOKENS["color.dark.paper"].default))
    page.locator("input[name=rtl]").check()
    studio.expect_in_faq("document.documentElement.dir", "rtl")
    page.locator("input[name=large]").check()
    studio.expect_in_faq("getComputedStyle(document.documentElement).fontSize", "32px")
    page.locator("input[name=still]").check()
    studio.expect_in_faq(
        "getComputedStyle(document.querySelector('summary'), '::after').transitionDuration", "0s"
    )
    page.locator("input[name=forced]").check()
    expect(page.locator("#forced-words")).to_be_visible()
    studio.expect_in_faq(
        "getComputedStyle(document.querySelector('.leave')).borderTopWidth !== '0px'", True
    )


def test_leaving_in_the_preview_leads_to_the_practice_page_and_keeps_the_work(
    studio: Studio,
) -> None:
    page = studio.open("#heading-level=4").page
    studio.expect_code('heading-level="4"')
    preview = page.frame_locator("#preview")
    preview.locator("quick-exit-control [data-quick-exit]").click(no_wait_after=True)
    expect(preview.locator("h1")).to_have_text("You have left")
    expect(page.locator("#stage-words")).to_contain_text("You left.")
    assert page.url.startswith(studio.widget.origin)
    studio.expect_code('heading-level="4"')
    preview.locator("[data-again]").click()
    preview.locator("quick-exit-control [data-quick-exit]").wait_for()


def test_a_token_shows_at_once_in_the_real_frame(studio: Studio) -> None:
    page = studio.open("#tab=theme").page
    page.locator("#token-color-light-paper").fill("#fff8e7")
    studio.expect_in_faq(studio.property_of_faq("--paper"), "#fff8e7")
    corner = page.locator("#token-shape-corner")
    page.locator("summary", has_text="Corners").click()
    corner.fill("3")
    studio.expect_in_faq(studio.property_of_faq("--corner"), "3px")
    page.locator("summary", has_text="Type").click()
    page.locator("#token-type-heading").select_option("rounded")
    studio.expect_in_faq(
        "getComputedStyle(document.querySelector('h1')).fontFamily.startsWith('ui-rounded')", True
    )
    page.locator("#reset-tokens").click()
    studio.expect_in_faq(
        studio.property_of_faq("--paper"), str(TOKENS["color.light.paper"].default)
    )


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
    studio.problems.clear()  # the console notes the status 400


def test_a_shared_address_holds_all_and_nothing_is_sent_by_sharing(studio: Studio) -> None:
    page = studio.open("#tab=theme").page
    page.locator("#brand").fill("#8a1538")
    page.locator("#token-color-light-notice").fill("#eef2ff")
    expect(page.locator("#verdict")).to_contain_text("All 36 pairs")
    studio.expect_in_faq(studio.property_of_faq("--notice"), "#eef2ff")
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


def test_the_keyboard_alone_does_everything(studio: Studio) -> None:
    page = studio.open().page
    keyboard = page.keyboard

    def go_to(selector: str) -> None:
        for _ in range(120):
            keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({selector!r})"):
                return
        raise AssertionError(f"no Tab leads to {selector}")

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
    page.locator("#tab-snippet").focus()
    keyboard.press("ArrowRight")
    expect(page.locator("#panel-theme")).to_be_visible()
    go_to("#token-color-light-muted")
    keyboard.press("Control+a")
    keyboard.type("#cccccc")
    expect(page.locator("#verdict")).to_contain_text("cannot be told apart")
    page.locator("#upload").focus()
    go_to("#fix-all")
    keyboard.press("Enter")
    expect(page.locator("#verdict")).to_contain_text("can be told apart")
    go_to("#contrasts summary")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("fragment", ["", "#tab=theme&color.light.muted=%23cccccc"])
def test_axe_finds_nothing(studio: Studio, scheme: Any, fragment: str) -> None:
    page = studio.page
    page.emulate_media(color_scheme=scheme)
    studio.open(fragment)
    page.locator("#costs div, #verdict.fails").first.wait_for(state="attached")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(AXE.read_text("utf-8") + ";0")
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found = page.evaluate("axe.run(document, {iframes: false}).then(all => all.violations)")
        told = [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found]
        assert not told
        assert page.evaluate("document.documentElement.scrollWidth") <= width


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
