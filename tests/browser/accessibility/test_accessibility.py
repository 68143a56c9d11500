"""axe-core finds nothing, on the partner's page and in the frame, in any look and language."""

from __future__ import annotations

from itertools import product

import pytest
from playwright.sync_api import Browser
from tests.browser.axe import EMBEDDED, violations
from tests.browser.words import LANGUAGES
from tests.support.pairwise import Case
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import OPEN_ALL, Site

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs, load_themes
from quickexit.paths import widget_directory
from quickexit.snippets.options import SnippetOptions
from quickexit.snippets.render import render_snippet

SOURCE = Source(Settings())
THEMES = sorted(file.stem for file in (widget_directory() / "themes").glob("*.toml"))
SCHEMES = ("light", "dark")
WIDTHS = ("320", "1280")
KINDS = (THEMES, LANGUAGES, SCHEMES, WIDTHS)


def partner_page(site: Site, theme: str, language: str) -> str:
    """Put up a page in that language, as a careful partner writes it; return its address."""
    faq = load_faqs(SOURCE)[language]
    options = SnippetOptions(values={"theme": theme}, base_url=site.widget.origin)
    pasted = render_snippet(options, faq, load_themes(SOURCE)[theme]).html()
    about = faq.language
    return site.partner.html(
        "/careful",
        f'<!doctype html><html lang="{about.code}" dir="{about.direction}"><meta charset=utf-8>'
        '<meta name=viewport content="width=device-width,initial-scale=1">'
        f"<title>{faq.strings['title']}</title><link rel=icon href='data:,'>"
        f"<main><h1>{faq.strings['title']}</h1>{pasted}</main>",
    )


def found_in(browser: Browser, site: Site, case: Case) -> dict[str, list[str]]:
    """Return what is wrong on the partner's page, in the frame on it, and on the hosted page.

    The colours of a frame inside a page stand on a pseudo-element, which axe-core cannot judge:
    those of the hosted page, which are the same, it can.
    """
    theme, language, scheme, width = case
    size = {"width": int(width), "height": 700}
    visit = PlaywrightVisit("chromium", browser, color_scheme=scheme, viewport=size)
    try:
        visit.open(partner_page(site, theme, language))
        visit.wait_for_control()
        visit.wait_for_faq()
        visit.evaluate_in_frame(OPEN_ALL)
        found = {
            "page": violations(visit.page.main_frame),
            "frame": violations(visit.frame(), EMBEDDED),
        }
        visit.open(site.hosted(language, theme))
        visit.evaluate(OPEN_ALL)
        return {**found, "hosted page": violations(visit.page.main_frame)}
    finally:
        visit.close()


NOTHING: dict[str, list[str]] = {"page": [], "frame": [], "hosted page": []}


# Each language once, and each theme in both schemes. The whole matrix is slow.
EVERY_VALUE = [
    (THEMES[n % len(THEMES)], language, SCHEMES[n // len(THEMES) % 2], WIDTHS[n // 2 % 2])
    for n, language in enumerate(LANGUAGES)
]


@pytest.mark.sample(5)
@pytest.mark.parametrize("case", EVERY_VALUE, ids=" ".join)
def test_axe_finds_nothing_in_any_theme_language_scheme_and_width(
    chromium: Browser, site: Site, case: Case
) -> None:
    assert found_in(chromium, site, case) == NOTHING


@pytest.mark.slow
@pytest.mark.parametrize("case", list(product(*KINDS)), ids=" ".join)
def test_axe_finds_nothing_in_the_whole_matrix(chromium: Browser, site: Site, case: Case) -> None:
    assert found_in(chromium, site, case) == NOTHING


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "harm"),
    [
        ("html-has-lang", "document.documentElement.removeAttribute('lang')"),
        ("color-contrast", "document.querySelector('h1').style.color = '#ddd'"),
        ("heading-order", "document.querySelector('h3').setAttribute('aria-level', 6)"),
        ("link-name", "document.querySelector('nav a').textContent = ''"),
        ("landmark-one-main", "document.querySelector('main').setAttribute('role', 'none')"),
        ("region", "document.body.append(document.querySelector('h1').cloneNode(true))"),
        (
            "landmark-unique",
            "document.querySelector('main').append(document.querySelector('nav').cloneNode())",
        ),
        ("valid-lang", "document.querySelector('nav a').lang = 'xx-none'"),
    ],
)
def test_what_is_wrong_is_found(
    chromium_visit: PlaywrightVisit, site: Site, rule: str, harm: str
) -> None:
    visit = chromium_visit
    visit.open(f"{site.widget.origin}/v0/faq/default/en.html")
    visit.evaluate(f"{OPEN_ALL} || ({harm})")
    assert [one for one in violations(visit.page.main_frame) if one.startswith(rule)]


def test_every_theme_and_language_is_looked_at_and_each_theme_in_both_schemes() -> None:
    for kind, values in enumerate(KINDS):
        assert {case[kind] for case in EVERY_VALUE} == set(values)
    assert {case[::2] for case in EVERY_VALUE} == set(product(THEMES, SCHEMES))
