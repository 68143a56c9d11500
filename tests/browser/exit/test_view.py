"""The control is seen, read and reached: zoomed, turned, right to left, in any colours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site, quickexit
from tests.support.visit import CONTROL, Visit

pytestmark = pytest.mark.spread

TALL = "<div style='height:3000px'></div>"
# The control's box against what is seen of the page, in px of the screen.
SEEN = f"""(() => {{
  const box = ({CONTROL}).getBoundingClientRect(), view = visualViewport;
  const seen = value => Math.round(value * view.scale);
  return {{left: seen(box.left - view.offsetLeft), top: seen(box.top - view.offsetTop),
    right: seen(view.offsetLeft + view.width - box.right), scale: view.scale,
    width: seen(box.width), height: seen(box.height)}};
}})()"""
STATUS = (
    "document.querySelector('[data-quick-exit-control]').shadowRoot"
    ".querySelector('[role=status]').textContent"
)
FOLLOW = r"transform:translate\("
NEAR = 24  # px from the edge: the padding, and the ring around the control


def _pinch(visit: PlaywrightVisit, site: Site, snippet: str | None = None) -> dict[str, int]:
    site.open(visit, site.page(snippet, after=TALL))
    visit.wait_for_faq()
    protocol = visit.context.new_cdp_session(visit.page)
    protocol.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 3})
    visit.wait_for_page("visualViewport.scale > 2.9", "the page is pinched")
    visit.settle()
    seen: dict[str, int] = visit.evaluate(SEEN)
    return seen


def test_the_control_stays_in_the_corner_of_what_is_seen_and_keeps_its_size(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin(viewport={"width": 390, "height": 844}, has_touch=True)
    seen = _pinch(visit, site)
    assert 0 <= seen["top"] <= NEAR
    assert 0 <= seen["right"] <= NEAR
    assert 44 <= seen["height"] < 70
    assert 44 <= seen["width"] < 300


def test_without_following_it_would_be_out_of_sight(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin(viewport={"width": 390, "height": 844}, has_touch=True)
    seen = _pinch(visit, site, site.alter((FOLLOW, "none:translate(")))
    assert seen["right"] < 0 or seen["top"] < 0 or seen["height"] > 100


@pytest.mark.sample(2)
@pytest.mark.parametrize("size", [(320, 256), (320, 640)], ids=["landscape", "400 % zoom"])
@pytest.mark.parametrize("text", ["100%", "200%"])
def test_nothing_overflows_on_the_smallest_screens_and_in_large_text(
    begin: Callable[..., PlaywrightVisit], site: Site, size: tuple[int, int], text: str
) -> None:
    visit = begin(viewport={"width": size[0], "height": size[1]})
    site.open(visit, site.page(head=f"<style>html{{font-size:{text}}}</style>", after=TALL))
    visit.wait_for_faq()
    visit.settle()
    seen = visit.evaluate(SEEN)
    assert seen["left"] >= 0
    assert seen["top"] >= 0
    assert 0 <= seen["right"] <= NEAR
    assert seen["height"] >= 44
    assert visit.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    visit.click_control()
    assert site.expect_left(visit) is None


@pytest.mark.parametrize(
    ("direction", "position", "corner"),
    [
        ("ltr", "top-end", "right"),
        ("ltr", "top-start", "left"),
        ("rtl", "top-end", "left"),
        ("rtl", "top-start", "right"),
    ],
)
def test_the_control_stands_in_the_corner_that_the_page_asks_for(
    visit: Visit, site: Site, direction: str, position: str, corner: str
) -> None:
    turn = f"<script>document.documentElement.dir = '{direction}'</script>"
    page = site.page(site.snippet(attributes=f"data-exit-position={position}"), head=turn)
    site.open(visit, page)
    visit.settle()
    seen = visit.evaluate(SEEN)
    assert 0 <= seen[corner] <= NEAR
    visit.click_control()
    assert site.expect_left(visit) is None


COLOURS = f"""(() => {{
  const style = getComputedStyle({CONTROL});
  return [style.color !== style.backgroundColor, style.borderStyle, style.textDecorationLine];
}})()"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_control_has_a_border_and_can_be_read(
    begin: Callable[..., PlaywrightVisit], site: Site, scheme: str
) -> None:
    visit = begin(forced_colors="active", color_scheme=scheme)
    site.open(visit, site.page())
    assert visit.evaluate("matchMedia('(forced-colors: active)').matches") is True
    different, border, _ = visit.evaluate(COLOURS)
    assert different is True
    assert border == "solid"
    visit.click_control()
    assert site.expect_left(visit) is None


