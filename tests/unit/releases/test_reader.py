"""What was read of a store, and how much memory it takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from quickexit.releases.reader import ContentCache, read_ledger, read_release
from quickexit.releases.release import Release
from quickexit.releases.store import Store

SCRIPT = b"leave();" * 50


def read_all(directory: Path) -> dict[str, Any]:
    """Return what each release has as its script, read together as the server does."""
    contents, scripts = ContentCache(), {}
    _, ledger = read_ledger(directory)
    for version, entry in ledger["releases"].items():
        ((_, scripts[version]),) = read_release(directory, version, entry, contents)
    return scripts


def release(directory: Path, *versions: str) -> None:
    for version in versions:
        Store(directory).add(Release(version, "2026-11-24", 1, {"embed.js": SCRIPT}))


def test_a_file_that_did_not_change_from_release_to_release_is_in_memory_once(
    tmp_path: Path,
) -> None:
    release(tmp_path, "1.0.0", "1.0.1")
    scripts = read_all(tmp_path)
    assert scripts["1.0.0"]["identity"] == SCRIPT
    assert scripts["1.0.0"] is scripts["1.0.1"]


def test_a_precompressed_file_that_one_release_lacks_is_served_from_the_other(
    tmp_path: Path,
) -> None:
    release(tmp_path, "1.0.0", "1.0.1")
    (tmp_path / "1.0.0" / "embed.js.br").unlink()
    scripts = read_all(tmp_path)
    assert scripts["1.0.0"].keys() == {"identity", "gzip"}
    assert scripts["1.0.1"].keys() == {"identity", "gzip", "br"}


def test_the_same_content_damaged_in_one_release_is_found_there(tmp_path: Path) -> None:
    release(tmp_path, "1.0.0", "1.0.1")
    (tmp_path / "1.0.1" / "embed.js").write_bytes(b"damaged")
    scripts = read_all(tmp_path)
    assert scripts["1.0.0"]["identity"] == SCRIPT
    assert "these are not the published bytes" in str(scripts["1.0.1"])
