"""TinyMCE and CKEditor 5: what of the printed HTML is left when it was content of an editor."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from tests.places.node_projects import Printer, Project, project, serve_folder
from tests.places.whole_widget import (
    expect_leaves_by_the_link,
    expect_questions,
    expect_whole,
    expect_words,
)
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site

# With the packages' installation, on a busy machine.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]
_EDITOR = '<!doctype html><link rel="icon" href="data:,"><title>Editor</title>'
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,">'
    "<title>Partner</title><body>"
)
TINYMCE = """async ([html, settings]) => {
  const [editor] = await tinymce.init({ selector: "#content", license_key: "gpl", ...settings });
  editor.setContent(html);
  return editor.getContent();
}"""
CKEDITOR = """async ([html, names, settings]) => {
  const plugins = names.map(name => CKEDITOR[name]);
  if (names.includes("GeneralHtmlSupport"))
    settings.htmlSupport = {
      allow: [{ name: /.*/, attributes: true, classes: true, styles: true }],
    };
  const editor = await CKEDITOR.ClassicEditor.create(
    document.querySelector("#content"), { licenseKey: "GPL", plugins, ...settings });
  editor.setData(html);
  return editor.getData();
}"""
TEXT = ["Essentials", "Paragraph", "Bold", "Link", "Heading"]


@pytest.fixture(scope="module")
def installed() -> Iterator[Project]:
    with project("editors") as app:
        yield app


Edit = Callable[..., str]


@pytest.fixture
def tinymce(begin: Callable[..., PlaywrightVisit], site: Site, installed: Project) -> Edit:
    """Give HTML to TinyMCE, with settings; return what it gives back."""
    serve_folder(site.partner, installed.folder.parent / "node_modules" / "tinymce")

    def edit(html: str, **settings: object) -> str:
        visit = begin()
        scripts = '<script src="/tinymce.min.js"></script>'
        visit.open(site.partner.html("/editor", f"{_EDITOR}{scripts}<textarea id=content>"))
        return str(visit.page.evaluate(TINYMCE, [html, settings]))

    return edit


@pytest.fixture
def ckeditor(begin: Callable[..., PlaywrightVisit], site: Site, installed: Project) -> Edit:
    """Give HTML to CKEditor 5 with plug-ins; return what it gives back."""
    files = installed.folder.parent / "node_modules" / "ckeditor5" / "dist" / "browser"
    serve_folder(site.partner, files)

    def edit(html: str, plugins: list[str], **settings: object) -> str:
        visit = begin()
        scripts = '<script src="/ckeditor5.umd.js"></script>'
        visit.open(site.partner.html("/editor", f"{_EDITOR}{scripts}<div id=content></div>"))
        return str(visit.page.evaluate(CKEDITOR, [html, plugins, settings]))

    return edit


def published(site: Site, html: str) -> str:
    """Return the address of a page with that content."""
    return site.partner.html("/published", f"{_PAGE}{html}")


@pytest.mark.parametrize("settings", ["default", "sandbox_iframes_exclusions"])
def test_tinymce_leaves_link_words_and_questions_and_no_script(
    begin: Callable[..., PlaywrightVisit],
    tinymce: Edit,
    printed: Printer,
    site: Site,
    settings: str,
) -> None:
    host = urlsplit(site.widget.origin).hostname
    exclusions = {} if settings == "default" else {settings: [host]}
    html = tinymce(printed([]), **exclusions)
    assert "<script" not in html
    assert ('sandbox=""' in html) == (settings == "default")
    visit = begin()
    visit.open(published(site, html))
    expect_words(visit)
    expect_questions(visit)
    expect_leaves_by_the_link(visit, site)


def test_tinymce_that_allows_scripts_leaves_all(
    chromium_visit: PlaywrightVisit, tinymce: Edit, printed: Printer, site: Site
) -> None:
    html = tinymce(
        printed([]),
        sandbox_iframes_exclusions=[urlsplit(site.widget.origin).hostname],
        extended_valid_elements="script[*]",
    )
    chromium_visit.open(published(site, html))
    expect_whole(chromium_visit, site)


def test_ckeditor_leaves_the_numbers_and_a_link_in_the_flow(
    chromium_visit: PlaywrightVisit, ckeditor: Edit, printed: Printer, site: Site
) -> None:
    html = ckeditor(printed([]), TEXT)
    gone = ("<script", "<iframe", "style=", "data-quick-exit")
    assert [part for part in gone if part in html] == []
    chromium_visit.open(published(site, html))
    assert chromium_visit.page.locator('a[href="tel:911"]').is_visible()
    chromium_visit.page.get_by_role("link", name="Leave this site").click(no_wait_after=True)
    site.expect_left(chromium_visit)


def test_ckeditor_leaves_all_in_an_html_embed(
    chromium_visit: PlaywrightVisit, ckeditor: Edit, printed: Printer, site: Site
) -> None:
    embedded = f'<div class="raw-html-embed">{printed([])}</div>'
    chromium_visit.open(published(site, ckeditor(embedded, [*TEXT, "HtmlEmbed"])))
    expect_whole(chromium_visit, site)


def test_without_the_plug_in_an_html_embed_is_taken_apart(ckeditor: Edit, printed: Printer) -> None:
    html = ckeditor(f'<div class="raw-html-embed">{printed([])}</div>', TEXT)
    assert "<iframe" not in html


def test_ckeditor_whose_html_support_allows_all_leaves_all(
    chromium_visit: PlaywrightVisit, ckeditor: Edit, printed: Printer, site: Site
) -> None:
    html = ckeditor(printed([]), [*TEXT, "GeneralHtmlSupport"])
    chromium_visit.open(published(site, html))
    expect_whole(chromium_visit, site)
