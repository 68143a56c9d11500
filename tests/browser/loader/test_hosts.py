"""Hosts of every temper: strict policies, hostile styles, small screens, pages in pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tests.support.site import Site
from tests.support.visit import CONTROL, Visit

pytestmark = pytest.mark.spread

# What is hit in the middle of the control, and how large the control is.
HIT = f"""(() => {{
  const control = {CONTROL};
  const box = control.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {{
    hit: hit === control.getRootNode().host,
    inside: box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight,
    large: box.width >= 44 && box.height >= 44,
    words: control.innerText,
  }};
}})()"""
WORDS = "✕ Leave this site"
GOOD = {"hit": True, "inside": True, "large": True, "words": WORDS}
PLAIN_HIDDEN = "getComputedStyle(document.querySelector('body a[data-quick-exit]')).display"
HOSTILE = {
    "iframes hidden": "iframe { display: none !important; height: 0 !important }",
    "links gone": "a, a * { display: none !important; font-size: 0 !important; opacity: 0 }",
    "huge type": "html { font-size: 40px } * { letter-spacing: 3px; text-transform: uppercase }",
    "control hidden": "[data-quick-exit-control] { display: none !important; opacity: 0 }",
}
STRICT = (
    "default-src 'none'; script-src {origin}; frame-src {origin}; style-src 'none'; img-src data:; "
    "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)


def _shown(visit: Visit) -> object:
    return visit.wait_for(lambda: visit.evaluate(HIT) == GOOD and GOOD, "the control is hit")


@pytest.mark.spread
@pytest.mark.parametrize("size", [(390, 844), (320, 568), (320, 256)])
def test_the_control_is_seen_and_hit_on_a_small_screen(
    new_visit: Callable[..., Visit], site: Site, size: tuple[int, int]
) -> None:
    visit = new_visit(size)
    site.open(visit, site.page(after="<div style='height:3000px'></div>"))
    visit.wait_for_faq()
    visit.evaluate("scrollTo(0, 700)")
    visit.settle()
    assert visit.evaluate(HIT) == GOOD
    assert visit.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    visit.click_control()
    assert site.expect_left(visit) is None


@pytest.mark.parametrize("style", HOSTILE)
def test_styles_of_the_host_do_not_reach_the_control(visit: Visit, site: Site, style: str) -> None:
    site.open(visit, site.page(head=f"<style>{HOSTILE[style]}</style>"))
    hit = visit.evaluate(HIT)
    assert hit == GOOD
    visit.click_control()
    assert site.expect_left(visit) is None


def test_the_frame_is_shown_whatever_a_reset_does(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(head=f"<style>{HOSTILE['iframes hidden']}</style>"))
    visit.wait_for_faq()


def test_the_plain_link_makes_way_for_the_control(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.wait_for_page(f"{PLAIN_HIDDEN} === 'none'", "one way out is shown, not two")


@pytest.mark.parametrize("way", ["click", "Shift", "Escape"])
def test_a_strict_policy_with_trusted_types_forbids_nothing_we_need(
    visit: Visit, site: Site, way: str
) -> None:
    policy = STRICT.replace("{origin}", site.widget.origin)
    site.open(visit, site.page(Content_Security_Policy=policy, Referrer_Policy="unsafe-url"))
    visit.wait_for_faq()
    assert visit.evaluate(HIT) == GOOD
    if way == "click":
        visit.click_control()
    else:
        visit.click_in_frame("main h1")
        visit.press(way, 3)
    assert site.expect_left(visit) is None


@pytest.mark.parametrize(
    "removal",
    [
        "document.body.innerHTML = ''",
        "document.querySelector('[data-quick-exit-control]').style.display = 'none'",
        "document.querySelector('[data-quick-exit-control]').hidden = true",
        "document.querySelector('[data-quick-exit-control]').hidePopover()",
    ],
)
def test_a_control_that_the_host_takes_away_comes_back(
    visit: Visit, site: Site, removal: str
) -> None:
    site.open(visit, site.page())
    visit.evaluate(f"void ({removal})")
    _shown(visit)
    visit.click_control()
    assert site.expect_left(visit) is None


def test_the_script_twice_makes_one_control_and_three_presses_leave(
    visit: Visit, site: Site
) -> None:
    snippet = site.snippet()
    site.open(visit, site.page(snippet, after=snippet[snippet.index("<script") :]))
    visit.wait_for_faq()
    visit.settle()
    assert visit.evaluate("document.querySelectorAll('[data-quick-exit-control]').length") == 1
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None


SWALLOW = (
    "<script>for (const type of ['keydown', 'keyup', 'click', 'pointerdown'])"
    " document.addEventListener(type, event => {"
    " event.stopImmediatePropagation(); event.preventDefault() }, true)</script>"
)


def test_a_host_that_swallows_keys_on_the_document_does_not_keep_anybody(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page(head=SWALLOW))
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_listening_after_such_a_host_would_hear_no_key(visit: Visit, site: Site) -> None:
    late = (r"addEventListener\(type,handle,true\)", "addEventListener(type,handle)")
    site.open(visit, site.page(site.alter(late), head=SWALLOW))
    visit.press("Shift", 3)
    site.expect_stayed(visit)


@pytest.mark.engines("chromium")
def test_a_style_element_would_not_reach_the_control_under_a_strict_policy(
    visit: Visit, site: Site
) -> None:
    element = (
        r"const sheet=new CSSStyleSheet\(\);sheet\.replaceSync\(css\);"
        r"root\.adoptedStyleSheets=\[\.\.\.root\.adoptedStyleSheets,sheet\];",
        'const sheet=create("style");sheet.textContent=css;root.append(sheet);',
    )
    policy = STRICT.replace("{origin}", site.altered.origin)
    site.open(visit, site.page(site.alter(element), Content_Security_Policy=policy))
    visit.settle()
    assert visit.evaluate(HIT) != GOOD


# Without the names that the drivers themselves add.
GLOBALS = (
    "Object.getOwnPropertyNames(window).filter(name => !name.startsWith('__pw')).sort().join()"
)


def test_nothing_of_the_host_is_changed(visit: Visit, site: Site) -> None:
    watch = f"<script>var before = {GLOBALS}</script>"
    site.open(visit, site.page(head=watch))
    visit.wait_for_faq()
    added = (
        f"{GLOBALS}.split(',').filter(name => !before.split(',').includes(name)"
        " && !['before', 'text', 'top_'].includes(name) && isNaN(name))"
    )
    assert visit.evaluate(added) == []
