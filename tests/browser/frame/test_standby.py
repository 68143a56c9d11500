"""After the last release of a line was withdrawn: the page keeps its own link and words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.site import FRAME, Site
from tests.support.visit import Visit
from tests.support.web import Reply

pytestmark = pytest.mark.spread

LINK = "a[data-quick-exit]"
PLACE = (
    "(({position, top, right}) => [position, top, right])"
    f"(getComputedStyle(document.querySelector('{LINK}')))"
)
STRICT = (
    "default-src 'none'; script-src {origin}; frame-src {origin}; style-src 'none'; img-src data:; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
CROSS = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}


@pytest.fixture
def standing_by(site: Site) -> Callable[[str], str]:
    """Return the snippet of a variant, for an origin that stands by as a channel would."""
    script = site.widget.file("standby.js").encode()
    page = site.widget.file("standby/en.html").encode()
    site.altered.routes["/v0/embed.js"] = Reply(script, "text/javascript", headers=CROSS)
    site.altered.routes[FRAME] = Reply(page, headers=CROSS)
    return lambda variant: site.snippet(variant).replace(site.widget.origin, site.altered.origin)


def test_the_link_and_the_words_stay_and_the_link_leaves(
    visit: Visit, site: Site, standing_by: Callable[[str], str]
) -> None:
    visit.open(site.page(standing_by("script"), Referrer_Policy="unsafe-url"))
    assert visit.evaluate("document.querySelector('[data-quick-exit-control]')") is None
    words = visit.evaluate("document.querySelector('[data-quick-exit-faq]').innerText")
    assert "911" in words
    assert "1-888-373-7888" in words
    assert visit.evaluate("document.querySelector('[data-quick-exit-faq]').shadowRoot") is None
    visit.click(LINK)
    assert site.expect_left(visit) is None


def test_where_inline_style_is_forbidden_the_link_is_fixed_in_its_corner_all_the_same(
    visit: Visit, site: Site, standing_by: Callable[[str], str]
) -> None:
    policy = STRICT.format(origin=site.altered.origin)
    visit.open(site.page(standing_by("script"), Content_Security_Policy=policy))
    visit.wait_for(lambda: visit.evaluate(PLACE) == ["fixed", "12px", "12px"], "it is fixed")
    visit.click(LINK)
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_without_the_stand_by_script_the_link_would_stand_in_the_flow(
    visit: Visit, site: Site, standing_by: Callable[[str], str]
) -> None:
    snippet = standing_by("script")
    site.altered.routes["/v0/embed.js"] = Reply(b"", "text/javascript", headers=CROSS)
    policy = STRICT.format(origin=site.altered.origin)
    visit.open(site.page(snippet, Content_Security_Policy=policy))
    visit.settle()
    assert visit.evaluate(PLACE)[0] == "static"


def test_a_page_with_the_frame_alone_shows_whom_to_call_and_its_link_leaves(
    visit: Visit, site: Site, standing_by: Callable[[str], str]
) -> None:
    visit.open(site.page(standing_by("iframe")))
    visit.click(LINK)
    assert site.expect_left(visit) is None


def test_the_plain_page_holds_what_matters_and_nothing_that_runs(site: Site) -> None:
    page = site.widget.file("standby/en.html")
    assert 'href="tel:911"' in page
    assert 'href="tel:+18883737888"' in page
    assert re.search(r'<a class="exit" data-quick-exit href="https://[^"]+" target="_top"', page)
    assert "<script" not in page
    assert "script-src &#39;none&#39;" in page


def test_the_plain_page_fits_a_small_screen_and_its_control_stays(
    new_visit: Callable[..., Visit], site: Site, tmp_path: Path
) -> None:
    visit = new_visit((320, 568))
    site.altered.routes["/"] = Reply(site.widget.file("standby/en.html").encode())
    visit.open(site.altered.origin + "/")
    assert visit.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    visit.evaluate("scrollTo(0, 9999)")
    visit.settle()
    box = "document.querySelector('.exit').getBoundingClientRect()"
    assert visit.evaluate(f"{box}.top") == 12
    assert visit.evaluate(f"{box}.height >= 44") is True
    visit.screenshot(tmp_path / "page.png")
