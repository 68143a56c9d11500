"""What a visitor must find wherever the widget was pasted."""

from __future__ import annotations

from tests.support.playwright_visit import FAQ_FRAME, PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL

_LINK = "document.querySelector('a[data-quick-exit]')"
_WORDS = "document.querySelector('[data-quick-exit-faq] [href=\"tel:911\"]')"


def expect_words(visit: PlaywrightVisit) -> None:
    """The emergency number is shown, as a link that can be called."""
    visit.wait_for_page(f"{_WORDS}?.getClientRects().length", "the emergency number can be called")


def expect_questions(visit: PlaywrightVisit) -> None:
    """The frame has its questions, and room for them."""
    questions = visit.page.frame_locator(FAQ_FRAME).first.locator("details summary")
    questions.first.wait_for()
    assert questions.count() >= 6, "the frame has the questions"
    box = visit.page.locator(FAQ_FRAME).first.bounding_box()
    assert box is not None, "the frame is shown"
    assert box["height"] >= 640, "the frame has room"


def expect_control(visit: PlaywrightVisit) -> None:
    """The script's control is in its corner, with nothing over it."""
    visit.wait_for_control()
    hit = f"""(() => {{
      const box = {CONTROL}.getBoundingClientRect();
      const node = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      return !!node?.closest('[data-quick-exit-control]');
    }})()"""
    visit.wait_for_page(hit, "the middle of the control is hit")


def expect_leaves_by_the_control(visit: PlaywrightVisit, site: Site) -> None:
    """A click on the control leaves, and tells no referrer."""
    visit.click_control()
    assert site.expect_left(visit) is None


def expect_leaves_by_the_link(visit: PlaywrightVisit, site: Site) -> None:
    """Without the script the plain link leaves, and tells no referrer."""
    assert not visit.evaluate(f"!!({CONTROL})"), "no script has put its control on the page"
    assert visit.evaluate(f"getComputedStyle({_LINK}).position") == "fixed"
    visit.click("a[data-quick-exit]")
    assert site.expect_left(visit) is None


def expect_whole(visit: PlaywrightVisit, site: Site) -> None:
    """All four parts work on the page that is shown; the visit ends at the destination."""
    expect_words(visit)
    expect_questions(visit)
    expect_control(visit)
    expect_leaves_by_the_control(visit, site)
