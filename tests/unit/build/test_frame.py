"""The frame's document: whole without script, closed to everything else."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Literal

import pytest

from quickexit.build.frame import (
    content_security_policy,
    inline,
    unthemed_page,
)
from quickexit.build.templates import page_templates
from quickexit.content.loader import load_faq
from quickexit.content.models import Faq, Language, Question
from quickexit.deployment.settings import Settings
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.themes.theme import Theme, load_theme, theme_css

WIDGET = widget_directory()
THEME = load_theme(WIDGET / "themes" / "default.toml")
STYLE = "a{color:red}"
SCRIPT = "(function(){})();"
TEMPLATE = page_templates(WIDGET / "frame").get_template("page.html")


@pytest.fixture(scope="module")
def faq() -> Faq:
    """Return the English content as it is once it is reviewed and its numbers are checked."""
    loaded = load_faq("en", WIDGET / "content", WIDGET / "contacts.toml", None)
    return in_state(loaded, "reviewed", date(2026, 1, 31))


def in_state(faq: Faq, status: Literal["draft", "reviewed"], checked_on: date | None) -> Faq:
    language = faq.language.model_copy(update={"review_status": status})
    checked = {"checked_on": checked_on}
    contacts = tuple(contact.model_copy(update=checked) for contact in faq.contacts)
    return replace(faq, language=language, contacts=contacts)


def draft(faq: Faq) -> Faq:
    return in_state(faq, "draft", None)


def render(
    faq: Faq,
    style: str = STYLE,
    script: str = SCRIPT,
    languages: Sequence[Language] = (),
    noindex: bool = True,
) -> str:
    page = unthemed_page(faq, script, TEMPLATE, Settings(noindex=noindex), languages)
    return page.with_style(theme_css(THEME) + style)


class Elements(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def test_the_exit_is_a_real_link_and_the_first_thing_in_the_page(faq: Faq) -> None:
    html = render(faq)
    exit_link = Elements(html[html.index("<main>") :]).found[1]
    assert exit_link[0] == "a"
    assert exit_link[1]["href"] == "https://www.weather.gov/"
    assert exit_link[1]["target"] == "_top"
    assert exit_link[1]["rel"] == "nofollow noreferrer"
    assert "data-quick-exit" in exit_link[1]


def test_contacts_are_links_that_a_phone_dials(faq: Faq) -> None:
    addresses = [link["href"] for link in Elements(render(faq)).of("a")]
    assert {"tel:911", "sms:911", "tel:+18883737888", "sms:233733"} <= set(addresses)


def test_every_question_and_the_help_is_there_without_script(faq: Faq) -> None:
    html = render(faq)
    identifiers = [one["id"] for one in Elements(html).of("details") if "id" in one]
    assert identifiers == ["limits", "history", *(one.identifier for one in faq.questions)]
    assert all(one.html in html for one in faq.questions)
    assert faq.history_help_html in html


def test_without_script_no_key_is_promised(faq: Faq) -> None:
    html = render(faq)
    assert f">{faq.strings['leave_text_no_keys']}<" in html
    assert f">{faq.strings['leave_text']}<" not in html


def test_the_policy_fits_the_very_bytes_that_stand_inline(faq: Faq) -> None:
    html = render(faq, script='x="</SCRIPT>"')
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        found = re.search(rf"<{element}>(.*?)</{element}>", html, re.DOTALL)
        assert found
        digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        policy = next(
            meta["content"] or ""
            for meta in Elements(html).of("meta")
            if meta.get("http-equiv") == "Content-Security-Policy"
        )
        assert f"{directive} 'sha256-{digest}'" in policy


def test_the_policy_allows_nothing_else() -> None:
    directives = dict(part.split(" ", 1) for part in content_security_policy("", "").split(";"))
    assert directives.pop("style-src").startswith("'sha256-")
    assert directives.pop("script-src").startswith("'sha256-")
    assert directives == {
        "default-src": "'none'",
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_nothing_is_fetched_and_nothing_is_inline_but_the_two(faq: Faq) -> None:
    for tag, attributes in Elements(render(faq)).found:
        assert tag not in {"img", "use", "iframe", "object", "form", "base", "audio", "video"}
        assert not [name for name in attributes if name == "style" or name.startswith("on")]
        assert "src" not in attributes
        if tag == "link":
            assert attributes == {"rel": "icon", "href": "data:,"}
        if tag == "a":
            assert not str(attributes["href"]).startswith("#"), "would add a history entry"


def test_tabs_and_robots_and_destinations_learn_nothing(faq: Faq) -> None:
    html = render(faq)
    metas = {
        meta.get("name"): meta["content"] for meta in Elements(html).of("meta") if "name" in meta
    }
    assert "<title>Questions and answers</title>" in html
    assert metas["robots"] == "noindex"
    assert metas["referrer"] == "no-referrer"
    assert metas["responsive-embedded-sizing"] == "allow-origins=*"


def test_words_are_escaped(faq: Faq) -> None:
    hostile = replace(faq, strings={**faq.strings, "heading": '<b onclick="x">&'})
    assert "<h1>&lt;b onclick=&#34;x&#34;&gt;&amp;</h1>" in render(hostile)


def test_a_title_of_a_question_is_escaped_and_its_answer_is_not(faq: Faq) -> None:
    one = Question("one", "A <b>", "<p>Yes</p>")
    html = render(replace(faq, questions=(one,)))
    assert "<h3>A &lt;b&gt;</h3>" in html
    assert "<p>Yes</p>" in html


def test_the_direction_and_language_are_those_of_the_content(faq: Faq) -> None:
    language = faq.language.model_copy(update={"code": "ar", "direction": "rtl"})
    assert '<html lang="ar" dir="rtl">' in render(replace(faq, language=language))


def test_notices_stand_only_in_a_draft_and_beside_unchecked_numbers(faq: Faq) -> None:
    for name in ("unreviewed_notice", "unchecked_notice"):
        assert faq.strings[name] not in render(faq)
        assert faq.strings[name] in render(draft(faq))


HOTLINE = '<a href="tel:+18883737888"><bdi dir="ltr">1-888-373-7888</bdi></a>'


def test_a_draft_says_whom_else_to_ask_and_in_which_languages(faq: Faq) -> None:
    assert (
        f'<p class="remark">{faq.strings["unreviewed_notice"]}</p>\n'
        '<p class="remark repeated">You can also ask the National Human Trafficking Hotline: '
        f"{HOTLINE}."
        " Languages: English, Spanish, and interpreters for 200"
        " more.</p>"
    ) in render(draft(faq))


def test_a_reviewed_text_names_the_hotline_first_too(faq: Faq) -> None:
    sentence = (
        f'<p class="remark repeated">National Human Trafficking Hotline: call {HOTLINE}, or text'
        ' <bdi dir="ltr">233733</bdi>.</p>'
    )
    html = render(faq)
    assert sentence in html
    assert html.index(sentence) < html.index('<section class="leave"')


def test_without_a_hotline_a_draft_says_so_alone(faq: Faq) -> None:
    html = render(draft(replace(faq, contacts=faq.contacts[:1])))
    assert f'<p class="remark">{faq.strings["unreviewed_notice"]}</p>' in html
    assert 'class="remark' not in render(replace(faq, contacts=faq.contacts[:1]))


def test_words_of_a_contact_are_escaped_in_the_sentence(faq: Faq) -> None:
    words = {"name": "<b>", "text": None, "text_shown": None}
    hotline = faq.contacts[1].model_copy(update=words)
    hostile = replace(faq, contacts=(faq.contacts[0], hotline))
    assert f'<p class="remark repeated">&lt;b&gt;: call {HOTLINE}.</p>' in render(hostile)


def switch(html: str) -> list[dict[str, str | None]]:
    return Elements(html[html.index("<nav") : html.index("</nav>")]).of("a")


def test_the_switch_names_every_other_language_in_its_own_script_and_direction(faq: Faq) -> None:
    words = {"code": "ar", "autonym": "العربية", "direction": "rtl"}
    arabic = faq.language.model_copy(update=words)
    html = render(faq, languages=(arabic, faq.language))
    (link,) = switch(html)
    assert link == {"href": "ar.html", "hreflang": "ar", "lang": "ar", "dir": "rtl"}
    assert ">العربية</a>" in html
    assert "<b>English</b></span></summary>" in html


def test_one_language_alone_needs_no_switch(faq: Faq) -> None:
    assert "<nav" not in render(faq, languages=(faq.language,))


def test_a_shared_link_shows_neutral_words_and_no_picture(faq: Faq) -> None:
    shown = [
        meta["content"]
        for meta in Elements(render(faq)).of("meta")
        if str(meta.get("property", meta.get("name"))).startswith(("og:", "description"))
    ]
    assert set(shown) == {faq.strings["title"], faq.strings["preview_description"]}
    assert "og:image" not in render(faq)
    assert not re.search("traffick|exploit|victim|abuse|hotline", " ".join(map(str, shown)).lower())


def test_search_engines_are_asked_to_stay_away_unless_they_are_wanted(faq: Faq) -> None:
    assert '<meta name="robots" content="noindex">' in render(faq)
    assert "robots" not in render(faq, noindex=False)


def test_each_number_but_the_emergency_one_has_a_button_that_script_shows(faq: Faq) -> None:
    (button,) = (one for one in Elements(render(faq)).of("button") if one.get("class") == "copy")
    assert "hidden" in button
    assert button["data-done"] == faq.strings["number_copied"]
    assert button["data-failed"] == faq.strings["number_not_copied"]


def test_hours_languages_cost_and_who_runs_it_are_shown_where_they_are_known(faq: Faq) -> None:
    words = {"hours": "Never", "languages": "Welsh", "cost": "Free", "owner": "A club"}
    told = faq.contacts[1].model_copy(update=words)
    html = render(replace(faq, contacts=(told,)))
    for key, value in words.items():
        assert f"<dt>{faq.strings[key]}</dt> <dd>{value}</dd>" in html
    untold = told.model_copy(update={"cost": None})
    assert faq.strings["cost"] not in render(replace(faq, contacts=(untold,)))


def test_help_comes_first_the_questions_last(faq: Faq) -> None:
    html = render(faq)
    order = [
        "data-quick-exit",
        'class="emergency repeated"',
        'id="leave"',
        'id="contacts"',
        'id="questions"',
    ]
    assert sorted(order, key=html.index) == order
    trace = html.index(faq.strings["contacts_trace"])
    assert html.index('id="contacts"') < trace < html.index('id="questions"')


def test_the_line_for_teletypewriters_is_shown(faq: Faq) -> None:
    assert '<dt>TTY</dt> <dd><bdi dir="ltr">711</bdi></dd>' in render(faq)


def test_a_page_without_an_emergency_contact_still_says_whom_to_call(faq: Faq) -> None:
    html = render(replace(faq, contacts=()))
    assert "tel:" not in html
    assert faq.strings["emergency_text"] in html


def test_the_same_input_gives_the_same_page(faq: Faq) -> None:
    assert render(faq) == render(faq)


@pytest.mark.parametrize(
    ("script", "escaped"),
    [
        ('a="</script>"', 'a="<\\/script>"'),
        ('a="</ScRiPt "', 'a="<\\/ScRiPt "'),
        ('a="<!--"', 'a="<\\!--"'),
        ("a<b/c", "a<b/c"),
    ],
)
def test_a_script_cannot_end_its_element(script: str, escaped: str) -> None:
    assert inline("script", script) == escaped


@pytest.mark.parametrize("style", ['a{content:"</style>"}', 'a{content:"</STYLE "}'])
def test_a_style_that_would_end_its_element_is_refused(style: str) -> None:
    with pytest.raises(QuickExitError, match="</style"):
        inline("style", style)


@pytest.mark.parametrize("text", ["a\r\nb", "a\0b"])
def test_bytes_that_a_parser_would_replace_are_refused(text: str) -> None:
    with pytest.raises(QuickExitError, match="carriage return or NUL"):
        inline("script", text)


def test_one_rendering_serves_every_theme_and_keeps_their_looks_apart(faq: Faq) -> None:
    page = unthemed_page(faq, SCRIPT, TEMPLATE, Settings(), ())
    night = Theme("night", {**THEME.tokens, "color.light.paper": "#fefefe"})
    htmls = [page.with_style(theme_css(theme) + STYLE) for theme in (THEME, night, THEME)]
    assert htmls[0] == htmls[2] == render(faq)
    for theme, html in zip((THEME, night), htmls, strict=False):
        assert f"<style>{theme_css(theme)}{STYLE}</style>" in html
        assert "\0" not in html
        policy = next(meta["content"] for meta in Elements(html).of("meta") if "http-equiv" in meta)
        assert policy == content_security_policy(theme_css(theme) + STYLE, SCRIPT)


def test_a_word_that_looks_like_the_name_of_a_mark_stays_what_it_is(faq: Faq) -> None:
    strings = {**faq.strings, "leave_backup": "policy"}
    assert "<p>policy</p>" in render(replace(faq, strings=strings))
