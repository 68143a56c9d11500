"""Small stores to publish, and two kinds of target: a folder, and a bucket of moto's S3."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.object_store import BUCKET, ObjectStoreServer

from quickexit.catalogue import load_table
from quickexit.contents import Contents
from quickexit.headers_file import with_headers_file
from quickexit.object_store import ObjectTarget
from quickexit.publish import Step, Work, publish
from quickexit.publishing import Plan, make_plan
from quickexit.release import Release, integrity
from quickexit.settings import Settings
from quickexit.store import Store
from quickexit.targets import FolderTarget, Target


def small_files(mark: str, *languages: str) -> dict[str, bytes]:
    """Return the files of a small release in which every byte sequence holds `mark`."""
    frames = {
        f"faq/default/{language}.html": f'<html lang="{language}">{mark} '.encode() * 40
        for language in languages or ("en", "es")
    }
    return {"embed.js": f"/*{mark}*/".encode() * 40, **frames}


def release(store: Path, version: str, *languages: str) -> None:
    """Release `version`, whose files hold it, and promote it."""
    made = Release(version, "2026-11-24", 1, small_files(version, *languages))
    Store(store).add(made)


def plan_of(store: Path, *, folder: bool, settings: Settings | None = None) -> Plan:
    """Return what is to be published of a store."""
    settings = settings or Settings()
    plan = make_plan(load_table(store, settings, Contents()), html_names=folder)
    return with_headers_file(plan, settings) if folder else plan


@dataclass(frozen=True)
class Place:
    """A target with a view of it from outside: `read` and `keys` see what visitors can."""

    kind: str
    address: str
    target: Callable[[], Target]
    read: Callable[[str], bytes | None]
    keys: Callable[[], set[str]]
    put: Callable[[str, bytes], None]

    def plan(self, store: Path) -> Plan:
        return plan_of(store, folder=self.kind == "folder")

    def publish(self, store: Path, ready: Callable[[Work], None] | None = None) -> Work:
        return publish(self.plan(store), self.target(), ready or _nothing, _nothing)

    def content(self) -> dict[str, bytes]:
        return {key: self.read(key) or b"" for key in self.keys()}


def ledger_problems(place: Place) -> list[str]:
    """Follow the ledger as a reader would; return what it names and is not there whole."""
    raw = place.read("releases.json")
    if raw is None:
        return []
    ledger = json.loads(raw)
    named = [
        (f"{version}/{path}", about["integrity"])
        for version, entry in ledger["releases"].items()
        for path, about in entry["files"].items()
    ]
    return [key for key, published in named if integrity(place.read(key) or b"") != published]


def _nothing(_: Work | Step) -> None:
    pass


@pytest.fixture(scope="session")
def _server() -> Iterator[ObjectStoreServer]:
    with ObjectStoreServer() as server:
        yield server


@pytest.fixture
def bucket(
    _server: ObjectStoreServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ObjectStoreServer]:
    """An empty bucket, which the command finds by its environment."""
    for name, value in _server.settings.items():
        monkeypatch.setenv(name, value)
    _server.empty()
    yield _server
    _server.forget()


@pytest.fixture
def bucket_place(bucket: ObjectStoreServer) -> Place:
    address = f"s3://{BUCKET}"
    return Place(
        "bucket", address, lambda: ObjectTarget(address), bucket.read, bucket.keys, bucket.put
    )


@pytest.fixture
def folder_place(tmp_path: Path) -> Place:
    folder = tmp_path / "www"

    def read(key: str) -> bytes | None:
        try:
            return (folder / key).read_bytes()
        except FileNotFoundError:
            return None

    def keys() -> set[str]:
        files = (file for file in folder.rglob("*") if file.is_file())
        paths = {file.relative_to(folder).as_posix() for file in files}
        return {path for path in paths if not path.startswith(".quickexit/")}

    def put(key: str, body: bytes) -> None:
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / key).write_bytes(body)

    return Place("folder", str(folder), lambda: FolderTarget(folder), read, keys, put)


@pytest.fixture(params=["folder", "bucket"])
def place(request: pytest.FixtureRequest) -> Place:
    found: Place = request.getfixturevalue(f"{request.param}_place")
    return found


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with one release, 1.0.0."""
    release(tmp_path / "store", "1.0.0")
    return tmp_path / "store"
