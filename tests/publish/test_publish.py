"""Publishing to a folder and to a bucket: what is written, what never is, and in which order."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from tests.publish.object_store import PROBE, ObjectStoreServer
from tests.publish.published import Place, ledger_problems, plan_of, release, small_files

from quickexit.build.widget import regional_tags
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs
from quickexit.errors import QuickExitError
from quickexit.publish import object_store
from quickexit.publish.folder import FolderTarget
from quickexit.publish.plan import Plan, PublishObject, Stage, header_warnings
from quickexit.publish.sync import publish
from quickexit.publish.target import StoredObject
from quickexit.releases.ledger import empty_ledger
from quickexit.releases.release import Release
from quickexit.releases.store import Store


def stage_of(key: str) -> str:
    """Return when a key may be written, told from its name alone."""
    if key.startswith("releases.json"):
        return "4 ledger"
    first, _, rest = key.partition("/")
    if not rest or first == "hosted":
        return "3 page"
    return "2 channel" if first.startswith(("v", "next")) else "1 immutable"


def test_everything_is_there_as_it_was_released(place: Place, store: Path) -> None:
    place.publish(store)
    ending = ".html" if place.kind == "folder" else ""
    for path, body in small_files("1.0.0").items():
        for below in ("1.0.0", "v1", "v1.0"):
            assert place.read(f"{below}/{path}") == body
            assert brotli.decompress(place.read(f"{below}/{path}.br") or b"") == body
            assert gzip.decompress(place.read(f"{below}/{path}.gz") or b"") == body
    assert place.read("releases.json") == (store / "releases.json").read_bytes()
    assert place.read(f"releases{ending}") == place.read("index.html") != b""
    assert place.read(f"faq{ending}") == place.read("404.html") == place.read(
        "v1/faq/default/en.html"
    )  # fmt: skip
    assert (place.read("_headers") is not None) == (place.kind == "folder")


def test_regional_tags_are_objects_below_the_floating_major_alone(
    place: Place, tmp_path: Path
) -> None:
    store = tmp_path / "regional"
    release(store, "1.0.0", "en", "zh-Hans", aliases={"zh-CN": "zh-Hans", "zh": "zh-Hans"})
    place.publish(store)
    chinese = small_files("1.0.0", "zh-Hans")["faq/default/zh-Hans.html"]
    frames = {key for key in place.content() if "faq/default/zh" in key}
    own = {f"{below}/faq/default/zh-Hans.html{ending}"
           for below in ("1.0.0", "v1", "v1.0") for ending in ("", ".br", ".gz")}  # fmt: skip
    tags = {f"v1/faq/default/{tag}.html" for tag in ("zh", "zh-CN", "zh-cn", "zh-hans")}
    assert frames == own | tags
    assert {place.read(key) for key in tags} == {chinese}
    assert not place.publish(store).steps


class CaselessFolder(FolderTarget):
    """A folder of a file system that keeps the case of names and does not tell it apart."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._names: dict[str, str] = {}

    def _stored(self, key: str) -> str:
        return self._names.setdefault(key.lower(), key)

    def read(self, key: str) -> StoredObject | None:
        return super().read(self._stored(key))

    def write(self, one: PublishObject, seen: StoredObject | None) -> None:
        super().write(replace(one, key=self._stored(one.key)), seen)


def test_where_case_does_not_count_regional_tags_are_published_and_replaced(tmp_path: Path) -> None:
    store, target = tmp_path / "store", CaselessFolder(tmp_path / "www")
    for version in ("1.0.0", "1.0.1"):
        release(store, version, "en", "zh-Hans", aliases={"zh-CN": "zh-Hans"})
        publish(plan_of(store, folder=True), target, lambda _: None, lambda _: None)
        frames = {key for key in sorted(target.keys()) if "v1/faq/default/zh-c" in key.lower()}
        assert len(frames) == 1
        chinese = small_files(version, "zh-Hans")["faq/default/zh-Hans.html"]
        assert (target.folder / frames.pop()).read_bytes() == chinese
    assert not publish(plan_of(store, folder=True), target, lambda _: None, lambda _: None).steps


