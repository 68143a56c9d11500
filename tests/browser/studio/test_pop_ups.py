"""The studio's lists and pickers, which open a window of the browser's own, by a real pointer.

The driver's pointer reaches the page alone; here X moves one over the screen.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Playwright
from tests.browser.conftest import browser_program
from tests.browser.studio.controls import find
from tests.browser.studio.studio import Studio
from tests.support.display import Display
from tests.support.playwright_visit import PlaywrightVisit, launch_chromium
from tests.support.site import Widget

_LEARN = """() => addEventListener("mousedown", event =>
    (window.apart = [event.screenX - event.clientX, event.screenY - event.clientY]), true)"""

# Whether it opens within 2 s, with two frames for its window to be drawn.
_OPENS = """one => new Promise(done => {
  setTimeout(() => done(false), 2000);
  const opened = () => requestAnimationFrame(() => requestAnimationFrame(() => done(true)));
  const look = () => (one.matches(":open") ? opened() : requestAnimationFrame(look));
  look();
})"""


@pytest.fixture
def headed(playwright: Playwright, display: Display, widget: Widget) -> Iterator[Studio]:
    browser = launch_chromium(playwright, browser_program("chromium"), display=display.name)
    visit = PlaywrightVisit("chromium", browser, no_viewport=True)
    opened = Studio(visit, widget)
    yield opened
    browser.close()
    assert not opened.problems


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("fragment", "name", "below"),
    # An option of the list; the field of the picker in which a shade is chosen.
    [("", "#theme", 16), ("#tab=theme", "#brand-picker", 90)],
)
def test_what_the_browser_opens_is_worked_by_a_real_pointer(
    headed: Studio, display: Display, fragment: str, name: str, below: int
) -> None:
    page = headed.open(fragment).wait_until_whole().page
    control = find(page, name)
    page.evaluate(_LEARN)
    control.evaluate("one => one.scrollIntoView({ block: 'center' })")
    display.focus_window("chromium")
    # Where the page begins on the screen is known once the pointer was on it.
    display.click(400, 130)
    left, top = headed.visit.wait_for_page("window.apart", "the page feels the pointer")
    old, box = control.input_value(), control.bounding_box()
    assert box, f"{name} is shown"
    x, y = left + box["x"] + 40, top + box["y"] + box["height"]

    def is_chosen() -> bool:
        # A window that is not there yet misses a click, and one that is there still is closed by
        # the first: then all is done once more.
        display.click(left + box["x"] + 20, y - 10)
        if control.evaluate(_OPENS):
            display.click(x, y + below)
        return control.input_value() != old

    headed.visit.wait_for(is_chosen, "what is clicked is chosen")
    headed.expect_address(name.removeprefix("#").removesuffix("-picker"), control.input_value())
