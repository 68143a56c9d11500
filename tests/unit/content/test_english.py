"""The English words: every fact, plain to read, and no promise that no page can keep."""

from __future__ import annotations

import re

import pytest

from quickexit.content.loader import load_faq
from quickexit.content.models import Faq
from quickexit.content.readability import GRADE_LIMIT, grade, prose
from quickexit.content.validation import content_problems
from quickexit.paths import widget_directory

FACTS = {
    "what-is-it": "forced-labor sexual-exploitation servitude physical-harm "
    "psychological-pressure fear-of-authorities",
    "where-does-it-happen": "this-city any-neighborhood among-everybody domestic-work restaurants "
    "sex-industry children-at-risk unstable-family earlier-abuse false-promises drugs-as-lure "
    "other-lures physical-coercion psychological-coercion",
    "who-are-the-victims": "anyone any-citizenship foreign-nationals us-citizens no-city-border "
    "no-state-border no-country-border family-member",
    "how-do-traffickers-keep-control": "debt documents deportation family drugs physical-abuse "
    "sexual-abuse",
    "why-dont-more-victims-report-it": "forced tricked coerced many-jobs sex-work "
    "emotional-dependence money-dependence silence smaller-world more-danger easier-to-report "
    "easier-to-get-help publisher-role law-enforcement-role advocates-role",
    "what-happens-if-a-victim-comes-forward": "fear-of-threats fear-of-arrest "
    "fear-of-deportation state-help federal-help financial-help legal-help housing-help "
    "immigration-help",
}
HISTORY_FACTS = (
    "clear-regularly empty-history-suspicion single-entries another-device other-devices "
    "chrome-desktop chrome-phone firefox-desktop firefox-phone safari-desktop safari-phone "
    "edge-desktop edge-phone samsung-phone samsung-desktop"
)


@pytest.fixture(scope="module")
def faq() -> Faq:
    widget = widget_directory()
    return load_faq("en", widget / "content", widget / "contacts.toml", None)


def test_the_six_questions_stand_in_their_order(faq: Faq) -> None:
    assert [question.identifier for question in faq.questions] == list(FACTS)


@pytest.mark.parametrize("identifier", FACTS)
def test_each_answer_holds_every_fact(faq: Faq, identifier: str) -> None:
    question = next(one for one in faq.questions if one.identifier == identifier)
    assert list(question.facts) == FACTS[identifier].split()


def test_the_help_on_the_history_holds_every_fact_and_browser(faq: Faq) -> None:
    assert list(faq.history_facts) == HISTORY_FACTS.split()
    for browser in ("Chrome", "Firefox", "Safari", "Edge", "Samsung Internet"):
        assert f"<strong>{browser}</strong>" in faq.history_help_html


@pytest.mark.parametrize("identifier", FACTS)
def test_each_answer_reads_at_grade_six(faq: Faq, identifier: str) -> None:
    question = next(one for one in faq.questions if one.identifier == identifier)
    assert grade(f"{question.title} {prose(question.html)}") <= GRADE_LIMIT


def test_the_help_on_the_history_reads_at_grade_six(faq: Faq) -> None:
    assert grade(prose(faq.history_help_html)) <= GRADE_LIMIT


@pytest.mark.parametrize(
    "key",
    [
        "leave_text",
        "leave_backup",
        "limit_history",
        "limit_earlier_pages",
        "limit_no_script",
        "limit_loading",
        "limit_keys",
        "limit_watched",
        "exit_limits",
        "contacts_trace",
        "unreviewed_notice",
        "unchecked_notice",
    ],
)
def test_each_notice_reads_at_grade_six(faq: Faq, key: str) -> None:
    assert grade(faq.strings[key]) <= GRADE_LIMIT


def test_nothing_is_promised_that_no_page_can_keep(faq: Faq) -> None:
    assert content_problems(faq, faq) == ()


def test_the_title_does_not_name_the_subject(faq: Faq) -> None:
    for key in ("title", "exit_leaving", "exit_label"):
        words = faq.strings[key].lower()
        assert not re.search("traffick|exploit|victim|abuse|hotline", words)


def test_no_number_stands_in_an_answer(faq: Faq) -> None:
    for question in faq.questions:
        assert not re.search(r"[0-9]{3}", question.html)


def test_nobody_says_we(faq: Faq) -> None:
    texts = [prose(question.html) for question in faq.questions] + list(faq.strings.values())
    assert not [text for text in texts if re.search(r"\b(we|our|us)\b", text)]


def test_what_leaving_cannot_do_is_told(faq: Faq) -> None:
    told = " ".join(text for key, text in faq.strings.items() if key.startswith(("limit", "exit")))
    for words in (
        "does not clear the browser history",
        "files of this page",
        "script is turned",
        "the page before this one",
        "Other tabs",
        "watches this device or its network",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("emergency_text", ["call 911"]),
        ("leave_text", ["X", "always in the top corner", "new page", "Shift", "Escape", "three"]),
        ("leave_backup", ["full screen", "another site", "Ctrl+W", "Alt+F4", "Cmd+W"]),
        ("contacts_trace", ["log", "bill", "clipboard"]),
        ("exit_limits", ["does not clear the browser history", "with no script", "Back"]),
    ],
)
def test_the_notices_hold_their_facts(faq: Faq, key: str, words: list[str]) -> None:
    assert [word for word in words if word.lower() not in faq.strings[key].lower()] == []


def test_the_limits_beside_the_control_are_one_sentence(faq: Faq) -> None:
    assert len(re.findall(r"[.!?]", faq.strings["exit_limits"])) == 1


def test_emergency_comes_first_and_the_hotline_is_whole(faq: Faq) -> None:
    emergency, hotline = faq.contacts
    assert (emergency.identifier, emergency.call, emergency.text) == ("emergency", "911", "911")
    assert "does not work everywhere" in (emergency.note or "")
    assert (hotline.call, hotline.call_shown) == ("+18883737888", "1-888-373-7888")
    assert (hotline.text, hotline.tty) == ("233733", "711")
    assert hotline.hours == "All day, every day"
    assert hotline.languages == "English, Spanish, and interpreters for 200 more"


def test_nobody_is_said_to_have_checked_what_no_person_checked(faq: Faq) -> None:
    assert faq.language.review_status == "draft"
    assert [contact.checked_on for contact in faq.contacts] == [None, None]
    assert [contact.checked_by for contact in faq.contacts] == [None, None]
