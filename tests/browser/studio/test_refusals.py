"""Whatever an address holds, and whether the server answers: the studio goes on, and says so."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect
from tests.browser.studio.studio import PREVIEW, Studio

from quickexit.themes.design_tokens import to_design_tokens
from quickexit.themes.palette import derive

_REFUSED = "What is chosen is refused"
_INVITES = "Press the exit"
# After which the page asks a silent server again (widget/studio/ask.js).
PAUSE_MS = 5000


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("fragment", "problem", "marked", "words"),
    [
        ("#lang=constructor", "there is no language", "#lang", _REFUSED),
        ("#theme=toString", "there is no theme", "#theme", _REFUSED),
        ("#open=nope", "there is no question", "#open", _REFUSED),
        ("#variant=pinned&release=9.9.9", "9.9.9 is not in the store", "#release", _REFUSED),
        ("#exit-href=x", "is not an address", "#exit-href", _REFUSED),
        ("#tab=theme&start=constructor", "there is no theme", "#start", _INVITES),
        ("#tab=theme&brand=zzz", "is not a colour", "#brand", _INVITES),
    ],
)
def test_what_is_refused_is_said_and_marked_beside_a_preview_that_works(
    studio: Studio, fragment: str, problem: str, marked: str, words: str
) -> None:
    studio.pass_over_refusals()
    page = studio.open(fragment).page
    place = "#theme-problem" if "tab=theme" in fragment else "#snippet-problem"
    expect(page.locator(place)).to_contain_text(problem)
    assert page.locator("[aria-invalid=true]").evaluate_all(
        "all => all.map(one => '#' + one.id)"
    ) == [marked]
    expect(page.locator("#stage-words")).to_contain_text(words)
    expect(page.frame_locator(PREVIEW).locator("[data-quick-exit-control]")).to_be_attached()


@pytest.mark.parametrize(
    "fragment",
    [
        "#variant=constructor&csp=__proto__&width=-5",
        "#variant=foo&csp=foo&width=1000000&tab=__proto__",
        "#reserve=measured&heights=abc&__proto__=1",
    ],
)
def test_what_is_not_offered_is_taken_as_the_preset(studio: Studio, fragment: str) -> None:
    page = studio.open(fragment).wait_until_whole().page
    chosen = page.locator("input[type=radio]:checked").evaluate_all(
        "all => all.map(one => one.value)"
    )
    assert chosen == ["script", "strict", "320"]
    studio.expect_in_sample("innerWidth", 320)
    expect(page.locator("#snippet-problem")).to_be_hidden()
    expect(page.locator("#csp-code")).to_contain_text("style-src-attr")


def test_a_refused_choice_leaves_the_last_preview(studio: Studio) -> None:
    page = studio.open("#lang=ar").wait_until_whole().page
    studio.pass_over_refusals()
    page.locator("#exit-href").fill("x")
    expect(page.locator("#stage-words")).to_contain_text(_REFUSED)
    studio.expect_in_sample("document.documentElement.lang", "ar")
    page.locator("#exit-href").fill("https://weather.example/")
    expect(page.locator("#stage-words")).to_contain_text(_INVITES)


def test_a_server_that_comes_back_is_found_by_snippet_and_preview(studio: Studio) -> None:
    page = studio.page
    page.clock.install()
    studio.open().wait_until_whole()
    with studio.lost("**/studio/*?*"):
        page.locator("#lang").select_option("ar")
        expect(page.locator("#snippet-problem")).to_contain_text("The server does not answer")
        page.locator("#again").click()
        expect(page.locator("#stage-words")).to_contain_text("The preview comes with")
    page.clock.fast_forward(PAUSE_MS)
    studio.expect_code('lang="ar"')
    expect(page.locator("#snippet-problem")).to_be_hidden()
    studio.expect_in_sample("document.documentElement.lang", "ar")
    expect(page.locator("#stage-words")).to_contain_text(_INVITES)


def test_mending_without_an_answer_says_so_and_goes_on_with_one(studio: Studio) -> None:
    page = studio.page
    page.clock.install()
    studio.open("#tab=theme&color.light.muted=%23cccccc").wait_until_whole()
    with studio.lost("**/studio/theme?*"):
        page.locator("#fix-all").click()
        expect(page.locator("#theme-problem")).to_contain_text("The server does not answer")
        expect(page.locator("#said")).to_be_empty()
        expect(page.locator("#verdict-words")).to_have_text("Not checked yet.")
    page.clock.fast_forward(PAUSE_MS)
    expect(page.locator("#theme-problem")).to_be_hidden()
    expect(page.locator("#verdict-words")).to_contain_text("pairs")


def test_a_file_is_what_its_last_ending_says_and_its_problem_goes_with_the_next(
    studio: Studio,
) -> None:
    page = studio.open("#tab=theme").wait_until_whole().page
    studio.pass_over_refusals()
    upload, problem = page.locator("#upload"), page.locator("#files-problem")
    upload.set_input_files({"name": "photo.png", "mimeType": "image/png", "buffer": b"x"})
    expect(problem).to_contain_text("neither a .toml nor a .json file")
    tokens = json.dumps(to_design_tokens(derive("city", "#8a1538"))).encode()
    upload.set_input_files({"name": "CITY.JSON", "mimeType": "text/plain", "buffer": tokens})
    expect(page.locator("#said")).to_have_text("CITY.JSON is open")
    expect(problem).to_be_hidden()
    studio.expect_address("name", "city")
