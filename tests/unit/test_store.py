from __future__ import annotations

import json
from pathlib import Path

import pytest

from quickexit.errors import QuickExitError, UsageError
from quickexit.release import Release
from quickexit.store import Store

FILES = {"embed.js": b"(function(){})();", "faq/default/en.html": b"<!doctype html>" * 40}


def release(version: str, files: dict[str, bytes] | None = None) -> Release:
    return Release(version, "2026-01-31", 1, files or FILES)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def filled(store: Store, *versions: str) -> Store:
    for version in versions:
        store.add(release(version))
    return store


def channels(store: Store) -> dict[str, str]:
    return store.read_ledger()["channels"]


def test_a_release_is_written_with_its_twins_and_verifies(store: Store) -> None:
    assert store.add(release("0.1.0")) == ("v0", "v0.1")
    assert (store.directory / "0.1.0/embed.js").read_bytes() == FILES["embed.js"]
    assert (store.directory / "0.1.0/faq/default/en.html.br").is_file()
    assert (store.directory / "0.1.0/faq/default/en.html.gz").is_file()
    assert store.verify() == []
    assert channels(store) == {"v0": "0.1.0", "v0.1": "0.1.0"}


def test_the_ledger_has_the_documented_shape(store: Store) -> None:
    filled(store, "0.1.0")
    ledger = json.loads((store.directory / "releases.json").read_text(encoding="utf-8"))
    assert ledger["schema"] == 1
    entry = ledger["releases"]["0.1.0"]
    assert {"date", "status", "protocol", "files", "notes"} <= set(entry)
    assert {"integrity", "bytes", "gzip", "brotli"} <= set(entry["files"]["embed.js"])


def test_nothing_is_left_beside_the_release(store: Store) -> None:
    filled(store, "0.1.0")
    names = {path.name for path in store.directory.iterdir()} - {".lock"}
    assert names == {"0.1.0", "releases.json"}


def test_an_existing_version_is_refused_and_stays(store: Store) -> None:
    filled(store, "0.1.0")
    with pytest.raises(QuickExitError) as caught:
        store.add(release("0.1.0", {"embed.js": b"other"}))
    assert str(caught.value) == (
        "the release 0.1.0 exists, and a release never changes; choose the next number."
    )
    assert (store.directory / "0.1.0/embed.js").read_bytes() == FILES["embed.js"]


def test_a_lower_version_needs_backport_and_moves_its_own_minor_alone(store: Store) -> None:
    filled(store, "1.4.2", "1.5.0")
    with pytest.raises(QuickExitError, match=r"1\.4\.3 is lower than 1\.5\.0.*--backport"):
        store.add(release("1.4.3"))
    assert store.add(release("1.4.3"), backport=True) == ("v1.4",)
    assert channels(store) == {"v1": "1.5.0", "v1.4": "1.4.3", "v1.5": "1.5.0"}


def test_another_major_is_another_line(store: Store) -> None:
    filled(store, "2.0.0", "1.0.0")
    assert channels(store)["v1"] == "1.0.0"


def test_a_pre_release_moves_next_only_and_stops_no_correction(store: Store) -> None:
    filled(store, "1.4.2")
    assert store.add(release("1.5.0-rc.1")) == ("next",)
    assert store.add(release("1.4.3")) == ("v1", "v1.4")
    assert channels(store)["next"] == "1.5.0-rc.1"


def test_without_promoting_no_channel_moves(store: Store) -> None:
    filled(store, "0.1.0")
    assert store.add(release("0.1.1"), promote=False) == ()
    assert channels(store)["v0"] == "0.1.0"
    store.promote("0.1.1", "v0")
    assert store.resolve("v0") == "0.1.1"
    assert store.resolve("v0.1") == "0.1.0"


def test_promoting_to_a_foreign_line_is_refused(store: Store) -> None:
    filled(store, "0.1.0", "0.2.0-rc.1")
    with pytest.raises(QuickExitError, match=r"v1 is not of the line of 0\.1\.0"):
        store.promote("0.1.0", "v1")
    with pytest.raises(QuickExitError, match=r"v0 is not of the line of 0\.2\.0-rc\.1"):
        store.promote("0.2.0-rc.1", "v0")
    with pytest.raises(QuickExitError, match=r"there is no release 9\.9\.9"):
        store.promote("9.9.9", "v9")
    with pytest.raises(UsageError, match="is not a channel"):
        store.promote("0.1.0", "latest")


def test_rollback_goes_back_step_by_step(store: Store) -> None:
    filled(store, "0.1.0", "0.1.1", "0.1.2")
    assert store.rollback("v0") == "0.1.1"
    assert store.rollback("v0") == "0.1.0"
    assert store.resolve("v0.1") == "0.1.2"
    with pytest.raises(QuickExitError, match="v0 has shown no other release"):
        store.rollback("v0")


def test_rollback_passes_over_what_was_withdrawn(store: Store) -> None:
    filled(store, "0.1.0", "0.1.1", "0.1.2")
    store.withdraw("0.1.1", "wrong number")
    assert store.rollback("v0") == "0.1.0"


