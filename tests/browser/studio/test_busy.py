"""A studio that has no time is asked again by the page, until it answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Route, expect
from tests.browser.studio.studio import CODE, Studio

BUSY = "The studio is busy; trying again."


def refuse_at_first(studio: Studio, addresses: str, times: int) -> list[int]:
    """Answer the first requests as the server does when it has no place left; count all."""
    asked: list[int] = []

    def answer(route: Route) -> None:
        asked.append(len(asked))
        if len(asked) > times:
            route.continue_()
            return
        headers = {"Retry-After": "1", "Content-Type": "application/json"}
        route.fulfill(status=503, headers=headers, body='{"problem": "The studio is busy."}')

    studio.pass_over_busy()
    studio.page.route(addresses, answer)
    return asked


def wait_for_the_answer(studio: Studio, problem: str) -> None:
    """Let the second pass after which the page asks again, as often as it takes."""

    def is_answered() -> bool:
        studio.page.clock.fast_forward(1000)
        return studio.page.locator(problem).is_hidden()

    studio.visit.wait_for(is_answered, "the problem is gone")


@pytest.mark.parametrize(
    ("part", "problem", "answer", "words"),
    [
        ("theme", "#theme-problem", "#verdict-words", "All 36 pairs"),
        ("snippet", "#snippet-problem", CODE, "quick-exit"),
    ],
)
def test_what_is_chosen_is_asked_again_and_the_page_says_so(
    studio: Studio, part: str, problem: str, answer: str, words: str
) -> None:
    asked = refuse_at_first(studio, f"**/studio/{part}?*", 3)
    page = studio.page
    page.clock.install()
    studio.open("#tab=theme" if part == "theme" else "")
    expect(page.locator(problem)).to_have_text(BUSY)
    wait_for_the_answer(studio, problem)
    expect(page.locator(answer)).to_contain_text(words)
    studio.wait_until_answered()
    assert len(asked) == 4


def test_an_upload_is_tried_again(studio: Studio) -> None:
    page = studio.open("#tab=theme").wait_until_whole().page
    asked = refuse_at_first(studio, "**/studio/upload?*", 1)
    theme = b'[color.light]\naccent = "#7a1f5c"\n'
    file: FilePayload = {"name": "city.toml", "mimeType": "application/toml", "buffer": theme}
    page.locator("#upload").set_input_files(file)
    expect(page.locator("#files-problem")).to_have_text(BUSY)
    expect(page.locator("#name")).to_have_value("city")
    expect(page.locator("#files-problem")).to_be_hidden()
    assert len(asked) == 2


def test_the_preview_asks_again_by_itself(studio: Studio) -> None:
    server_page = (
        '<!doctype html><meta http-equiv="refresh" content="1"><h1>The studio is busy</h1>'
    )
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) > 1:
            route.continue_()
        else:
            route.fulfill(status=503, content_type="text/html", body=server_page)

    studio.pass_over_busy()
    studio.page.route("**/studio/page?*", answer)
    studio.open()
    studio.expect_in_faq("document.readyState", "complete")
    assert asked[0] == asked[1]
