"""docs/places/wagtail.md: each way is taken in a real Wagtail, and seen in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Page
from tests.places.recipe import recipe_code
from tests.places.wagtail_site import Wagtail
from tests.places.whole_widget import (
    expect_leaves_by_the_link,
    expect_questions,
    expect_whole,
    expect_words,
)
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

pytestmark = pytest.mark.slow

Begin = Callable[..., PlaywrightVisit]
MODEL = recipe_code("wagtail", "python")
BLOCKS = recipe_code("wagtail", "html", "include_block")
BODY = recipe_code("wagtail", "html", "quick_exit.html")
# The page with which Wagtail begins.
PARENT = 2
# Two pages have two names.
_NUMBERS = count()


@pytest.fixture(scope="module")
def wagtail() -> Iterator[Wagtail]:
    with Wagtail(MODEL, BLOCKS) as started:
        yield started


@pytest.fixture
def editor(wagtail: Wagtail, begin: Begin) -> PlaywrightVisit:
    """Somebody who is logged in."""
    visit = begin()
    wagtail.log_in(visit)
    return visit


def write_page(
    wagtail: Wagtail, editor: PlaywrightVisit, block: str, fill: Callable[[], None]
) -> str:
    """Publish a page with a block that `fill` fills in, as the recipe says; return its address."""
    page = editor.page
    editor.open(f"{wagtail.address}/admin/pages/{PARENT}/")
    page.get_by_role("link", name="Add child page").first.click()
    page.locator("#id_title").fill(f"Help {next(_NUMBERS)}")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name=block, exact=True).click()
    fill()
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    live = page.locator(".messages").get_by_role("link", name="View live")
    return urljoin(wagtail.address, str(live.get_attribute("href")))


def paste(page: Page, html: str) -> None:
    """Paste HTML that was copied from a page into the field for rich text."""
    page.locator(".public-DraftEditor-content").evaluate(
        """(field, html) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/html", html);
          clipboardData.setData("text/plain", html);
          const options = { clipboardData, bubbles: true, cancelable: true };
          field.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        html,
    )
    # The form has it a moment later.
    saved = (
        "[...document.querySelectorAll('input[name$=-value]')].some(one => /911/.test(one.value))"
    )
    page.wait_for_function(saved)


def expect_whole_and_without_javascript(address: str, begin: Begin, site: Site) -> None:
    visit = begin()
    site.open(visit, address)
    expect_whole(visit, site)
    site.destination.hits.clear()
    plain = begin(java_script_enabled=False)
    plain.open(address)
    expect_words(plain)
    expect_questions(plain)
    expect_leaves_by_the_link(plain, site)


def test_an_editor_pastes_it_into_the_block_for_html(
    wagtail: Wagtail, editor: PlaywrightVisit, begin: Begin, site: Site
) -> None:
    field = editor.page.locator("[data-contentpath] textarea[name$='-value']")
    address = write_page(wagtail, editor, "HTML", lambda: field.fill(site.snippet()))
    expect_whole_and_without_javascript(address, begin, site)


def test_the_template_includes_it(
    wagtail: Wagtail, editor: PlaywrightVisit, begin: Begin, site: Site
) -> None:
    field = editor.page.locator("[data-contentpath] textarea[name$='-value']")
    address = write_page(wagtail, editor, "HTML", lambda: field.fill("<p>Text</p>"))
    wagtail.base(BODY, site.snippet())
    expect_whole_and_without_javascript(address, begin, site)
    wagtail.base("<body>", "")
    visit = begin()
    visit.open(address)
    assert visit.page.locator("[data-quick-exit]").count() == 0, "it came from the template"


def test_rich_text_keeps_the_words_alone(
    wagtail: Wagtail, editor: PlaywrightVisit, begin: Begin, site: Site
) -> None:
    page = editor.page

    def fill() -> None:
        page.locator(".public-DraftEditor-content").click()
        paste(page, site.snippet())
        # A slash in what is pasted opens the list of commands, which lies over the page's buttons.
        page.keyboard.press("Escape")

    visit = begin()
    visit.open(write_page(wagtail, editor, "Text", fill))
    assert visit.page.locator("iframe, script, [data-quick-exit], [style]").count() == 0
    assert visit.page.get_by_text("911").first.is_visible()
    assert visit.page.locator("[href^='tel:']").count() == 0
    link = visit.page.get_by_role("link", name="Leave this site")
    assert link.get_attribute("href") == f"{site.destination.origin}/"
    assert link.evaluate("link => getComputedStyle(link).position") == "static"
