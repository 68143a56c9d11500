"""Recording a call: two lines change, and everything else of the file stays as it was."""

from __future__ import annotations

import shutil
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from quickexit.atomic_files import replace_file
from quickexit.content.contact_checks import with_check
from quickexit.content.override_contacts import merged_contacts
from quickexit.content.override_notices import contact_notices
from quickexit.deployment.scaffold import starter_files
from quickexit.errors import QuickExitError, UsageError
from quickexit.paths import widget_directory

TODAY = date(2026, 1, 31)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(widget_directory() / "contacts.toml", tmp_path / "contacts.toml"))


def test_a_day_and_a_name_are_added_and_every_other_line_is_kept(file: Path) -> None:
    before = file.read_text("utf-8")
    after = with_check(file, None, "hotline", " A.  Person ", TODAY, TODAY)
    added = 'checked_on = 2026-01-31\nchecked_by = "A. Person"\n'
    assert after == before + added


def test_a_later_check_takes_the_place_of_the_earlier(file: Path) -> None:
    for day, name in ((TODAY - timedelta(7), "A"), (TODAY, "B")):
        file.write_text(with_check(file, None, "emergency", name, day, TODAY), "utf-8")
    text = file.read_text("utf-8")
    assert text.count("\nchecked_on = ") == 1
    assert 'checked_on = 2026-01-31\nchecked_by = "B"\n\n[contacts.hotline]' in text


