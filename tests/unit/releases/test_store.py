from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quickexit.atomic_files import paths_below
from quickexit.errors import QuickExitError, UsageError
from quickexit.releases import verify
from quickexit.releases.channels import is_standing_by, shown_files
from quickexit.releases.ledger import Ledger, empty_ledger, ledger_text
from quickexit.releases.reader import read_ledger
from quickexit.releases.release import Release
from quickexit.releases.signing import SigningKey, new_key
from quickexit.releases.store import Store

FILES = {"embed.js": b"(function(){})();", "faq/default/en.html": b"<!doctype html>" * 40}


STANDBY = {"standby.js": b"// stands by", "standby/en.html": b"<!doctype html>911"}
KEY = SigningKey(new_key(), Path("key.pem"))
OTHER = SigningKey(new_key(), Path("other.pem"))


def signed(version: str, key: SigningKey) -> Release:
    return replace(release(version), signatures={"embed.js": key.sign(FILES["embed.js"])})


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


def test_a_release_is_written_with_its_precompressed_files_and_verifies(store: Store) -> None:
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
    assert store.read_ledger()["channels"]["v0"] == "0.1.1"
    assert store.read_ledger()["channels"]["v0.1"] == "0.1.0"


def test_promoting_to_a_foreign_line_is_refused(store: Store) -> None:
    filled(store, "0.1.0", "0.2.0-rc.1")
    with pytest.raises(QuickExitError, match=r"v1 does not follow the line of 0\.1\.0"):
        store.promote("0.1.0", "v1")
    with pytest.raises(QuickExitError, match=r"v0 does not follow the line of 0\.2\.0-rc\.1"):
        store.promote("0.2.0-rc.1", "v0")
    with pytest.raises(QuickExitError, match=r"there is no release 9\.9\.9"):
        store.promote("9.9.9", "v9")
    with pytest.raises(UsageError, match="is not a channel"):
        store.promote("0.1.0", "latest")


def test_rollback_goes_back_step_by_step(store: Store) -> None:
    filled(store, "0.1.0", "0.1.1", "0.1.2")
    assert store.rollback("v0") == "0.1.1"
    assert store.rollback("v0") == "0.1.0"
    assert store.read_ledger()["channels"]["v0.1"] == "0.1.2"
    with pytest.raises(QuickExitError, match="v0 has no earlier release"):
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


def test_withdrawing_shows_nothing_that_was_rolled_back_or_never_promoted(store: Store) -> None:
    filled(store, "0.1.0", "0.1.1", "0.1.2")
    store.rollback("v0.1")
    store.add(release("0.1.3"), promote=False)
    assert store.withdraw("0.1.1", "wrong number") == {"v0.1": "0.1.0"}
    # Nothing that was shown remains: what is there is better than nothing.
    assert store.withdraw("0.1.0", "wrong number") == {"v0.1": "0.1.3"}


def test_the_only_release_of_a_channel_is_not_withdrawn(store: Store) -> None:
    filled(store, "0.1.0", "0.2.0")
    with pytest.raises(QuickExitError, match=r"0\.2\.0 is the only release.*v0\.2"):
        store.withdraw("0.2.0", "wrong number")
    assert store.read_ledger()["releases"]["0.2.0"]["status"] == "current"


def standing_by(store: Store) -> Store:
    store.add(release("0.1.0"))
    store.add(release("0.2.0", {**FILES, **STANDBY}))
    assert store.withdraw("0.2.0", "wrong number") == {"v0": "0.1.0", "v0.2": None}
    return store


def test_a_channel_of_which_no_release_remains_stands_by(store: Store) -> None:
    ledger = standing_by(store).read_ledger()
    assert (ledger["channels"]["v0.2"], is_standing_by(ledger, "v0.2")) == ("0.2.0", True)
    assert shown_files(ledger, "v0.2") == {
        "embed.js": "standby.js",
        "faq/default/en.html": "standby/en.html",
    }
    assert store.read_ledger()["channels"]["v0.2"] == "0.2.0"
    assert store.verify() == []


def test_a_channel_that_shows_a_release_shows_its_own_files(store: Store) -> None:
    ledger = standing_by(store).read_ledger()
    assert not is_standing_by(ledger, "v0")
    assert shown_files(ledger, "v0") == {path: path for path in FILES}


def test_a_frame_without_a_plain_page_of_its_language_gets_the_english_one(store: Store) -> None:
    files = {**FILES, "faq/default/es.html": b"es", **STANDBY}
    store.add(release("0.1.0", files))
    store.withdraw("0.1.0", "wrong number")
    shown = shown_files(store.read_ledger(), "v0")
    assert shown["faq/default/es.html"] == "standby/en.html"


