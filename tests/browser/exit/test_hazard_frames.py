"""Hazards of frames: keys inside ours, its rights, its colours; each with a twin."""

from __future__ import annotations

import base64
import re
from dataclasses import replace

import pytest
from playwright.sync_api import FloatRect
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import FAQ, FRAME, Site, changed, with_other
from tests.support.visit import Visit, iframe

pytestmark = pytest.mark.spread

# The built script without our counter-measures.
KEYS_UNHEARD = (r'if\(type==="key"\)press\(data\.key,data\);', "if(0);")
# What of the snippet lets the frame move the page around it.
RIGHT_TO_MOVE = " allow-top-navigation"
LEAVE_UNHEARD = (r'if\(type==="leave"\)leaveNow\(data\);', "if(0);")
SCHEME_UNSAID = (r';color-scheme:"\+\s*scheme', '"')


# A host's tab that is closed when the page arrives, and what the frame in it said of its height.
CLOSED_TAB = "<div id=tab style='width:0;height:0;overflow:hidden'>"
HEIGHTS = (
    "<script>var heights = [], ready = false;"
    "addEventListener('quick-exit:ready', () => (ready = true));"
    "addEventListener('quick-exit:resize', event => heights.push(event.detail.height))</script>"
)
WITHOUT_WIDTH = (r"!innerWidth\|\|", "")


def open_the_tab(visit: Visit, page: str) -> list[int]:
    """Show what a host had in no room, and return the heights that the frame told until it fits."""
    visit.open(page)
    visit.wait_for_page("ready", "the frame has answered")
    visit.settle()
    visit.evaluate("void (document.querySelector('#tab').style.cssText = 'width:600px')")
    visit.wait_for_page("heights.length && heights.at(-1) < 3000", "the frame tells its height")
    return list(visit.evaluate("heights"))


def test_a_frame_that_has_no_width_yet_tells_no_height(visit: Visit, site: Site) -> None:
    tab = f"{HEIGHTS}{CLOSED_TAB}{site.snippet()}</div>"
    assert max(open_the_tab(visit, site.page(tab))) < 3000


@pytest.mark.engines("chromium")
def test_a_frame_that_told_its_height_without_a_width_would_make_the_page_jump(
    visit: Visit, site: Site
) -> None:
    tab = f"{HEIGHTS}{CLOSED_TAB}{site.alter()}</div>"
    frame = site.widget.file("faq/default/en.html")
    altered = with_other(frame, "script", lambda code: changed(code, WITHOUT_WIDTH))
    served = site.altered.routes[FRAME]
    site.altered.routes[FRAME] = replace(served, body=altered.encode())
    assert max(open_the_tab(visit, site.page(tab))) > 10_000


def leave_by_keys_that_the_host_does_not_hear(visit: Visit, site: Site, key: str) -> str:
    page = site.page(site.alter(KEYS_UNHEARD).replace(RIGHT_TO_MOVE, ""))
    site.open(visit, page)
    visit.wait_for_faq()
    visit.click_in_frame("main h1")
    visit.press(key, 3)
    visit.wait_for(lambda: site.destination.visits(), "the frame leaves by itself")
    return page


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_keys_inside_the_frame_that_the_host_does_not_hear_would_leave_the_frame_alone(
    visit: Visit, site: Site, key: str
) -> None:
    page = leave_by_keys_that_the_host_does_not_hear(visit, site, key)
    visit.settle()
    assert visit.url == page


@pytest.mark.parametrize("key", ["Shift", "Escape"])
def test_a_frame_whose_host_does_not_act_leaves_the_whole_page_by_keys(
    visit: Visit, site: Site, key: str
) -> None:
    site.open(visit, site.page(site.alter(KEYS_UNHEARD)))
    visit.wait_for_faq()
    visit.click_in_frame("main h1")
    visit.press(key, 3)
    site.expect_left(visit)


def test_a_frame_whose_host_does_not_act_leaves_the_whole_page_by_itself(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page(site.alter(LEAVE_UNHEARD)))
    visit.wait_for_faq()
    visit.click_in_frame("[data-quick-exit]")
    referrer = site.expect_left(visit)
    # WebKitGTK takes the policy of the page that is moved: the widget's origin may be told.
    widget = site.altered.origin + "/" if visit.engine == "webkit" else None
    assert referrer in (None, widget)


@pytest.mark.engines("chromium")
def test_without_the_right_to_move_the_page_only_the_frame_would_be_left(
    visit: Visit, site: Site
) -> None:
    page = site.page(site.alter(LEAVE_UNHEARD).replace(RIGHT_TO_MOVE, ""))
    site.open(visit, page)
    visit.wait_for_faq()
    visit.click_in_frame("[data-quick-exit]")
    visit.wait_for(lambda: site.destination.visits(), "the destination is asked for")
    visit.settle()
    assert visit.url == page


def test_the_number_in_the_frame_may_be_called(visit: Visit, site: Site) -> None:
    """No dialler is here that could answer; the sandbox must at least let the link out."""
    site.open(visit, site.page())
    visit.wait_for_faq()
    rights = visit.evaluate(f"{iframe()}.sandbox.value")
    assert {"allow-popups", "allow-top-navigation"} <= set(rights.split())
    assert visit.evaluate_in_frame("!!document.querySelector('a[href^=\"tel:\"]')") is True


# -- an element that prefers other colours than the page -------------------------------------------

GROUND = (0, 0, 255)
DARK_PAGE = "<style>:root{color-scheme:dark}html,body{background:rgb(0,0,255)}</style>"
# The corner of the frame: outside of the card, whose corners are round.
CORNER = f"({iframe()}.scrollIntoView(), {iframe()}.getBoundingClientRect().toJSON())"
PIXEL = """async code => {
  const picture = await fetch('data:image/png;base64,' + code);
  const image = await createImageBitmap(await picture.blob());
  const canvas = new OffscreenCanvas(1, 1), context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3);
}"""


def _corner(visit: PlaywrightVisit, site: Site, snippet: str) -> tuple[int, ...]:
    site.open(visit, site.page(snippet, head=DARK_PAGE))
    visit.wait_for_faq()
    visit.settle()
    box = visit.evaluate(CORNER)
    clip: FloatRect = {"x": box["x"] + 1, "y": box["y"] + 1, "width": 1, "height": 1}
    code = base64.b64encode(visit.page.screenshot(clip=clip)).decode()
    return tuple(visit.page.evaluate(PIXEL, code))


def _light(snippet: str) -> str:
    other = re.sub(r"(#embed=1)", r"\1&amp;scheme=light", snippet)
    other = other.replace("color-scheme:light dark", "color-scheme:dark")
    return other.replace(FAQ, f'{FAQ} data-color-scheme="light"')


def test_a_light_frame_on_a_dark_page_lets_the_page_show_round_it(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    assert _corner(chromium_visit, site, _light(site.snippet())) == GROUND


def test_without_its_scheme_the_frame_would_be_an_opaque_box(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    assert _corner(chromium_visit, site, _light(site.alter(SCHEME_UNSAID))) != GROUND
