"""On paper: the hosted page prints all of itself, a partner's page the words and an address."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Playwright
from pypdf import PdfReader
from tests.conftest import browser_program
from tests.support.playwright_visit import PlaywrightVisit, launch_chromium
from tests.support.site import Site


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The whole of Chromium: its headless shell prints frames of other sites empty."""
    browser = launch_chromium(playwright, browser_program("chromium"))
    yield browser
    browser.close()


def printed(visit: PlaywrightVisit) -> str:
    """Return the text on paper without white space, that of frames too."""
    pages = PdfReader(io.BytesIO(visit.page.pdf())).pages
    text = "".join(page.extract_text() for page in pages)
    # Fonts draw some letters together: `ffi`.
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def test_on_paper_every_answer_stands_open_with_the_contacts_and_without_the_control(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin()
    visit.open(site.hosted())
    visit.evaluate("document.querySelector('.list details').open = true")
    text = printed(visit)
    for words in (
        "sothatsomebodyelsegains",
        "takeawayyourpassport",
        "aplacetolive",
        "1-888-373-7888",
        "Allday,everyday",
    ):
        assert words in text
    assert "Leavethissite" not in text
    assert "Showallanswers" not in text
    # What was closed before is closed again.
    opened = "[...document.querySelectorAll('.list details')].filter(one => one.open).length"
    visit.wait_for_page(f"{opened} === 1", "the answers close again")


def test_without_script_answers_are_printed_open_too(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin(java_script_enabled=False)
    visit.open(site.hosted())
    assert "takeawayyourpassport" in printed(visit)


@pytest.mark.parametrize("script", [True, False], ids=["with-script", "without-script"])
def test_a_partners_page_prints_the_words_and_the_address_of_the_questions(
    begin: Callable[..., PlaywrightVisit], site: Site, script: bool
) -> None:
    visit = begin(java_script_enabled=script)
    visit.open(site.page())
    visit.page.frame_locator("iframe").locator(".list summary").first.wait_for()
    text = printed(visit)
    assert "1-888-373-7888" in text
    assert text.count(site.hosted()) == 1
    assert "Leavethissite" not in text
    # Neither the first question nor an answer, of which the paper would show a part.
    assert "Whatishumantrafficking" not in text
    assert "takeawayyourpassport" not in text


def test_without_the_styles_of_the_snippet_half_of_the_questions_would_be_printed(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin(java_script_enabled=False)
    visit.open(site.page(re.sub(r"max-height:if\(.*?:0\)", "", site.snippet())))
    visit.page.frame_locator("iframe").locator(".list summary").first.wait_for()
    assert "Whatishumantrafficking" in printed(visit)
