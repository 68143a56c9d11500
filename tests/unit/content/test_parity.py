"""What an agency writes in one language alone is named in its own file, once, with a way out."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support.deployments import change, copy_package, source, write

from quickexit.content.validation import all_problems, refuse_problems
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import load_faqs
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory

PACKAGED = widget_directory() / "content"
QUESTION = "questions/1-what-is-it.md"
MARKS = (
    "forced-labor",
    "sexual-exploitation",
    "servitude",
    "physical-harm",
    "psychological-pressure",
    "fear-of-authorities",
)
ANSWER = "or write the same answer in each language that you ship, or name fewer in the setting"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return tmp_path / "city"


def problems(city: Path, *languages: str) -> list[str]:
    settings = Settings(languages=languages) if languages else None
    return [str(one) for one in all_problems(load_faqs(source(city, None, settings)))]


def own(city: Path, code: str, name: str, old: str = "", new: str = "") -> Path:
    """Copy a file of the package into the deployment, with words of it changed."""
    text = (PACKAGED / code / name).read_text("utf-8")
    assert old in text
    return write(city, f"content/{code}/{name}", text.replace(old, new))


def test_an_english_answer_that_lost_its_marks_is_named_once_for_each_mark(city: Path) -> None:
    file = write(city, f"content/en/{QUESTION}", "# What is it?\n\nOurs.\n")
    assert problems(city) == [
        f"{file}: this answer has lost the mark {{#{name}}}, which other languages have; keep it,"
        f" {ANSWER} 'languages'."
        for name in MARKS
    ]
    with pytest.raises(QuickExitError, match=rf"^{file}: this answer .*\(and 5 more: quickexit"):
        refuse_problems(load_faqs(source(city)))


def test_each_way_out_that_is_named_leads_out(city: Path) -> None:
    own(city, "en", QUESTION, "# What is human trafficking?", "# What is it?")
    assert problems(city) == []
    for code in ("en", "es"):
        write(city, f"content/{code}/{QUESTION}", "# What is it?\n\nOurs.\n")
    assert problems(city, "en", "es") == []
    assert len(problems(city, "en", "es", "fr")) == 6


def test_a_mark_that_english_alone_has_is_named_with_its_line(city: Path) -> None:
    file = own(city, "en", "history.md", "\n\nThink", " Ours. {#ours}\n\nThink")
    assert problems(city) == [
        f"{file}:1: the mark {{#ours}} is not in every language; take it out, {ANSWER} 'languages'."
    ]


def test_a_translation_of_ones_own_is_compared_with_english(city: Path) -> None:
    file = write(city, f"content/es/{QUESTION}", "# ¿Qué es?\n\nNuestro. {#ours}\n")
    found = problems(city)
    assert found[0] == f'{file}: the fact "forced-labor" is missing; write the fact and its mark.'
    assert found[6:] == [
        f'{file}:3: the fact "ours" is not in the English content; take its mark out.'
    ]
    # Where both are one's own, English is the measure.
    write(city, f"content/en/{QUESTION}", "# What is it?\n\nOurs.\n")
    assert problems(city, "en", "es") == [found[6]]


def test_words_about_a_contact_in_english_alone_are_named_once(city: Path) -> None:
    text = '[contacts.hotline]\nhours = "Day"\nnote = "x"\ncost = "Free"\n'
    file = write(city, "content/en/strings.toml", text)
    assert problems(city) == [
        f'{file}:{line}: the entry "contacts.hotline.{key}" is not in every language; take it out,'
        " or write it in each language that you ship, or name fewer in the setting 'languages'."
        for line, key in ((3, "note"), (4, "cost"))
    ]
    write(city, "content/es/strings.toml", text)
    assert problems(city, "en", "es") == []


def test_a_new_question_is_missed_in_each_language_where_it_is_to_be_written(city: Path) -> None:
    write(city, "content/en/questions/7-my-own.md", "# Who are you?\n\nThe city.\n")
    assert problems(city, "en", "es", "ar") == [
        f'{city}/content/{code}/questions: the question "my-own" is missing; translate its file,'
        " or leave this language out of the setting 'languages'."
        for code in ("ar", "es")
    ]


def test_another_order_in_english_alone_is_named_once(city: Path) -> None:
    own(city, "en", QUESTION)
    (city / "content/en" / QUESTION).rename(city / "content/en/questions/9-what-is-it.md")
    assert problems(city) == [
        f"{city}/content/en/questions: the questions stand in another order than in other"
        " languages; give your files the numbers that the package gives them, or number the files"
        " of each language that you ship alike, or name fewer in the setting 'languages'."
    ]


def test_what_is_wrong_in_the_package_is_named_there(city: Path, tmp_path: Path) -> None:
    upstream = copy_package(tmp_path)
    file = upstream / "content/es" / QUESTION
    change(file, " {#servitude}", "")
    write(city, "content/en/strings.toml", 'all_answers = "Open"\n')
    (problem,) = all_problems(load_faqs(source(city, upstream)))
    assert str(problem) == f'{file}: the fact "servitude" is missing; write the fact and its mark.'