class LowerCaseFolder(CaselessFolder):
    """A folder of a file system that lists all names in lower case (NTFS with `ignore_case`)."""

    def keys(self) -> set[str]:
        listed = super().keys()
        return {key.lower() for key in listed}


def test_where_names_are_listed_in_lower_case_no_file_is_taken_for_an_old_one(
    tmp_path: Path,
) -> None:
    store, target = tmp_path / "store", LowerCaseFolder(tmp_path / "www")
    release(store, "1.0.0", "en", "zh-Hans", "ht")
    publish(plan_of(store, folder=True), target, lambda _: None, lambda _: None)
    release(store, "1.0.1", "en", "zh-Hans")
    done = publish(plan_of(store, folder=True), target, lambda _: None, lambda _: None)
    removed = {step.key for step in done.steps if step.action == "remove"}
    assert removed == {f"{channel}/faq/default/ht.html{ending}"
                       for channel in ("v1", "v1.0") for ending in ("", ".br", ".gz")}  # fmt: skip
    assert (target.folder / "v1.0/faq/default/zh-Hans.html").is_file()


def test_where_case_counts_a_file_of_another_case_is_an_old_one(tmp_path: Path) -> None:
    store, target = tmp_path / "store", FolderTarget(tmp_path / "www")
    release(store, "1.0.0", "en", "zh-Hans")
    publish(plan_of(store, folder=True), target, lambda _: None, lambda _: None)
    (target.folder / "v1.0/faq/default/zh-hans.html").touch()
    done = publish(plan_of(store, folder=True), target, lambda _: None, lambda _: None)
    assert [(s.action, s.key) for s in done.steps] == [
        ("remove", "v1.0/faq/default/zh-hans.html")
    ]  # fmt: skip


def test_an_empty_disk_is_published_to_whatever_its_file_system_put_there(tmp_path: Path) -> None:
    (tmp_path / "www" / "lost+found").mkdir(parents=True)
    store, target = tmp_path / "store", FolderTarget(tmp_path / "www")
    target.check(store)
    (tmp_path / "www" / "thesis.txt").touch()
    with pytest.raises(QuickExitError, match="holds something that was not published"):
        target.check(store)


def test_a_first_release_of_five_themes_in_all_languages_is_fewer_than_1200_objects(
    tmp_path: Path,
) -> None:
    source = Source(Settings())
    faqs = load_faqs(source)
    frames = {f"faq/theme-{number}/{code}.html" for number in range(5) for code in faqs}
    standby = {"standby.js", *(f"standby/{code}.html" for code in faqs)}
    held = {path: path.encode() * 9 for path in ("embed.js", *frames, *standby)}
    Store(tmp_path).add(Release("1.0.0", "2026-11-24", 1, held, aliases=regional_tags(faqs)))
    keys = {one.key for one in plan_of(tmp_path, folder=True).objects}
    assert len(faqs) == 11
    assert {"v1/faq/theme-4/es-MX.html", "v1/faq/theme-4/zh-cn.html"} <= keys
    assert len(frames) * 3 * 3 < len(keys) < 1200


def test_every_object_of_a_bucket_has_type_caching_and_encoding(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path
) -> None:
    bucket_place.publish(store)
    year = "public, max-age=31536000, immutable, no-transform"
    fresh = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800, no-transform"
    script, page = "text/javascript; charset=utf-8", "text/html; charset=utf-8"
    expected = {
        "1.0.0/embed.js": {"Content-Type": script, "Cache-Control": year},
        "1.0.0/embed.js.br": {
            "Content-Type": script, "Cache-Control": year, "Content-Encoding": "br",
        },
        "v1/faq/default/es.html.gz": {
            "Content-Type": page, "Cache-Control": fresh, "Content-Encoding": "gzip",
        },
        "faq": {
            "Content-Type": page, "Cache-Control": "public, max-age=300, no-transform",
            "Content-Language": "en",
        },
        "releases.json": {
            "Content-Type": "application/json; charset=utf-8",
            "Cache-Control": "public, max-age=300, no-transform",
        },
    }  # fmt: skip
    assert {key: dict(bucket.attributes(key)) for key in expected} == expected
    for one in plan_of(store, folder=False).objects:
        kept = bucket.attributes(one.key)
        assert {"Content-Type", "Cache-Control"} <= kept.keys(), one.key
        assert "no-transform" in kept["Cache-Control"], one.key
        assert all(one.headers[name] == value for name, value in kept.items()), one.key


