"""A deployment's review of a language: single lines, in force until the words change."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.support.deployments import change, copy_package, notices, source, write

from quickexit.content.models import Language
from quickexit.deployment.source import load_faqs
from quickexit.errors import QuickExitError

REVIEW = 'review_status = "reviewed"\nreviewed_by = "A. Person"\nreviewed_on = 2026-01-31\n'


@pytest.fixture
def city(tmp_path: Path) -> Path:
    return tmp_path / "city"


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    return copy_package(tmp_path)


def own(city: Path, text: str) -> Path:
    return write(city, "content/es/language.toml", text)


def spanish(city: Path, upstream: Path) -> Language:
    return load_faqs(source(city, upstream))["es"].language


def entry(city: Path, upstream: Path) -> str:
    """Return the line that `content check` asks for."""
    (notice,) = notices(city, upstream)
    return notice.partition("write ")[2].partition(" below [based_on]")[0]


def test_a_review_alone_stands_over_the_package(city: Path, upstream: Path) -> None:
    before = spanish(city, upstream)
    file = own(city, f"# Ours.\n{REVIEW}")
    after = spanish(city, upstream)
    assert (before.review_status, after.review_status) == ("draft", "reviewed")
    assert (after.reviewed_by, after.reviewed_on) == ("A. Person", date(2026, 1, 31))
    assert (after.autonym, after.aliases, after.forbidden_words) == (
        before.autonym,
        before.aliases,
        before.forbidden_words,
    )
    (notice,) = notices(city, upstream)
    assert notice.startswith(f'{file}:2: "reviewed" does not say which words were read: once ')
    own(city, f"{REVIEW}[based_on]\n{entry(city, upstream)}\n")
    assert notices(city, upstream) == []
    assert spanish(city, upstream) == after


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("strings.toml", 'cost = "', 'cost = "x '),
        ("strings.toml", '[contacts.emergency]\nname = "', '[contacts.emergency]\nname = "x '),
        ("history.md", "\n\n", " x\n\n"),
        ("questions/1-what-is-it.md", "# ", "# x "),
    ],
)
def test_a_review_ends_when_the_package_changes_a_word(
    city: Path, upstream: Path, name: str, old: str, new: str
) -> None:
    own(city, REVIEW)
    file = own(city, f"{REVIEW}[based_on]\n{entry(city, upstream)}\n")
    change(upstream / "content/es" / name, old, new)
    assert spanish(city, upstream).review_status == "draft"
    assert spanish(city, upstream).reviewed_by is None
    (notice,) = notices(city, upstream)
    assert notice.startswith(
        f"{file}:1: the package has changed its words since, which ends your review: have"
        " somebody read them again, then write that day into reviewed_on, and words = "
    )
    present = notice.partition("and ")[2].partition(" below [based_on]")[0]
    own(city, f"{REVIEW}[based_on]\n{present}\n")
    assert notices(city, upstream) == []
    assert spanish(city, upstream).review_status == "reviewed"


def test_a_review_outlives_what_is_no_word(city: Path, upstream: Path) -> None:
    own(city, REVIEW)
    own(city, f"{REVIEW}[based_on]\n{entry(city, upstream)}\n")
    change(
        upstream / "content/es/strings.toml",
        "\n[contacts.emergency]",
        "\n# x\n\n[contacts.emergency]",
    )
    change(upstream / "content/es/language.toml", "invisible*", "inodor*")
    change(upstream / "content/en/history.md", "It is good", "It is very good")
    assert notices(city, upstream) == []
    assert spanish(city, upstream).review_status == "reviewed"


def test_a_review_by_the_package_counts_where_ones_own_has_ended(
    city: Path, upstream: Path
) -> None:
    own(city, f'{REVIEW}[based_on]\nwords = "0123456789ab"\n')
    theirs = 'review_status = "reviewed"\nreviewed_by = "B"\nreviewed_on = 2026-02-01\n'
    change(upstream / "content/es/language.toml", 'review_status = "draft"\n', theirs)
    assert spanish(city, upstream).reviewed_by == "B"
    own(city, 'review_status = "draft"\n')
    assert spanish(city, upstream).review_status == "draft"


def test_words_that_must_not_be_used_are_added_to_the_packages(city: Path, upstream: Path) -> None:
    before = spanish(city, upstream).forbidden_words
    own(city, 'forbidden_words = ["discreto", "segura"]\n')
    assert spanish(city, upstream).forbidden_words == [*before, "discreto"]
    change(upstream / "content/es/language.toml", '"segura", ', '"segura", "secreto", ')
    assert {"secreto", "discreto"} <= {*spanish(city, upstream).forbidden_words}
    assert notices(city, upstream) == []


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        ('\nreviewd_by = "A"\n', 2, '"reviewd_by" is not a known key; did you mean "reviewed_by"'),
        ('review_status = "reviewed"\n', 1, '"reviewed" also needs reviewed_by and reviewed_on'),
        ('\nreviewed_by = "A"\nreviewed_on = 2026-01-31\n', 1, '"review_status" is missing'),
        ('\ncode = "fr"\n', 2, 'the code is "fr" and the folder is called "es"'),
        ("[based_on]\nwords = 5\n", 2, '"based_on.words"'),
    ],
)
def test_what_is_malformed_is_named_in_ones_own_file(
    city: Path, upstream: Path, text: str, line: int, sentence: str
) -> None:
    file = own(city, text)
    with pytest.raises(QuickExitError) as caught:
        spanish(city, upstream)
    assert str(caught.value).startswith(f"{file}:{line}: {sentence}")


def test_what_is_based_on_nothing_is_named(city: Path, upstream: Path) -> None:
    file = own(city, '[based_on]\nwords = "0123456789ab"\n')
    assert notices(city, upstream) == [
        f'{file}:2: "words" replaces nothing here: take it out, also of [based_on].'
    ]
