"""A deployment's own words: merged one by one, and looked at when the package's change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.support.deployments import change, copy_package, notices, source, write

from quickexit.content.models import Contact, Faq
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs
from quickexit.errors import QuickExitError

LABEL = "✕ Leave this site"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    (tmp_path / "city" / "content" / "en" / "questions").mkdir(parents=True)
    return tmp_path / "city"


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    return copy_package(tmp_path)


def strings(city: Path, text: str) -> Path:
    return write(city, "content/en/strings.toml", text)


def english(city: Path, upstream: Path | None = None) -> Faq:
    return load_faqs(source(city, upstream))["en"]


def contact(faq: Faq, name: str) -> Contact:
    return next(one for one in faq.contacts if one.identifier == name)


def refused(city: Path) -> str:
    with pytest.raises(QuickExitError) as caught:
        english(city)
    return str(caught.value)


def test_nothing_of_its_own_changes_nothing(city: Path) -> None:
    assert english(city) == load_faqs(Source(Settings()))["en"]
    assert notices(city) == []


def test_a_single_string_is_replaced_and_all_others_stay(city: Path) -> None:
    strings(city, 'all_answers = "Open everything"\n')
    before = load_faqs(Source(Settings()))["en"].strings
    assert english(city).strings == {**before, "all_answers": "Open everything"}


def test_a_question_of_the_same_name_is_replaced_in_its_place(city: Path) -> None:
    text = "# What is it?\n\nOur own answer.\n"
    write(city, "content/en/questions/1-what-is-it.md", text)
    faq = english(city)
    assert len(faq.questions) == 6
    assert faq.questions[0].title == "What is it?"
    assert "Our own answer." in faq.questions[0].html


def test_a_question_may_move_and_a_new_one_be_added(city: Path) -> None:
    write(city, "content/en/questions/9-what-is-it.md", "# What is it?\n\nOurs.\n")
    write(city, "content/en/questions/7-where-are-you.md", "# Where are you?\n\nIn the city.\n")
    names = [one.identifier for one in english(city).questions]
    assert names[-2:] == ["where-are-you", "what-is-it"]
    assert len(names) == 7


def test_the_help_on_history_is_replaced(city: Path) -> None:
    write(city, "content/en/history.md", "Ask the help desk.\n")
    assert english(city).history_help_html == "<p>Ask the help desk.</p>"


def test_a_new_contact_comes_last_with_its_words(city: Path) -> None:
    write(city, "contacts.toml", '[contacts.shelter]\ncall = "+12125550100"\nvalid_days = 90\n')
    strings(city, '[contacts.shelter]\nname = "City shelter"\n')
    # Another language would need words for it, too.
    faq = load_faqs(Source(Settings(languages=("en",)), city))["en"]
    assert [one.identifier for one in faq.contacts] == ["emergency", "hotline", "shelter"]
    assert contact(faq, "shelter").name == "City shelter"


def test_a_line_of_a_contact_is_replaced_and_the_others_stay(city: Path) -> None:
    strings(city, '[contacts.hotline]\nhours = "Day and night"\n')
    hotline = contact(english(city), "hotline")
    assert hotline.hours == "Day and night"
    assert hotline.name == "National Human Trafficking Hotline"


def test_who_rang_is_the_deployments_to_say(city: Path) -> None:
    lines = 'checked_on = 2026-01-31\nchecked_by = "A. Person"\n'
    write(city, "contacts.toml", f"[contacts.emergency]\n[contacts.hotline]\n{lines}")
    hotline = contact(english(city), "hotline")
    assert (hotline.checked_on, hotline.checked_by) == (date(2026, 1, 31), "A. Person")
    assert hotline.call == "+18883737888"


def test_another_number_takes_along_how_it_is_shown_and_who_checked_it(
    city: Path, upstream: Path
) -> None:
    check = 'checked_on = 2026-01-31\nchecked_by = "A. Person"\nvalid_days = 90'
    change(upstream / "contacts.toml", "valid_days = 90", check)
    write(city, "contacts.toml", '[contacts.hotline]\ncall = "+12125550100"\n')
    hotline = contact(english(city, upstream), "hotline")
    assert hotline.call_shown == "+12125550100"
    assert hotline.checked_by is None


CHECKED = (
    '[contacts.hotline]\nchecked_on = 2026-01-31\nchecked_by = "A. Person"\n'
    '[based_on]\n"hotline.call" = "+18883737888"\n'
    '"hotline.text" = "233733"\n"hotline.tty" = "711"\n'
)


def test_a_check_of_a_number_that_the_package_has_changed_is_none(
    city: Path, upstream: Path
) -> None:
    write(city, "contacts.toml", CHECKED)
    assert notices(city, upstream) == []
    assert contact(english(city, upstream), "hotline").checked_by == "A. Person"
    change(upstream / "contacts.toml", "+18883737888", "+18005550100")
    change(upstream / "contacts.toml", 'call_shown = "1-888-373-7888"\n', "")
    assert contact(english(city, upstream), "hotline").checked_by is None
    (notice,) = notices(city, upstream)
    assert 'has changed "hotline.call" from "+18883737888" to "+18005550100"' in notice


@pytest.mark.parametrize(
    ("path", "text", "line", "sentence"),
    [
        ("content/en/strings.toml", '\nall_anwers = "x"\n', 2, 'did you mean "all_answers"'),
        ("content/en/strings.toml", 'hotline_sentence = "x"\n', 1, "has lost {call}"),
        ("content/en/strings.toml", 'all_answers = "{x}"\n', 1, "holds {x}, which is not known"),
        ("content/en/strings.toml", "all_answers = 5\n", 1, "is not text"),
        ("content/en/strings.toml", 'all_answers = ""\n', 1, "is empty"),
        ("content/en/strings.toml", '[contacts.new]\nhours = "x"\n', 1, 'name" is missing'),
        ("content/en/strings.toml", '[contacts.hotline]\nhour = "x"\n', 2, 'did you mean "hours"'),
        ("content/en/strings.toml", "[based_on]\nall_answers = 5\n", 2, "is not text"),
        ("content/en/strings.toml", "[based_on\n", 1, "this is not TOML"),
        ("contacts.toml", '[contacts.hotline]\ncal = "x"\n', 2, 'did you mean "call"'),
        ("contacts.toml", '[contacts.hotline]\ncall = "x"\n', 2, "is not a number to dial"),
        ("contacts.toml", "[contacts.new]\nvalid_days = 9\n", 1, "needs a number to call"),
        ("contacts.toml", '[contacts.new]\ncall = "911"\n', 1, 'valid_days" is missing'),
        (
            "contacts.toml",
            "[contacts.hotline]\nchecked_on = 2026-01-31\n",
            1,
            "checked_by together",
        ),
        ("content/en/questions/9-what-is-it.md", "What?\n", 1, "the first line is not"),
        ("content/en/history.md", "[x](y)\n", 1, "a link is not allowed"),
    ],
)
def test_what_is_malformed_is_named_in_the_file_that_holds_it(
    city: Path, path: str, text: str, line: int, sentence: str
) -> None:
    file = write(city, path, text)
    message = refused(city)
    assert message.startswith(f"{file}:{line}: ")
    assert sentence in message


def test_a_contact_without_words_names_where_to_write_them(city: Path) -> None:
    write(city, "contacts.toml", '[contacts.shelter]\ncall = "+12125550100"\nvalid_days = 90\n')
    message = refused(city)
    assert message.startswith(f"{city / 'content' / 'en' / 'strings.toml'}: ")
    assert "add [contacts.shelter] with its name" in message


def test_words_of_a_language_that_is_nowhere_whole_are_refused(city: Path) -> None:
    write(city, "content/enn/strings.toml", "")
    assert 'there is no language "enn"; did you mean "en"' in refused(city)


def test_an_override_that_does_not_say_what_it_replaced_is_asked_to(city: Path) -> None:
    file = strings(city, 'all_answers = "Open"\n')
    assert notices(city) == [
        f'{file}:1: "all_answers" does not say what it replaced: write'
        ' "all_answers" = "Show all answers" below [based_on].'
    ]


def test_an_override_that_says_it_is_left_alone_until_the_package_changes(
    city: Path, upstream: Path
) -> None:
    file = strings(city, 'exit_label = "✕ Go"\n[based_on]\nexit_label = "✕ Leave this site"\n')
    assert notices(city, upstream) == []
    change(upstream / "content" / "en" / "strings.toml", LABEL, "✕ Quit")
    assert notices(city, upstream) == [
        f'{file}:1: the package has changed "exit_label" from "✕ Leave this site" to "✕ Quit":'
        ' look at yours, then write "exit_label" = "✕ Quit" below [based_on].'
    ]
    assert english(city, upstream).strings["exit_label"] == "✕ Go"


def test_a_replaced_answer_carries_the_mark_of_the_text_that_it_replaced(
    city: Path, upstream: Path
) -> None:
    write(city, "content/en/questions/1-what-is-it.md", "# What?\n\nOurs.\n")
    (notice,) = notices(city, upstream)
    entry = notice.partition("write ")[2].partition(" below")[0]
    assert entry.startswith('"questions/1-what-is-it.md" = "')
    strings(city, f"[based_on]\n{entry}\n")
    assert notices(city, upstream) == []
    change(upstream / "content/en/questions/1-what-is-it.md", "#", "# Now:")
    (notice,) = notices(city, upstream)
    assert 'the package has changed "questions/1-what-is-it.md"' in notice


def test_an_override_that_says_the_same_is_named(city: Path) -> None:
    strings(city, f'exit_label = "{LABEL}"\n')
    (notice,) = notices(city)
    assert '"exit_label" says the same as the package: take it out' in notice


def test_an_override_of_what_the_package_no_longer_has_is_named_and_breaks_nothing(
    city: Path,
) -> None:
    strings(city, 'old_words = "x"\n[based_on]\nold_words = "y"\n')
    assert "old_words" not in english(city).strings
    (notice,) = notices(city)
    assert '"old_words" replaces nothing here: take it out, also of [based_on]' in notice


def test_a_question_that_the_package_has_dropped_is_named(city: Path, upstream: Path) -> None:
    write(city, "content/en/questions/6-gone.md", "# Gone?\n\nYes.\n")
    assert notices(city, upstream) == []
    strings(city, '[based_on]\n"questions/6-gone.md" = "0123456789ab"\n')
    (notice,) = notices(city, upstream)
    assert '"questions/6-gone.md" replaces what the package no longer has' in notice
