"""No state of what can be pressed takes away the contrasts that a theme was checked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from playwright.sync_api import Browser
from tests.browser.themes.pixels import pixel
from tests.browser.themes.states import STATES, Parts, Seen, faults, unchecked
from tests.browser.themes.themed_pages import open_host, open_in, set_open
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.themes import IN_ONE_PAGE, MENDED, NAME, passes

from quickexit.paths import widget_directory
from quickexit.themes.theme import Theme, load_theme, theme_from_values
from quickexit.themes.tokens import SCHEMES

THEMES = sorted((widget_directory() / "themes").glob("*.toml"))
# Seen in colours that are no pair of the gate, and why that serves all the same.
UNPAIRED = dict.fromkeys(
    ("a.exit: edge", "section.leave a.exit: edge"),
    "ring and filling differ by 9:1, so that one of them is seen on any ground",
)
DISABLED = ":disabled,[aria-disabled]"


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(scheme: str, chromium: Browser) -> Iterator[PlaywrightVisit]:
    visit = PlaywrightVisit("chromium", chromium, color_scheme=scheme, reduced_motion="reduce")
    yield visit
    visit.close()


def seen_open_and_closed(visit: PlaywrightVisit) -> list[Seen]:
    """Return what is seen in every state, with the answers open, and closed where that differs."""
    parts = Parts(visit.page.main_frame)
    seen = list(parts.seen())
    set_open(visit, False)
    closed = Parts(visit.page.main_frame, known=parts.keys)
    assert closed.names, "what is closed looks otherwise"
    return seen + list(closed.seen())


def expect_legible(visit: PlaywrightVisit, site: Site, theme: Theme, scheme: str) -> None:
    """Each part in each state has a checked pair of colours, and the contrast that it needs."""
    open_in(visit, site, theme)
    seen = seen_open_and_closed(visit)
    assert {one.state for one in seen} == set(STATES)
    assert {one.what for one in seen} == {"text", "mark", "edge", "ring"}
    assert faults(seen) == []
    assert unchecked(seen, theme, scheme) <= UNPAIRED.keys()


@pytest.mark.sample(1)
@given(theme=MENDED)
@IN_ONE_PAGE
def test_in_a_theme_that_passes_every_part_is_legible_in_every_state(
    theme: Theme, page: PlaywrightVisit, site: Site, scheme: str
) -> None:
    assume(passes(theme))
    expect_legible(page, site, theme, scheme)


@pytest.mark.sample(3)
@pytest.mark.parametrize("file", THEMES, ids=lambda file: file.stem)
def test_in_the_themes_that_are_shipped_every_part_is_legible_in_every_state(
    file: Path, page: PlaywrightVisit, site: Site, scheme: str
) -> None:
    expect_legible(page, site, load_theme(file), scheme)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "state", "selector", "what"),
    [
        (".call:hover{color:#7a8a99!important}", "under the pointer", ".call", "text"),
        (".contact:hover .text{opacity:.4}", "under the pointer", ".text", "text"),
        (".text:active{opacity:.5}", "while it is pressed", ".text", "text"),
        ("nav:active{opacity:.3}", "while it is pressed", "nav summary", "mark"),
        (".call:active{filter:contrast(.2)}", "while it is pressed", ".call", "filter"),
        ("summary:hover::after{opacity:.3}", "under the pointer", ".list summary", "mark"),
        ("button:disabled{opacity:.5}", "disabled", ".copy", "text"),
        (".copy:focus-visible{outline:0!important}", "with the focus", ".copy", "ring"),
        ("a:focus-visible{outline-color:#0001!important}", "with the focus", ".call", "ring"),
        (".text:hover{border-color:#ddd!important}", "under the pointer", ".text", "edge"),
        ("details:not([open])>summary>h3{color:#999!important}", "at rest", "summary", "text"),
        (".exit:active{visibility:hidden}", "while it is pressed", ".exit", "visibility"),
    ],
)
def test_a_state_that_takes_a_colour_away_is_found(
    chromium_visit: PlaywrightVisit, site: Site, rule: str, state: str, selector: str, what: str
) -> None:
    open_in(chromium_visit, site, load_theme(THEMES[0]))
    assert faults(Parts(chromium_visit.page.main_frame, selector).seen()) == []
    chromium_visit.evaluate(f"document.styleSheets[0].insertRule('{rule}', 0)")
    found = faults(Parts(chromium_visit.page.main_frame, selector).seen())
    assert any(f" {state}: {what} " in sentence for sentence in found)
    assert state == "at rest" or not any(" at rest: " in sentence for sentence in found)


def test_the_frame_never_disables_anything(chromium_visit: PlaywrightVisit, site: Site) -> None:
    open_in(chromium_visit, site, load_theme(THEMES[0]))
    for selector in (".copy", "nav summary", "#limits summary", ".title button"):
        chromium_visit.click(selector)
        assert chromium_visit.evaluate(f"!document.querySelector('{DISABLED}')"), selector
    chromium_visit.evaluate("document.querySelector('.copy').disabled = true")
    assert chromium_visit.evaluate(f"!!document.querySelector('{DISABLED}')")


SHINES_THROUGH = (
    ".call{background:#00000080!important;border-color:#0000!important}",
    ".contact{opacity:.8}",
    "nav summary{opacity:.5}",
    ".emergency:hover{background:#ff000040!important}",
    ".list summary:active{background:#0a0b}",
)


def test_colours_are_compared_as_they_are_painted(page: PlaywrightVisit, site: Site) -> None:
    open_in(page, site, load_theme(THEMES[0]))
    for rule in SHINES_THROUGH:
        page.evaluate(f"document.styleSheets[0].insertRule('{rule}', 0)")
    parts = Parts(page.page.main_frame)
    compared = set()
    for number, name in enumerate(parts.names):
        page.page.mouse.move(*parts.place(number))
        page.page.mouse.down()
        if flat := parts.flat(number):
            x, y, computed = flat
            assert differ_by(pixel(page, x, y), computed) <= 1, name
            compared.add(name.split()[-1])
        page.page.mouse.move(0, 0)
        page.page.mouse.up()
    assert compared >= {"a.exit", "summary", "a", "a.button.call", "button.copy"}


def differ_by(one: str, other: str) -> int:
    """Return the largest difference of a channel, of 255: browsers round in each layer."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return max(abs(a - b) for a, b in pairs)


def test_half_of_black_on_white_is_grey(chromium_visit: PlaywrightVisit, site: Site) -> None:
    open_in(chromium_visit, site, theme_from_values(NAME, {"color.light.surface": "#ffffff"}))
    rule = ".call{background:rgba(0,0,0,.5)!important;opacity:.5}"
    chromium_visit.evaluate(f"document.styleSheets[0].insertRule('{rule}', 0)")
    seen = Parts(chromium_visit.page.main_frame, ".call").seen_without_pointer()
    assert {one.back for one in seen if one.what == "text"} == {"#bfbfbf"}


def test_the_frame_on_a_hosts_page_is_legible_in_every_state(
    page: PlaywrightVisit, site: Site, scheme: str
) -> None:
    theme = theme_from_values(NAME, {})
    # So high that nothing is ever scrolled.
    page.page.set_viewport_size({"width": 1280, "height": 4000})
    open_host(page, site, theme, "#7a3a5c", True)
    seen = list(Parts(page.frame()).seen())
    assert {one.state for one in seen} == set(STATES)
    assert faults(seen) == []
    assert unchecked(seen, theme, scheme) <= UNPAIRED.keys()
