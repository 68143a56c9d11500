"""The frame that stands in the page: adopted as it is, greeted, believed, and folded away."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import FAQ, FRAME, Site
from tests.support.visit import FAQ as ELEMENTS
from tests.support.visit import Visit, iframe
from tests.support.web import Reply

pytestmark = pytest.mark.spread

EVENTS = (
    "<script>var said = []; for (const type of ['ready', 'resize', 'error'])"
    " addEventListener('quick-exit:' + type, event =>"
    " said.push(type + ' ' + event.target.localName))</script>"
)
# What would be done about a frame that has not answered in 20 s, or in 10 s from its load. The
# driver of WebKitGTK has timers of its own in the page, of 60 s.
CLOCK = """<script>
  var overdue = new Map();
  {
    const wait = setTimeout, stop = clearTimeout;
    let number = 0;
    window.setTimeout = (run, delay) =>
      delay === 10000 || delay === 20000 ? overdue.set(--number, run) && number : wait(run, delay);
    window.clearTimeout = number => overdue.delete(number) || stop(number);
  }
</script>"""
TIME_IS_UP = "void overdue.forEach(run => run())"
WARNED = "<script>var warned = []; console.warn = text => warned.push(text)</script>"
WORDS_SHOWN = f"({ELEMENTS})[0].querySelector('p').getClientRects().length"


def test_a_standing_frame_is_adopted_and_loaded_once(visit: Visit, site: Site) -> None:
    mark = "<script>var standing = document.querySelector('iframe')</script>"
    head, _, script = site.alter().partition("<script")
    site.open(visit, site.page(f"{head}{mark}<script{script}", head=EVENTS))
    visit.wait_for_faq()
    visit.wait_for_page("said.includes('resize div')", "the frame tells its height")
    assert visit.evaluate("standing === document.querySelector('iframe')") is True
    assert len(site.altered.visits(FRAME)) == 1
    assert visit.evaluate("said[0]") == "ready div"


def test_an_element_without_a_frame_gets_one(visit: Visit, site: Site) -> None:
    snippet = re.sub("<iframe.*</iframe>", "", site.snippet())
    site.open(visit, site.page(snippet))
    visit.wait_for_faq()
    assert "embed=1" in visit.evaluate(f"{iframe()}.src")


def test_the_first_name_of_the_element_is_still_taken(visit: Visit, site: Site) -> None:
    element = '<quick-exit-faq lang="es" exit-keys="escape"><p>911</p></quick-exit-faq>'
    script = f"<script src='{site.widget.origin}/v0/embed.js'></script>"
    site.open(visit, site.page(element + script))
    visit.wait_for_faq()
    assert visit.evaluate_in_frame("document.documentElement.lang") == "es"
    visit.press("Shift", 3)
    site.expect_stayed(visit)


def test_base_wins_over_the_scripts_own_address(visit: Visit, site: Site) -> None:
    snippet = re.sub("<iframe.*</iframe>", "", site.snippet())
    snippet = snippet.replace(FAQ, f'{FAQ} data-base="http://localhost:9/help"')
    site.open(visit, site.page(snippet))
    visit.wait_for_page(iframe(), "the frame is made")
    assert visit.evaluate(f"{iframe()}.src").startswith("http://localhost:9/help/v0/faq/")


def failing(site: Site, snippet: str | None = None) -> str:
    snippet = snippet or site.alter()
    site.altered.routes[FRAME] = Reply(b"<!doctype html><h1>Bad gateway</h1>", status=502)
    return site.page(snippet, head=EVENTS + CLOCK)


def test_a_frame_that_does_not_answer_is_folded_away_and_a_late_answer_unfolds_it(
    visit: Visit, site: Site
) -> None:
    site.open(visit, failing(site))
    visit.wait_for_page("overdue.size", "an answer is waited for")
    visit.evaluate(TIME_IS_UP)
    visit.wait_for_page("said.includes('error div')", "the frame is given up")
    assert visit.evaluate(f"{iframe()}.offsetHeight") == 0
    assert visit.evaluate(WORDS_SHOWN) == 1
    visit.evaluate_in_frame("void parent.postMessage({quickexit: 1, type: 'ready'}, '*')")
    visit.wait_for_page(f"{iframe()}.offsetHeight > 60", "the frame is back")


def test_a_frame_that_answers_stays(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(head=EVENTS + CLOCK))
    visit.wait_for_faq()
    visit.wait_for_page("said.includes('ready div') && !overdue.size", "nothing is waited for")


def test_a_frame_without_scripts_is_whole_and_stays(visit: Visit, site: Site) -> None:
    snippet = re.sub(r' sandbox="[^"]*"', ' sandbox=""', site.snippet())
    site.open(visit, site.page(snippet, head=EVENTS + CLOCK))
    visit.settle()
    assert visit.evaluate("said.length + overdue.size") == 0
    assert visit.evaluate(f"{iframe()}.offsetHeight") > 60


def moved(site: Site, *altered: tuple[str, str]) -> str:
    snippet = site.alter(*altered)
    frame = site.altered.routes[FRAME]
    site.second.routes["/moved"] = frame
    location = {**frame.headers, "Location": f"{site.second.origin}/moved"}
    site.altered.routes[FRAME] = Reply(b"", status=301, headers=location)
    return site.page(snippet, head=EVENTS + WARNED)


def test_a_widget_that_has_moved_elsewhere_is_named_once_and_not_believed(
    visit: Visit, site: Site
) -> None:
    site.open(visit, moved(site))
    visit.wait_for_page("warned.length", "it is named")
    visit.settle()
    assert visit.evaluate("warned") == [f"quick-exit: moved to {site.second.origin}"]
    assert visit.evaluate("said.length") == 0


def test_the_same_host_lifted_to_https_is_believed(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    """No certificate is here: the message is made up, as from there."""
    visit = chromium_visit
    lifted = site.widget.origin.replace("http:", "https:")
    site.open(visit, site.page(head=EVENTS + WARNED))
    visit.wait_for_faq()
    for origin, believed in ((lifted, True), ("https://other.localhost", False)):
        visit.evaluate(
            "void (said.length = 0, dispatchEvent(new MessageEvent('message', {"
            f" source: {iframe()}.contentWindow, origin: '{origin}',"
            " data: { quickexit: 1, type: 'height', height: 4321 } })))"
        )
        assert visit.evaluate("said.includes('resize div')") is believed


SHIFTS = """new Promise(done => {
  let sum = 0;
  const add = entries => entries.forEach(one => (sum += one.value));
  const observer = new PerformanceObserver(list => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    add(observer.takeRecords());
    done(sum);
  })));
})"""
COLUMN = "<main style='height:1500px'>Text</main><aside style='width:327px'>"


def test_in_a_narrow_column_nothing_moves_and_the_first_height_is_right(
    chromium: Browser, site: Site
) -> None:
    visit = PlaywrightVisit("chromium", chromium, viewport={"width": 1280, "height": 800})
    heights = (
        "<script>var heights = []; addEventListener('quick-exit:resize',"
        " event => heights.push(event.detail.height))</script>"
    )
    footer = "<p>What stands below.</p>" * 20
    site.open(visit, site.page(f"{COLUMN}{site.snippet()}</aside>{footer}", head=heights))
    visit.wait_for_faq()
    visit.evaluate("void scrollTo(0, 1e6)")
    visit.settle()
    assert round(float(visit.evaluate(SHIFTS)), 3) == 0
    text = visit.evaluate_in_frame(
        "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    )
    # The frame is greeted when it is adopted, and when it is loaded.
    assert set(visit.evaluate("heights")) == {text}
    visit.close()


@pytest.mark.parametrize("media", ["print", "screen"])
def test_on_paper_the_address_of_the_questions_stands_in_the_place_of_the_frame(
    chromium_visit: PlaywrightVisit, site: Site, media: str
) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    visit.page.emulate_media(media="print" if media == "print" else "screen")
    visit.settle()
    paper = media == "print"
    visibility = visit.evaluate(f"getComputedStyle({iframe()}).visibility")
    assert visibility == ("hidden" if paper else "visible")
    address = visit.page.get_by_text(site.hosted(), exact=True)
    assert address.is_visible() is paper
