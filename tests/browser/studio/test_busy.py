"""A studio that has no time is asked again by the page, until it answers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, Route, expect
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


def pause(page: Page) -> None:
    """Let no time pass by itself: a machine that stands still for a while misses nothing then."""
    page.clock.install()
    page.clock.pause_at(page.evaluate("Date.now() + 1000"))


def pass_seconds_until(studio: Studio, condition: Callable[[], bool], promise: str) -> None:
    """Let one second after another pass, after each of which the page may ask again."""

    def is_so() -> bool:
        studio.page.clock.run_for(1000)
        return condition()

    studio.visit.wait_for(is_so, promise)


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
    pause(page)
    studio.open("#tab=theme" if part == "theme" else "")
    place = page.locator(problem)
    pass_seconds_until(studio, lambda: place.text_content() == BUSY, "the page says so")
    pass_seconds_until(studio, place.is_hidden, "the problem is gone")
    expect(page.locator(answer)).to_contain_text(words)
    studio.wait_until_answered()
    assert len(asked) == 4


def test_an_upload_is_tried_again(studio: Studio) -> None:
    page = studio.open("#tab=theme").wait_until_whole().page
    asked = refuse_at_first(studio, "**/studio/upload?*", 1)
    theme = b'[color.light]\naccent = "#7a1f5c"\n'
    file: FilePayload = {"name": "city.toml", "mimeType": "application/toml", "buffer": theme}
    pause(page)
    page.locator("#upload").set_input_files(file)
    expect(page.locator("#files-problem")).to_have_text(BUSY)
    page.clock.run_for(1000)
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
