"""Hazards in the host's markup and style; each has a twin without what we do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from tests.browser.exit.control_probe import GOOD, expect_in_reach, point_at_control, probe
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import HOST, Visit, iframe

pytestmark = pytest.mark.spread

# To be scrolled at once, and under a style that takes every size away.
TALL = "<br>" * 300

# Our counter-measures as they stand in the built script, and the script without them.
NO_MOVE_INTO_DIALOG = (r"dialogs\[dialogs\.length-1\]\|\|", "")
STAYS_IN_BODY = (r"return bringToFront\(\);", "return;")
NO_TOP_LAYER = (r"controlHost\.showPopover\(\)", "0")
NOT_RAISED_AGAIN = (r"toggle\(event\)\{", "never(event){")
NOT_LISTENING_FIRST = (r"addEventListener\(type,handle,true\)", "addEventListener(type,handle)")
HOST_RULE = "all:initial!important;position:fixed!important;inset:0 0 auto!important;"
NOT_IMPORTANT = (re.escape(HOST_RULE), HOST_RULE.replace("!important", ""))
NOT_BY_PLACE = (
    r'\(event\.composedPath\(\)\[0\]\.matches\("html,dialog"\)&&'
    r"isInside\(controlLink\.getBoundingClientRect\(\),event\)&&controlLink\)",
    "false",
)
NOT_MADE_REACHABLE = (r"controlHost\.removeAttribute\(", "void(")
POINTER_INHERITED = (
    (r"all:initial!important;", ""),
    (r";pointer-events:none!important\}", "}"),
    (r"pointer-events:auto;", ""),
)
FRAME_OF_THE_HOST = (
    (r"display:block!important;", ""),
    (r'setStyle\("display:block"\);', ""),
)


@pytest.fixture(params=["chromium", "firefox"])
def driven(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    """A visit whose driver presses wherever something stands."""
    visit = PlaywrightVisit(request.param, request.getfixturevalue(request.param))
    yield visit
    visit.close()


# -- a modal dialog --------------------------------------------------------------------------------

DIALOG = (
    "<dialog id=modal><p id=inside>A dialog of the host</p><input id=field></dialog>"
    "<script>modal.addEventListener('keydown', event => event.stopPropagation())</script>"
)
SHOW = "<script>modal.showModal()</script>"
MOMENTS = ["before the script", "after the script"]


def _open_with_dialog(visit: Visit, site: Site, moment: str, snippet: str | None = None) -> None:
    early = moment == "before the script"
    site.open(visit, site.page(snippet, before=DIALOG + (SHOW if early else "")))
    if not early:
        visit.evaluate("void modal.showModal()")


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_modal_dialog_leaves_the_control_in_reach_of_the_pointer(
    visit: Visit, site: Site, moment: str
) -> None:
    _open_with_dialog(visit, site, moment)
    expect_in_reach(visit)
    point_at_control(visit)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("moment", MOMENTS)
def test_outside_the_modal_dialog_the_control_would_be_inert(
    visit: Visit, site: Site, moment: str
) -> None:
    _open_with_dialog(visit, site, moment, site.alter(NO_MOVE_INTO_DIALOG, NOT_BY_PLACE))
    assert not probe(visit)["hit"]
    point_at_control(visit)
    site.expect_stayed(visit)


@pytest.mark.parametrize("key", ["Shift", "Escape"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_keys_leave_from_a_field_in_a_modal_dialog_that_keeps_its_keys(
    visit: Visit, site: Site, moment: str, key: str
) -> None:
    _open_with_dialog(visit, site, moment)
    visit.click("#field")
    visit.press(key, 3)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_listening_after_the_host_would_lose_the_keys_in_its_dialog(
    visit: Visit, site: Site
) -> None:
    _open_with_dialog(visit, site, "after the script", site.alter(NOT_LISTENING_FIRST))
    visit.click("#field")
    visit.press("Shift", 3)
    site.expect_stayed(visit)


def test_the_control_goes_back_when_the_dialog_closes(visit: Visit, site: Site) -> None:
    _open_with_dialog(visit, site, "after the script")
    expect_in_reach(visit)
    visit.evaluate("void modal.close()")
    expect_in_reach(visit)
    visit.wait_for_page(
        f"{HOST}.parentNode === document.body", "the control stands outside the dialog again"
    )


# -- a modal dialog in a shadow root of the host --------------------------------------------------

SHADOW_DIALOG = (
    "<div id=widget></div><script>widget.attachShadow({ mode: 'open' }).innerHTML ="
    " '<dialog><p>A dialog of a component</p></dialog>'</script>"
)


def _press_above_a_shadow_dialog(visit: Visit, site: Site, snippet: str | None = None) -> None:
    site.open(visit, site.page(snippet, before=SHADOW_DIALOG))
    visit.settle()
    visit.evaluate("void widget.shadowRoot.querySelector('dialog').showModal()")
    visit.settle()
    point_at_control(visit)


def test_a_press_leaves_under_a_modal_dialog_of_a_component(
    driven: PlaywrightVisit, site: Site
) -> None:
    _press_above_a_shadow_dialog(driven, site)
    assert site.expect_left(driven) is None


def test_without_a_look_at_its_place_the_dialog_alone_would_get_it(
    driven: PlaywrightVisit, site: Site
) -> None:
    _press_above_a_shadow_dialog(driven, site, site.alter(NOT_BY_PLACE))
    site.expect_stayed(driven)


# -- a body that is put aside ----------------------------------------------------------------------


def test_a_host_that_makes_its_body_inert_leaves_the_control(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.evaluate("void document.body.setAttribute('inert', '')")
    expect_in_reach(visit)
    point_at_control(visit)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_inside_an_inert_body_the_control_would_be_dead(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(site.alter(STAYS_IN_BODY, NOT_BY_PLACE)))
    visit.evaluate("void document.body.setAttribute('inert', '')")
    assert not probe(visit)["hit"]
    point_at_control(visit)
    site.expect_stayed(visit)


EVERYTHING_INERT = (
    "void [...document.documentElement.children].forEach(child => {"
    " child.setAttribute('inert', ''); child.setAttribute('aria-hidden', 'true') })"
)


def test_a_host_that_makes_everything_inert_leaves_the_control(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.evaluate(EVERYTHING_INERT)
    visit.wait_for_page(f"{HOST}.parentNode === document.documentElement", "it goes to the front")
    visit.evaluate(EVERYTHING_INERT)
    expect_in_reach(visit)
    point_at_control(visit)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_a_control_that_stays_inert_would_be_dead(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(site.alter(NOT_MADE_REACHABLE, NOT_BY_PLACE)))
    visit.evaluate(EVERYTHING_INERT)
    visit.wait_for_page(f"{HOST}.parentNode === document.documentElement", "it goes to the front")
    visit.evaluate(EVERYTHING_INERT)
    assert not probe(visit)["hit"]
    point_at_control(visit)
    site.expect_stayed(visit)


def _links_for_a_screen_reader(visit: PlaywrightVisit) -> int:
    """Count the ways out that are not aria-hidden, as Playwright reckons."""
    return visit.page.get_by_role("link", name="Leave this site").count()


@pytest.mark.parametrize("hidden", ["the body", "all"])
def test_a_host_that_is_aria_hidden_still_offers_the_control_to_a_screen_reader(
    chromium_visit: PlaywrightVisit, site: Site, hidden: str
) -> None:
    site.open(chromium_visit, site.page())
    body = "void document.body.setAttribute('aria-hidden', 'true')"
    chromium_visit.evaluate(body if hidden == "the body" else EVERYTHING_INERT)
    chromium_visit.wait_for(
        lambda: _links_for_a_screen_reader(chromium_visit) == 1, "one link is offered"
    )


def test_inside_an_aria_hidden_body_no_screen_reader_would_find_the_control(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    site.open(chromium_visit, site.page(site.alter(STAYS_IN_BODY)))
    assert _links_for_a_screen_reader(chromium_visit) == 1
    chromium_visit.evaluate("void document.body.setAttribute('aria-hidden', 'true')")
    chromium_visit.settle()
    assert _links_for_a_screen_reader(chromium_visit) == 0


# -- styles ----------------------------------------------------------------------------------------

CORNER = "position:fixed;top:0;right:0;left:0;height:30vh;z-index:2147483647;background:white"
BANNER = f"<div class=banner style='{CORNER}'>We value your cookies</div>"
# name -> (style, markup at the end of the body, what takes our counter-measure away)
STYLES: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "transform": ("html, body { transform: translateX(0) }", "", (NO_TOP_LAYER,)),
    "transform and filter on body": (
        "body { transform: translateX(0); filter: opacity(.99) }",
        "",
        (NO_TOP_LAYER, STAYS_IN_BODY),
    ),
    "pointer-events": ("html { pointer-events: none }", "", POINTER_INHERITED),
    "all unset": ("* { all: unset !important }", "", (NOT_IMPORTANT,)),
    "faded": ("* { opacity: .1 !important; color: #888 !important }", "", (NOT_IMPORTANT,)),
    "banner in the corner": ("", BANNER, (NO_TOP_LAYER,)),
}


def _open_styled(visit: Visit, site: Site, name: str, *, guarded: bool) -> None:
    style, markup, without = STYLES[name]
    snippet = None if guarded else site.alter(*without)
    site.open(visit, site.page(snippet, head=f"<style>{style}</style>", after=TALL + markup))
    visit.evaluate("void scrollTo(0, 900)")


@pytest.mark.parametrize("name", STYLES)
def test_no_style_of_the_host_takes_the_control_out_of_reach(
    visit: Visit, site: Site, name: str
) -> None:
    _open_styled(visit, site, name, guarded=True)
    expect_in_reach(visit)
    point_at_control(visit)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
@pytest.mark.parametrize("name", STYLES)
def test_without_its_guard_a_style_of_the_host_would_reach_the_control(
    visit: Visit, site: Site, name: str
) -> None:
    _open_styled(visit, site, name, guarded=False)
    assert probe(visit) != GOOD


POPOVER = (
    f"<div id=chat popover=manual style='{CORNER};width:100%;border:0;margin:0'>Chat with us</div>"
)


def test_a_banner_that_is_raised_later_goes_below_the_control(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(after=POPOVER))
    visit.evaluate("void chat.showPopover()")
    expect_in_reach(visit)
    point_at_control(visit)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_a_control_that_is_not_raised_again_would_lie_below_a_later_banner(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page(site.alter(NOT_RAISED_AGAIN), after=POPOVER))
    visit.evaluate("void chat.showPopover()")
    assert not probe(visit)["hit"]
    point_at_control(visit)
    site.expect_stayed(visit)


NO_FRAMES = "<style>iframe { display: none !important }</style>"
FRAME_BOXES = f"{iframe()}.getClientRects().length"


def test_a_host_that_shows_no_frames_shows_ours(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(head=NO_FRAMES))
    visit.wait_for_faq()
    assert visit.evaluate(FRAME_BOXES) == 1


@pytest.mark.engines("chromium")
def test_a_frame_that_the_host_could_hide_would_not_be_shown(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(site.alter(*FRAME_OF_THE_HOST), head=NO_FRAMES))
    visit.settle()
    assert visit.evaluate(FRAME_BOXES) == 0
