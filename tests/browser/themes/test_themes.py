"""Themes in real browsers: what was checked is what is seen, and the exit keeps its limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from playwright.sync_api import Browser
from tests.browser.themes.pixels import pixel
from tests.browser.themes.themed_pages import open_in, set_open
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.themes import IN_ONE_PAGE, MENDED, hexadecimal, passes
from tests.support.visit import Visit

from quickexit.paths import widget_directory
from quickexit.themes.colour import contrast
from quickexit.themes.contrast import PAIRS
from quickexit.themes.theme import Theme, load_theme
from quickexit.themes.tokens import SCHEMES

THEMES = sorted((widget_directory() / "themes").glob("*.toml"))
# What stands in front of what, and where it is seen: selector, property, and the state that is
# needed. A ring of the focus is compared with the ground that it lies on.
SEEN: dict[tuple[str, str], tuple[str, str]] = {
    ("text", "paper"): ("h1", "color"),
    ("text", "surface"): (".list .answer p", "color"),
    ("text", "notice"): (".leave .limits", "color"),
    ("muted", "paper"): (".trace", "color"),
    ("muted", "surface"): (".contact dl", "color"),
    ("accent", "paper"): (".remark a", "color"),
    ("accent", "surface"): (".list summary>h3", "color"),
    ("accent", "notice"): (".leave summary", "color"),
    ("accent-text", "accent"): (".call", "color"),
    ("emergency-text", "emergency"): (".emergency a", "color"),
    ("border", "surface"): (".text", "borderTopColor"),
    ("border", "paper"): (".title button", "borderTopColor"),
    ("focus", "paper"): (".title button", "outlineColor"),
    ("focus", "surface"): (".list summary", "outlineColor"),
    ("focus", "notice"): (".leave summary", "outlineColor"),
    ("focus", "emergency"): (".emergency a", "outlineColor"),
    ("exit-text", "exit"): (".exit", "color"),
    ("exit-ring", "exit"): (".exit", "borderTopColor"),
}
# Where the ground of a part is flat: px from its left edge, at the middle of its height.
GROUNDS = {
    "exit": ".exit",
    "surface": ".contact",
    "notice": ".leave",
    "accent": ".call",
}
# The ground is the nearest one behind: its own for text; the parent's for what lies outside.
LOOK = """(([selector, property, outside]) => {
  const element = document.querySelector(selector);
  if (property === "outlineColor") element.focus();
  let ground = outside ? element.parentElement : element;
  const clear = node => getComputedStyle(node).backgroundColor === "rgba(0, 0, 0, 0)";
  while (clear(ground) && ground.parentElement) ground = ground.parentElement;
  let opacity = 1;
  for (let node = element; node; node = node.parentElement)
    opacity *= getComputedStyle(node).opacity;
  return [getComputedStyle(element)[property], getComputedStyle(ground).backgroundColor, opacity];
})"""


def test_every_pair_is_seen_somewhere_in_the_frame() -> None:
    assert {(pair.front, pair.back) for pair in PAIRS} == set(SEEN)


def colours_of(visit: Visit, pair: tuple[str, str]) -> tuple[str, str]:
    """Return the colours in which a pair is seen, front and ground."""
    selector, name = SEEN[pair]
    outside = "true" if pair == ("border", "paper") or pair == ("focus", "paper") else "false"
    look = f"{LOOK}(['{selector}', '{name}', {outside}])"
    front, ground, opacity = visit.evaluate(look)
    assert opacity == 1
    return hexadecimal(front), hexadecimal(ground)


def expect_as_checked(visit: Visit, theme: Theme, scheme: str) -> None:
    for pair in PAIRS:
        key = (pair.front, pair.back)
        seen = colours_of(visit, key)
        wanted = theme.colour(scheme, pair.front), theme.colour(scheme, pair.back)
        assert seen == wanted, f"{pair.front} on {pair.back} ({scheme})"
        assert contrast(*seen) >= pair.least


@pytest.fixture(params=SCHEMES)
def page(request: pytest.FixtureRequest, chromium: Browser) -> Iterator[PlaywrightVisit]:
    visit = PlaywrightVisit(
        "chromium", chromium, color_scheme=request.param, reduced_motion="reduce"
    )
    visit.scheme = request.param  # type: ignore[attr-defined] # read back below
    yield visit
    visit.close()


@given(theme=MENDED)
@IN_ONE_PAGE
def test_a_theme_that_passes_is_seen_with_the_contrasts_that_were_computed(
    theme: Theme, page: PlaywrightVisit, site: Site
) -> None:
    assume(passes(theme))
    scheme: str = page.scheme  # type: ignore[attr-defined] # set above
    open_in(page, site, theme)
    expect_as_checked(page, theme, scheme)
    page.evaluate("document.activeElement.blur()")
    assert pixel(page, 2, 300) == theme.colour(scheme, "paper")
    for role, selector in GROUNDS.items():
        part = f"document.querySelector('{selector}')"
        page.evaluate(f"{part}.scrollIntoView({{block: 'start'}})")
        box: Any = page.evaluate(f"{part}.getBoundingClientRect().toJSON()")
        x, y = box["x"] + 9, box["y"] + min(box["height"] / 2, 40)
        assert pixel(page, x, y) == theme.colour(scheme, role), role
        # It stays in its corner while the page scrolls, and would lie above the other grounds.
        page.evaluate("document.querySelector('.exit').style.visibility = 'hidden'")


def test_a_colour_that_differs_is_found(chromium_visit: PlaywrightVisit, site: Site) -> None:
    theme = load_theme(THEMES[0])
    open_in(chromium_visit, site, theme)
    chromium_visit.evaluate("document.styleSheets[0].insertRule('h1{color:#777777!important}', 0)")
    with pytest.raises(AssertionError, match="text on paper"):
        expect_as_checked(chromium_visit, theme, "light")


@pytest.mark.spread
def test_the_themes_that_are_shipped_are_seen_as_they_were_checked(
    visit: Visit, site: Site
) -> None:
    for file in THEMES:
        theme = load_theme(file)
        for scheme in SCHEMES:
            address = f"{site.widget.origin}/v0/faq/{theme.name}/en.html"
            visit.open(f"{address}?{scheme}#scheme={scheme}")
            visit.wait_for_page(
                f"document.documentElement.dataset.scheme === '{scheme}'", "it is set"
            )
            set_open(visit, True)
            expect_as_checked(visit, theme, scheme)
