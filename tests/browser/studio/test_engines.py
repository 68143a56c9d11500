"""The studio in Firefox and WebKit: a choice reaches the snippet, a token the preview."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.support.site import Widget
from tests.support.visit import Visit

# The frame of the questions, in the made-up page, in the preview.
_FAQ = """(() => {
  const page = document.querySelector("#preview").contentDocument;
  const frame = page && page.querySelector("[data-quick-exit-faq] iframe");
  return frame && frame.contentDocument;
})()"""


def property_in_preview(name: str, value: str) -> str:
    """Return the expression that says whether the theme's property has that value."""
    style = f"getComputedStyle(({_FAQ}).documentElement)"
    return f"{_FAQ} && {style}.getPropertyValue('{name}').trim() === '{value}'"


def text_of(selector: str) -> str:
    return f"document.querySelector({selector!r}).textContent"


# Every other test of the studio runs in Chromium.
@pytest.mark.engines("firefox", "webkit")
@pytest.mark.spread
def test_a_choice_reaches_the_snippet_and_a_token_the_preview_and_back_undoes(
    new_visit: Callable[..., Visit], widget: Widget
) -> None:
    visit = new_visit(viewport=(1280, 900))
    visit.open(widget.origin + "/")
    visit.wait_for_page(f"{text_of('#snippet-code')}.includes('embed.js')", "there is a snippet")
    visit.click("[name=variant][value=iframe]")
    visit.wait_for_page(
        f"!{text_of('#snippet-code')}.includes('embed.js')", "it is the frame alone"
    )
    visit.click("[name=variant][value=script]")
    for width in (320, 768, 1280):
        measured = text_of(f"[data-measured='{width}']")
        visit.wait_for_page(f"/^[0-9]+ px$/.test({measured})", f"{width} px is measured")
    visit.click("#tab-theme")
    visit.wait_for_page(f"{text_of('#verdict-words')}.includes('All 36')", "the theme is checked")
    visit.evaluate("document.querySelector('#token-color-light-accent').select()")
    visit.chord("Shift", "Tab")
    visit.press("Tab")
    for key in "#7a1f5c":
        visit.press(key)
    visit.wait_for_page(property_in_preview("--accent", "#7a1f5c"), "the preview follows")
    visit.wait_for_page("location.hash.includes('7a1f5c')", "the address holds it")
    visit.click("#reset-tokens")
    visit.wait_for_page("!location.hash.includes('7a1f5c')", "all changes are undone")
    visit.back()
    visit.wait_for_page("location.hash.includes('7a1f5c')", "Back brings them back")
    visit.wait_for_page(property_in_preview("--accent", "#7a1f5c"), "the preview has them again")
