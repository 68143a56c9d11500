"""Two kinds of target to publish to: a folder, and a bucket of moto's S3."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.publish.object_store import BUCKET, ObjectStoreServer
from tests.publish.published import Place, release

from quickexit.publish.folder import FolderTarget
from quickexit.publish.object_store import ObjectTarget


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