def test_immutable_files_come_first_then_channels_then_pages_and_the_ledger_last(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path
) -> None:
    for version in ("1.0.0", "1.0.1", "1.1.0-rc.1"):
        if version != "1.0.0":
            release(store, version)
        bucket.forget()
        bucket_place.publish(store)
        stages = [stage_of(key) for key in bucket.written if PROBE not in key]
        assert stages == sorted(stages)
        assert len(set(stages)) == 4
        assert bucket.written[-1] == "releases.json"


def test_what_is_there_is_not_written_again(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path
) -> None:
    bucket_place.publish(store)
    bucket.forget()
    work = bucket_place.publish(store)
    assert not work.steps
    assert all(key.startswith(PROBE) for key in bucket.written)
    release(store, "1.0.1")
    work = bucket_place.publish(store)
    created = {step.key for step in work.steps if step.action == "create"}
    assert created
    assert all(key.startswith("1.0.1/") for key in created)


def test_a_folder_that_is_whole_is_left_alone(folder_place: Place, store: Path) -> None:
    folder_place.publish(store)
    files = [Path(folder_place.address) / key for key in folder_place.content()]
    before = {file: file.stat().st_ino for file in files}
    assert not folder_place.publish(store).steps
    assert {file: file.stat().st_ino for file in files} == before


def test_other_bytes_at_an_immutable_address_are_an_error_and_never_overwritten(
    place: Place, store: Path
) -> None:
    place.publish(store)
    release(store, "1.0.1")
    place.put("1.0.0/embed.js", b"other bytes")
    before = place.content()
    with pytest.raises(QuickExitError, match=r"1\.0\.0/embed\.js: other bytes were published"):
        place.publish(store)
    assert place.content() == before


def test_a_precompressed_file_that_was_made_elsewhere_counts_by_its_content(
    place: Place, store: Path
) -> None:
    place.publish(store)
    body = small_files("1.0.0")["embed.js"]
    other = gzip.compress(body, compresslevel=1, mtime=1)
    place.put("1.0.0/embed.js.gz", other)
    place.publish(store)
    assert gzip.decompress(place.read("1.0.0/embed.js.gz") or b"") == body
    place.put("1.0.0/embed.js.gz", gzip.compress(b"something else"))
    with pytest.raises(QuickExitError, match="other bytes were published"):
        place.publish(store)


def test_lost_headers_are_put_back(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path
) -> None:
    bucket_place.publish(store)
    wanted = bucket.attributes("1.0.0/embed.js")
    bucket.put("1.0.0/embed.js", small_files("1.0.0")["embed.js"])
    assert bucket.attributes("1.0.0/embed.js") != wanted
    assert [step.key for step in bucket_place.publish(store).steps] == ["1.0.0/embed.js"]
    assert bucket.attributes("1.0.0/embed.js") == wanted


def test_a_target_that_holds_more_releases_than_the_store_is_left_alone(
    place: Place, store: Path, tmp_path: Path
) -> None:
    release(store, "1.0.1")
    place.publish(store)
    older = tmp_path / "older"
    release(older, "1.0.0")
    before = place.content()
    with pytest.raises(QuickExitError, match=r"this target holds 1\.0\.1"):
        place.publish(older)
    assert place.content() == before


