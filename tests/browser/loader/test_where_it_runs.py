"""Old browsers, every way of putting the script on a page, consent tools and site builders."""

from __future__ import annotations

import html
import re

import pytest
from playwright.sync_api import Browser, Frame
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import Visit

pytestmark = pytest.mark.spread

# What an older browser does not have. Each is taken away before any script of the page runs.
ABSENT = {
    "constructed style sheets": "delete window.CSSStyleSheet",
    "adoptedStyleSheets": "delete Document.prototype.adoptedStyleSheets;"
    " delete ShadowRoot.prototype.adoptedStyleSheets;"
    " delete CSSStyleSheet.prototype.replaceSync",
    "popover": "for (const name of ['popover', 'showPopover', 'hidePopover', 'togglePopover'])"
    " delete HTMLElement.prototype[name]",
    "visualViewport": "delete window.visualViewport",
    "BroadcastChannel": "delete window.BroadcastChannel",
    "customElements": "delete window.customElements",
    "navigation": "delete window.navigation",
    "ResizeObserver": "delete window.ResizeObserver",
    ":modal and :popover-open": "for (const type of [Document, Element]) {"
    " const query = type.prototype.querySelectorAll;"
    " type.prototype.querySelectorAll = function (selector) {"
    " if (/:modal/.test(selector)) throw new SyntaxError(selector);"
    " return query.call(this, selector) } }"
    " const matches = Element.prototype.matches; Element.prototype.matches = function (selector) {"
    " if (/:popover-open/.test(selector)) throw new SyntaxError(selector);"
    " return matches.call(this, selector) }",
    "storage": "for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches'])"
    " Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError') }})",
    "currentScript": "Object.defineProperty(Document.prototype, 'currentScript', {value: null})",
}
# Corner, size and colour of the control, as a visitor sees it.
LOOK = """(() => {
  const control = document.querySelector('[data-quick-exit-control]').shadowRoot.querySelector('a');
  const box = control.getBoundingClientRect(), style = getComputedStyle(control);
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.top >= 0 && box.top < 24 && innerWidth - box.right < 40 && box.height >= 44
    && box.width >= 44 && hit === control.getRootNode().host
    && style.color !== style.backgroundColor;
})()"""


@pytest.mark.sample(5)
@pytest.mark.parametrize("absent", ABSENT)
def test_without_a_newer_interface_the_control_stands_and_leaves(
    chromium_visit: PlaywrightVisit, site: Site, absent: str
) -> None:
    visit = chromium_visit
    visit.page.add_init_script(ABSENT[absent])
    site.open(visit, site.page(Referrer_Policy="unsafe-url"))
    visit.wait_for_faq()
    visit.wait_for_page(LOOK, "the control stands in its corner")
    assert visit.problems == []
    visit.click_control()
    assert site.expect_left(visit) is None


def test_without_a_resize_observer_the_frame_grows_and_its_keys_leave(
    chromium: Browser, site: Site
) -> None:
    narrow = {"width": 390, "height": 844}  # wide, the answers stand beside what is taller
    visit = PlaywrightVisit("chromium", chromium, viewport=narrow)
    visit.page.add_init_script(ABSENT["ResizeObserver"])
    site.open(visit, site.page())
    visit.wait_for_faq()
    iframe = "document.querySelector('[data-quick-exit-faq] iframe')"
    before = visit.evaluate(f"{iframe}.offsetHeight")
    visit.click_in_frame(".list > details > summary")
    visit.wait_for_page(f"{iframe}.offsetHeight > {before}", "the frame grows with an answer")
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None
    visit.close()


# -- every way of putting it there -----------------------------------------------------------------


def _parts(site: Site) -> tuple[str, str]:
    """Return the snippet without its script, and the script's address."""
    markup, _, script = site.snippet().partition("<script")
    return markup + "</div>", script.split('src="')[1].split('"')[0]


def _by_tag_manager(source: str) -> str:
    return (
        "<script>addEventListener('load', () => setTimeout(() => {"
        " const script = document.createElement('script'); script.async = true;"
        f" script.src = '{source}'; document.head.appendChild(script) }}))</script>"
    )


def _by_document_write(source: str) -> str:
    return f"<script>document.write('<script src=\"{source}\"></scr' + 'ipt>')</script>"


PLACED = {
    "async in the head": ("head", "<script async src='{source}'></script>"),
    "blocking in the head": ("head", "<script src='{source}'></script>"),
    "deferred in the head": ("head", "<script defer src='{source}'></script>"),
    "module in the head": ("head", "<script type=module src='{source}'></script>"),
    "at the end of the body": ("after", "<script src='{source}'></script>"),
    "module at the end of the body": ("after", "<script type=module src='{source}'></script>"),
    "by a tag manager": ("head", "{tag manager}"),
    "by document.write": ("after", "{document.write}"),
}


def _placed(site: Site, how: str, markup: str, source: str) -> str:
    where, code = PLACED[how]
    code = code.replace("{source}", source).replace("{tag manager}", _by_tag_manager(source))
    code = code.replace("{document.write}", _by_document_write(source))
    places = {where: code}
    return site.page(markup, head=places.get("head", ""), after=places.get("after", ""))


