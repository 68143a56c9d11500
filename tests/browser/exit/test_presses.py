"""Presses that reach nobody, or that nobody made; each with a negative control."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.browser.exit.control_probe import middle_of_control, point_at_control
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import Visit

pytestmark = pytest.mark.spread

# The built script without our counter-measures.
NO_POINTER_UP = (r"pointerup\(event\)\{", "never(event){")
NOT_BY_PLACE = (
    r'\(event\.composedPath\(\)\[0\]\.matches\("html,dialog"\)&&'
    r"isInside\(controlLink\.getBoundingClientRect\(\),event\)&&controlLink\)",
    "false",
)
NOT_IN_FRAMES = (r'view\[i\]\.addEventListener\("keydown",handle,true\);', "")
ANY_KEY = (r"!event\.isTrusted\|\|\s*", "")
NO_FOCUS = (r"if\(focused\|\|hidden\)", "if(focused)")
TAKES_FOCUS = (r"document\.activeElement===document\.body&&", "")
AT_ITS_PLACE = (r"isInside\(pressedBox,event\)", "findPressed(event)")
FIVE_SECONDS = (r"\?2000:5000", "?5000:5000")


@pytest.fixture(params=["chromium", "firefox"])
def driven(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    """A visit whose driver moves the pointer and sees frames."""
    visit = PlaywrightVisit(request.param, request.getfixturevalue(request.param))
    yield visit
    visit.close()


# -- a page that prevents touches ------------------------------------------------------------------

PREVENTED = (
    "<script>document.addEventListener('{type}', event => event.preventDefault(),"
    " {{ capture: true, passive: false }})</script>"
)


def open_to_touch(
    begin: Callable[..., PlaywrightVisit], site: Site, prevented: str, snippet: str | None = None
) -> PlaywrightVisit:
    visit = begin(has_touch=True)
    site.open(visit, site.page(snippet, head=PREVENTED.format(type=prevented)))
    visit.settle()
    return visit


@pytest.mark.parametrize("prevented", ["touchstart", "touchend"])
def test_the_first_tap_leaves_where_the_page_prevents_touches(
    begin: Callable[..., PlaywrightVisit], site: Site, prevented: str
) -> None:
    visit = open_to_touch(begin, site, prevented)
    visit.page.touchscreen.tap(*middle_of_control(visit))
    assert site.expect_left(visit) is None
    assert len(site.destination.visits()) == 1


def test_by_clicks_alone_such_a_tap_would_be_lost(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = open_to_touch(begin, site, "touchstart", site.alter(NO_POINTER_UP))
    visit.page.touchscreen.tap(*middle_of_control(visit))
    site.expect_stayed(visit)


def test_a_finger_that_slides_off_does_not_leave(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = open_to_touch(begin, site, "touchstart")
    x, y = middle_of_control(visit)
    protocol = visit.context.new_cdp_session(visit.page)
    for kind, points in (
        ("touchStart", [{"x": x, "y": y}]),
        ("touchMove", [{"x": x, "y": y + 200}]),
        ("touchEnd", []),
    ):
        protocol.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    site.expect_stayed(visit)


# -- a page that is built anew under the press -----------------------------------------------------

REBUILT = (
    "<script>document.addEventListener('pointerdown', () =>"
    " (document.body.innerHTML = document.body.innerHTML), true)</script>"
)


@pytest.mark.parametrize("is_placed", [True, False])
def test_a_press_leaves_although_the_page_is_built_anew_under_it(
    driven: PlaywrightVisit, site: Site, is_placed: bool
) -> None:
    snippet = None if is_placed else site.alter(NO_POINTER_UP)
    site.open(driven, site.page(snippet, head=REBUILT))
    point_at_control(driven)
    if is_placed:
        assert site.expect_left(driven) is None
    else:
        driven.settle()
        assert not site.destination.visits()


def test_a_selection_that_ends_on_the_control_does_not_leave(
    driven: PlaywrightVisit, site: Site
) -> None:
    select_onto_the_control(driven, site)
    site.expect_stayed(driven)


def test_by_the_place_of_its_end_alone_a_selection_would_leave(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    """Firefox gives the end of a selection to the node where it began."""
    select_onto_the_control(chromium_visit, site, site.alter(AT_ITS_PLACE))
    site.expect_left(chromium_visit)


def select_onto_the_control(visit: PlaywrightVisit, site: Site, snippet: str | None = None) -> None:
    site.open(visit, site.page(snippet))
    visit.settle()
    visit.page.mouse.move(60, 300)
    visit.page.mouse.down()
    visit.page.mouse.move(*middle_of_control(visit), steps=3)
    visit.page.mouse.up()


# -- a view transition -----------------------------------------------------------------------------

SLOW = (
    "<style>::view-transition-group(*), ::view-transition-old(*), ::view-transition-new(*)"
    " { animation-duration: 60s }</style>"
)
TRANSITION = "document.startViewTransition(() => {}).ready.then(() => true)"


def press_during_a_transition(visit: Visit, site: Site, snippet: str | None = None) -> None:
    site.open(visit, site.page(snippet, head=SLOW))
    visit.settle()
    visit.evaluate(f"void {TRANSITION}.then(() => (window.moving = true))")
    visit.wait_for_page("window.moving", "the transition runs")
    point_at_control(visit)


def test_a_press_during_a_view_transition_leaves(visit: Visit, site: Site) -> None:
    press_during_a_transition(visit, site)
    assert site.expect_left(visit) is None


def test_without_a_look_at_its_place_it_would_reach_the_root_alone(
    driven: PlaywrightVisit, site: Site
) -> None:
    press_during_a_transition(driven, site, site.alter(NOT_BY_PLACE))
    driven.settle()
    assert not site.destination.visits()


# -- keys ------------------------------------------------------------------------------------------

FIELD = "<textarea id=field></textarea>"
INNER = "<!doctype html><title>Inner</title><textarea id=field></textarea>"


def press_in_a_frame_of_the_site(
    visit: PlaywrightVisit, site: Site, when: str, snippet: str | None = None
) -> None:
    inner = site.partner.html("/inner", INNER)
    frame = f"<iframe id=inner src={inner}></iframe>"
    site.open(visit, site.page(snippet, before=frame if when == "first" else ""))
    if when == "later":
        visit.evaluate(
            "void document.body.append(Object.assign(document.createElement('iframe'),"
            f" {{ id: 'inner', src: '{inner}' }}))"
        )
    visit.page.frame_locator("#inner").locator("#field").click()
    visit.settle()
    visit.press("Shift", 3)


@pytest.mark.parametrize("when", ["first", "later"])
def test_keys_in_a_frame_of_the_same_site_leave(
    driven: PlaywrightVisit, site: Site, when: str
) -> None:
    press_in_a_frame_of_the_site(driven, site, when)
    assert site.expect_left(driven) is None


def test_a_page_that_listens_to_itself_alone_would_not_hear_them(
    driven: PlaywrightVisit, site: Site
) -> None:
    press_in_a_frame_of_the_site(driven, site, "first", site.alter(NOT_IN_FRAMES))
    site.expect_stayed(driven)


SYNTHETIC = (
    "void [1, 2, 3].forEach(() => document.dispatchEvent("
    "new KeyboardEvent('keydown', { key: 'Escape', view: self, bubbles: true })))"
)


def test_keys_that_a_script_of_the_page_makes_do_not_count(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.evaluate(SYNTHETIC)
    site.expect_stayed(visit)


@pytest.mark.engines("chromium")
def test_without_the_check_they_would_leave(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(site.alter(ANY_KEY)))
    visit.evaluate(f"void setTimeout(() => {SYNTHETIC})")
    site.expect_left(visit)


def test_a_click_by_assistive_technology_leaves(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.evaluate("void setTimeout(() => document.querySelector('a[data-quick-exit]').click())")
    assert site.expect_left(visit) is None


UNRENDERED = {
    "body": "<style>body { display: none }</style>",
    "contents": "<style>* { display: contents !important }</style>",
}


@pytest.mark.parametrize("what", UNRENDERED)
def test_keys_leave_while_the_body_has_no_box(visit: Visit, site: Site, what: str) -> None:
    site.open(visit, site.page(head=UNRENDERED[what]))
    visit.settle()
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None


@pytest.mark.parametrize("what", UNRENDERED)
def test_without_the_focus_firefox_would_hear_no_key(
    request: pytest.FixtureRequest, site: Site, what: str
) -> None:
    visit = PlaywrightVisit("firefox", request.getfixturevalue("firefox"))
    site.open(visit, site.page(site.alter(NO_FOCUS), head=UNRENDERED[what]))
    visit.settle()
    visit.press("Shift", 3)
    visit.settle()
    assert not site.destination.visits()
    visit.close()


@pytest.mark.parametrize("takes", [False, True])
def test_a_field_keeps_the_focus_where_the_body_has_no_box(
    driven: PlaywrightVisit, site: Site, takes: bool
) -> None:
    snippet = site.alter(TAKES_FOCUS) if takes else None
    page = site.page(snippet, head="<style>body { display: contents }</style>", before=FIELD)
    site.open(driven, page)
    driven.evaluate("void (field.focus(), document.body.append('more'))")
    driven.settle()
    assert driven.evaluate("document.activeElement === field") != takes
    if not takes:
        driven.press("Shift", 3)
        assert site.expect_left(driven) is None


CLOCK = "<script>var now = 0; performance.now = () => now</script>"


def press_apart(
    visit: Visit, site: Site, moments: tuple[int, ...], *altered: tuple[str, str]
) -> None:
    snippet = site.alter(*altered) if altered else None
    site.open(visit, site.page(snippet, head=CLOCK, before=FIELD))
    visit.click("#field")
    for moment in moments:
        visit.evaluate(f"void (now = {moment})")
        visit.press("Shift")


def test_shift_that_changes_the_keyboard_in_a_field_stays(visit: Visit, site: Site) -> None:
    press_apart(visit, site, (1000, 2200, 3400))
    site.expect_stayed(visit)


def test_three_quick_presses_in_a_field_leave(visit: Visit, site: Site) -> None:
    press_apart(visit, site, (1000, 1700, 2400))
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_with_five_seconds_in_a_field_the_form_would_be_lost(visit: Visit, site: Site) -> None:
    press_apart(visit, site, (1000, 2200, 3400), FIVE_SECONDS)
    site.expect_left(visit)
