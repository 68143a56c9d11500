"""docs/places/mediawiki.md: each way is taken in a real MediaWiki, and seen in Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from tests.places.corner import HIT, LINK, expect_leaves_by_the_corner
from tests.places.mediawiki_site import MediaWiki
from tests.places.recipe import recipe_code, with_snippet
from tests.places.whole_widget import expect_questions, expect_whole, expect_words
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

pytestmark = pytest.mark.slow

Begin = Callable[..., PlaywrightVisit]
SKINS = ("vector", "vector-2022", "monobook")
HOOKS = recipe_code("mediawiki", "php")
TAG = recipe_code("mediawiki", "text")
RAW = recipe_code("mediawiki", "html")
SECOND_HOOK = "$wgHooks['SkinAfterBottomScripts']"


@pytest.fixture(scope="module")
def mediawiki() -> Iterator[MediaWiki]:
    with MediaWiki() as started:
        yield started


@pytest.fixture
def wiki(mediawiki: MediaWiki, site: Site) -> MediaWiki:
    """The wiki with the recipe's two files, and its settings as they were installed."""
    (mediawiki.folder / "quick-exit.html").write_text(site.snippet(), "utf-8")
    exit_only = site.snippet("exit-only")
    (mediawiki.folder / "quick-exit-only.html").write_text(exit_only, "utf-8")
    mediawiki.configure()
    return mediawiki


def without_second_hook() -> str:
    first, found, _ = HOOKS.partition(SECOND_HOOK)
    assert found
    return first


def expect_whole_and_without_javascript(
    wiki: MediaWiki, title: str, skin: str, begin: Begin, site: Site
) -> None:
    visit = begin()
    site.open(visit, wiki.page(title, skin))
    expect_whole(visit, site)
    site.destination.hits.clear()
    plain = begin(java_script_enabled=False)
    plain.open(wiki.page(title, skin))
    expect_words(plain)
    expect_questions(plain)
    expect_leaves_by_the_corner(plain, site)


@pytest.mark.parametrize("skin", SKINS)
def test_the_tag_shows_the_questions_and_the_hook_the_exit(
    wiki: MediaWiki, begin: Begin, site: Site, skin: str
) -> None:
    wiki.configure(HOOKS)
    wiki.edit("Help", f"Before.\n\n{TAG}\nBehind.")
    expect_whole_and_without_javascript(wiki, "Help", skin, begin, site)


@pytest.mark.parametrize("skin", SKINS)
def test_the_exit_is_on_every_page(wiki: MediaWiki, begin: Begin, site: Site, skin: str) -> None:
    wiki.configure(HOOKS)
    visit = begin()
    site.open(visit, wiki.page("Main Page", skin))
    assert visit.page.locator("[data-quick-exit-faq]").count() == 0, "the exit alone"
    visit.click_control()
    assert site.expect_left(visit) is None
    site.destination.hits.clear()
    plain = begin(java_script_enabled=False)
    plain.open(wiki.page("Main Page", skin))
    expect_leaves_by_the_corner(plain, site)


@pytest.mark.parametrize("skin", SKINS)
def test_raw_html_works_on_a_wiki_that_allows_it(
    wiki: MediaWiki, begin: Begin, site: Site, skin: str
) -> None:
    wiki.configure("$wgRawHtml = true;", HOOKS)
    wiki.edit("Raw", with_snippet(RAW, site.snippet()))
    expect_whole_and_without_javascript(wiki, "Raw", skin, begin, site)


@pytest.mark.parametrize("way", ["tag", "raw"])
def test_without_the_second_hook_the_head_of_vector_lies_over_the_link(
    wiki: MediaWiki, begin: Begin, site: Site, way: str
) -> None:
    wiki.configure("$wgRawHtml = true;", without_second_hook())
    wiki.edit("Alone", TAG if way == "tag" else with_snippet(RAW, site.snippet()))
    visit = begin()
    site.open(visit, wiki.page("Alone", "vector"))
    expect_whole(visit, site)
    plain = begin(java_script_enabled=False)
    plain.open(wiki.page("Alone", "vector"))
    expect_words(plain)
    expect_questions(plain)
    assert plain.page.locator(LINK).is_visible()
    assert not plain.evaluate(HIT)


@pytest.mark.parametrize("around", [RAW, "<!-- the snippet -->"])
def test_a_wiki_that_does_not_allow_html_shows_it_as_text(
    wiki: MediaWiki, begin: Begin, site: Site, around: str
) -> None:
    wiki.edit("Text", with_snippet(around, site.snippet()))
    visit = begin()
    visit.open(wiki.page("Text", "vector"))
    assert visit.page.locator(f"{LINK}, #content iframe, [data-quick-exit-script]").count() == 0
    text = visit.page.locator("#content").inner_text()
    assert "<a data-quick-exit" in text
    assert "<iframe" in text
    assert "<script" in text


def test_the_page_keeps_what_the_tag_gave_until_it_is_purged(
    wiki: MediaWiki, begin: Begin, site: Site
) -> None:
    wiki.configure(HOOKS)
    wiki.edit("Kept", TAG)
    visit = begin()
    address = wiki.page("Kept", "vector")
    visit.open(address)
    changed = site.snippet().replace("<iframe ", "<iframe data-changed ")
    (wiki.folder / "quick-exit.html").write_text(changed, "utf-8")
    visit.open(address)
    assert visit.page.locator("iframe[data-changed]").count() == 0
    visit.open(f"{address}&action=purge")
    visit.page.get_by_role("button", name="OK").click()
    visit.page.locator("iframe[data-changed]").wait_for()