def test_a_language_that_a_release_no_longer_has_leaves_the_channels_alone(
    place: Place, store: Path
) -> None:
    place.publish(store)
    place.put("robots.txt", b"ours")
    place.put("verse/poem.txt", b"somebody's")
    release(store, "1.0.1", "en")
    work = place.publish(store)
    assert work.count("remove") == 6
    assert not [key for key in place.content() if key.startswith("v") and "es.html" in key]
    assert place.read("1.0.0/faq/default/es.html") == small_files("1.0.0")["faq/default/es.html"]
    assert place.read("robots.txt") == b"ours"
    assert place.read("verse/poem.txt") == b"somebody's"


def test_a_rollback_and_a_withdrawal_are_published(place: Place, store: Path) -> None:
    release(store, "1.0.1")
    place.publish(store)
    Store(store).rollback("v1")
    place.publish(store)
    assert place.read("v1/embed.js") == small_files("1.0.0")["embed.js"]
    assert place.read("v1.0/embed.js") == small_files("1.0.1")["embed.js"]
    Store(store).withdraw("1.0.1", "A wrong number")
    place.publish(store)
    assert place.read("v1.0/embed.js") == small_files("1.0.0")["embed.js"]
    assert b"A wrong number" in (place.read("index.html") or b"")


def test_readers_during_a_publish_meet_the_old_or_the_new_whole(place: Place, store: Path) -> None:
    place.publish(store)
    paths = list(small_files(""))
    versions = ("1.0.0", "1.0.1", "1.0.2")
    whole = {(path, small_files(version)[path]) for version in versions for path in paths}
    wrong: list[object] = []
    rounds = {"channel": 0, "ledger": 0}
    done = threading.Event()

    def read_channel() -> None:
        wrong.extend(path for path in paths if (path, place.read(f"v1/{path}")) not in whole)

    def repeat(name: str, read: Callable[[], Any]) -> None:
        while not done.is_set() or rounds[name] < 2:
            read()
            rounds[name] += 1

    readers = [
        threading.Thread(target=repeat, args=("channel", read_channel)),
        threading.Thread(
            target=repeat, args=("ledger", lambda: wrong.extend(ledger_problems(place)))
        ),
    ]
    for reader in readers:
        reader.start()
    try:
        for version in versions[1:]:
            release(store, version)
            place.publish(store)
    finally:
        done.set()
        for reader in readers:
            reader.join()
    assert not wrong
    assert place.read("v1/embed.js") == small_files("1.0.2")["embed.js"]


def test_a_ledger_that_comes_too_early_would_be_found(place: Place, store: Path) -> None:
    place.publish(store)
    assert ledger_problems(place) == []
    release(store, "1.0.1")
    place.put("releases.json", (store / "releases.json").read_bytes())
    assert "1.0.1/embed.js" in ledger_problems(place)


def test_a_store_that_pretends_to_honour_conditions_is_refused_and_left_as_it_was(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path
) -> None:
    for pretended in ((), ("HTTP_IF_MATCH",), ("HTTP_IF_NONE_MATCH",)):
        bucket.pretend(*pretended)
        with pytest.raises(QuickExitError, match="overwrites all the same"):
            bucket_place.publish(store)
        assert bucket_place.keys() == set()
        assert all(key.startswith(PROBE) for key in bucket.written)
        assert bucket.probes() == set()
    bucket.forget()
    bucket_place.publish(store)
    assert bucket.probes() == set()


def test_the_probe_of_a_killed_process_is_removed_when_it_is_old(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put(f"{PROBE}left", b"1")
    bucket_place.publish(store)
    assert bucket.probes() == {f"{PROBE}left"}, "another process may be probing at this moment"
    monkeypatch.setattr(object_store, "_LEFT_OVER", timedelta())
    bucket_place.publish(store)
    assert bucket.probes() == set()


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    ("key", "sentence"),
    [
        ("1.0.1/embed.js", "published bytes never change"),
        ("v1/embed.js", "another publish changed this file meanwhile; run it again"),
        ("releases.json", "another publish changed this file meanwhile; run it again"),
    ],
)
def test_what_somebody_else_wrote_meanwhile_is_not_overwritten(
    place: Place, store: Path, key: str, sentence: str
) -> None:
    place.publish(store)
    release(store, "1.0.1")
    with pytest.raises(QuickExitError, match=sentence):
        place.publish(store, ready=lambda _: place.put(key, b"{}"))
    assert place.read(key) == b"{}"