def test_withdrawing_moves_channels_to_the_newest_that_remains(store: Store) -> None:
    filled(store, "0.1.0", "0.1.1", "0.1.2")
    assert store.withdraw("0.1.2", "wrong number") == {"v0": "0.1.1", "v0.1": "0.1.1"}
    entry = store.read_ledger()["releases"]["0.1.2"]
    assert (entry["status"], entry["reason"]) == ("withdrawn", "wrong number")
    assert store.verify() == []
    with pytest.raises(QuickExitError, match="was withdrawn before"):
        store.withdraw("0.1.2", "again")
    with pytest.raises(QuickExitError, match="was withdrawn"):
        store.promote("0.1.2", "v0")


def test_the_only_release_of_a_channel_is_not_withdrawn(store: Store) -> None:
    filled(store, "0.1.0", "0.2.0")
    with pytest.raises(QuickExitError, match=r"0\.2\.0 is the only release.*v0\.2"):
        store.withdraw("0.2.0", "wrong number")
    assert store.read_ledger()["releases"]["0.2.0"]["status"] == "current"


def test_a_channel_that_shows_nothing_is_named(store: Store) -> None:
    with pytest.raises(QuickExitError, match="v7 shows no release"):
        filled(store, "0.1.0").resolve("v7")


@pytest.mark.parametrize("path", ["embed.js", "embed.js.br", "embed.js.gz"])
def test_verify_finds_every_flipped_bit(store: Store, path: str) -> None:
    file = filled(store, "0.1.0").directory / "0.1.0" / path
    data = file.read_bytes()
    for bit in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        file.write_bytes(flipped)
        assert [problem.split(": ")[0] for problem in store.verify()] == [str(file)]
    file.write_bytes(data)
    assert store.verify() == []


@pytest.mark.parametrize("path", ["embed.js", "faq/default/en.html.gz"])
def test_verify_finds_a_missing_file(store: Store, path: str) -> None:
    file = filled(store, "0.1.0").directory / "0.1.0" / path
    file.unlink()
    assert store.verify() == [f"{file}: this file is missing; put it back from a backup."]


@pytest.mark.parametrize("path", ["0.1.0/extra.js", "0.1.0/faq/x.html", "notes.txt", "0.0.9/a"])
def test_verify_finds_what_is_foreign(store: Store, path: str) -> None:
    file = filled(store, "0.1.0").directory / path
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"x")
    problems = store.verify()
    assert len(problems) == 1
    assert str(store.directory / path.removesuffix("/a")) in problems[0]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "it is not JSON"),
        ("[]", "the whole file"),
        ('{"schema": 2, "releases": {}, "channels": {}}', "schema"),
        ('{"schema": 1, "releases": {}, "channels": {"v1": "1.0.0"}}', "does not list"),
        ('{"schema": 1, "releases": {"x": {}}, "channels": {}}', "releases"),
    ],
)
def test_a_damaged_ledger_is_one_sentence(store: Store, text: str, problem: str) -> None:
    filled(store, "0.1.0").ledger_file.write_text(text, encoding="utf-8")
    found = store.verify()
    assert len(found) == 1
    assert problem in found[0]
    assert found[0].startswith(f"{store.ledger_file}: the ledger is damaged (")
    with pytest.raises(QuickExitError, match="the ledger is damaged"):
        store.add(release("0.1.1"))


def test_a_path_that_leaves_the_store_is_damage(store: Store) -> None:
    ledger = json.loads(filled(store, "0.1.0").ledger_file.read_bytes())
    entry = ledger["releases"]["0.1.0"]["files"]
    entry["../../x"] = entry["embed.js"]
    store.ledger_file.write_text(json.dumps(ledger), encoding="utf-8")
    assert "is not a path inside a release" in store.verify()[0]


def test_a_lost_ledger_is_not_replaced_by_an_empty_one(store: Store) -> None:
    filled(store, "0.1.0").ledger_file.unlink()
    assert "the ledger is missing, and 0.1.0 is here" in store.verify()[0]
    with pytest.raises(QuickExitError, match="the ledger is missing"):
        store.add(release("0.2.0"))


def test_a_foreign_folder_in_a_releases_place_is_not_replaced(store: Store) -> None:
    filled(store, "0.1.0")
    (store.directory / "0.2.0").mkdir()
    with pytest.raises(QuickExitError, match="the ledger does not list it"):
        store.add(release("0.2.0"))
    assert (store.directory / "0.2.0").is_dir()
    assert list(store.read_ledger()["releases"]) == ["0.1.0"]


def test_a_store_that_is_not_there_does_not_verify(store: Store) -> None:
    assert store.verify() == [f"{store.directory}: there is no store here."]


def test_keys_of_a_later_edition_survive_a_write(store: Store) -> None:
    ledger = json.loads(filled(store, "0.1.0").ledger_file.read_bytes())
    ledger["later"] = ledger["releases"]["0.1.0"]["later"] = {"a": 1}
    store.ledger_file.write_text(json.dumps(ledger), encoding="utf-8")
    filled(store, "0.1.1")
    after = json.loads(store.ledger_file.read_bytes())
    assert after["later"] == after["releases"]["0.1.0"]["later"] == {"a": 1}


def test_an_interrupted_write_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, "0.1.0")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_write_ledger", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.add(release("0.1.1"))
    names = {path.name for path in store.directory.iterdir()} - {".lock"}
    assert names == {"0.1.0", "releases.json"}