CHECK = 'checked_on = 2026-01-31\nchecked_by = "A. Person"\n'
EXAMPLE = '# checked_on = 2026-01-31\n# checked_by = "Name of the person who called"\n'
SHELTER = '# [contacts.shelter]\n# call = "+12125550100"\n'


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[contacts.hotline]\n{}\n" + SHELTER, EXAMPLE),
        ("[contacts.hotline]\n{}\n" + SHELTER + EXAMPLE, ""),
        ("[contacts.hotline]\n{}# Ours.\n\n[based_on]\n", ""),
        ("[contacts.hotline]\nvalid_days = 9 # x\n{}# call =\n\n\n" + SHELTER, ""),
        ("[contacts.hotline]\n# Ours.\nvalid_days = 9\n{}\n# More.\n", ""),
        ("# x\n[ contacts . hotline ]\n{}valid_days = 9\n", EXAMPLE),
        (SHELTER + "\n[contacts.hotline]\n{}", ""),
    ],
)
def test_the_lines_stand_among_those_of_their_table_whatever_follows(
    file: Path, tmp_path: Path, before: str, after: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(before.format(after), "utf-8")
    written = with_check(file, own, "hotline", "A. Person", TODAY, TODAY)
    assert written.startswith(before.format(CHECK).removesuffix("[based_on]\n"))


def test_windows_line_ends_and_a_byte_order_mark_are_kept(file: Path, own: Path) -> None:
    expected = with_check(file, own, "hotline", "A", TODAY, TODAY)
    own.write_bytes(b"\xef\xbb\xbf" + own.read_bytes().replace(b"\n", b"\r\n"))
    after = with_check(file, own, "hotline", "A", TODAY, TODAY)
    assert after == "\ufeff" + expected.replace("\n", "\r\n")


def test_a_shelter_that_is_added_after_a_call_to_the_hotline_has_no_check(
    file: Path, own: Path
) -> None:
    for name in ("hotline", "emergency"):
        own.write_text(with_check(file, own, name, "A. Person", TODAY, TODAY), "utf-8")
    text = own.read_text("utf-8")
    assert f"[contacts.hotline]\n{CHECK}" in text
    shown = text[text.index("# [contacts.shelter]") : text.index("[based_on]")]
    own.write_text(text.replace(shown, shown.replace("# ", "")), "utf-8")
    contacts = merged_contacts(file, own).contacts
    assert contacts["shelter"].call == "+12125550100"
    assert {name: one.checked_by for name, one in contacts.items()} == {
        "emergency": "A. Person",
        "hotline": "A. Person",
        "shelter": None,
    }


def test_numbers_are_noted_above_a_comment_that_may_become_a_table(file: Path, own: Path) -> None:
    own.write_text(f'[based_on]\n"emergency.call" = "911"\n\n{SHELTER}', "utf-8")
    text = with_check(file, own, "hotline", "A. Person", TODAY, TODAY)
    noted = '"hotline.call" = "+18883737888"\n"hotline.text" = "233733"\n"hotline.tty" = "711"\n'
    assert f'[based_on]\n"emergency.call" = "911"\n{noted}\n{SHELTER}' in text


@pytest.mark.parametrize(
    "text",
    [
        "contacts.hotline.valid_days = 9\n",
        "[contacts]\nhotline = {valid_days = 9}\n",
        "contacts = {hotline = {valid_days = 9}, emergency = {}}\nbased_on = {}\n",
        "[contacts]\nhotline.valid_days = 9\n\n[based_on.emergency]\ncall = '911'\n",
        "[based_on.hotline]\ncall = '1'\n\n[contacts]\n\n[contacts.emergency]",
    ],
)
def test_tables_that_are_written_in_another_way_are_filled_too(
    file: Path, tmp_path: Path, text: str
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(text, "utf-8")
    own.write_text(with_check(file, own, "hotline", "A. Person", TODAY, TODAY), "utf-8")
    assert merged_contacts(file, own).contacts["hotline"].checked_by == "A. Person"
    notices = " ".join(str(one) for one in contact_notices(file, own))
    assert not [kind for kind in ("call", "text", "tty") if f"hotline.{kind}" in notices]


@pytest.mark.parametrize(
    ("contact", "by", "on", "sentence"),
    [
        ("hotlin", "A", TODAY, 'there is no contact "hotlin".*did you mean "hotline"'),
        ("zzz", "A", TODAY, "there are emergency, hotline"),
        ("hotline", " ", TODAY, "--by is empty; name the person who called"),
        ("hotline", "A\0", TODAY, "--by contains an invisible character; take it out"),
        ("hotline", "A", TODAY + timedelta(1), "--on 2026-02-01 is in the future"),
    ],
)
def test_what_is_asked_wrongly_is_refused(
    file: Path, contact: str, by: str, on: date, sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        with_check(file, None, contact, by, on, TODAY)


def test_an_earlier_day_than_the_one_recorded_is_refused_with_its_line(file: Path) -> None:
    file.write_text(with_check(file, None, "hotline", "A", TODAY, TODAY), "utf-8")
    line = file.read_text("utf-8").splitlines().index("checked_on = 2026-01-31") + 1
    with pytest.raises(QuickExitError, match=rf":{line}: .* was checked on 2026-01-31, later"):
        with_check(file, None, "hotline", "A", TODAY - timedelta(1), TODAY)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """What a deployment begins with: comments, and nothing set."""
    place = tmp_path / "city" / "contacts.toml"
    place.parent.mkdir()
    place.write_bytes(starter_files("city", None)["contacts.toml"])
    return place


def test_a_deployment_says_which_of_the_packages_numbers_was_rung(file: Path, own: Path) -> None:
    own.write_text(with_check(file, own, "hotline", "A", TODAY, TODAY), "utf-8")
    text = own.read_text("utf-8")
    assert tomllib.loads(text) == {
        "contacts": {"emergency": {}, "hotline": {"checked_on": TODAY, "checked_by": "A"}},
        "based_on": {
            "hotline.call": "+18883737888",
            "hotline.text": "233733",
            "hotline.tty": "711",
        },
    }
    assert list(contact_notices(file, own)) == []
    assert merged_contacts(file, own).contacts["hotline"].checked_by == "A"
    # A number that the package changes afterwards was never called.
    file.write_text(file.read_text("utf-8").replace('"711"', '"712"'), "utf-8")
    assert merged_contacts(file, own).contacts["hotline"].checked_by is None


def sentences(file: Path, own: Path) -> list[str]:
    return [one.sentence for one in contact_notices(file, own)]


def test_advice_on_a_number_that_the_package_changed_ends_in_a_call(file: Path, own: Path) -> None:
    for name in ("hotline", "emergency"):
        own.write_text(with_check(file, own, name, "A", TODAY, TODAY), "utf-8")
    old = own.read_text("utf-8")
    text = file.read_text("utf-8").replace('"711"', '"712"').replace('call = "911"', 'call = "912"')
    file.write_text(text, "utf-8")
    assert sentences(file, own) == [
        'the package has changed "emergency.call" from "911" to "912", which ends your check of'
        ' "emergency": ask its operator on the ordinary line, then run: quickexit content checked'
        " emergency --by NAME",
        'the package has changed "hotline.tty" from "711" to "712", which ends your check of'
        ' "hotline": call the new number, then run: quickexit content checked hotline --by NAME',
    ]
    for name in ("hotline", "emergency"):
        own.write_text(with_check(file, own, name, "B", TODAY, TODAY), "utf-8")
        assert merged_contacts(file, own).contacts[name].checked_by == "B"
    assert sentences(file, own) == []
    assert len(own.read_text("utf-8").splitlines()) == len(old.splitlines())


def test_a_number_that_the_package_adds_was_not_rung(file: Path, own: Path) -> None:
    packaged = file.read_text("utf-8")
    file.write_text(packaged.replace('tty = "711"\n', ""), "utf-8")
    own.write_text(with_check(file, own, "hotline", "A", TODAY, TODAY), "utf-8")
    assert merged_contacts(file, own).contacts["hotline"].checked_by == "A"
    file.write_text(packaged, "utf-8")
    assert merged_contacts(file, own).contacts["hotline"].checked_by is None
    assert sentences(file, own) == [
        'your check of "hotline" does not say that 711 was called: call 711, then run: quickexit'
        " content checked hotline --by NAME"
    ]


def test_a_check_that_names_no_number_asks_for_a_call_and_not_for_a_line(
    file: Path, own: Path
) -> None:
    own.write_text(f"[contacts.hotline]\ncall = '+18005550100'\n{CHECK}", "utf-8")
    text, tty = (
        f'your check of "hotline" does not say that {number} was called: call {number}, then run:'
        " quickexit content checked hotline --by NAME"
        for number in ("233733", "711")
    )
    found = sentences(file, own)
    assert found[1:] == [text, tty]
    # The number of one's own replaces one of the package's: that is no check.
    assert found[0].endswith('write "hotline.call" = "+18883737888" below [based_on]')


def test_a_deployment_without_the_file_gets_one(file: Path, tmp_path: Path) -> None:
    own = tmp_path / "contacts-of-its-own.toml"
    own.write_text(with_check(file, own, "emergency", "A", TODAY, TODAY), "utf-8")
    assert merged_contacts(file, own).contacts["emergency"].checked_on == TODAY


def test_numbers_that_are_noted_in_the_other_way_of_writing_are_kept_so(
    file: Path, own: Path
) -> None:
    own.write_text('[based_on]\nhotline.call = "+1"\n', "utf-8")
    own.write_text(with_check(file, own, "hotline", "A", TODAY, TODAY), "utf-8")
    assert tomllib.loads(own.read_text("utf-8"))["based_on"]["hotline"]["call"] == "+18883737888"
    assert merged_contacts(file, own).contacts["hotline"].checked_by == "A"


def test_a_number_of_ones_own_needs_no_note(file: Path, own: Path) -> None:
    own.write_text('[contacts.hotline]\ncall = "+12125550100"\n', "utf-8")
    text = with_check(file, own, "hotline", "A", TODAY, TODAY)
    assert "hotline.call" not in text


def test_a_malformed_file_is_one_sentence(file: Path) -> None:
    file.write_text("[contacts", "utf-8")
    with pytest.raises(QuickExitError, match="this is not TOML"):
        with_check(file, None, "hotline", "A", TODAY, TODAY)


def test_a_file_is_replaced_whole_with_its_rights_and_through_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "a.toml", tmp_path / "link.toml"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link.symlink_to(file)
    replace_file(link, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert link.is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.toml", "link.toml"]


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.toml"
    file.write_bytes(b"old")

    def refuse(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(QuickExitError, match="No space left on device"):
        replace_file(file, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.toml"]
    assert file.read_bytes() == b"old"
