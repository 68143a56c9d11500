"""What stands against publishing a language, each with the file and line to put right."""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from quickexit.content.loader import load_faq
from quickexit.content.models import Faq
from quickexit.content.validation import content_problems, long_words_of, refuse_problems
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory

QUESTION = "questions/1-what-is-it.md"


class Pack:
    """The English content, and a copy of it called `fr` that a test may spoil."""

    def __init__(self, folder: Path) -> None:
        self.content = folder / "content"
        self.french = self.content / "fr"
        for code in ("en", "fr"):
            shutil.copytree(widget_directory() / "content" / "en", self.content / code)
        self.change("language.toml", 'code = "en"', 'code = "fr"')

    def change(self, name: str, old: str, new: str) -> None:
        file = self.french / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")

    def load(self) -> Mapping[str, Faq]:
        contacts = widget_directory() / "contacts.toml"
        return {code: load_faq(code, self.content, contacts, None) for code in ("en", "fr")}

    def problems(self) -> list[str]:
        faqs = self.load()
        found = [str(one) for one in content_problems(faqs["fr"], faqs["en"])]
        return [sentence.replace(str(self.french) + "/", "") for sentence in found]


@pytest.fixture
def pack(tmp_path: Path) -> Pack:
    return Pack(tmp_path)


def test_a_language_with_all_parts_has_no_problem(pack: Pack) -> None:
    assert pack.problems() == []
    refuse_problems(pack.load())


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            QUESTION,
            " {#servitude}",
            "",
            f'{QUESTION}: the fact "servitude" is missing; write the fact and its mark.',
        ),
        (
            QUESTION,
            "{#servitude}",
            "{#servitude} More. {#more}",
            f'{QUESTION}:7: the fact "more" is not in the English content; take its mark out.',
        ),
        (
            "history.md",
            " {#safari-phone}",
            "",
            'history.md: the fact "safari-phone" is missing; write the fact and its mark.',
        ),
        (
            "strings.toml",
            'hours = "All day, every day"',
            'cost = "Free"',
            'strings.toml: the entry "contacts.hotline.hours" is missing; add it.',
        ),
        (
            QUESTION,
            "It has many forms",
            "You are safe",
            f'{QUESTION}:3: "safe" is a promise that no page can keep; say what happens instead.',
        ),
        (
            "strings.toml",
            'hosted_link = "Read',
            'hosted_link = "Read securely',
            '"securely" is a promise that no page can keep; say what happens instead.',
        ),
    ],
)
def test_what_is_lost_stray_or_promised_is_named_with_its_place(
    pack: Pack, name: str, old: str, new: str, sentence: str
) -> None:
    pack.change(name, old, new)
    assert sentence in " ".join(pack.problems())


def test_an_entry_about_a_contact_that_english_lacks_is_stray(pack: Pack) -> None:
    with (pack.french / "strings.toml").open("a", encoding="utf-8") as file:
        file.write('cost = "Free"\n[contacts.other]\nname = "Other"\n')
    problems = pack.problems()
    assert len(problems) == 2
    assert '"contacts.hotline.cost" is not in the English content; take it out.' in problems[0]


def test_a_question_that_is_lost_or_stray_is_named(pack: Pack) -> None:
    (pack.french / QUESTION).rename(pack.french / "questions/1-what-is-this.md")
    assert pack.problems() == [
        'questions: the question "what-is-it" is missing; translate its file, or leave this'
        " language out of the setting 'languages'.",
        'questions/1-what-is-this.md: the question "what-is-this" is not in the English content;'
        " take it out.",
    ]


def test_questions_in_another_order_are_named(pack: Pack) -> None:
    (pack.french / QUESTION).rename(pack.french / "questions/9-what-is-it.md")
    (problem,) = pack.problems()
    assert problem.startswith("questions: the questions stand in another order; number the files")


def test_an_english_answer_beyond_grade_six_and_a_half_is_named(pack: Pack) -> None:
    file = pack.content / "en" / QUESTION
    hard = "Psychological coercion perpetuates involuntary servitude. " * 40
    file.write_text(file.read_text("utf-8").replace("It has many forms", hard), "utf-8")
    faqs = pack.load()
    (problem,) = content_problems(faqs["en"], faqs["en"])
    assert re.search(
        r"1-what-is-it\.md: this reads at grade \d+\.\d, and 6\.5 is the limit", str(problem)
    )
    assert "coercion" not in long_words_of(faqs["en"])[QUESTION]
    assert {"psychological", "involuntary"} <= set(long_words_of(faqs["en"])[QUESTION])
    # The formula counts English syllables, and says nothing of another language.
    assert content_problems(faqs["fr"], faqs["en"]) == ()


def test_all_languages_are_refused_for_the_first_problem_and_the_others_are_counted(
    pack: Pack,
) -> None:
    pack.change(QUESTION, " {#servitude}", "")
    pack.change("history.md", " {#safari-phone}", "")
    with pytest.raises(QuickExitError) as caught:
        refuse_problems(pack.load())
    assert str(caught.value) == (
        f'{pack.french / QUESTION}: the fact "servitude" is missing; write the fact and its mark'
        " (and 1 more: quickexit content check)."
    )
