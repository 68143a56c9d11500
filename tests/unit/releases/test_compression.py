"""Compressing a release: on all cores, each content once, nothing that the store has already."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from pathlib import Path

import brotli
import pytest
from tests.bench.building import cost
from tests.support.deployments import SHAPES, make_deployment

from quickexit.releases import compression
from quickexit.releases.compression import (
    ENCODINGS,
    Content,
    compressed_files,
    decompressed,
    precompressed,
)
from quickexit.releases.release import Release
from quickexit.releases.store import Store

SCRIPT = b"leave();" * 50
FILES = {
    "embed.js": SCRIPT,
    "faq/default/es-MX.html": b"<p>hola</p>" * 50,
    "faq/default/es.html": b"<p>hola</p>" * 50,
}


@pytest.fixture
def compressed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The contents that were compressed."""
    contents: list[bytes] = []

    def counted(data: bytes) -> Content:
        contents.append(data)
        return precompressed(data)

    monkeypatch.setattr(compression, "precompressed", counted)
    return contents


def release(version: str, files: Mapping[str, bytes]) -> Release:
    return Release(version, "2026-11-24", 1, files)


def entries(store: Store, version: str) -> Mapping[str, object]:
    return store.read_ledger()["releases"][version]["files"]


def test_every_file_comes_in_encodings_that_hold_it() -> None:
    done = list(compressed_files(FILES, {}))
    assert [(path, content["identity"]) for path, content in done] == list(FILES.items())
    for _, content in done:
        assert brotli.decompress(content["br"]) == content["identity"]
        assert gzip.decompress(content["gzip"]) == content["identity"]


def test_the_same_content_is_compressed_once_however_many_tags_have_it(
    compressed: list[bytes],
) -> None:
    many = {f"faq/default/{n}.html": b"<p>hola</p>" * 50 for n in range(500)}
    assert len(list(compressed_files(many, {}))) == 500
    assert len(compressed) == 1


def test_what_an_earlier_release_has_is_not_compressed_again(
    tmp_path: Path, compressed: list[bytes]
) -> None:
    store = Store(tmp_path)
    store.add(release("1.0.0", FILES))
    compressed.clear()
    store.add(release("1.0.1", {**FILES, "faq/default/fr.html": b"<p>bonjour</p>"}))
    assert compressed == [b"<p>bonjour</p>"]
    assert entries(store, "1.0.1")["embed.js"] == entries(store, "1.0.0")["embed.js"]
    assert store.verify() == []


@pytest.mark.parametrize("damage", [b"", b"not compressed", brotli.compress(b"another content")])
def test_a_precompressed_file_that_does_not_hold_the_content_is_made_anew(
    tmp_path: Path, compressed: list[bytes], damage: bytes
) -> None:
    store = Store(tmp_path)
    store.add(release("1.0.0", FILES))
    encoded = tmp_path / "1.0.0" / "embed.js.br"
    good = encoded.read_bytes()
    encoded.write_bytes(damage)
    compressed.clear()
    store.add(release("1.0.1", FILES))
    assert compressed == [SCRIPT]
    assert (tmp_path / "1.0.1" / "embed.js.br").read_bytes() == good


def test_a_precompressed_file_that_is_missing_is_made_anew(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.add(release("1.0.0", FILES))
    (tmp_path / "1.0.0" / "embed.js.gz").unlink()
    store.add(release("1.0.1", FILES))
    assert gzip.decompress((tmp_path / "1.0.1" / "embed.js.gz").read_bytes()) == SCRIPT


def test_one_changed_byte_is_another_content(tmp_path: Path, compressed: list[bytes]) -> None:
    store = Store(tmp_path)
    store.add(release("1.0.0", FILES))
    compressed.clear()
    changed = SCRIPT[:-1] + b" "
    store.add(release("1.0.1", {**FILES, "embed.js": changed}))
    assert compressed == [changed]
    assert brotli.decompress((tmp_path / "1.0.1" / "embed.js.br").read_bytes()) == changed


@pytest.mark.slow
def test_a_release_of_a_thousand_frames_takes_less_than_300_megabytes(tmp_path: Path) -> None:
    make_deployment(tmp_path, *SHAPES[1000])
    allowed = ("--allow-unchecked", "--allow-unreviewed")
    assert cost("release", "1.0.0", *allowed, "--deployment", tmp_path).megabytes < 300
    assert len(entries(Store(tmp_path / "store"), "1.0.0")) > 1000


def test_progress_is_seen_while_a_release_is_compressed() -> None:
    asked: list[str] = []

    class Files(dict[str, bytes]):
        def items(self) -> Iterator[tuple[str, bytes]]:  # type: ignore[override]
            for path in self:
                asked.append(path)
                yield path, path.encode()

    many = Files({str(n): b"" for n in range(1000)})
    for n, _ in enumerate(compressed_files(many, {})):
        assert len(asked) - n <= 64


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_damaged_precompressed_file_holds_nothing(encoding: str) -> None:
    encoded = precompressed(SCRIPT)[encoding]
    assert decompressed(encoding, encoded) == SCRIPT
    for damaged in (encoded[:-1], b"x" + encoded[1:]):
        assert decompressed(encoding, damaged) is None
