"""What is wrong with a value or a key is said in words that whoever wrote the file can use."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pydantic import Field
from tests.support.deployments import source, write

from quickexit.content.schema import Strict, validated
from quickexit.deployment.source import load_faqs
from quickexit.errors import QuickExitError
from quickexit.toml_files import parse_toml

CONTACTS, STRINGS, LANGUAGE = "contacts.toml", "content/en/strings.toml", "content/en/language.toml"


@pytest.mark.parametrize(
    ("path", "text", "line", "sentence"),
    [
        (
            CONTACTS,
            '[contacts.hotline]\ncall = "212-555-0100"\n',
            2,
            '"contacts.hotline.call" is not a number to dial; write it as a phone dials it, such as'
            ' "+12125550100", or a short number such as "911".',
        ),
        (
            CONTACTS,
            "[contacts.hotline]\ncall = 911\n",
            2,
            '"contacts.hotline.call" is not text; write it in quotes, such as "words".',
        ),
        (
            CONTACTS,
            "contacts.hotline = 5\n",
            1,
            '"contacts.hotline" is not a table; write its lines below [contacts.hotline].',
        ),
        (
            CONTACTS,
            "contacts = 5\n",
            1,
            '"contacts" is not a table; write its lines below [contacts].',
        ),
        (
            CONTACTS,
            "[contacts.hotline]\nvalid_days = 400\n",
            2,
            '"contacts.hotline.valid_days" is more than 366; write 366 or less.',
        ),
        (
            CONTACTS,
            '[contacts.hotline]\nhours = "Day"\n',
            2,
            '"contacts.hotline.hours" is not a known key; words stand below [contacts.hotline] of'
            " content/<language>/strings.toml.",
        ),
        (
            STRINGS,
            '[contacts.hotline]\ncall = "+12125550100"\n',
            2,
            '"contacts.hotline.call" is not a known key; numbers stand below [contacts.hotline] of'
            " contacts.toml.",
        ),
        (
            STRINGS,
            '[contacts.hotline]\nhours = "Day"\nall_answers = "Open"\n',
            3,
            '"all_answers" stands in [contacts.hotline]; move it to the top of the file, above'
            " every table.",
        ),
        (
            STRINGS,
            '[contacts.hotline]\nhour = "Day"\n',
            2,
            '"contacts.hotline.hour" is not a known key; did you mean "hours".',
        ),
        (
            LANGUAGE,
            'review_status = "done"\n',
            1,
            "\"review_status\" has another value; write 'draft' or 'reviewed'.",
        ),
        (
            LANGUAGE,
            'aliases = ["en_GB"]\n',
            1,
            '"aliases.0" is not the tag of a language; write one such as "es" or "es-MX".',
        ),
    ],
)
def test_a_wrong_line_is_named_with_what_to_write(
    tmp_path: Path, path: str, text: str, line: int, sentence: str
) -> None:
    file = write(tmp_path, path, text)
    with pytest.raises(QuickExitError) as caught:
        load_faqs(source(tmp_path))
    assert str(caught.value) == f"{file}:{line}: {sentence}"


class Everything(Strict):
    """One key of each simple kind."""

    word: str = ""
    answer: bool = True
    days: int = 1
    day: date = date(2026, 1, 31)
    names: list[str] = Field(default_factory=list)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("word = true", '"word" is not text; write it in quotes, such as "words".'),
        (
            'answer = "true"',
            '"answer" is neither true nor false; write true or false, without quotes.',
        ),
        ('days = "90"', '"days" is not a whole number; write it without quotes, such as 90.'),
        ("days = 1.5", '"days" is not a whole number; write it without quotes, such as 90.'),
        ('day = "2026-01-31"', '"day" is not a day; write it without quotes, such as 2026-01-31.'),
        (
            "day = 2026-01-31T10:00:00",
            '"day" is not a day; write it without quotes, such as 2026-01-31.',
        ),
        (
            'names = "one"',
            '"names" is not a list; write it in brackets, such as ["one", "two"].',
        ),
    ],
)
def test_each_simple_kind_has_plain_words(line: str, sentence: str) -> None:
    file = Path("x.toml")
    with pytest.raises(QuickExitError) as caught:
        validated(parse_toml(line, "x.toml"), Everything, file, line)
    assert str(caught.value) == f"x.toml:1: {sentence}"
