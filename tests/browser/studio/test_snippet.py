"""The studio's snippet: the command's own, what it costs, and what it does on a real page."""

from __future__ import annotations

import json
import re

from playwright.sync_api import expect
from tests.browser.studio.studio import CODE, Studio, printed
from tests.support.site import Site


def test_snippet_and_policy_are_those_of_the_command(studio: Studio) -> None:
    page = studio.open().page
    expect(page.locator(CODE)).to_have_text(printed(studio.widget))
    expect(page.locator("#csp-code")).to_have_text(printed(studio.widget, "--csp"))


def test_a_wrong_choice_is_one_sentence_beside_the_last_snippet(studio: Studio) -> None:
    page = studio.open().page
    studio.expect_code("embed.js")
    studio.pass_over_refusals()
    page.locator("#exit-href").fill("javascript:alert(1)")
    expect(page.locator("#snippet-problem")).to_contain_text("is not an address")
    page.locator("#exit-href").fill("https://weather.example/")
    expect(page.locator("#snippet-problem")).to_be_hidden()
    studio.expect_code("https://weather.example/")


def test_what_is_half_typed_is_not_called_wrong_until_typing_rests(studio: Studio) -> None:
    page = studio.page
    page.clock.install()
    studio.open()
    page.clock.pause_at(page.evaluate("Date.now() + 2000"))
    problem, code = page.locator("#snippet-problem"), page.locator(CODE)
    page.locator("#exit-href").select_text()

    def rests() -> bool:
        page.clock.run_for(1000)
        return True

    for part in ("https", ":", "/", "/"):
        studio.write(part)
        page.clock.run_for(600)
        expect(code).to_have_class(re.compile("stale"))
        expect(problem).to_be_hidden()
    studio.visit.wait_for(lambda: rests() and problem.is_visible(), "it is told")
    expect(problem).to_contain_text("exit-href 'https://' is not an address")
    studio.write("weather.example/")
    page.clock.run_for(600)
    expect(problem).to_be_hidden()
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


def test_the_snippet_of_the_studio_works_on_a_real_page(studio: Studio, site: Site) -> None:
    # An icon that is asked for and missing would be told to the console, at any time.
    site.destination.html("/", '<!doctype html><link rel=icon href="data:,"><h1>Sunny</h1>')
    studio.open(f"#exit-href={site.destination.origin}/")
    studio.expect_code(site.destination.origin)
    page = studio.page
    page.goto(site.page(studio.code))
    page.locator("[data-quick-exit-control] [data-quick-exit]").click(no_wait_after=True)
    page.wait_for_url(site.destination.origin + "/")


def test_what_stands_beside_a_form_is_true_of_it(studio: Studio) -> None:
    page, words = studio.page, studio.page.locator("#csp-words")
    studio.open("#variant=exit-only&csp=nonce").wait_until_answered()
    expect(words).to_contain_text("the nonce of the page")
    studio.open("#variant=iframe&csp=nonce").wait_until_answered()
    expect(words).to_contain_text("no script, so it needs no nonce")
    expect(page.locator("#csp-code")).not_to_contain_text("nonce")
    page.locator("summary", has_text="More choices").click()
    expect(page.locator("#release")).to_have_accessible_description(re.compile("For .Pinned."))
    expect(page.locator("#history")).to_have_accessible_description(re.compile("Not for .Frame"))
    expect(page.locator("#release-why")).to_be_visible()
    expect(page.locator("#exit-keys-why")).to_be_hidden()
    titles = [one.text_content() for one in page.locator(".code .bar :is(h2, h3)").all()]
    copies = page.get_by_role("button", name="Copy").all()
    assert len(copies) == len(titles) == 2
    for one, title in zip(copies, titles, strict=True):
        expect(one).to_have_accessible_description(title or "")