@pytest.mark.sample(4)
@pytest.mark.parametrize("how", PLACED)
def test_wherever_the_script_comes_from_the_faq_is_shown_and_the_control_leaves(
    visit: Visit, site: Site, how: str
) -> None:
    markup, source = _parts(site)
    site.open(visit, _placed(site, how, markup, source))
    visit.wait_for_faq()
    visit.wait_for_page(LOOK, "the control stands in its corner")
    visit.click_control()
    assert site.expect_left(visit) is None


def test_a_bundle_with_base_shows_the_faq_and_leaves(visit: Visit, site: Site) -> None:
    markup, _ = _parts(site)
    markup = markup.replace(
        "<div data-quick-exit-faq", f'<div data-quick-exit-faq data-base="{site.widget.origin}"'
    )
    before = "<script>window.first = 1</script>"
    code = site.widget.file("embed.js").replace("</script", "<\\/script")
    bundle = f"<script type=module>const host = 1;\n{code}\nwindow.last = host</script>"
    site.open(visit, site.page(markup, head=before, after=bundle))
    visit.wait_for_faq()
    assert visit.evaluate("window.last") == 1
    visit.click_control()
    assert site.expect_left(visit) is None


def test_a_bundle_without_base_says_so_and_leaves_all_the_same(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    said: list[str] = []
    visit.page.on("console", lambda message: said.append(message.text))
    markup = re.sub("<iframe.*?</iframe>", "", _parts(site)[0], flags=re.DOTALL)
    code = site.widget.file("embed.js").replace("</script", "<\\/script")
    site.open(visit, site.page(markup, after=f"<script>{code}</script>"))
    visit.settle()
    assert [words for words in said if "base" in words] == ["quick-exit: set base"]
    assert visit.page.get_by_text("1-888-373-7888").is_visible()
    visit.click_control()
    assert site.expect_left(visit) is None


def test_a_consent_tool_that_blocks_the_script_leaves_the_link_and_the_number(
    visit: Visit, site: Site
) -> None:
    blocked = site.snippet().replace("<script ", '<script type="text/plain" data-consent ')
    visit.open(site.page(blocked, Referrer_Policy="unsafe-url"))
    visit.settle()
    assert visit.evaluate("document.querySelector('[data-quick-exit-control]')") is None
    assert "1-888-373-7888" in visit.evaluate("document.body.innerText")
    visit.click("a[data-quick-exit]")
    assert site.expect_left(visit) is None


def test_consent_given_later_starts_the_script(visit: Visit, site: Site) -> None:
    blocked = site.snippet().replace("<script ", '<script type="text/plain" data-consent ')
    visit.open(site.page(blocked))
    visit.evaluate(
        "void (() => { const old = document.querySelector('[data-consent]');"
        " const script = document.createElement('script'); script.src = old.src"
        " || old.getAttribute('src'); old.replaceWith(script) })()"
    )
    visit.wait_for_control()
    visit.wait_for_faq()


# -- pasted code that a site builder puts into a frame of its own ----------------------------------

BUILDER = "<iframe id=builder width=1000 height=600 {sandbox} srcdoc='{pasted}'></iframe>"
# With the fewest rights the control blanks and leaves the builder's frame alone: the page around
# it stays, and nothing inside can move it.
WHOLE = {
    "no sandbox": "",
    "top by a press": "sandbox='allow-scripts allow-top-navigation-by-user-activation'",
    "top": "sandbox='allow-scripts allow-top-navigation'",
}


def _pasted(visit: PlaywrightVisit, site: Site, sandbox: str) -> Frame:
    """Open a builder's page with the snippet in its frame; return that frame with its control."""
    pasted = html.escape("<!doctype html><body>" + site.snippet(), quote=True)
    frame = BUILDER.format(sandbox=sandbox, pasted=pasted)
    visit.open(site.partner.html("/built", f"<!doctype html><title>Built</title>{frame}"))
    inner = visit.page.frame_locator("#builder")
    inner.locator("[data-quick-exit-control] a").wait_for()
    handle = visit.page.locator("#builder").element_handle()
    framed = handle.content_frame()
    assert framed is not None
    return framed


@pytest.mark.parametrize("sandbox", WHOLE)
def test_in_a_builders_frame_a_press_on_the_control_leaves_the_whole_page(
    chromium_visit: PlaywrightVisit, site: Site, sandbox: str
) -> None:
    frame = _pasted(chromium_visit, site, WHOLE[sandbox])
    frame.locator("[data-quick-exit-control] a").click(no_wait_after=True)
    assert site.expect_left(chromium_visit) is None


def test_in_a_builders_frame_without_the_right_to_move_the_page_only_the_frame_is_left(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    frame = _pasted(visit, site, "sandbox=allow-scripts")
    frame.locator("[data-quick-exit-control] a").click(no_wait_after=True)
    visit.wait_for(lambda: site.destination.visits(), "the frame is left")
    assert visit.url.endswith("/built")
