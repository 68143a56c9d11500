"""The switch of languages: inside the frame, without a trace, with and without script."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests.browser.words import LANGUAGES, words
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site
from tests.support.visit import CONTROL, Visit, iframe

pytestmark = pytest.mark.spread

ARABIC = "ar"
LINK = f"nav a[lang={ARABIC}]"
LANGUAGE = "document.documentElement.lang"


def switch(visit: Visit) -> None:
    visit.click_in_frame("nav summary")
    visit.click_in_frame(LINK)
    wait_for_language(visit, ARABIC)


def wait_for_language(visit: Visit, code: str) -> None:
    visit.wait_for(lambda: visit.evaluate_in_frame(LANGUAGE) == code, f"the frame speaks {code}")


def test_switching_adds_no_history_entry_and_the_host_is_still_heard(
    visit: Visit, site: Site
) -> None:
    options = "#embed=1&amp;scheme=dark&amp;open=what-is-it"
    site.open(visit, site.page(site.snippet().replace("#embed=1", options)))
    visit.wait_for_faq()
    before = visit.evaluate("history.length")
    told = visit.evaluate_in_frame("location.hash")
    switch(visit)
    assert visit.evaluate("history.length") == before
    assert visit.evaluate_in_frame("location.hash") == told + "&switched"
    assert visit.evaluate_in_frame("document.documentElement.dataset.scheme") == "dark"
    assert visit.evaluate_in_frame("document.getElementById('what-is-it').open") is True
    assert visit.evaluate_in_frame("document.documentElement.dir") == "rtl"
    text = "Math.ceil(document.documentElement.getBoundingClientRect().height)"
    visit.wait_for(
        lambda: visit.evaluate(f"{iframe()}.offsetHeight") >= visit.evaluate_in_frame(text),
        "the frame holds the text of the other language",
    )
    visit.press("Shift", 3)
    assert site.expect_left(visit) is None
    visit.back()
    visit.wait_for_url(site.earlier)


@pytest.mark.engines("chromium")
def test_a_link_that_was_followed_would_add_an_entry(visit: Visit, site: Site) -> None:
    site.open(visit, site.page())
    visit.wait_for_faq()
    before = visit.evaluate("history.length")
    visit.click_in_frame("nav summary")
    visit.evaluate_in_frame("void (document.querySelector('" + LINK + "').onclick = null)")
    visit.click_in_frame(LINK)
    visit.wait_for_page(f"history.length > {before}", "an entry of the frame is seen")


def test_the_focus_stays_on_the_switch(chromium_visit: PlaywrightVisit, site: Site) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    switch(visit)
    focused = "document.activeElement.matches('nav summary') && document.hasFocus()"
    visit.wait_for(lambda: visit.evaluate_in_frame(focused), "the switch has the focus")
    visit.press("Enter")
    opened = "document.querySelector('nav details').open"
    visit.wait_for(lambda: visit.evaluate_in_frame(opened), "it opens by the keyboard")
    visit.click_in_frame("nav a[lang=en]")
    wait_for_language(visit, "en")
    assert visit.evaluate_in_frame("location.hash.match(/switched/g).length") == 1


def control_says(visit: Visit) -> str:
    return str(visit.evaluate(f"({CONTROL}).textContent"))


def test_the_controls_words_follow_the_language_where_the_page_gave_none(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    printed = site.snippet()
    without = re.sub(r"<a data-quick-exit .*?</a>", "", printed)
    assert without != printed
    site.open(visit, site.page(without))
    visit.wait_for_faq()
    switch(visit)
    wanted = words(ARABIC, "exit_label")
    visit.wait_for(lambda: control_says(visit) == wanted, "the control speaks Arabic")


def test_the_controls_words_stay_where_the_page_gave_them(
    chromium_visit: PlaywrightVisit, site: Site
) -> None:
    visit = chromium_visit
    site.open(visit, site.page())
    visit.wait_for_faq()
    switch(visit)
    visit.settle()
    assert control_says(visit) == words("en", "exit_label")


@pytest.mark.parametrize("variant", ["script", "iframe"])
def test_without_javascript_the_switch_is_a_list_of_plain_links(
    begin: Callable[..., PlaywrightVisit], site: Site, variant: str
) -> None:
    visit = begin(java_script_enabled=False)
    if variant == "iframe":
        visit.open(site.page(site.snippet("iframe")))
        frame = visit.page.frames[1]
    else:
        visit.open(f"{site.widget.origin}/v0/faq/default/en.html")
        frame = visit.page.main_frame
    frame.locator("nav summary").click()
    frame.locator(LINK).click()
    frame.locator(f"html[lang={ARABIC}]").wait_for(state="attached")
    assert frame.url == f"{site.widget.origin}/v0/faq/default/{ARABIC}.html"


@pytest.mark.parametrize("code", ["en", ARABIC])
def test_the_hosted_page_speaks_the_visitors_language_and_leads_to_every_other(
    begin: Callable[..., PlaywrightVisit], site: Site, code: str
) -> None:
    visit = begin(extra_http_headers={"Accept-Language": f"{code},en;q=0.1"})
    visit.open(f"{site.widget.origin}/faq")
    assert visit.evaluate(LANGUAGE) == code
    assert visit.evaluate("document.title") == words(code, "title")
    links = visit.evaluate("[...document.querySelectorAll('nav a')].map(a => [a.lang, a.href])")
    assert sorted(links) == sorted(
        [other, f"{site.widget.origin}/v0/faq/default/{other}.html"]
        for other in LANGUAGES
        if other != code
    )
    before = visit.evaluate("history.length")
    visit.click("nav summary")
    other = LANGUAGES[0] if code != LANGUAGES[0] else LANGUAGES[1]
    visit.click(f"nav a[lang={other}]")
    visit.wait_for_page(f"{LANGUAGE} === '{other}'", "the other language is shown")
    assert visit.evaluate("history.length") == before
