"""The studio's snippet: the command's own, what it costs, and what it does on a real page."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from tests.support.site import Site
from tests.support.studio import CODE, Studio, printed


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
    studio.forgive_refusals()
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
    # An icon that is asked for and missing would be told to the console, at any time.
    site.destination.html("/", '<!doctype html><link rel=icon href="data:,"><h1>Sunny</h1>')
    studio.open(f"#exit-href={site.destination.origin}/")
    studio.expect_code(site.destination.origin)
    page = studio.page
    page.goto(site.page(studio.code))
    page.locator("quick-exit-control [data-quick-exit]").click(no_wait_after=True)
    page.wait_for_url(site.destination.origin + "/")
