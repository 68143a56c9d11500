"""Hazards of the screen: another element fills it, the page is printed; each with a twin."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.browser.exit.control_probe import expect_in_reach, point_at_control, probe
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL

pytestmark = pytest.mark.spread

# The built script without our counter-measures.
BLIND_TO_FULL_SCREEN = (r"document\.fullscreenElement\|\|", "")
PRINTED = (r"@media print\{:host\{display:none!important\}\}", "")

FILLING = (
    "<div id=stage style='background:#222;color:#fff'>A stage of the host <button id=fill>Fill"
    "</button></div><video id=film width=200 height=120></video><button id=show>Show</button>"
    "<script>fill.onclick = () => stage.requestFullscreen();"
    " show.onclick = () => film.requestFullscreen()</script>"
)
FILLED = "!!document.fullscreenElement"


@pytest.fixture(params=["chromium", "firefox"])
def driven(request: pytest.FixtureRequest) -> Iterator[PlaywrightVisit]:
    """WebKitGTK's driver grants no full screen."""
    visit = PlaywrightVisit(request.param, request.getfixturevalue(request.param))
    yield visit
    visit.close()


def _fill(visit: PlaywrightVisit, site: Site, button: str, snippet: str | None = None) -> None:
    site.open(visit, site.page(snippet, before=FILLING))
    visit.click(button)
    visit.wait_for_page(FILLED, "an element fills the screen")


def test_the_control_goes_along_into_what_fills_the_screen(
    driven: PlaywrightVisit, site: Site
) -> None:
    _fill(driven, site, "#fill")
    expect_in_reach(driven)
    point_at_control(driven)
    assert site.expect_left(driven) is None


def test_a_control_that_stays_behind_would_be_out_of_reach(
    driven: PlaywrightVisit, site: Site
) -> None:
    _fill(driven, site, "#fill", site.alter(BLIND_TO_FULL_SCREEN))
    assert not probe(driven)["hit"]


def test_keys_leave_while_a_film_fills_the_screen(driven: PlaywrightVisit, site: Site) -> None:
    _fill(driven, site, "#show")
    driven.press("Shift", 3)
    assert site.expect_left(driven) is None


def test_a_control_without_its_rule_for_paper_would_be_printed(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    site.open(chromium_visit, site.page(site.alter(PRINTED)))
    chromium_visit.page.emulate_media(media="print")
    chromium_visit.settle()
    assert chromium_visit.evaluate(f"({CONTROL}).getClientRects().length") == 1
