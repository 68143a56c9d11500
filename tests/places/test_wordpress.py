"""docs/places/wordpress.md: each way is taken in a real WordPress, and seen in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.places.corner import expect_leaves_by_the_corner
from tests.places.recipe import recipe_code, with_snippet
from tests.places.whole_widget import (
    expect_control,
    expect_leaves_by_the_control,
    expect_leaves_by_the_link,
    expect_questions,
    expect_whole,
    expect_words,
)
from tests.places.wordpress_site import WordPress
from tests.support.playwright_visit import FAQ_FRAME, PlaywrightVisit
from tests.support.site import Site, Widget, quickexit
from tests.support.web import PageServer

pytestmark = pytest.mark.slow

Begin = Callable[..., PlaywrightVisit]
CUSTOM_HTML = recipe_code("wordpress", "html", "wp:html")
PATTERN = recipe_code("wordpress", "html", "wp:block")
SHORTCODE = recipe_code("wordpress", "text").strip()
SIDEBAR_THEME = "twentytwentyone"


@pytest.fixture(scope="module")
def wordpress() -> Iterator[WordPress]:
    with WordPress() as started:
        yield started


@pytest.fixture(scope="module")
def plugged(
    wordpress: WordPress,
    chromium: Browser,
    widget: Widget,
    _servers: dict[str, PageServer],
    tmp_path_factory: pytest.TempPathFactory,
) -> WordPress:
    """WordPress with the plug-in, uploaded and activated as the recipe says."""
    file = tmp_path_factory.mktemp("plug-in") / "quick-exit.zip"
    _make_plugin(file, widget, _servers)
    visit = PlaywrightVisit("chromium", chromium)
    wordpress.log_in(visit, "administrator")
    visit.open(f"{wordpress.address}/wp-admin/plugin-install.php")
    visit.page.get_by_role("button", name="Upload Plugin").click()
    visit.page.set_input_files("#pluginzip", file)
    visit.page.click("#install-plugin-submit")
    visit.page.get_by_role("link", name="Activate Plugin").click()
    visit.page.get_by_text("Plugin activated.").wait_for()
    visit.close()
    return wordpress


def _make_plugin(file: Path, widget: Widget, servers: dict[str, PageServer]) -> None:
    words = ["--for", "wordpress", "--out", str(file), "--store", str(widget.store)]
    words += ["--base-url", widget.origin, "--exit-href", f"{servers['destination'].origin}/"]
    quickexit("snippet", *words, "--exit-fallback-href", f"{servers['second'].origin}/")


def expect_whole_and_without_javascript(address: str, begin: Begin, site: Site) -> None:
    """Everything works; without JavaScript, link, words and questions do."""
    visit = begin()
    site.open(visit, address)
    expect_whole(visit, site)
    site.destination.hits.clear()
    plain = begin(java_script_enabled=False)
    plain.open(address)
    expect_words(plain)
    expect_questions(plain)
    expect_leaves_by_the_link(plain, site)


def test_an_administrator_pastes_it_as_custom_html(
    wordpress: WordPress, begin: Begin, site: Site
) -> None:
    content = with_snippet(CUSTOM_HTML, site.snippet())
    address = wordpress.publish("administrator", content)
    expect_whole_and_without_javascript(address, begin, site)


@pytest.mark.parametrize("java_script_enabled", [True, False])
def test_what_an_author_pastes_loses_frame_and_script_and_the_link_scrolls_away(
    wordpress: WordPress, begin: Begin, site: Site, java_script_enabled: bool
) -> None:
    content = with_snippet(CUSTOM_HTML, site.snippet())
    visit = begin(java_script_enabled=java_script_enabled)
    visit.open(wordpress.publish("author", content, "post"))
    expect_words(visit)
    assert visit.evaluate("document.querySelectorAll('iframe').length") == 0
    assert visit.evaluate("document.querySelectorAll('[data-quick-exit-script]').length") == 0
    link = "document.querySelector('a[data-quick-exit]')"
    assert visit.evaluate(f"getComputedStyle({link}).position") == "static"


def test_an_author_inserts_the_pattern_that_an_administrator_saved(
    wordpress: WordPress, begin: Begin, site: Site
) -> None:
    snippet = with_snippet(CUSTOM_HTML, site.snippet())
    saved = wordpress.ask("administrator", "publish", type="wp_block", content=snippet)["id"]
    address = wordpress.publish("author", PATTERN.replace("PATTERN", str(saved)), "post")
    expect_whole_and_without_javascript(address, begin, site)


def test_the_classic_editor_makes_no_paragraphs_of_it(
    wordpress: WordPress, begin: Begin, site: Site
) -> None:
    content = f"Before.\n\n{site.snippet()}\nBehind,\nand a line."
    address = wordpress.publish("administrator", content)
    visit = begin()
    visit.open(address)
    assert visit.page.locator("p:text('and a line.') br").count() == 1, "paragraphs are made"
    expect_whole_and_without_javascript(address, begin, site)


@pytest.fixture
def sidebar(wordpress: WordPress) -> Iterator[WordPress]:
    """WordPress with a theme that has a sidebar."""
    before = wordpress.ask("administrator", "option", name="stylesheet")["value"]
    wordpress.ask("administrator", "theme", theme=SIDEBAR_THEME)
    yield wordpress
    wordpress.ask("administrator", "theme", theme=before)


@pytest.mark.parametrize("kind", ["block", "custom_html", "text"])
def test_a_widget_shows_it(sidebar: WordPress, begin: Begin, site: Site, kind: str) -> None:
    snippet = site.snippet()
    settings = {
        "block": {"content": with_snippet(CUSTOM_HTML, snippet)},
        "custom_html": {"title": "", "content": snippet},
        "text": {"title": "", "text": snippet, "filter": "content", "visual": True},
    }[kind]
    sidebar.ask("administrator", "widget", kind=kind, settings=settings)
    expect_whole_and_without_javascript(f"{sidebar.address}/", begin, site)


def test_an_author_inserts_the_block_in_the_editor(
    plugged: WordPress, begin: Begin, site: Site
) -> None:
    author = begin()
    plugged.log_in(author, "author")
    author.open(f"{plugged.address}/wp-admin/post-new.php")
    page = author.page
    page.get_by_role("button", name="Close dialog").click()
    page.get_by_role("textbox", name="Add title").fill("Help")
    page.get_by_role("button", name="Add default block").click()
    page.keyboard.type("/quick exit")
    page.get_by_role("option", name="Quick exit and questions").click()
    block = page.locator("[data-type='quick-exit/faq']")
    block.get_by_label("Theme").select_option("night")
    assert block.locator("iframe, script").count() == 0, "the editor loads nothing of the widget"
    page.get_by_role("button", name="Publish", exact=True).click()
    panel = page.get_by_role("region", name="Editor publish")
    panel.get_by_role("button", name="Publish", exact=True).click()
    link = panel.get_by_role("link", name="View Post")
    address = str(link.get_attribute("href"))
    assert author.problems == []
    expect_whole_and_without_javascript(address, begin, site)
    visit = begin()
    visit.open(address)
    assert "/faq/night/en.html" in str(visit.page.locator(FAQ_FRAME).get_attribute("src"))


def test_an_author_writes_the_shortcode(plugged: WordPress, begin: Begin, site: Site) -> None:
    address = plugged.publish("author", f"Before.\n\n{SHORTCODE}\n\nBehind.", "post")
    visit = begin()
    visit.open(address)
    assert "/faq/night/es.html" in str(visit.page.locator(FAQ_FRAME).get_attribute("src"))
    expect_whole_and_without_javascript(address, begin, site)


@pytest.mark.parametrize(
    ("shortcode", "theme", "language"),
    [
        ("[quick_exit]", "default", "en"),
        ("[quick_exit lang=zh_CN theme=NIGHT]", "night", "zh-Hans"),
        ("[quick_exit lang=zh_TW]", "default", "en"),
        ("[quick_exit lang=de_DE theme=no-such]", "default", "en"),
        ("[quick_exit theme='\"><script>alert(1)</script>' lang=\"'>\"]", "default", "en"),
        ("[quick_exit theme=../../x lang=0]", "default", "en"),
    ],
)
def test_what_an_author_writes_chooses_a_snippet_and_is_never_printed(
    plugged: WordPress, shortcode: str, theme: str, language: str
) -> None:
    html = plugged.ask("author", "shortcode", content=shortcode)["html"]
    assert re.findall(r'<iframe src="[^"]*/faq/([\w-]+)/([\w-]+)\.html#', html) == [
        (theme, language)
    ]
    assert "alert" not in html
    assert "\n" not in html.strip()


@pytest.fixture
def everywhere(plugged: WordPress, chromium: Browser) -> Iterator[WordPress]:
    """WordPress with the exit on every page, chosen as the recipe says."""
    visit = PlaywrightVisit("chromium", chromium)
    plugged.log_in(visit, "administrator")
    visit.open(f"{plugged.address}/wp-admin/options-reading.php")
    visit.page.get_by_label("Show the exit on every page").check()
    visit.page.get_by_role("button", name="Save Changes").click()
    visit.page.get_by_text("Settings saved.").wait_for()
    assert visit.page.get_by_label("Show the exit on every page").is_checked()
    visit.close()
    yield plugged
    plugged.ask("administrator", "option", name="quick_exit_everywhere", value=False)


def test_the_exit_is_on_every_page(everywhere: WordPress, begin: Begin, site: Site) -> None:
    address = f"{everywhere.address}/"
    visit = begin()
    site.open(visit, address)
    expect_control(visit)
    assert visit.page.locator(FAQ_FRAME).count() == 0, "the exit alone"
    expect_leaves_by_the_control(visit, site)
    site.destination.hits.clear()
    plain = begin(java_script_enabled=False)
    plain.open(address)
    plain.press("Tab")
    assert plain.evaluate("document.activeElement.hasAttribute('data-quick-exit')")
    expect_leaves_by_the_link(plain, site)


def test_the_exit_on_every_page_and_the_shortcode_work_together(
    everywhere: WordPress, begin: Begin, site: Site
) -> None:
    address = everywhere.publish("author", SHORTCODE, "post")
    visit = begin()
    site.open(visit, address)
    expect_whole(visit, site)
    site.destination.hits.clear()
    plain = begin(java_script_enabled=False)
    plain.open(address)
    expect_words(plain)
    expect_questions(plain)
    expect_leaves_by_the_corner(plain, site)


def test_the_exit_is_on_no_page_that_nobody_chose(plugged: WordPress, begin: Begin) -> None:
    visit = begin()
    visit.open(f"{plugged.address}/?author=2&s=nothing")
    assert visit.evaluate("document.querySelectorAll('[data-quick-exit]').length") == 0


def test_the_setting_goes_with_the_plug_in(everywhere: WordPress) -> None:
    setting = {"user": "administrator", "action": "option", "name": "quick_exit_everywhere"}
    assert everywhere.ask(**setting)["value"]
    everywhere.ask("administrator", "uninstall", plugin="quick-exit/quick-exit.php")
    assert not everywhere.ask(**setting)["value"]


def test_no_warning_of_php_is_the_plug_ins(plugged: WordPress) -> None:
    assert "Requests" in plugged.problems(), "WordPress logs warnings of PHP"
    assert "quick-exit" not in plugged.problems()