def test_the_next_release_of_a_line_that_stands_by_takes_over_even_a_lower_one(
    store: Store,
) -> None:
    standing_by(store)
    store.add(release("1.5.0", {**FILES, **STANDBY}))
    store.withdraw("1.5.0", "wrong number")
    assert is_standing_by(store.read_ledger(), "v1")
    assert store.add(release("1.4.3"), backport=True) == ("v1", "v1.4")
    assert channels(store)["v1"] == "1.4.3"
    assert store.add(release("0.2.1")) == ("v0", "v0.2")


def test_a_release_may_not_take_the_signature_from_a_channel(store: Store) -> None:
    store.add(signed("0.1.0", KEY))
    for unlike in (release("0.1.1"), signed("0.1.1", OTHER)):
        with pytest.raises(QuickExitError, match=r"channel v0 is signed with .*--sign-key"):
            store.add(unlike)
    assert list(store.read_ledger()["releases"]) == ["0.1.0"]
    assert store.add(release("0.1.1"), promote=False) == ()
    assert store.add(signed("0.1.2", KEY)) == ("v0", "v0.1")
    assert store.add(release("0.1.3"), allow_unsigned=True) == ("v0", "v0.1")


def test_verify_finds_a_signature_of_something_else(store: Store) -> None:
    other = replace(release("0.1.0"), signatures={"embed.js": KEY.sign(b"something else")})
    store.add(other)
    file = store.directory / "0.1.0" / "embed.js"
    assert store.verify() == [
        f"{file}: the ledger's signature is not one of this file; restore the ledger's last backup."
    ]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with all that a ledger can say; tests put back what they change."""
    store = standing_by(Store(tmp_path_factory.mktemp("kept") / "store"))
    store.add(signed("0.3.0", KEY))
    assert store.verify() == []
    return store


@given(data=st.data())
def test_verify_finds_any_one_flipped_bit_and_names_the_file(
    kept: Store, data: st.DataObject
) -> None:
    files = sorted(path for path in kept.directory.rglob("*") if path.is_file())
    file = data.draw(st.sampled_from([path for path in files if path.name != ".lock"]))
    # The ledger is the longest: as likely as all others together.
    file = data.draw(st.sampled_from([file, kept.ledger_file]))
    whole = file.read_bytes()
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    flipped = bytearray(whole)
    flipped[bit // 8] ^= 1 << bit % 8
    file.write_bytes(flipped)
    try:
        assert str(file) in kept.verify()[0]
    finally:
        file.write_bytes(whole)


def test_verify_finds_every_flipped_bit_of_a_ledger(store: Store) -> None:
    ledger = store.ledger_file
    store.directory.mkdir()
    ledger.write_text(ledger_text(empty_ledger()), encoding="utf-8")
    whole = ledger.read_bytes()
    assert store.verify() == []
    for bit in range(len(whole) * 8):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        ledger.write_bytes(flipped)
        assert [problem.split(": ")[0] for problem in store.verify()] == [str(ledger)], bit


def change_by_hand(store: Store, checksum: str | None) -> None:
    ledger = json.loads(store.ledger_file.read_bytes())
    ledger["releases"]["0.1.0"]["date"] = "2026-02-01"
    if checksum is None:
        del ledger["checksum"]
    store.ledger_file.write_text(json.dumps(ledger, indent=2) + "\n", encoding="utf-8")


def test_damage_to_the_ledger_stops_no_command_and_is_not_covered_up(store: Store) -> None:
    change_by_hand(filled(store, "0.1.0"), "as it was")
    filled(store, "0.1.1")
    assert store.read_ledger()["channels"]["v0"] == "0.1.1"
    assert store.verify() == [
        f"{store.ledger_file}: the ledger is not as it was written;"
        " replace it with its last backup."
    ]


def test_a_ledger_is_written_as_json_with_an_indent_of_two(store: Store) -> None:
    said = '\u2028 \x7f \x1f " \\ / é 中 \U0001f6aa <script>'
    odd: Ledger = {
        **store.read_ledger(),
        "more": {"": [], "said": said, "none": None, "n": [1, {}]},
    }  # type: ignore[typeddict-unknown-key]
    text = ledger_text(odd)
    assert text == json.dumps(json.loads(text), ensure_ascii=False, indent=2) + "\n"
    assert json.loads(text)["more"]["said"] == said


def test_a_ledger_without_checksum_gets_one_by_the_next_write(store: Store) -> None:
    change_by_hand(filled(store, "0.1.0"), None)
    assert "has no checksum" in store.verify()[0]
    filled(store, "0.1.1")
    assert store.verify() == []
    assert store.read_ledger()["releases"]["0.1.0"]["date"] == "2026-02-01"


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
        ('{"schema": 1, "releases": {}, "channels": {}, "x": "\\ud800"}', "it is not JSON"),
        ('{"schema": 1, "releases": {}, "channels": {}, "x": ' + "[" * 5000, "it is not JSON"),
        (
            '{"schema": 1, "releases": {}, "channels": {}, "x": ' + "[" * 400 + "]" * 400 + "}",
            "it is not JSON",
        ),
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
    (problem,) = store.verify()
    assert problem.startswith(f"{store.directory}: there is no store here; make a release with: ")


def test_keys_of_a_later_edition_survive_a_write(store: Store) -> None:
    ledger = json.loads(filled(store, "0.1.0").ledger_file.read_bytes())
    ledger["later"] = ledger["releases"]["0.1.0"]["later"] = {"a": 1}
    store.ledger_file.write_text(json.dumps(ledger), encoding="utf-8")
    filled(store, "0.1.1")
    after = json.loads(store.ledger_file.read_bytes())
    assert list(after)[-1] == "checksum"
    assert after["later"] == after["releases"]["0.1.0"]["later"] == {"a": 1}


def test_who_reads_the_ledger_while_it_is_written_reads_the_whole_one_before(store: Store) -> None:
    before = filled(store, "0.1.0").ledger_file.read_bytes()
    with store.ledger_file.open("rb") as reader:
        filled(store, "0.1.1")
        assert reader.read() == before


def test_an_interrupted_write_leaves_nothing(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(store, "0.1.0")

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "_write_ledger", interrupt)
    with pytest.raises(KeyboardInterrupt):
        store.add(release("0.1.1"))
    names = {path.name for path in store.directory.iterdir()} - {".lock"}
    assert names == {"0.1.0", "releases.json"}


def content(folder: Path) -> dict[str, bytes]:
    """Return all that is in a folder, links and empty folders too, but no lock."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else b""
        for path in folder.rglob("*")
        if path.name != ".lock"
    }


