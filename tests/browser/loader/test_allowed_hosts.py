"""`allowed_hosts`: a partner that is not among them keeps the exit and the numbers, and is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import FRAME, Site
from tests.support.visit import CONTROL, Visit
from tests.support.web import Reply

from quickexit.deployment.settings import Settings
from quickexit.web.routes import frame_ancestors

pytestmark = pytest.mark.spread

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "themes.md"
STRANGER = "https://city.example"
WORDS_SHOWN = "document.querySelector('[data-quick-exit-faq] p').getClientRects().length > 0"


def page_for(site: Site, *allowed: str) -> str:
    """Put up a partner's page whose frame comes from a server with these allowed hosts."""
    snippet = site.alter()
    served = site.altered.routes[FRAME]
    policy = frame_ancestors(Settings(allowed_hosts=allowed))
    headers = {**served.headers, "Content-Security-Policy": policy}
    site.altered.routes[FRAME] = Reply(served.body, headers=headers)
    return site.page(snippet)


def test_a_refused_partner_keeps_the_exit_and_the_words_of_the_snippet(
    visit: Visit, site: Site
) -> None:
    page = page_for(site, STRANGER)
    site.open(visit, page)
    visit.wait_for(lambda: site.altered.visits(FRAME), "the frame is asked for")
    visit.settle()
    assert visit.evaluate(WORDS_SHOWN) is True
    assert "1-888-373-7888" in visit.evaluate("document.body.innerText")
    assert visit.evaluate(f"({CONTROL}).getBoundingClientRect().height") >= 44
    visit.click_control()
    assert site.expect_left(visit) is None


def test_an_allowed_partner_shows_the_frame(visit: Visit, site: Site) -> None:
    site.open(visit, page_for(site, STRANGER, site.partner.origin))
    visit.wait_for_faq()


def test_the_document_quotes_what_chromium_says(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    said: list[str] = []
    chromium_visit.page.on("console", lambda message: said.append(message.text))
    site.open(chromium_visit, page_for(site, STRANGER))
    chromium_visit.wait_for(lambda: any("frame-ancestors" in one for one in said), "it is said")
    sentence = next(one for one in said if "frame-ancestors" in one).strip()
    quoted = sentence.replace(site.altered.origin, "https://widget.example")
    assert quoted in DOCUMENT.read_text("utf-8"), f"quote in docs/themes.md: {quoted}"
