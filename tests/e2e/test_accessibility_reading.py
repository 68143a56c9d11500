"""Read by keyboard, by a screen reader, large, spaced out, in forced colours and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Playwright
from tests.e2e.conftest import browser_program
from tests.support.display import Display
from tests.support.pdf_text import pdf_text
from tests.support.playwright_visit import PlaywrightVisit, launch_chromium, launch_firefox
from tests.support.site import Site
from tests.support.visit import Visit

from quickexit.content import languages, load_faq
from quickexit.paths import widget_directory

LANGUAGES = languages(widget_directory() / "content")
OPEN_ALL = "document.querySelectorAll('details').forEach(one => (one.open = true))"
# What the keyboard reaches, in the order of the document.
STOPS = (
    "[...document.querySelectorAll('a[href],button,summary')]"
    ".filter(one => one.getClientRects().length)"
)
# What has the focus: whether it is seen where its middle is, and has a ring round it.
FOCUSED = f"""(() => {{
  const one = document.activeElement, box = one.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  const style = getComputedStyle(one);
  return {{
    at: {STOPS}.indexOf(one),
    seen: !!hit && (one.contains(hit) || hit.contains(one)),
    ring: style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2,
    box: [box.left, box.top, box.right, box.bottom],
  }};
}})()"""


@pytest.fixture
def begin(chromium: Browser) -> Iterator[Callable[..., PlaywrightVisit]]:
    """Begin a visit in Chromium with settings of the reader's device."""
    visits: list[PlaywrightVisit] = []

    def start(**context: Any) -> PlaywrightVisit:
        visits.append(PlaywrightVisit("chromium", chromium, **context))
        return visits[-1]

    yield start
    for visit in visits:
        visit.close()


def hosted(site: Site, code: str = "en") -> str:
    return f"{site.widget.origin}/v0/faq/default/{code}.html"


def words(code: str, key: str) -> str:
    widget = widget_directory()
    return load_faq(code, widget / "content", widget / "contacts.toml", None).strings[key]


@pytest.mark.parametrize("code", ["en", "ar"])
@pytest.mark.parametrize("size", [(320, 480), (1280, 700)], ids=["phone", "desktop"])
def test_the_keyboard_reaches_everything_in_order_and_sees_where_it_is(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str, size: tuple[int, int]
) -> None:
    visit = begin(viewport={"width": size[0], "height": size[1]})
    visit.open(hosted(site, code))
    visit.evaluate("document.querySelector('nav details').open = true")
    count = visit.evaluate(f"{STOPS}.length")
    assert count > 20
    forwards = [("Tab", at) for at in range(count)]
    backwards = [("Shift+Tab", at) for at in range(count - 2, -1, -1)]
    for key, expected in forwards + backwards:
        visit.press(key)
        found = visit.evaluate(FOCUSED)
        assert {**found, "box": []} == {"at": expected, "seen": True, "ring": True, "box": []}


def _hidden_stops(visit: PlaywrightVisit, count: int, key: str) -> list[int]:
    """Press a key that moves the focus; return the stops that lie wholly under the control."""
    hidden = []
    frame = "document.querySelector('quick-exit-faq').shadowRoot.querySelector('iframe')"
    control = "document.querySelector('quick-exit-control').shadowRoot.querySelector('a')"
    boxes = (
        f"[{frame}, {control}].map(one => one.getBoundingClientRect())"
        ".map(box => [box.left, box.top, box.right, box.bottom]).concat([[innerHeight]])"
    )
    for _ in range(count):
        visit.press(key)
        focused = visit.evaluate_in_frame(FOCUSED)
        iframe, exit_box, (height,) = visit.evaluate(boxes)
        left, top, right, bottom = (
            value + iframe[at % 2] for at, value in enumerate(focused["box"])
        )
        under = (
            left >= exit_box[0]
            and top >= exit_box[1]
            and right <= exit_box[2]
            and bottom <= exit_box[3]
        )
        if focused["at"] >= 0 and (under or bottom <= 0 or top >= height):
            hidden.append(focused["at"])
    return hidden


