"""Most fixtures stand in ../conftest.py: the fuzz of the message boundary uses them, too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.browser.studio.studio import Studio
from tests.conftest import browser_program as browser_program
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Widget


@pytest.fixture
def studio(chromium: Browser, widget: Widget) -> Iterator[Studio]:
    """The studio in Chromium; whatever its console complains of fails the test."""
    visit = PlaywrightVisit(
        "chromium",
        chromium,
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
        accept_downloads=True,
    )
    opened = Studio(visit, widget)
    yield opened
    visit.close()
    assert not opened.problems
