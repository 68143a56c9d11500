"""Themes in real browsers: what was checked is what is seen, and the exit keeps its limits."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from playwright.sync_api import Browser
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.themes import COLOURS, MENDED, NAME, in_theme, passes
from tests.support.visit import CONTROL, Visit
from tests.support.web import Reply

from quickexit.build import load_faqs, source_of
from quickexit.colour import contrast
from quickexit.contrast import CONTROL as LEAST_OF_A_CONTROL
from quickexit.contrast import PAIRS, TEXT
from quickexit.paths import widget_directory
from quickexit.settings import Settings
from quickexit.snippet import SnippetOptions, snippet
from quickexit.theme import SCHEMES, Theme, load_theme, theme_from_values

THEMES = sorted((widget_directory() / "themes").glob("*.toml"))
# A page that stays is used for every example: each opens its own address in it.
IN_ONE_PAGE = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
    # Making a failing example smaller takes minutes here, and the first says enough.
    phases=[Phase.generate],
)
# What stands in front of what, and where it is seen: selector, property, and the state that is
# needed. A ring of the focus is compared with the ground that it lies on.
SEEN: dict[tuple[str, str], tuple[str, str]] = {
    ("text", "paper"): ("h1", "color"),
    ("text", "surface"): (".list .answer p", "color"),
    ("text", "notice"): (".limits", "color"),
    ("muted", "paper"): (".trace", "color"),
    ("muted", "surface"): (".contact dl", "color"),
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
# The frame has no link on bare paper today; a theme must be able to have one.
NOT_SHOWN = {("accent", "paper")}
# Where the ground of a part is flat: px from its left edge, at the middle of its height.
GROUNDS = {
    "surface": ".contact",
    "notice": ".leave",
    "exit": ".exit",
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
    assert {(pair.front, pair.back) for pair in PAIRS} == set(SEEN) | NOT_SHOWN


def hexadecimal(computed: str) -> str:
    """Return an opaque computed colour as `#rrggbb`."""
    assert computed.startswith("rgb("), f"{computed} is not opaque"
    return "#{:02x}{:02x}{:02x}".format(*map(int, computed[4:-1].split(",")))


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
        if key in NOT_SHOWN:
            continue
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


# -- the exit on a page of any colour ---------------------------------------------------------

LINK = "document.querySelector('a[data-quick-exit]')"
EXIT = """(link => {
  const style = getComputedStyle(link), box = link.getBoundingClientRect(), view = visualViewport;
  return {width: box.width, height: box.height, text: style.color, ground: style.backgroundColor,
    ring: style.borderTopColor, thick: parseFloat(style.borderTopWidth), shadow: style.boxShadow,
    solid: style.opacity === "1" && style.visibility === "visible",
    inside: box.left >= 0 && box.top >= 0 && box.right <= view.width && box.bottom <= view.height,
    side: box.left + box.width / 2 < view.width / 2 ? "left" : "right"};
})"""


def open_host(
    visit: PlaywrightVisit, site: Site, theme: Theme, background: str, script: bool
) -> Any:
    """Show a host's page of that colour with the snippet of a theme; return how its exit looks."""
    faq = load_faqs(source_of(Settings()))["en"]
    options = SnippetOptions(theme=NAME, base_url=site.altered.origin)
    frame = in_theme(site.widget.file("faq/default/en.html"), theme).encode()
    code = site.widget.file("embed.js").encode() if script else b""
    cors = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    site.altered.routes[f"/v0/faq/{NAME}/en.html"] = Reply(frame, headers=cors)
    site.altered.routes["/v0/embed.js"] = Reply(code, "text/javascript", headers=cors)
    head = f"<style>html{{background:{background}}}</style>"
    visit.open(site.page(snippet(options, faq, theme), path="/host", head=head))
    if script:
        visit.wait_for_faq()
        visit.settle()
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


@pytest.mark.parametrize("script", [False, True], ids=["link alone", "with the script"])
@given(theme=MENDED, background=COLOURS)
@IN_ONE_PAGE
def test_no_theme_and_no_page_takes_the_exits_limits_away(
    theme: Theme, background: str, script: bool, page: PlaywrightVisit, site: Site
) -> None:
    assume(passes(theme))
    page.page.set_viewport_size({"width": 320, "height": 480})
    seen = open_host(page, site, theme, background, script)
    assert not wrongs(seen, background)
    wanted = int(str(theme.tokens["exit.size"])[:-2])
    # The padding of the script's control alone makes it 48 px high.
    assert seen["height"] == pytest.approx(max(wanted, 48) if script else wanted, abs=1)
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
    assert wrongs(open_host(chromium_visit, site, good, background, False), background) == []
    assert wrong in wrongs(open_host(chromium_visit, site, bad, background, False), background)


def test_the_script_keeps_the_control_large_whatever_it_is_told(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    bad = Theme(NAME, {**theme_from_values(NAME, {}).tokens, "exit.size": "1px"})
    seen = open_host(chromium_visit, site, bad, "#ffffff", True)
    assert "44 px" not in wrongs(seen, "#ffffff")