# A folder `.new-0.2.0` is how a killed release leaves it.
@pytest.mark.parametrize(
    ("kind", "name"),
    [
        *(("folder", name) for name in ("..", ".", "themes", "releases.json", "", "0.1.0")),
        *((kind, name) for kind in ("file", "link", "dangling link") for name in ("..", "0.2.0")),
    ],
)
def test_what_only_looks_like_a_mark_deletes_nothing_and_is_named(
    store: Store, kind: str, name: str
) -> None:
    filled(store, "0.0.9", "0.1.0")
    for foreign in ("themes", "0.2.0"):
        (store.directory / foreign).mkdir()
        (store.directory / foreign / "file").write_text("ours")
    mark = store.directory / f".new-{name}"
    if kind == "folder":
        mark.mkdir()
    elif kind == "file":
        mark.write_text("ours")
    else:
        mark.symlink_to("themes" if kind == "link" else "nowhere")
    own_mark = (kind, name) == ("folder", "0.1.0")
    problems = store.verify()
    assert any(str(mark) in problem for problem in problems) != own_mark
    assert any(str(store.directory / "themes") in problem for problem in problems)
    around = content(store.directory.parent)
    assert store.rollback("v0") == "0.0.9"
    store.promote("0.1.0", "v0")
    after = content(store.directory.parent)
    lost = around.keys() - after.keys()
    assert lost == ({"store/.new-0.1.0"} if own_mark else set())
    assert (store.directory / "0.2.0" / "file").read_text() == "ours"


@pytest.mark.parametrize("name", ["0.2.0", ".new-0.2.0"])
def test_what_stands_where_a_release_is_written_is_named_and_stays(store: Store, name: str) -> None:
    filled(store, "0.1.0")
    place = store.directory / name
    for put in (lambda: place.write_text("ours"), lambda: place.symlink_to("nowhere")):
        put()
        before = content(store.directory)
        with pytest.raises(
            QuickExitError, match=r"0\.2\.0: this is in the way of .*; move it away"
        ):
            store.add(release("0.2.0"))
        assert content(store.directory) == before
        place.unlink()


def test_a_killed_release_behind_a_link_is_not_followed(store: Store, tmp_path: Path) -> None:
    filled(store, "0.1.0")
    (tmp_path / "elsewhere").mkdir()
    (store.directory / "0.2.0").symlink_to(tmp_path / "elsewhere")
    (store.directory / ".new-0.2.0").mkdir()
    store.promote("0.1.0", "next")
    assert (store.directory / "0.2.0").is_symlink()
    assert (tmp_path / "elsewhere").is_dir()


def test_only_a_release_makes_a_store(store: Store) -> None:
    for change in (
        lambda: store.rollback("v7"),
        lambda: store.promote("0.1.0", "v0"),
        lambda: store.withdraw("0.1.0", "wrong number"),
    ):
        with pytest.raises(QuickExitError) as caught:
            change()
        assert str(caught.value).startswith(f"{store.directory}: there is no store here; ")
        assert not store.directory.exists()