@pytest.mark.parametrize("width", [320, 1280])
def test_on_a_partners_page_no_focus_lies_under_the_control(
    begin: Callable[..., PlaywrightVisit], site: Site, width: int
) -> None:
    visit = begin(viewport={"width": width, "height": 480})
    visit.open(site.page(after="<a href='#top'>The last link</a>"))
    visit.wait_for_control()
    visit.wait_for_faq()
    count = visit.evaluate_in_frame(f"{STOPS}.length")
    assert _hidden_stops(visit, count + 2, "Tab") == []
    assert _hidden_stops(visit, count + 2, "Shift+Tab") == []


def test_headings_begin_below_those_of_the_page_around(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    levels = (
        "[...new Set([...document.querySelectorAll('h1,h2,h3')]"
        ".map(one => +(one.getAttribute('aria-level') || one.tagName[1])))]"
    )
    for attributes, expected in (("", [2, 3, 4]), ("heading-level=4", [4, 5, 6])):
        visit.open(site.page(site.snippet(attributes=attributes)))
        visit.wait_for_faq()
        assert sorted(visit.evaluate_in_frame(levels)) == expected
    visit.open(hosted(site))
    assert sorted(visit.evaluate(levels)) == [1, 2, 3]


def _spoken(session: CDPSession) -> str:
    """Return the text of the accessibility tree in its order, without the signs of lists."""
    nodes = {one["nodeId"]: one for one in session.send("Accessibility.getFullAXTree")["nodes"]}
    found: list[str] = []

    def walk(node: dict[str, Any]) -> None:
        role = node.get("role", {}).get("value")
        if role == "ListMarker":
            return
        if role == "StaticText" and not node["ignored"]:
            found.append(node["name"]["value"])
            return
        for child in node.get("childIds", []):
            if child in nodes:
                walk(nodes[child])

    walk(next(one for one in nodes.values() if "parentId" not in one))
    return re.sub(r"\s", "", "".join(found))


@pytest.mark.parametrize("code", ["en", "zh-Hans", "ar"])
def test_what_is_heard_is_what_is_seen(
    chromium_visit: PlaywrightVisit, site: Site, code: str
) -> None:
    visit = chromium_visit
    visit.open(hosted(site, code))
    session = visit.context.new_cdp_session(visit.page)
    for step in ("0", OPEN_ALL):
        visit.evaluate(step)
        visit.settle()
        seen = re.sub(r"\s", "", visit.evaluate("document.body.innerText"))
        # The sign before the exit's words would be read as "multiplication".
        assert _spoken(session) == seen.replace("✕", "")


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


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_is_cut_off_or_scrolls_sideways_zoomed_large_or_spaced_out(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str
) -> None:
    # 1280 by 1024 at 400 % zoom.
    visit = begin(viewport={"width": 320, "height": 256})
    visit.open(hosted(site, code))
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
    visit.open(hosted(site, code))
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
    visit.open(hosted(site))
    assert visit.evaluate(EDGES) == []
    globe = "getComputedStyle(document.querySelector('nav path'))"
    assert visit.evaluate(f"{globe}.stroke === {globe}.color") is True


@pytest.mark.parametrize("code", ["en", "ar"])
def test_presses_are_announced_on_the_hosted_page_in_its_language(
    chromium_visit: PlaywrightVisit, site: Site, code: str
) -> None:
    visit = chromium_visit
    visit.open(hosted(site, code))
    said = "document.querySelector('.presses[role=status]').textContent"
    for phrase in words(code, "exit_presses_left").split("|"):
        visit.press("Shift")
        visit.wait_for_page(f"{said} === {phrase!r}", "it is announced")


COPIED = "document.querySelector('.numbers [role=status]').textContent"


def test_a_number_is_copied_in_one_press_and_that_is_said(visit: Visit, site: Site) -> None:
    visit.open(site.page(before="<input id=field autocomplete=off>"))
    visit.wait_for_faq()
    visit.click_in_frame(".copy")
    done = words("en", "number_copied")
    visit.wait_for(lambda: visit.evaluate_in_frame(COPIED) == done, "the copy is announced")
    assert visit.evaluate_in_frame("getSelection().isCollapsed") is True
    visit.click("#field")
    visit.chord("Control", "v")
    field = "document.querySelector('#field').value"
    visit.wait_for(lambda: visit.evaluate(field) == "1-888-373-7888", "the number can be pasted")


UNABLE = """Document.prototype.queryCommandSupported = () => false;
Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined });"""
REFUSING = """Document.prototype.execCommand = () => false;
Object.defineProperty(Navigator.prototype, 'clipboard',
  { get: () => ({ writeText: () => Promise.reject(new Error()) }) });"""
ALLOWED = REFUSING.replace("Promise.reject(new Error())", "Promise.resolve()")


def test_where_nothing_can_copy_there_is_no_button(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    visit.context.add_init_script(UNABLE)
    visit.open(hosted(site))
    assert visit.evaluate("document.querySelector('.copy').hidden") is True
    assert visit.evaluate("document.querySelector('.title button').hidden") is False


def test_a_copy_that_is_refused_takes_the_button_away_and_leaves_the_focus_on_the_number(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    visit.context.add_init_script(REFUSING)
    visit.open(hosted(site))
    visit.click(".copy")
    visit.wait_for_page("document.querySelector('.copy').hidden", "the button goes")
    assert visit.evaluate("document.activeElement.href") == "tel:+18883737888"
    assert visit.evaluate(COPIED) == ""


def test_the_clipboard_interface_comes_second(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    visit.context.add_init_script(ALLOWED)
    visit.open(hosted(site))
    visit.click(".copy")
    done = words("en", "number_copied")
    visit.wait_for(lambda: visit.evaluate(COPIED) == done, "the copy is announced")


def test_on_paper_every_answer_stands_open_with_the_contacts_and_without_the_control(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    visit.open(hosted(site))
    visit.evaluate("document.querySelector('.list details').open = true")
    text = pdf_text(visit.page.pdf())
    for printed in (
        "sothatsomebodyelsegains",
        "takeawayyourpassport",
        "aplacetolive",
        "1-888-373-7888",
        "Allday,everyday",
    ):
        assert printed in text
    assert "Leavethissite" not in text
    assert "Showallanswers" not in text
    # What was closed before is closed again.
    opened = "[...document.querySelectorAll('.list details')].filter(one => one.open).length"
    visit.wait_for_page(f"{opened} === 1", "the answers close again")


def test_without_script_answers_are_printed_open_too(
    begin: Callable[..., PlaywrightVisit], site: Site
) -> None:
    visit = begin(java_script_enabled=False)
    visit.open(hosted(site))
    assert "takeawayyourpassport" in pdf_text(visit.page.pdf())


@pytest.fixture(params=["chromium", "firefox"])
def headed(
    request: pytest.FixtureRequest, playwright: Playwright, display: Display
) -> Iterator[PlaywrightVisit]:
    """A visit in a browser with its own bars, which finding in the page needs."""
    launch = {"chromium": launch_chromium, "firefox": launch_firefox}[request.param]
    browser = launch(playwright, browser_program(request.param), display=display.name)
    yield PlaywrightVisit(request.param, browser)
    browser.close()


def test_finding_in_the_page_opens_the_answer_that_holds_the_word(
    headed: PlaywrightVisit, site: Site, display: Display
) -> None:
    headed.open(hosted(site))
    headed.click("h1")
    display.focus_window(headed.engine)
    display.press("ctrl+f", 1)
    for letter in "passport":
        display.press(letter, 1)
    display.press("Return", 1)
    opened = "[...document.querySelectorAll('.list details')].findIndex(one => one.open)"
    headed.wait_for(lambda: headed.evaluate(opened) == 3, "the fourth answer opens")
