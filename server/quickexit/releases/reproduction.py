"""Is a published release what this source gives? Its identity bytes against a ledger's hashes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from quickexit.errors import QuickExitError
from quickexit.releases.download import fetch, is_address
from quickexit.releases.ledger import ReleaseEntry, parse_ledger
from quickexit.releases.release import integrity


def read_published(where: str, version: str) -> ReleaseEntry:
    """Return what the ledger `where`, a file or an http(s) address, says about a release.

    Raises `QuickExitError` where it cannot be read, is damaged, or does not list that version.
    """
    ledger = parse_ledger(_read(where), Path(where))
    if version not in ledger["releases"]:
        raise QuickExitError(f"{version} is not listed", where=where, hint="name another version")
    return ledger["releases"][version]


def differences(files: Mapping[str, bytes], entry: ReleaseEntry) -> list[str]:
    """Return a half sentence for each file in which `files` are not what was published, sorted."""
    published = {path: about["integrity"] for path, about in entry["files"].items()}
    rebuilt = {path: integrity(data) for path, data in files.items()}
    lost = dict.fromkeys(published.keys() - rebuilt.keys(), "is not made by this source")
    added = dict.fromkeys(rebuilt.keys() - published.keys(), "was not published")
    changed = {
        path: "differs"
        for path in rebuilt.keys() & published.keys()
        if rebuilt[path] != published[path]
    }
    return [f"{path} {state}" for path, state in sorted({**lost, **added, **changed}.items())]


def _read(where: str) -> bytes:
    if is_address(where):
        return fetch(where).body
    try:
        return Path(where).read_bytes()
    except OSError as error:
        raise QuickExitError(f"cannot be read ({error.strerror})", where=where) from error