def test_a_ledger_that_is_a_link_is_read_and_never_replaced(store: Store, tmp_path: Path) -> None:
    filled(store, "0.1.0", "0.1.1")
    elsewhere = tmp_path / "ledger.json"
    store.ledger_file.rename(elsewhere)
    store.ledger_file.symlink_to(elsewhere)
    whole = elsewhere.read_bytes()
    assert store.verify() == []
    with pytest.raises(QuickExitError, match=r"the ledger is a link.*replace the link"):
        store.rollback("v0")
    assert store.ledger_file.is_symlink()
    assert elsewhere.read_bytes() == whole
    elsewhere.unlink()
    assert "this link points to no file; restore the ledger" in store.verify()[0]
    with pytest.raises(QuickExitError, match="this link points to no file"):
        store.check_new("0.2.0")


def test_a_disk_that_fails_after_the_change_is_not_said_to_have_changed_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(store, "0.1.0", "0.1.1")

    def fail(_: Path) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("quickexit.releases.store.flush_directory", fail)
    with pytest.raises(QuickExitError, match="the change is made") as caught:
        store.rollback("v0")
    assert "nothing was changed" not in str(caught.value)
    assert store.read_ledger()["channels"]["v0"] == "0.1.0"


@pytest.mark.parametrize("path", ["embed.js", "embed.js.br"])
@pytest.mark.parametrize("kind", ["pipe", "endless", "dangling"])
def test_verify_waits_for_no_pipe_and_reads_no_device(store: Store, path: str, kind: str) -> None:
    file = filled(store, "0.1.0").directory / "0.1.0" / path
    file.unlink()
    if kind == "pipe":
        os.mkfifo(file)
    else:
        file.symlink_to("/dev/zero" if kind == "endless" else "nowhere")
    reason = "No such file or directory" if kind == "dangling" else "it is not a file"
    said = f"{file}: cannot be read ({reason}); put it back from a backup."
    assert store.verify() == [said]
    # The next release takes no compressed bytes from there.
    filled(store, "0.1.1")
    assert store.verify() == [said]


def test_a_ledger_that_is_a_pipe_is_not_waited_for(store: Store) -> None:
    filled(store, "0.1.0").ledger_file.unlink()
    os.mkfifo(store.ledger_file)
    said = f"{store.ledger_file}: the store cannot be read (it is not a file)"
    assert store.verify()[0].startswith(said)
    with pytest.raises(QuickExitError, match="it is not a file"):
        store.rollback("v0")
    with pytest.raises(QuickExitError, match="it is not a file"):
        read_ledger(store.directory)


def test_verify_says_a_name_that_others_chose_on_one_line_without_orders(store: Store) -> None:
    filled(store, "0.1.0")
    for folder in (store.directory, store.directory / "0.1.0"):
        (folder / "evil\x1b[31m\n\u202ename").write_text("x")
        Path(os.fsdecode(os.fsencode(folder) + b"/\xff")).write_text("x")
    ledger = json.loads(store.ledger_file.read_bytes())
    entry = ledger["releases"]["0.1.0"]["files"]
    entry["a\nb"] = entry["embed.js"]
    store.ledger_file.write_text(json.dumps(ledger), encoding="utf-8")
    problems = store.verify()
    assert len([one for one in problems if r"evil\x1b[31m \u202ename" in one]) == 2
    assert len([one for one in problems if r"\udcff" in one]) == 2
    assert any("/a b: this file is missing" in one for one in problems)
    assert all(one.isprintable() for one in problems)


def test_what_a_file_system_puts_into_a_store_is_no_damage(store: Store) -> None:
    filled(store, "1.0.0")
    (store.directory / "lost+found").mkdir()
    assert store.verify() == []
    (store.directory / "lost").mkdir()
    assert len(store.verify()) == 1


def test_names_listed_in_lower_case_are_the_released_ones(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So does NTFS with `ignore_case`."""
    name = "faq/default/zh-Hans.html"
    store.add(release("1.0.0", {**FILES, name: b"<!doctype html>"}))
    folder = store.directory / "1.0.0"
    listed = {path.lower() for path in paths_below(folder)}
    with monkeypatch.context() as patched:
        patched.setattr(verify, "paths_below", lambda _: listed)
        assert store.verify() == []
    # Where case counts, it is another file.
    (folder / name.lower()).touch()
    assert ["does not belong" in problem for problem in store.verify()] == [True]
    (folder / name).unlink()
    assert ["is missing" in problem for problem in store.verify()] == [True, False]
