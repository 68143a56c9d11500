"""Themes in real browsers: what was checked is what is seen, and the exit keeps its limits."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given
from playwright.sync_api import Browser
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.themes import IN_ONE_PAGE, MENDED, hexadecimal, in_theme, passes
from tests.support.visit import Visit

from quickexit.colour import contrast
from quickexit.contrast import CONTROL as LEAST_OF_A_CONTROL
from quickexit.contrast import PAIRS, TEXT
from quickexit.paths import widget_directory
from quickexit.theme import SCHEMES, Theme, load_theme

THEMES = sorted((widget_directory() / "themes").glob("*.toml"))
# What stands in front of what, and where it is seen: selector, property, and the state that is
# needed. A ring of the focus is compared with the ground that it lies on.
SEEN: dict[tuple[str, str], tuple[str, str]] = {
    ("text", "paper"): ("h1", "color"),
    ("text", "surface"): (".list .answer p", "color"),
    ("text", "notice"): (".limits", "color"),
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


def pixel(visit: PlaywrightVisit, x: float, y: float) -> str:
    """Return the colour of one pixel as it is painted."""
    picture = visit.page.screenshot(clip={"x": round(x), "y": round(y), "width": 1, "height": 1})
    # One row of one pixel: a filter's number, then the channels; every filter leaves it as it is.
    return "#" + zlib.decompress(b"".join(image_data(picture)))[1:4].hex()


def image_data(picture: bytes) -> Iterator[bytes]:
    """Yield the compressed parts of a PNG (PNG Specification, 5.3: length, type, data, CRC)."""
    at = 8
    while at < len(picture):
        length, kind = struct.unpack(">I4s", picture[at : at + 8])
        if kind == b"IDAT":
            yield picture[at + 8 : at + 8 + length]
        at += length + 12


def open_in(visit: PlaywrightVisit, site: Site, theme: Theme) -> None:
    html = in_theme(site.widget.file("faq/default/en.html"), theme)
    visit.open(site.partner.html("/frame", html))
    set_open(visit, True)


def set_open(visit: Visit, wanted: bool) -> None:
    """Open or close the answers, as a visitor does who uses the keyboard.

    The last one stays closed: where all are open, the button that opens all is gone.
    """
    visit.press("Tab")
    value = "true" if wanted else "false"
    visit.evaluate(
        "document.querySelectorAll('details:not(.list>:last-child)')"
        f".forEach(one => one.open = {value})"
    )


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


STATES = [".call", ".text", ".title button", ".emergency a", ".exit", ".list summary"]


@pytest.mark.parametrize("file", THEMES, ids=lambda file: file.stem)
def test_no_state_takes_a_colour_away(file: Any, page: PlaywrightVisit, site: Site) -> None:
    theme = load_theme(file)
    open_in(page, site, theme)
    for selector in STATES:
        for closed in (False, True):
            set_open(page, not closed)
            before = look_of(page, selector)
            part = page.page.locator(selector).first
            part.hover()
            assert look_of(page, selector) == before, f"{selector} under the pointer"
            page.page.mouse.down()
            assert look_of(page, selector) == before, f"{selector} while it is pressed"
            page.page.mouse.move(0, 0)
            page.page.mouse.up()
            part.focus()
            assert look_of(page, selector) == before, f"{selector} with the focus"
    page.evaluate("document.querySelector('.title button').disabled = true")
    front, ground = colours_of(page, ("border", "surface"))
    assert contrast(front, ground) >= LEAST_OF_A_CONTROL
    disabled = look_of(page, ".title button")
    assert contrast(hexadecimal(disabled[0]), hexadecimal(disabled[1])) >= TEXT


def look_of(visit: Visit, selector: str) -> list[str]:
    found: list[str] = visit.evaluate(
        f"(s => [s.color, s.backgroundColor, s.borderTopColor, s.opacity, s.visibility])"
        f"(getComputedStyle(document.querySelector('{selector}')))"
    )
    return found


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
