"""By keyboard alone: all is reached in order, seen, never under the control, and can be done."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.words import words
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

# What the keyboard reaches, in the order of the document.
STOPS = (
    "[...document.querySelectorAll('a[href],button,summary')]"
    ".filter(one => one.getClientRects().length)"
)
# What has the focus: whether it is seen where its middle is, and has a ring round it.
FOCUSED = f"""(() => {{
  const one = document.activeElement, box = one.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const style = getComputedStyle(one);
  return {{
    at: {STOPS}.indexOf(one),
    seen: !!hit && (one.contains(hit) || hit.contains(one)),
    ring: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
    box: [box.left, box.top, box.right, box.bottom],
  }};
}})()"""


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("size", [(320, 480), (1280, 700)], ids=["phone", "desktop"])
def test_the_keyboard_reaches_everything_in_order_and_sees_where_it_is(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str, size: tuple[int, int]
) -> None:
    visit = begin(viewport={"width": size[0], "height": size[1]})
    visit.open(site.hosted(code))
    visit.evaluate("document.querySelector('nav details').open = true")
    count = visit.evaluate(f"{STOPS}.length")
    assert count > 20
    forwards = [("Tab", at) for at in range(count)]
    backwards = [("Shift+Tab", at) for at in range(count - 2, -1, -1)]
    for key, expected in forwards + backwards:
        visit.press(key)
        found = visit.evaluate(FOCUSED)
        assert {**found, "box": []} == {"at": expected, "seen": True, "ring": True, "box": []}


def _hidden_stops(visit: PlaywrightVisit, count: int, key: str) -> list[int]:
    """Press a key that moves the focus; return the stops that lie wholly under the control."""
    hidden = []
    frame = "document.querySelector('[data-quick-exit-faq] iframe')"
    control = "document.querySelector('[data-quick-exit-control]').shadowRoot.querySelector('a')"
    boxes = (
        f"[{frame}, {control}].map(one => one.getBoundingClientRect())"
        ".map(box => [box.left, box.top, box.right, box.bottom]).concat([[innerHeight]])"
    )
    for _ in range(count):
        visit.press(key)
        focused = visit.evaluate_in_frame(FOCUSED)
        iframe, exit_box, (height,) = visit.evaluate(boxes)
        left, top, right, bottom = (
            value + iframe[at % 2] for at, value in enumerate(focused["box"])
        )
        under = (
            left >= exit_box[0]
            and top >= exit_box[1]
            and right <= exit_box[2]
            and bottom <= exit_box[3]
        )
        if focused["at"] >= 0 and (under or bottom <= 0 or top >= height):
            hidden.append(focused["at"])
    return hidden


@pytest.mark.parametrize("width", [320, 1280])
def test_on_a_partners_page_no_focus_lies_under_the_control(
    begin: Callable[..., PlaywrightVisit], site: Site, width: int
) -> None:
    visit = begin(viewport={"width": width, "height": 480})
    visit.open(site.page(after="<a href='#top'>The last link</a>"))
    visit.wait_for_control()
    visit.wait_for_faq()
    count = visit.evaluate_in_frame(f"{STOPS}.length")
    assert _hidden_stops(visit, count + 2, "Tab") == []
    assert _hidden_stops(visit, count + 2, "Shift+Tab") == []


ANSWERS = "[...document.querySelectorAll('.list details')]"
ALL = "document.querySelector('.title button')"


def test_an_answer_opens_by_enter_and_closes_by_the_space_bar(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    visit.open(site.page())
    visit.wait_for_faq()
    visit.evaluate_in_frame("document.querySelector('.list summary').focus()")
    for key, opened in (("Enter", True), ("Space", False)):
        visit.press(key)
        visit.wait_for(
            lambda opened=opened: visit.evaluate_in_frame(f"{ANSWERS}[0].open") is opened,  # type: ignore[misc]
            f"{key} is heard",
        )


@pytest.mark.parametrize("framed", [True, False], ids=["frame", "hosted page"])
def test_all_answers_open_at_once_and_the_focus_goes_to_the_first_question(
    chromium_visit: PlaywrightVisit, site: Site, framed: bool
) -> None:
    visit = chromium_visit
    visit.open(site.page() if framed else site.hosted())
    if framed:
        visit.wait_for_faq()
    look = visit.evaluate_in_frame if framed else visit.evaluate
    assert look(f"{ANSWERS}.some(one => one.open)") is False
    look(f"{ALL}.focus()")
    visit.press("Enter")
    visit.wait_for(lambda: look(f"{ANSWERS}.every(one => one.open)"), "all are open")
    # It would have nothing left to do; the focus must not go with it.
    visit.wait_for(lambda: look(f"{ALL}.hidden"), "the button goes")
    assert look("document.activeElement.matches('.list summary')") is True
    look(f"void ({ANSWERS}[2].open = false)")
    visit.wait_for(lambda: not look(f"{ALL}.hidden"), "the button comes back")


def test_a_number_is_copied_by_the_keyboard(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    visit.open(site.hosted())
    visit.evaluate("document.querySelector('.copy').focus()")
    visit.press("Enter")
    said = "document.querySelector('.numbers [role=status]').textContent"
    done = words("en", "number_copied")
    visit.wait_for(lambda: visit.evaluate(said) == done, "the copy is announced")
    assert visit.evaluate("document.activeElement.matches('.copy')") is True


def test_the_first_tab_and_enter_leave_the_hosted_page(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    chromium_visit.open(f"{site.hosted()}#href={site.destination.origin}/")
    chromium_visit.press("Tab")
    chromium_visit.press("Enter")
    assert site.expect_left(chromium_visit) is None
