"""The snippet's link: where it leads, what it says, and that it is there without the script."""

from __future__ import annotations

import re

import pytest
from tests.support.playwright_visit import FAQ_FRAME, PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL, FAQ, HOST, Visit, iframe
from tests.support.web import Reply

from quickexit.deployment.widget_options import widget_options

pytestmark = pytest.mark.spread

LINK = "document.querySelector('a[data-quick-exit]')"
WORDS = f"({CONTROL})?.textContent"
REWRITE = (
    "<script>document.querySelectorAll('a[href^=http]').forEach(link => {"
    " link.href = '/leaving?to=' + encodeURIComponent(link.href);"
    " link.append(' (link is external)') })</script>"
)


def without_option(snippet: str) -> str:
    """Return a snippet whose destination stands on the link alone."""
    return re.sub(r' data-exit-href="[^"]*"', "", snippet)


def script_after(snippet: str, between: str) -> str:
    """Return a snippet in which something of the host runs before our script."""
    head, _, script = snippet.partition("<script")
    return f"{head}{between}<script{script}"


def test_a_rewritten_link_changes_neither_destination_nor_words(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(script_after(site.snippet(), REWRITE)))
    visit.settle()
    assert visit.evaluate(WORDS) == "✕ Leave this site"
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None


def test_an_address_of_the_pages_own_origin_is_never_the_destination(
    visit: Visit, site: Site
) -> None:
    site.open(visit, site.page(script_after(without_option(site.snippet()), REWRITE)))
    visit.settle()
    assert visit.evaluate(f"({CONTROL}).href") == "https://www.weather.gov/"


def test_without_the_check_the_exit_would_lead_to_the_page_itself(visit: Visit, site: Site) -> None:
    altered = site.alter((r"new URL\(value\)\.origin===self\.origin", "false"))
    site.open(visit, site.page(script_after(without_option(altered), REWRITE)))
    visit.settle()
    assert visit.evaluate(f"({CONTROL}).href").startswith(site.partner.origin)


SPANISH = "✕ Salir de este sitio"


