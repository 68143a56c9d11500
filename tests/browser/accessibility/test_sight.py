"""Large, spaced out, in forced colours, with little motion; each script has room and its fonts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.browser.words import LANGUAGES
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import OPEN_ALL, Site

TOO_WIDE = """[...document.querySelectorAll('main *')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width && !one.closest('svg') && (box.right > innerWidth + 1 || box.left < -1);
}).map(one => one.outerHTML.slice(0, 90))"""
# WCAG 2.2, 1.4.12; a constructed sheet, since the page's policy forbids a style element.
SPACED = """(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
    word-spacing: .16em !important } p { margin-block-end: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
})()"""
CUT_OFF = """[...document.querySelectorAll('a,button,summary,h1,h2,h3,p,li,dd')].filter(one =>
  getComputedStyle(one).display !== 'inline' &&
  (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 8)
).map(one => one.outerHTML.slice(0, 90))"""


# 1280 by 1024 at 400 % zoom; and the theme with the largest letters, within the margins of a host.
@pytest.mark.sample(11)
@pytest.mark.parametrize(("width", "theme"), [(320, "default"), (288, "high-contrast")])
@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_cut_off_or_scrolls_sideways_zoomed_large_or_spaced_out(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str, width: int, theme: str
) -> None:
    visit = begin(viewport={"width": width, "height": 256})
    visit.open(site.hosted(code, theme))
    visit.evaluate(OPEN_ALL)
    wide: dict[str, object] = {}
    for name, change in (
        ("as it is", "0"),
        ("spaced out", SPACED),
        ("text at 200 %", "document.documentElement.style.fontSize = '200%'"),
    ):
        visit.evaluate(change)
        sideways = visit.evaluate("document.documentElement.scrollWidth > innerWidth")
        wide[name] = [sideways, visit.evaluate(TOO_WIDE), visit.evaluate(CUT_OFF)]
    nothing = [False, [], []]
    assert wide == dict.fromkeys(wide, nothing)


# Where a mark to press stands beside no word, on a line of its own.
ALONE = """[...document.querySelectorAll('summary')].filter(one => {
  const words = one.querySelector('h3,span').getBoundingClientRect();
  const box = one.getBoundingClientRect();
  return Math.abs(words.top + words.height / 2 - box.top - box.height / 2) > 4;
}).map(one => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize("code", ["en", "ht"])
def test_the_mark_of_what_opens_stays_beside_its_words(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str
) -> None:
    visit = begin(viewport={"width": 288, "height": 700})
    visit.open(site.hosted(code, "high-contrast"))
    assert visit.evaluate(ALONE) == []
    visit.evaluate("void (document.querySelector('nav summary').style.flexWrap = 'wrap')")
    visit.evaluate("void (document.querySelector('nav span').style.flex = '0 0 100%')")
    assert len(visit.evaluate(ALONE)) == 1


SMALL = """[...document.querySelectorAll('a[href],button,summary')].map(one => {
  const box = one.getBoundingClientRect();
  return [box.width, box.height, one.outerHTML.slice(0, 90)];
}).filter(([width, height]) => height && (width < 44 || height < 44))"""


@pytest.mark.parametrize("code", ["en", "ko", "ur"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_target_is_44_pixels_large(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str, width: int
) -> None:
    visit = begin(viewport={"width": width, "height": 700})
    visit.open(site.hosted(code))
    visit.evaluate(OPEN_ALL)
    assert visit.evaluate(SMALL) == []


EDGES = """[...document.querySelectorAll('.exit,.button,button,.emergency,nav summary,.leave')]
.filter(one => one.getClientRects().length).map(one => getComputedStyle(one))
.map(style => [style.borderTopStyle, style.borderTopColor !== style.backgroundColor,
  style.color !== style.backgroundColor]).filter(seen => seen.join() !== 'solid,true,true')"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_everything_to_press_keeps_its_edge(
    begin: Callable[..., PlaywrightVisit], site: Site, scheme: str
) -> None:
    visit = begin(forced_colors="active", color_scheme=scheme)
    visit.open(site.hosted())
    assert visit.evaluate(EDGES) == []
    globe = "getComputedStyle(document.querySelector('nav path'))"
    assert visit.evaluate(f"{globe}.stroke === {globe}.color") is True


TURNING = "getComputedStyle(document.querySelector('.list summary'), '::after').transitionDuration"


@pytest.mark.parametrize(("motion", "lasts"), [("reduce", "0s"), ("no-preference", "0.15s")])
def test_the_mark_of_an_answer_turns_at_once_where_little_motion_is_wanted(
    begin: Callable[..., PlaywrightVisit], site: Site, motion: str, lasts: str
) -> None:
    visit = begin(reduced_motion=motion)
    visit.open(site.hosted())
    assert visit.evaluate(TURNING) == lasts


# The room between lines against the letters' size; the longest line, in letters as wide as a 0;
# fonts of the device's system; letters spaced out or slanted.
TYPE = """(() => {
  const answer = document.querySelector('.list .answer'), text = answer.querySelector('p');
  const em = text.appendChild(document.createElement('em')), style = getComputedStyle(text);
  const one = em.appendChild(document.createElement('i'));
  one.style.cssText = 'display:inline-block;width:65ch';
  return {
    room: parseFloat(style.lineHeight) / parseFloat(style.fontSize),
    within: text.clientWidth <= one.offsetWidth + 1,
    fonts: style.fontFamily, spaced: style.letterSpacing, slanted: getComputedStyle(em).fontStyle,
  };
})()"""
FONTS = {
    "zh-Hans": ("PingFang SC", "Noto Sans CJK SC"),
    "ko": ("Apple SD Gothic Neo", "Noto Sans CJK KR"),
    "bn": ("Kohinoor Bangla", "Noto Sans Bengali"),
    "ar": ("Geeza Pro", "Noto Naskh Arabic"),
    "ur": ("Geeza Pro", "Noto Naskh Arabic"),
}


@pytest.mark.parametrize("code", LANGUAGES)
def test_each_script_has_its_fonts_and_room_and_no_line_is_long(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str
) -> None:
    visit = begin(viewport={"width": 1600, "height": 900})
    visit.open(site.hosted(code))
    visit.evaluate(OPEN_ALL)
    seen = visit.evaluate(TYPE)
    assert seen["within"] is True
    assert seen["spaced"] == "normal"
    assert all(font in seen["fonts"] for font in FONTS.get(code, ("system-ui",)))
    assert seen["room"] >= (1.7 if code in FONTS else 1.5)
    assert seen["slanted"] == ("normal" if code in FONTS else "italic")
    assert not visit.evaluate("document.querySelector('style').textContent.includes('@font-face')")