def test_two_publishers_at_once_leave_what_one_would_have_left(place: Place, store: Path) -> None:
    place.publish(store)
    release(store, "1.0.1")
    refused: list[QuickExitError] = []

    def publish_it() -> None:
        try:
            place.publish(store)
        except QuickExitError as error:
            refused.append(error)

    both = [threading.Thread(target=publish_it) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(refused) < 2
    assert all("run it again" in str(error) for error in refused)
    assert not place.publish(store).steps


@pytest.mark.parametrize("key", ["1.0.1/embed.js", "v1/embed.js"])
def test_an_answer_that_was_lost_is_no_failure(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path, key: str
) -> None:
    bucket_place.publish(store)
    release(store, "1.0.1")
    bucket.lost = {key}
    bucket_place.publish(store)
    assert not bucket.lost
    assert bucket_place.read(key) == small_files("1.0.1")["embed.js"]


def test_a_bucket_that_keeps_versions_is_fine(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path
) -> None:
    bucket.keep_versions()
    bucket_place.publish(store)
    release(store, "1.0.1", "en")
    bucket_place.publish(store)
    assert bucket_place.read("v1/embed.js") == small_files("1.0.1")["embed.js"]
    assert bucket_place.read("v1/faq/default/es.html") is None
    assert not bucket_place.publish(store).steps


def test_times_of_files_are_digests_of_their_contents(
    folder_place: Place, store: Path, tmp_path: Path
) -> None:
    folder_place.publish(store)
    first = Path(folder_place.address)
    other = FolderTarget(tmp_path / "other")
    publish(plan_of(store, folder=True), other, lambda _: None, lambda _: None)
    for key in folder_place.content():
        assert (first / key).stat().st_mtime == (other.folder / key).stat().st_mtime, key
    assert (first / "v1/embed.js").stat().st_mtime == (first / "1.0.0/embed.js.br").stat().st_mtime
    assert (first / "v1/embed.js").stat().st_mtime != (first / "index.html").stat().st_mtime


def test_a_folder_that_holds_something_else_is_refused(store: Path, tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "to a friend.txt").write_text("Dear friend")
    for folder in (tmp_path / "letters", store, store / "www", tmp_path):
        with pytest.raises(QuickExitError, match=r"not published|into itself"):
            FolderTarget(folder).check(store)
    FolderTarget(tmp_path / "new").check(store)


def test_what_a_target_cannot_send_is_said() -> None:
    one = PublishObject(
        "k", "/k", Stage.PAGE, b"", b"", {"Content-Security-Policy": "x", "Vary": "y"}
    )
    plan = Plan((one,), empty_ledger(), {}, {})
    hosts = Settings(allowed_hosts=("https://city.example",))
    assert header_warnings(plan, frozenset({"Content-Security-Policy"}), Settings()) == []
    assert (
        "cannot send Content-Security-Policy" in header_warnings(plan, frozenset(), Settings())[0]
    )
    assert "allowed_hosts" in header_warnings(plan, frozenset(), hosts)[0]
    assert "allowed_hosts" in header_warnings(plan, None, hosts)[0]
    assert header_warnings(plan, None, Settings()) == []


def test_a_damaged_or_an_empty_store_is_not_published(
    folder_place: Place, store: Path, tmp_path: Path
) -> None:
    (store / "1.0.0" / "embed.js").write_bytes(b"damaged")
    with pytest.raises(QuickExitError, match="quickexit verify"):
        folder_place.publish(store)
    unpromoted = Release("1.0.0", "2026-11-24", 1, small_files("a"))
    Store(tmp_path / "empty").add(unpromoted, promote=False)
    with pytest.raises(QuickExitError, match="no channel points to a release"):
        folder_place.publish(tmp_path / "empty")