def test_the_control_follows_a_translator(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.evaluate(f"void ({LINK}.innerHTML = '<font><font>{SPANISH}</font></font>')")
    visit.wait_for_page(f"{WORDS} === '{SPANISH}'", "the control speaks Spanish")
    visit.evaluate(f"void ({LINK}.querySelector('font font').firstChild.data = '✕ Salir')")
    visit.wait_for_page(f"{WORDS} === '✕ Salir'", "changed text is followed, too")


def test_after_a_navigation_of_a_router_the_exit_is_that_of_the_new_page(
    visit: Visit, site: Site
) -> None:
    other = site.second.origin + "/"
    snippet = without_option(site.snippet()).replace(site.destination.origin + "/", other)
    snippet = snippet.replace("✕", "").replace("&#10005; Leave this site", SPANISH)
    page = site.page(f"<main>{site.snippet()}</main><template>{snippet}</template>")
    site.open(visit, page)
    visit.wait_for_faq()
    visit.evaluate(
        "void document.querySelector('main').replaceChildren("
        "document.querySelector('template').content.cloneNode(true))"
    )
    visit.wait_for_page(f"{WORDS} === '{SPANISH}'", "the control speaks Spanish")
    assert visit.evaluate(f"({CONTROL}).href") == other


@pytest.mark.parametrize("variant", ["script", "exit-only"])
def test_a_saved_copy_of_the_page_has_a_link_that_leaves(
    visit: Visit, site: Site, variant: str
) -> None:
    snippet = site.alter(variant=variant)
    site.open(visit, site.page(snippet))
    visit.wait_for_page(f"getComputedStyle({LINK}).display === 'none'", "the link makes way")
    copy = site.partner.html(
        "/copy", "<!doctype html>" + str(visit.evaluate("document.documentElement.outerHTML"))
    )
    site.altered.routes["/v0/embed.js"] = Reply(b"", status=503)
    visit.open(copy)
    visit.click("a[data-quick-exit]")
    assert site.expect_left(visit) is None


@pytest.mark.engines("chromium")
def test_a_link_hidden_by_its_attribute_would_be_gone_from_the_copy(
    visit: Visit, site: Site
) -> None:
    hide = (
        'document.querySelectorAll("a[data-quick-exit]").forEach(link=>'
        'link.style.setProperty("display","none","important"));'
    )
    snippet = site.alter((r"addStyle\(document,STYLE\);", hide))
    site.open(visit, site.page(snippet))
    visit.wait_for_page(f"getComputedStyle({LINK}).display === 'none'", "the link makes way")
    assert "display: none" in str(visit.evaluate(f"{LINK}.getAttribute('style')"))


def test_nothing_of_ours_is_an_undefined_element(visit: Visit, site: Site) -> None:
    style = "<style>body:has(:not(:defined)) { display: none }</style>"
    site.open(visit, site.page(head=style))
    visit.wait_for_faq()
    assert visit.evaluate("document.querySelectorAll(':not(:defined)').length") == 0
    assert visit.evaluate("getComputedStyle(document.body).display") == "block"


BAR = "<div id=bar style='position:fixed;z-index:2;inset:0 0 auto;height:90px'></div>"


@pytest.mark.parametrize("covered", [True, False])
def test_what_lies_over_the_link_is_named_once_in_the_console(
    chromium_visit: PlaywrightVisit, site: Site, covered: bool
) -> None:
    visit = chromium_visit
    said: list[str] = []
    visit.page.on("console", lambda message: said.append(message.text))
    inside = f"<div style='position:relative;z-index:1'>{site.snippet()}</div>"
    site.open(visit, site.page(inside if covered else None, before=BAR if covered else ""))
    visit.evaluate("void document.body.append('more')")
    visit.settle()
    below = [words for words in said if "below" in words]
    assert len(below) == covered
    assert all('below <div id="bar"' in text for text in below)


def test_a_tag_manager_that_strips_the_script_leaves_the_exit_alone(
    visit: Visit, site: Site
) -> None:
    head, _, _ = site.snippet("exit-only").partition("<script")
    script = f"<script src='{site.widget.origin}/v0/embed.js'></script>"
    site.open(visit, site.page(f"{head}</div>{script}"))
    visit.settle()
    assert visit.evaluate(f"({FAQ}).length") == 0
    assert visit.evaluate(f"({CONTROL}).href") == site.destination.origin + "/"


def test_a_page_with_the_script_alone_gets_the_questions(visit: Visit, site: Site) -> None:
    site.open(visit, site.page(f"<script src='{site.widget.origin}/v0/embed.js'></script>"))
    visit.wait_for_faq()


@pytest.mark.parametrize("lang", ["ES", "es_MX", "es-mx"])
def test_a_tag_is_read_in_any_case_and_with_either_sign(
    chromium_visit: PlaywrightVisit, site: Site, lang: str
) -> None:
    visit = chromium_visit
    script = f"<script src='{site.widget.origin}/v0/embed.js'></script>"
    site.open(visit, site.page(f"<div data-quick-exit-faq lang={lang}></div>{script}"))
    visit.wait_for_faq()
    assert visit.evaluate_in_frame("document.documentElement.lang") == "es"
    visit.wait_for_page(f"{iframe()}.title === 'Preguntas y respuestas'", "it has a title")


def frame_of_page(visit: PlaywrightVisit, site: Site, lang: str, script: str) -> str:
    """Return which frame a page of that language gets, whose element names none."""
    page = f'<html lang="{lang}"><link rel="icon" href="data:,"><title>Partner</title><body>'
    element = "<div data-quick-exit-faq></div>"
    visit.open(site.partner.html("/lang", f"<!doctype html>{page}{script}{element}"))
    visit.wait_for_page(f"!!{iframe()}", "the script makes a frame")
    return str(visit.evaluate(f"{iframe()}.src.split('/').pop().split('.')[0]"))


@pytest.mark.parametrize(
    ("lang", "code"),
    [
        ("es.UTF-8", "es"), ("es_MX.UTF-8", "es"), (" es ", "es"), ("es, en", "es"),
        ("es-419", "es"), ("zh-SG", "zh"), ("cmn-Hans", "cmn"), ("yue-HK", "yue"), ("zh-HK", "en"),
        ("zh_TW.UTF-8", "en"), ("zh-Hant-HK", "en"), ("x-private", "en"), ("C.UTF-8", "en"),
        ("", "en"),
    ],
)  # fmt: skip
def test_the_language_of_a_page_is_read_from_whatever_systems_write(
    chromium_visit: PlaywrightVisit, site: Site, lang: str, code: str
) -> None:
    script = f"<script src='{site.widget.origin}/v0/embed.js'></script>"
    assert frame_of_page(chromium_visit, site, lang, script) == code


def test_without_reading_them_a_page_in_spanish_gets_english(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    site.alter((r"\|\\W\|_\)", "|[-_])"))
    script = f"<script src='{site.altered.origin}/v0/embed.js'></script>"
    assert frame_of_page(chromium_visit, site, "es.UTF-8", script) == "en"


@pytest.mark.parametrize("offset", [100, 900])
def test_the_exit_is_moved_down_by_a_third_of_the_window_at_most(
    visit: Visit, site: Site, offset: int
) -> None:
    attribute = f'data-exit-offset="{offset}"'
    site.open(visit, site.page(site.snippet(attributes=attribute)))
    visit.settle()
    top = visit.evaluate(f"({CONTROL}).getBoundingClientRect().top")
    assert abs(top - 10 - min(offset, visit.evaluate("innerHeight") / 3)) <= 1


MALFORMED = {
    "lang": "nonsense",
    "theme": "a theme",
    "exit-href": "javascript:alert(1)",
    "exit-fallback-href": "data:text/html,x",
    "exit-keys": "F1",
    "exit-position": "middle",
    "exit-offset": "-1",
    "exit-tabs": "none",
    "history": "double",
    "color-scheme": "grey",
    "heading-level": "1",
    "open": "a question",
    "base": "file:///",
    "faq": "on",
}


def _open_with_malformed_options(visit: PlaywrightVisit, site: Site, script: str) -> set[str]:
    """Open a page whose script has all of them; return the names that the console warns of."""
    warned: set[str] = set()
    visit.page.on("console", lambda said: warned.update(re.findall(r"unknown (.*?)=", said.text)))
    attributes = "".join(f" data-{name}='{value}'" for name, value in MALFORMED.items())
    site.open(visit, site.page(f"<script src='{script}/v0/embed.js'{attributes}></script>"))
    return warned


def test_a_malformed_value_is_the_default_and_is_named_in_the_console(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    assert _open_with_malformed_options(visit, site, site.widget.origin) == set(MALFORMED)
    assert set(MALFORMED) == set(widget_options())
    assert visit.evaluate(f"({CONTROL}).href") == "https://www.weather.gov/"
    frame = str(visit.page.locator(FAQ_FRAME).get_attribute("src"))
    assert frame.startswith(f"{site.widget.origin}/v0/faq/default/en.html")
    place = visit.evaluate(f"(({{top, left}}) => [top, left])({CONTROL}.getBoundingClientRect())")
    assert place[0] == 10
    assert place[1] > visit.evaluate("innerWidth") / 2


def test_without_the_check_of_its_form_a_malformed_value_would_be_taken(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    site.alter((r'RegExp\("\^\("\+OPTIONS\[name\]\+"\)\$"\)\.test\(value\)&&', ""))
    _open_with_malformed_options(visit, site, site.altered.origin)
    assert visit.evaluate(f"({CONTROL}).href") == "javascript:alert(1)"


HYDRATED = f"document.body.lastElementChild === {HOST}"


def test_the_control_is_the_last_child_of_the_body(visit: Visit, site: Site) -> None:
    """React 18 that hydrates a whole document minds any other place."""
    site.open(visit, site.page(after="<p>What the parser reads after the script.</p>"))
    visit.settle()
    assert visit.evaluate(HYDRATED) is True
