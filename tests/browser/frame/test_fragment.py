"""What stands in the fragment of the frame's address leads to the web alone."""

from __future__ import annotations

import pytest
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

LINK = "document.querySelector('[data-quick-exit]').href"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//other.example"])
def test_an_address_that_is_none_of_the_web_is_not_taken(
    chromium_visit: PlaywrightVisit, site: Site, address: str
) -> None:
    chromium_visit.open(f"{site.hosted()}#href={address}")
    assert chromium_visit.evaluate(LINK) == "https://www.weather.gov/"


def test_an_address_of_the_web_is_taken(chromium_visit: PlaywrightVisit, site: Site) -> None:
    chromium_visit.open(f"{site.hosted()}#href={site.destination.origin}/")
    assert chromium_visit.evaluate(LINK) == site.destination.origin + "/"
