"""What was read of a store, and how much memory it takes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from quickexit.deployment.settings import Settings
from quickexit.releases.reader import ContentCache, read_ledger, read_release
from quickexit.releases.release import Release
from quickexit.releases.store import Store
from quickexit.web.routes import load_routes

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


def test_a_damaged_file_is_served_whole_where_an_earlier_release_holds_the_same(
    tmp_path: Path,
) -> None:
    release(tmp_path, "1.0.0", "1.0.1")
    (tmp_path / "1.0.1" / "embed.js").write_bytes(b"damaged")
    assert read_all(tmp_path)["1.0.1"]["identity"] == SCRIPT
    assert "1.0.1/embed.js: these are not the published bytes" in Store(tmp_path).verify()[0]


def test_a_damaged_file_that_nothing_else_holds_is_named(tmp_path: Path) -> None:
    release(tmp_path, "1.0.0")
    (tmp_path / "1.0.0" / "embed.js").write_bytes(b"damaged")
    assert "these are not the published bytes" in str(read_all(tmp_path)["1.0.0"])


def test_a_pipe_in_the_place_of_a_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    release(tmp_path, "1.0.0")
    (tmp_path / "1.0.0" / "embed.js").unlink()
    os.mkfifo(tmp_path / "1.0.0" / "embed.js")
    assert "embed.js: cannot be read (it is not a file)" in str(read_all(tmp_path)["1.0.0"])


def test_of_many_releases_with_the_same_files_every_response_is_in_memory_once(
    tmp_path: Path,
) -> None:
    release(tmp_path, *(f"1.0.{number}" for number in range(9)))
    resources = load_routes(tmp_path, Settings(), ContentCache()).resources
    assert len({id(resources[f"/1.0.{number}/embed.js"]) for number in range(9)}) == 1
    assert resources["/v1/embed.js"] is not resources["/1.0.8/embed.js"], "it is kept for minutes"
