"""What a visitor reads: the answers in the frame, the fallback until then, no trace of reading."""

from __future__ import annotations

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import FRAME, Site
from tests.support.visit import Visit, iframe
from tests.support.web import Reply, free_port

pytestmark = pytest.mark.spread

HEIGHT = f"{iframe()}.offsetHeight"
TEXT_HEIGHT = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
WORDS_SHOWN = "document.querySelector('[data-quick-exit-faq] p').getClientRects().length > 0"


def test_six_questions_and_the_hotline_are_read_in_the_frame(visit: Visit, site: Site) -> None:
    visit.open(site.page())
    visit.wait_for_faq()
    assert visit.evaluate_in_frame("document.querySelectorAll('.list > details').length") == 6
    shown = visit.evaluate_in_frame("document.body.innerText")
    assert "1-888-373-7888" in shown
    assert "911" in shown


def test_an_answer_opens_by_a_press_on_its_question(visit: Visit, site: Site) -> None:
    visit.open(site.page())
    visit.wait_for_faq()
    visit.click_in_frame(".list > details > summary")
    opened = "document.querySelector('.list > details').open"
    visit.wait_for(lambda: visit.evaluate_in_frame(opened), "the answer opens")


def test_the_frame_holds_its_text_and_grows_with_its_answers(visit: Visit, site: Site) -> None:
    visit.open(site.page())
    visit.wait_for_faq()

    def holds() -> bool:
        return int(visit.evaluate(HEIGHT)) >= int(visit.evaluate_in_frame(TEXT_HEIGHT))

    visit.wait_for(holds, "the frame holds its text")
    closed = visit.evaluate(HEIGHT)
    # The questions stand beside a longer column: one answer alone may fit in as it is.
    visit.evaluate_in_frame("document.querySelectorAll('details').forEach(d => d.open = true)")
    visit.wait_for(lambda: visit.evaluate(HEIGHT) > closed and holds(), "the frame grows")


def test_the_words_stay_and_the_frame_does_not_repeat_them(visit: Visit, site: Site) -> None:
    visit.open(site.page())
    visit.wait_for_faq()
    assert visit.evaluate(WORDS_SHOWN) is True
    seen = "node => node.getClientRects().length"
    repeated = f"[...document.querySelectorAll('.repeated')].filter({seen}).length"
    assert visit.evaluate_in_frame(repeated) == 0


def test_a_frame_without_words_above_it_says_them_itself(visit: Visit, site: Site) -> None:
    visit.open(site.page(site.snippet().replace("#embed=1", "#embed=")))
    visit.wait_for_faq()
    shown = visit.evaluate_in_frame("document.body.innerText")
    assert "In an emergency, call 911." in shown
    assert "Leaving does not clear the browser history" in shown


def test_the_words_stay_where_the_frame_is_not_ours(visit: Visit, site: Site) -> None:
    snippet = site.alter()
    site.altered.routes[FRAME] = Reply(b"<!doctype html><h1>An error page</h1>", status=502)
    visit.open(site.page(snippet))
    visit.wait_for_control()
    visit.settle()
    assert visit.evaluate(WORDS_SHOWN) is True
    assert "1-888-373-7888" in visit.evaluate("document.body.innerText")


def test_the_words_stay_where_the_server_of_the_frame_is_down(visit: Visit, site: Site) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    printed = site.snippet()
    other = printed.replace(f'iframe src="{site.widget.origin}', f'iframe src="{nobody}')
    assert other != printed
    visit.open(site.page(other))
    visit.wait_for_control()
    visit.settle()
    assert visit.evaluate(WORDS_SHOWN) is True


def test_reading_every_answer_adds_no_history_entry(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.wait_for_faq()
    before = visit.evaluate("history.length")
    for number in range(1, 7):
        visit.click_in_frame(f".list > details:nth-of-type({number}) > summary")
    visit.settle()
    assert visit.evaluate("history.length") == before
    visit.back()
    visit.wait_for_url(site.earlier)


@pytest.mark.engines("chromium")
def test_a_frame_that_followed_a_link_would_add_one(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.wait_for_faq()
    before = visit.evaluate("history.length")
    visit.evaluate_in_frame("void (location.hash = 'somewhere')")
    visit.wait_for_page(f"history.length > {before}", "an entry of the frame is seen")


def test_the_browser_lists_no_more_entries_than_pages(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    visit.click_in_frame(".list > details > summary")
    visit.settle()
    session = visit.context.new_cdp_session(visit.page)
    listed = [entry["url"] for entry in session.send("Page.getNavigationHistory")["entries"]]
    assert listed[-2:] == [site.earlier, site.partner.origin + "/page"]


def test_two_elements_share_one_control_and_both_are_read(visit: Visit, site: Site) -> None:
    snippet = site.snippet()
    element = snippet[: snippet.index("<script")] + "</div>"
    visit.open(site.page(snippet, after=element))
    visit.wait_for_faq(0)
    visit.wait_for_faq(1)
    assert visit.evaluate("document.querySelectorAll('[data-quick-exit-control]').length") == 1
    for faq in (0, 1):
        assert "1-888-373-7888" in visit.evaluate_in_frame("document.body.innerText", faq)


@pytest.mark.parametrize("question", [1, 6])
def test_a_question_named_by_the_partner_stands_open(
    chromium_visit: PlaywrightVisit, site: Site, question: int
) -> None:
    visit = chromium_visit
    visit.open(site.page())
    visit.wait_for_faq()
    nth = f"document.querySelector('.list > details:nth-of-type({question})')"
    identifier = visit.evaluate_in_frame(f"{nth}.id")
    visit.open(site.page(site.snippet().replace("#embed=1", f"#embed=1&amp;open={identifier}")))
    visit.wait_for_faq()
    assert visit.evaluate_in_frame(f"{nth}.open") is True


def test_a_link_to_a_question_shows_it_on_the_hosted_page(visit: Visit, site: Site) -> None:
    visit.open(f"{site.hosted()}#open=who-are-the-victims")
    question = "document.getElementById('who-are-the-victims')"
    visit.wait_for_page(f"{question}.open", "the answer stands open")
    box = f"{question}.getBoundingClientRect()"
    visit.wait_for_page(f"{box}.top >= 0 && {box}.top < innerHeight", "and in sight")
    assert visit.evaluate("[...document.querySelectorAll('.list [open]')].length") == 1
