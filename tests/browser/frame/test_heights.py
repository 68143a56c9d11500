"""The room that snippets keep is that of the frames as they are, and nothing moves."""

from __future__ import annotations

import os
from collections.abc import Sequence

import pytest
from playwright.sync_api import Browser
from tests.browser.frame import heights
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site, Widget, quickexit
from tests.support.web import PageServer

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs, load_themes
from quickexit.paths import widget_directory
from quickexit.snippets.heights import Heights, load_heights

# The entries come with a paint; two paints later there is none on its way.
SHIFTS = """new Promise(done => {
  let sum = 0;
  const add = entries => entries.forEach(one => (sum += one.hadRecentInput ? 0 : one.value));
  const observer = new PerformanceObserver(list => add(list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    add(observer.takeRecords());
    done(sum);
  })));
})"""
BELOW = "<p>What stands below on the partner's page.</p>" * 20
STYLE = "<style>body{margin:0 auto;max-width:1100px;padding:8px}</style>"


def measured(
    visit: PlaywrightVisit, widget: Widget, partner: PageServer, languages: Sequence[str]
) -> dict[str, dict[str, Heights]]:
    """Return the heights of the frames of each theme in these languages."""
    heights.open_measuring_page(visit.page, partner)
    return {
        theme: {code: heights.measure(visit.page, widget, theme, code) for code in languages}
        for theme in load_themes(Source(Settings()))
    }


@pytest.mark.slow
def test_the_table_of_heights_is_what_chromium_measures(
    chromium_visit: PlaywrightVisit, widget: Widget, partner: PageServer
) -> None:
    table = measured(chromium_visit, widget, partner, list(load_faqs(Source(Settings()))))
    if "UPDATE_HEIGHTS" in os.environ:
        heights.write(table)
    found = list(heights.differences(load_heights(widget_directory()), table))
    assert not found, f"run `make heights` to update widget/heights.toml: {found}"


def test_two_rows_of_each_theme_are_what_chromium_measures(
    chromium_visit: PlaywrightVisit, widget: Widget, partner: PageServer
) -> None:
    languages = ("en", "ur")
    rows = load_heights(widget_directory()).items()
    written = {theme: {code: row[code] for code in languages} for theme, row in rows}
    found = measured(chromium_visit, widget, partner, languages)
    assert not list(heights.differences(written, found)), "run `make heights`"


def test_a_height_that_is_wrong_missing_or_gone_is_found() -> None:
    table = {"default": {"en": (2000, 1500, 1000)}}
    assert not list(heights.differences(table, table))
    assert list(heights.differences({"default": {"en": (2000, 1500, 900)}}, table))
    assert list(heights.differences({}, table))
    assert list(
        heights.differences({"default": {"en": (2000, 1500, 1000), "xx": (1, 1, 1)}}, table)
    )


def shifts(site: Site, browser: Browser, size: tuple[int, int], *choices: str) -> float:
    """Return the layout shift of a page with the printed snippet, once the frame is there."""
    printed = quickexit(
        "snippet", "--base-url", site.widget.origin, "--store", str(site.widget.store), *choices
    )
    visit = PlaywrightVisit("chromium", browser, viewport={"width": size[0], "height": size[1]})
    try:
        visit.open(site.page(printed, head=STYLE, after=BELOW))
        visit.wait_for_faq()
        visit.settle()
        return float(visit.evaluate(SHIFTS))
    finally:
        visit.close()


@pytest.mark.sample(2)
@pytest.mark.parametrize("size", [(320, 640), (768, 1024), (1280, 800), (1280, 2600)])
def test_nothing_moves_when_the_frame_arrives(
    site: Site, chromium: Browser, size: tuple[int, int]
) -> None:
    assert round(shifts(site, chromium, size), 3) == 0


def test_without_the_room_what_stands_below_moves(site: Site, chromium: Browser) -> None:
    assert shifts(site, chromium, (1280, 2600), "--reserve", "none") > 0
