"""The exit in any theme, on a page of any colour: no theme takes its limits away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from playwright.sync_api import Browser
from tests.browser.themes.states import Parts, faults
from tests.browser.themes.themed_pages import open_host
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.themes import COLOURS, IN_ONE_PAGE, MENDED, NAME, hexadecimal, passes
from tests.support.visit import CONTROL

from quickexit.themes.colour import contrast
from quickexit.themes.contrast import CONTROL as LEAST_OF_A_CONTROL
from quickexit.themes.contrast import TEXT
from quickexit.themes.theme import Theme, theme_from_values
from quickexit.themes.tokens import SCHEMES


@pytest.fixture(params=SCHEMES)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[PlaywrightVisit]:
    visit = PlaywrightVisit("chromium", chromium, color_scheme=request.param)
    yield visit
    visit.close()


LINK = "document.querySelector('a[data-quick-exit]')"
EXIT = """(link => {
  const style = getComputedStyle(link), box = link.getBoundingClientRect(), view = visualViewport;
  return {width: box.width, height: box.height, text: style.color, ground: style.backgroundColor,
    ring: style.borderTopColor, thick: parseFloat(style.borderTopWidth), shadow: style.boxShadow,
    solid: style.opacity === "1" && style.visibility === "visible",
    inside: box.left >= 0 && box.top >= 0 && box.right <= view.width && box.bottom <= view.height,
    side: box.left + box.width / 2 < view.width / 2 ? "left" : "right"};
})"""


def exit_on(visit: PlaywrightVisit, site: Site, theme: Theme, background: str, script: bool) -> Any:
    """Show a host's page of that colour with the snippet of a theme; return how its exit looks."""
    open_host(visit, site, theme, background, script)
    return visit.evaluate(f"{EXIT}({CONTROL if script else LINK})")


def wrongs(seen: Any, background: str) -> list[str]:
    """Return which of the exit's limits do not hold."""
    text, ground, ring = (hexadecimal(seen[key]) for key in ("text", "ground", "ring"))
    on_page = max(contrast(ground, background), contrast(ring, background))
    limits = {
        "44 px": seen["width"] >= 44 and seen["height"] >= 44,
        "label": contrast(text, ground) >= TEXT,
        "seen on the page": seen["thick"] >= 2 and on_page >= LEAST_OF_A_CONTROL,
        "solid": seen["solid"],
        "on the screen": seen["inside"],
    }
    return [name for name, holds in limits.items() if not holds]


@pytest.mark.sample(2)
@pytest.mark.parametrize("script", [False, True], ids=["link alone", "with the script"])
@given(theme=MENDED, background=COLOURS)
@IN_ONE_PAGE
def test_no_theme_and_no_page_takes_the_exits_limits_away(
    theme: Theme, background: str, script: bool, page: PlaywrightVisit, site: Site
) -> None:
    assume(passes(theme))
    page.page.set_viewport_size({"width": 320, "height": 480})
    seen = exit_on(page, site, theme, background, script)
    assert not wrongs(seen, background)
    in_states = list(Parts(page.page.main_frame, "[data-quick-exit]").seen())
    # The link alone has the ring of the browser's own: no attribute can give it another.
    assert {one.what for one in in_states} == {"text", "edge", *["ring"] * script}
    assert {one.state for one in in_states} >= {"under the pointer", "while it is pressed"}
    assert faults(in_states) == []
    wanted = int(str(theme.tokens["exit.size"])[:-2])
    assert seen["height"] == pytest.approx(wanted, abs=1)
    assert (
        seen["side"]
        == {"top-end": "right", "top-start": "left"}[str(theme.tokens["exit.position"])]
    )


@pytest.mark.parametrize(
    ("token", "value", "wrong"),
    [
        ("exit.size", "30px", "44 px"),
        ("color.light.exit-text", "#701040", "label"),
        ("color.light.exit-ring", "#a06080", "seen on the page"),
    ],
)
def test_each_limit_would_be_missed(
    token: str, value: str, wrong: str, chromium_visit: PlaywrightVisit, site: Site
) -> None:
    good = theme_from_values(NAME, {})
    bad = Theme(NAME, {**good.tokens, token: value})
    background = "#7a3a5c"
    assert wrongs(exit_on(chromium_visit, site, good, background, False), background) == []
    assert wrong in wrongs(exit_on(chromium_visit, site, bad, background, False), background)


def test_the_script_keeps_the_control_large_whatever_it_is_told(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    bad = Theme(NAME, {**theme_from_values(NAME, {}).tokens, "exit.size": "1px"})
    seen = exit_on(chromium_visit, site, bad, "#ffffff", True)
    assert "44 px" not in wrongs(seen, "#ffffff")
