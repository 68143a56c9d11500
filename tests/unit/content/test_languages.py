"""The languages: what they are called, how they run, and who is shown which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from tests.support.served_store import ask, served_app

from quickexit.build.widget import build, regional_tags
from quickexit.content.loader import languages
from quickexit.content.models import Faq
from quickexit.content.validation import content_problems
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs
from quickexit.releases.release import Release
from quickexit.releases.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

SOURCE = Source(Settings())
CODES = languages(SOURCE.widget / "content")
# English, and what the agencies of New York City must serve by its Local Law 30 of 2017.
LOCAL_LAW_30 = {"ar", "bn", "en", "es", "fr", "ht", "ko", "pl", "ru", "ur", "zh-Hans"}


@pytest.fixture(scope="module")
def faqs() -> Mapping[str, Faq]:
    return load_faqs(SOURCE)


def test_english_and_the_ten_of_local_law_30_are_there(faqs: Mapping[str, Faq]) -> None:
    assert tuple(faqs) == CODES
    assert set(CODES) >= LOCAL_LAW_30


@pytest.mark.parametrize("code", CODES)
def test_a_language_is_called_and_runs_as_the_locale_data_says(
    faqs: Mapping[str, Faq], code: str
) -> None:
    language, locale = faqs[code].language, Locale.parse(code, sep="-")
    assert language.direction == locale.text_direction
    # Some put the script first, or a capital letter: the words are the same.
    names = (locale.get_language_name(locale), locale.get_display_name(locale))
    known = [
        set(str(name).casefold().replace("(", " ").replace(")", " ").split()) for name in names
    ]
    written = language.autonym.casefold()
    assert {written} in known or all(part in written for part in known[1])


@pytest.mark.parametrize("code", CODES)
def test_every_tag_is_one_that_the_locale_data_knows(faqs: Mapping[str, Faq], code: str) -> None:
    regions = Locale("en").territories
    scripts = Locale("en").scripts
    for alias in faqs[code].language.tags:
        language, *rest = alias.split("-")
        # Chinese is a macrolanguage: Mandarin and Cantonese have codes of their own (ISO 639-3).
        assert language == code.split("-")[0] or (code, language) in {
            ("zh-Hans", "cmn"), ("zh-Hans", "yue")
        }  # fmt: skip
        assert all(part in regions or part in scripts for part in rest), alias


@pytest.mark.parametrize("code", CODES)
def test_a_language_has_all_parts_and_promises_nothing(faqs: Mapping[str, Faq], code: str) -> None:
    assert content_problems(faqs[code], faqs["en"]) == ()


def in_english(faq: Faq, english: Faq) -> list[str]:
    """Return what a language says in the words of the English content; single words may agree."""
    questions = {question.identifier: question for question in english.questions}
    return [
        *(key for key, text in faq.strings.items() if " " in text and text == english.strings[key]),
        *(q.identifier for q in faq.questions if q.title == questions[q.identifier].title),
        *(q.identifier for q in faq.questions if q.html == questions[q.identifier].html),
        *(["history.md"] if faq.history_help_html == english.history_help_html else []),
    ]


@pytest.mark.parametrize("code", sorted(set(CODES) - {"en"}))
def test_nothing_was_left_in_english(faqs: Mapping[str, Faq], code: str) -> None:
    assert in_english(faqs[code], faqs["en"]) == [], f"translate these in widget/content/{code}"


def test_what_was_left_in_english_is_found(faqs: Mapping[str, Faq]) -> None:
    english = faqs["en"]
    for kept in (
        replace(faqs["es"], strings={**faqs["es"].strings, "title": english.strings["title"]}),
        replace(faqs["es"], questions=english.questions),
        replace(faqs["es"], history_help_html=english.history_help_html),
    ):
        assert in_english(kept, english)


@pytest.mark.parametrize("code", CODES)
def test_a_language_is_a_draft_until_somebody_put_a_name_there(
    faqs: Mapping[str, Faq], code: str
) -> None:
    language = faqs[code].language
    assert (language.review_status, language.reviewed_by) == ("draft", None)


@pytest.mark.parametrize("key", ["title", "preview_description", "exit_leaving"])
def test_what_tabs_and_shared_links_show_is_said_in_each_language_without_the_subject(
    faqs: Mapping[str, Faq], key: str
) -> None:
    for code, faq in faqs.items():
        # The heading names the subject before its colon, of whichever width.
        subject = re.split(r"\s*[:\uff1a]", faq.strings["heading"])[0]
        assert subject.casefold() not in faq.strings[key].casefold(), code
    assert len({faq.strings["preview_description"] for faq in faqs.values()}) == len(CODES)


@pytest.mark.parametrize("code", ["ar", "ur"])
def test_numbers_keep_their_order_inside_text_from_right_to_left(
    faqs: Mapping[str, Faq], code: str
) -> None:
    for key in ("hotline_sentence", "hotline_sentence_call", "unreviewed_hotline"):
        words = faqs[code].strings[key]
        for number in ("{call}", "{text}"):
            # Left-to-right isolate, pop directional isolate: the snippet has no element for it.
            assert words.count(number) == words.count(f"\u2066{number}\u2069")


@pytest.mark.parametrize("code", CODES)
def test_the_first_part_of_a_pages_language_finds_a_frame(
    faqs: Mapping[str, Faq], code: str
) -> None:
    # The loader takes `zh` from <html lang="zh-CN">.
    assert code.split("-")[0] in {code, *faqs[code].language.tags}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("languages") / "store"
    tags = regional_tags(load_faqs(SOURCE))
    Store(directory).add(Release("0.1.0", "2026-11-24", 1, build(SOURCE, major=0), aliases=tags))
    return directory


@pytest.fixture(scope="module")
def app(store: Path) -> WSGIApplication:
    return served_app(store).wsgi_app


WANTED = [
    *((code, code) for code in CODES),
    ("xx", "en"),
    ("", "en"),
    ("*", "en"),
    ("en;q=0.3, pl;q=0.9", "pl"),
    ("xx, ru;q=0.8, en;q=0.7", "ru"),
    ("ur;q=0, en", "en"),
    ("es-MX, en;q=0.9", "es"),
    ("es-AR", "es"),
    ("fr-HT", "fr"),
    ("ht-HT, fr;q=0.9", "ht"),
    ("ar-EG", "ar"),
    ("bn-BD", "bn"),
    ("ko-KR", "ko"),
    ("ur-PK", "ur"),
    ("ru-UA", "ru"),
    ("zh", "zh-Hans"),
    ("zh-CN", "zh-Hans"),
    ("zh-SG", "zh-Hans"),
    ("zh-Hans-US", "zh-Hans"),
    # Whoever asks for traditional characters reads Chinese: simplified ones help more than English.
    ("zh-TW, en;q=0.9", "zh-Hans"),
    ("zh-Hant", "zh-Hans"),
    ("zh-HK", "zh-Hans"),
    # Browsers send this for Cantonese.
    ("yue-HK, en;q=0.5", "zh-Hans"),
    ("cmn-Hans-CN", "zh-Hans"),
    ("es_MX", "es"),
]


@pytest.mark.parametrize(("header", "code"), WANTED)
def test_the_hosted_page_is_in_the_language_that_the_browser_asks_for(
    app: WSGIApplication, header: str, code: str
) -> None:
    reply = ask(app, "/faq", accept_language=header, accept_encoding="br")
    assert (reply.status, reply.headers["content-language"]) == (200, code)
    assert "Accept-Language" in reply.headers["vary"]
    assert f'<html lang="{code}"'.encode() in reply.content


def test_the_links_of_the_hosted_page_lead_to_frames_under_any_prefix(
    app: WSGIApplication,
) -> None:
    page = ask(app, "/faq", accept_language="en").content.decode()
    for code in set(CODES) - {"en"}:
        # Relative to /faq, and to /help/faq behind a proxy alike.
        assert f'href="v0/faq/default/{code}.html" hreflang="{code}"' in page
        assert ask(app, f"/v0/faq/default/{code}.html").status == 200
    frame = ask(app, "/v0/faq/default/en.html").content.decode()
    assert 'href="es.html" hreflang="es"' in frame


def test_the_hosted_page_has_the_theme_that_the_deployment_names_first(tmp_path: Path) -> None:
    pages = {"embed.js": b"1"}
    for theme in ("city", "default"):
        pages[f"faq/{theme}/en.html"] = f'<html lang="en">{theme}'.encode()
    Store(tmp_path / "store").add(Release("0.1.0", "2026-11-24", 1, pages), promote=True)
    named = Settings(themes=("city", "default"))
    for settings, shown in ((Settings(), b"default"), (named, b"city")):
        app = served_app(tmp_path / "store", settings).wsgi_app
        assert ask(app, "/faq").content.endswith(shown)