def test_with_reduced_motion_nothing_of_ours_moves(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin(reduced_motion="reduce")
    site.open(visit, site.page())
    visit.wait_for_faq()
    moving = "document.getAnimations().length"
    visit.click_in_frame(".list > details > summary")
    assert visit.evaluate(moving) == 0
    assert visit.evaluate_in_frame(moving) == 0
    timing = f"[getComputedStyle({CONTROL}).transitionDuration].join()"
    assert visit.evaluate(timing) == "0s"


NUMBER_IS_HIT = """(() => {
  const box = document.querySelector('[href="tel:911"]').getBoundingClientRect();
  const node = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return node?.getAttribute('href') === 'tel:911';
})()"""


def emergency_number_is_hit(visit: PlaywrightVisit, site: Site, snippet: str) -> Any:
    """Open a page that begins with the snippet; say whether the emergency number can be pressed."""
    style = "<style>body{margin:0 16px;font:16px sans-serif}</style>"
    head = f"<!doctype html><title>Partner</title>{style}"
    visit.open(site.partner.html("/first", f"{head}<body>{snippet}"))
    visit.wait_for_control()
    return visit.evaluate(NUMBER_IS_HIT)


@pytest.mark.sample(4)
@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("code", ["en", "ar", "ru", "ht"])
def test_the_control_does_not_cover_the_emergency_number_at_the_top_of_a_small_page(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str, width: int
) -> None:
    visit = begin(viewport={"width": width, "height": 640})
    own = ("--base-url", site.widget.origin, "--store", str(site.widget.store))
    assert emergency_number_is_hit(visit, site, quickexit("snippet", "--lang", code, *own))


def test_without_room_beside_it_the_control_would_cover_the_emergency_number(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin(viewport={"width": 360, "height": 640})
    snippet = re.sub(r' style="padding-inline-end:[^"]*"', "", site.snippet())
    assert not emergency_number_is_hit(visit, site, snippet)


def test_neither_control_nor_link_is_printed(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    boxes = f"({CONTROL}).getClientRects().length"
    assert visit.evaluate(boxes) == 1
    visit.page.emulate_media(media="print")
    visit.wait_for_page(f"{boxes} === 0", "the control is not printed")
    link = "document.querySelector('body a[data-quick-exit]').getClientRects().length"
    assert visit.evaluate(link) == 0
    visit.page.emulate_media(media="screen")
    visit.wait_for_page(f"{boxes} === 1", "the control is back on the screen")


def test_the_control_keeps_clear_of_what_covers_the_screens_edges(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    protocol = visit.context.new_cdp_session(visit.page)
    protocol.send("Emulation.setSafeAreaInsetsOverride", {"insets": {"top": 47, "right": 33}})
    site.open(visit, site.page())
    visit.wait_for_page(f"{SEEN}.top >= 47 && {SEEN}.right >= 33", "it keeps clear of the edges")


FOCUS = (
    f"document.querySelector('[data-quick-exit-control]').shadowRoot.activeElement === ({CONTROL})"
)
RING = f"""(() => {{
  const style = getComputedStyle({CONTROL});
  return style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
}})()"""


def test_the_control_is_reached_by_the_first_tab_with_a_ring_to_be_seen(
    visit: Visit, site: Site
) -> None:
    field = "<a href=#top id=first_link>A link of the host</a><input autocomplete=off>"
    site.open(visit, site.page(before=field))
    visit.settle()
    visit.press("Tab")
    assert visit.evaluate(FOCUS) is True
    assert visit.evaluate(RING) is True


def test_its_name_says_what_it_does_and_nothing_of_the_sign(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    site.open(chromium_visit, site.page())
    control = chromium_visit.page.get_by_role("link", name="Leave this site", exact=True)
    chromium_visit.wait_for(lambda: control.count() >= 1 and control.first.is_visible(), "named")
    status = chromium_visit.page.locator("[data-quick-exit-control]").get_by_role("status")
    assert status.count() == 1


def test_presses_are_announced_in_the_words_of_the_snippet(visit: Visit, site: Site) -> None:
    words = 'data-presses-left="noch zweimal|noch einmal"'
    head, _, rest = site.snippet().partition('data-presses-left="')
    site.open(visit, site.page(f"{head}{words}{rest.partition(chr(34))[2]}"))
    visit.click("#text")
    visit.press("Shift")
    visit.wait_for(lambda: visit.evaluate(STATUS) == "noch zweimal", "two are announced")
    visit.press("Shift")
    visit.wait_for(lambda: visit.evaluate(STATUS) == "noch einmal", "one is announced")
    visit.press("Shift")
    assert site.expect_left(visit) is None
