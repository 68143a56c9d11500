"""A deployment leaves a contact of the package out: everywhere, or one sentence says why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.deployments import change, copy_package, notices, source, write

from quickexit.content.contact_checks import with_check
from quickexit.content.models import Contact, Faq
from quickexit.content.override_contacts import merged_contacts
from quickexit.content.validation import content_problems
from quickexit.deployment.scaffold import starter_files
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import load_faqs
from quickexit.errors import QuickExitError, UsageError
from quickexit.paths import widget_directory
from quickexit.snippets.words import hotline_sentences

REMOVE = 'remove = ["hotline"]\n'
SHELTER = '[contacts.shelter]\ncall = "+12125550100"\nvalid_days = 90\n'
CONTACTS = widget_directory() / "contacts.toml"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    (tmp_path / "city" / "content" / "en").mkdir(parents=True)
    return tmp_path / "city"


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    return copy_package(tmp_path)


def contacts(city: Path, text: str) -> Path:
    return write(city, "contacts.toml", text)


def faqs(city: Path, upstream: Path | None = None) -> Mapping[str, Faq]:
    return load_faqs(source(city, upstream))


def named(contacts: tuple[Contact, ...]) -> list[str]:
    return [one.identifier for one in contacts]


def refused(city: Path, upstream: Path | None = None) -> str:
    with pytest.raises(QuickExitError) as caught:
        faqs(city, upstream)
    return str(caught.value)


def test_a_removed_contact_and_its_words_are_in_no_language(city: Path) -> None:
    before = faqs(city)
    contacts(city, REMOVE)
    after = faqs(city)
    assert {*after} == {*before}
    for code, faq in after.items():
        assert named(before[code].contacts) == ["emergency", "hotline"]
        assert "contacts.hotline.name" in before[code].contact_words
        assert named(faq.contacts) == ["emergency"]
        assert faq.contacts[0] == before[code].contacts[0]
        assert not [one for one in faq.contact_words if "hotline" in one]
        assert faq.strings == before[code].strings
        assert content_problems(faq, after["en"]) == ()


def test_an_empty_list_removes_nothing(city: Path) -> None:
    before = faqs(city)
    contacts(city, "remove = []\n")
    assert faqs(city) == before
    assert notices(city) == []


def test_a_contact_of_ones_own_takes_the_place_of_the_removed_one(city: Path) -> None:
    contacts(city, REMOVE + SHELTER)
    words = '[contacts.shelter]\nname = "City shelter"\nhours = "Day"\n'
    write(city, "content/en/strings.toml", words)
    faq = load_faqs(source(city, settings=Settings(languages=("en",))))["en"]
    assert named(faq.contacts) == ["emergency", "shelter"]
    assert faq.contact_words[-2:] == ("contacts.shelter.name", "contacts.shelter.hours")
    assert [sentence.partition(":")[0] for sentence in hotline_sentences(faq)] == ["City shelter"]


@pytest.mark.parametrize(
    ("text", "line", "sentence"),
    [
        (
            'remove = ["emergency"]\n',
            1,
            'the contact "emergency" cannot be removed: pages and snippets begin with it; change'
            " its lines below [contacts.emergency] instead.",
        ),
        (
            'remove = [\n  "hotlin",\n]\n',
            2,
            '"remove" names the contact "hotlin", which the package does not have; did you mean'
            ' "hotline".',
        ),
        (
            'remove = ["zzz"]\n',
            1,
            '"remove" names the contact "zzz", which the package does not have; take its name out.',
        ),
        (
            'remove = ["zzz"]\n[contacts.zzz]\n',
            1,
            '"remove" names the contact "zzz", which the package does not have; take its name out.',
        ),
        (
            "remove = [\n  'hotline',\n  \"hotline\",\n]\n",
            3,
            '"remove" names the contact "hotline" twice; name it once.',
        ),
        (
            f'{REMOVE}[contacts.hotline]\ncall = "+12125550100"\n',
            2,
            'the contact "hotline" is left out by contacts.toml, but has lines here; take'
            ' out [contacts.hotline], or the name "hotline" from "remove".',
        ),
        (
            f'remove = ["shelter"]\n{SHELTER}',
            2,
            'the contact "shelter" is left out by contacts.toml, but has lines here; take'
            ' out [contacts.shelter], or the name "shelter" from "remove".',
        ),
        (
            '\nremove = "hotline"\n',
            2,
            '"remove": is not a list of names such as ["hotline"]; correct it.',
        ),
        (
            "remove = [1]\n",
            1,
            '"remove": is not a list of names such as ["hotline"]; correct it.',
        ),
        (
            f"[contacts.emergency]\n{REMOVE}",
            2,
            '"remove" stands in [contacts.emergency]; move it to the top of the file, above every'
            " table.",
        ),
        (
            f"[based_on]\n{REMOVE}",
            2,
            '"based_on.remove": stands in a table: move it to the top of the file, above every'
            " table; correct it.",
        ),
    ],
)
def test_what_cannot_be_removed_is_one_sentence_with_its_line(
    city: Path, text: str, line: int, sentence: str
) -> None:
    file = contacts(city, text)
    assert refused(city) == f"{file}:{line}: {sentence}"


def test_words_for_a_removed_contact_are_refused_in_the_file_that_gives_them(city: Path) -> None:
    contacts(city, REMOVE)
    file = write(city, "content/es/strings.toml", '\n[contacts.hotline]\nhours = "Día y noche"\n')
    assert refused(city) == (
        f'{file}:2: the contact "hotline" is left out by contacts.toml, but has lines here;'
        ' take out [contacts.hotline], or the name "hotline" from "remove".'
    )
    contacts(city, "")
    assert faqs(city)["es"].contacts[1].hours == "Día y noche"


def test_the_list_that_a_new_deployment_offers_can_be_taken_as_it_stands(city: Path) -> None:
    """Tables that say nothing may stay."""
    text = starter_files("city", None)["contacts.toml"].decode()
    contacts(city, text)
    assert named(faqs(city)["en"].contacts) == ["emergency", "hotline"]
    change(city / "contacts.toml", "# remove = [", "remove = [")
    write(city, "content/en/strings.toml", "[contacts.hotline]\n")
    assert "[contacts.hotline]\n" in text
    assert named(faqs(city)["en"].contacts) == ["emergency"]


def test_a_change_of_a_removed_contact_asks_nothing_of_anybody(city: Path, upstream: Path) -> None:
    contacts(city, REMOVE + SHELTER)
    assert notices(city, upstream) == []
    change(upstream / "contacts.toml", "+18883737888", "+18005550100")
    change(upstream / "contacts.toml", 'call_shown = "1-888-373-7888"\n', "")
    assert notices(city, upstream) == []


def without_hotline(upstream: Path, former: str = "") -> None:
    for file in (upstream / "contacts.toml", *upstream.glob("content/*/strings.toml")):
        text = file.read_text("utf-8")
        file.write_text(text[: text.index("[contacts.hotline]")], "utf-8")
    if former:
        change(upstream / "contacts.toml", "[contacts.emergency]", f"{former}[contacts.emergency]")


FORMER = 'former = ["hotline"]\n'
WHOLE = '[contacts.hotline]\ncall = "+12125550100"\nvalid_days = 90\n'


def test_a_new_folder_still_builds_when_the_package_has_dropped_a_contact(
    city: Path, upstream: Path
) -> None:
    """Its tables without lines mean nothing, whatever the package has."""
    for path, text in starter_files("city", None).items():
        write(city, path, text.decode())
    write(city, "content/es/strings.toml", "[contacts.hotline]\n[contacts.zzz]\n")
    without_hotline(upstream, FORMER)
    assert "[contacts.hotline]\n" in (city / "contacts.toml").read_text("utf-8")
    assert {code: named(faq.contacts) for code, faq in faqs(city, upstream).items()} == {
        code: ["emergency"] for code in faqs(city)
    }
    assert notices(city, upstream) == []


@pytest.mark.parametrize("path", ["contacts.toml", "content/en/strings.toml"])
def test_lines_of_a_contact_that_the_package_has_dropped_are_one_sentence(
    city: Path, upstream: Path, path: str
) -> None:
    line = 'checked_by = "A"' if path == "contacts.toml" else 'hours = "Day"'
    file = write(city, path, f"\n[contacts.hotline]\n{line}\n")
    without_hotline(upstream, FORMER)
    assert refused(city, upstream) == (
        f'{file}:2: the package no longer has the contact "hotline"; take [contacts.hotline] out,'
        " or write all lines of a contact."
    )


def test_a_whole_contact_of_that_name_is_ones_own(city: Path, upstream: Path) -> None:
    without_hotline(upstream, FORMER)
    contacts(city, WHOLE)
    file = write(city, "content/en/strings.toml", '[contacts.hotline]\nhours = "Day"\n')
    assert refused(city, upstream) == f'{file}:1: "contacts.hotline.name" is missing; add it.'
    write(city, "content/en/strings.toml", '[contacts.hotline]\nname = "City"\n')
    english = replace(source(city, upstream), settings=Settings(languages=("en",)))
    assert [one.name for one in load_faqs(english)["en"].contacts] == ["Emergency", "City"]


@pytest.mark.parametrize("path", ["contacts.toml", "content/en/strings.toml"])
def test_a_misspelt_contact_is_asked_after(city: Path, path: str) -> None:
    line = 'checked_by = "A"' if path == "contacts.toml" else 'hours = "Day"'
    file = write(city, path, f"[contacts.hotlin]\n{line}\n")
    assert refused(city) == (
        f'{file}:1: there is no contact "hotlin"; did you mean "hotline" (a contact of your own is'
        " written whole)."
    )


def test_a_contact_that_the_package_has_dropped_need_not_be_removed_and_breaks_nothing(
    city: Path, upstream: Path
) -> None:
    file = contacts(city, f"\n{REMOVE}{SHELTER}")
    without_hotline(upstream)
    assert "which the package does not have" in refused(city, upstream)
    change(upstream / "contacts.toml", "[contacts.emergency]", f"{FORMER}[contacts.emergency]")
    assert merged_contacts(upstream / "contacts.toml", file).contacts.keys() == {
        "emergency",
        "shelter",
    }
    assert notices(city, upstream) == [
        f'{file}:2: "remove" names "hotline", which the package no longer has: take it out.'
    ]


def test_what_a_removed_contact_was_based_on_is_to_be_taken_out(city: Path) -> None:
    text = f'{REMOVE}{SHELTER}[based_on]\n"hotline.call" = "+18883737888"\n'
    file = contacts(city, text)
    assert notices(city) == [
        f'{file}:6: "hotline.call" replaces nothing here: take it out, also of [based_on].'
    ]


def test_nobody_left_to_call_but_the_emergency_line_is_said(city: Path) -> None:
    # A table without lines is nobody.
    file = contacts(city, f"\n{REMOVE}[contacts.shelter]\n")
    assert notices(city) == [
        f'{file}:2: "remove" leaves nobody to call but the emergency line: add a contact of your'
        " own for readers who are in no emergency."
    ]
    contacts(city, REMOVE + SHELTER)
    assert notices(city) == []


def test_nobody_rings_a_contact_that_is_removed(city: Path) -> None:
    file = contacts(city, REMOVE)
    day = date(2026, 1, 31)
    with pytest.raises(UsageError) as caught:
        with_check(CONTACTS, file, "hotline", "A", day, day)
    assert str(caught.value) == (
        'this deployment leaves out the contact "hotline"; take its name out of "remove" in'
        " contacts.toml first."
    )
    file.write_text(with_check(CONTACTS, file, "emergency", "A", day, day), "utf-8")
    assert merged_contacts(CONTACTS, file).removed == ("hotline",)
    assert merged_contacts(CONTACTS, file).contacts["emergency"].checked_on == day


NAMES = ["emergency", "hotline", "second", "third", "former", "own", "hotlin", 'a"b', "", "é\\n"]


@given(st.lists(st.sampled_from(NAMES), max_size=4), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_list_of_names_removes_exactly_those_or_is_refused(
    tmp_path: Path, names: list[str], lines: bool
) -> None:
    upstream, own = tmp_path / "contacts.toml", tmp_path / "own.toml"
    tables = "".join(
        f'[contacts.{name}]\ncall = "911"\nvalid_days = 9\n'
        for name in ("emergency", "hotline", "second", "third")
    )
    upstream.write_text(f'former = ["former"]\n{tables}', "utf-8")
    quoted = ['"' + one.replace("\\", "\\\\").replace('"', '\\"') + '"' for one in names]
    between = ",\n" if lines else ", "
    own.write_text(f"remove = [{between.join(quoted)}]\n{SHELTER}", "utf-8")
    removable = {"hotline", "second", "third", "former"}
    if {*names} <= removable and len({*names}) == len(names):
        merged = merged_contacts(upstream, own)
        kept = [one for one in ("emergency", "hotline", "second", "third") if one not in names]
        assert list(merged.contacts) == [*kept, "shelter"]
        assert merged.removed == tuple(names)
    else:
        with pytest.raises(QuickExitError) as caught:
            merged_contacts(upstream, own)
        wrong = next(
            at for at, one in enumerate(names) if one not in removable or one in names[:at]
        )
        # A name that TOML writes otherwise is looked for in vain: the list itself is named.
        line = 1 + wrong * (lines and quoted[wrong] == f'"{names[wrong]}"')
        assert str(caught.value).startswith(f"{own}:{line}: ")
        assert len(str(caught.value).splitlines()) == 1
