"""Reading a store again: what is damaged, missing or foreign, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from quickexit.atomic_files import paths_below, read_file
from quickexit.releases.compression import unpacked
from quickexit.releases.ledger import FileEntry, Ledger
from quickexit.releases.release import TWINS, integrity
from quickexit.releases.signing import is_signed

_CURE = "put it back from a backup"
_LEDGER_CURE = "put the ledger's last backup in its place"


def store_problems(directory: Path, ledger: Ledger, present: Iterable[str]) -> list[str]:
    """Return a sentence for each thing that is wrong in a store.

    `present` are the names that stand in its folder, without those the store keeps for itself.
    """
    foreign = sorted(set(present) - set(ledger["releases"]))
    problems = [
        f"{directory / name}: this is not listed in the ledger; move it out of the store."
        for name in foreign
    ]
    for version, entry in ledger["releases"].items():
        problems += _release_problems(directory / version, entry["files"])
    return problems


def _release_problems(folder: Path, files: Mapping[str, FileEntry]) -> list[str]:
    wanted = {path + ending for path in files for ending in ("", *TWINS)}
    present = paths_below(folder)
    missing = [f"{folder / path}: this file is missing; {_CURE}." for path in wanted - present]
    foreign = [
        f"{folder / path}: this file does not belong to the release; remove it."
        for path in present - wanted
    ]
    damaged = [
        problem
        for path in sorted(files.keys() & present)
        for problem in _file_problems(folder / path, files[path])
    ]
    return sorted(missing) + sorted(foreign) + damaged


def _file_problems(file: Path, about: FileEntry) -> list[str]:
    try:
        data = read_file(file)
        if integrity(data) != about["integrity"]:
            return [f"{file}: these are not the published bytes; {_CURE}."]
        if (signature := about.get("signature")) and not is_signed(data, signature):
            return [f"{file}: the ledger's signature is not one of this file; {_LEDGER_CURE}."]
        return [
            f"{twin}: it does not hold what {file.name} holds; {_CURE}."
            for ending in TWINS
            if _is_there(twin := file.with_name(file.name + ending))
            and not _is_twin(ending, read_file(twin), data, about)
        ]
    except OSError as error:
        place = error.filename or file
        return [f"{place}: cannot be read ({error.strerror or error}); {_CURE}."]


def _is_there(file: Path) -> bool:
    # A missing one is told elsewhere; a link that leads nowhere is there, and cannot be read.
    return file.is_symlink() or file.exists()


def _is_twin(ending: str, compressed: bytes, data: bytes, about: FileEntry) -> bool:
    """Tell whether a compressed twin is what was written.

    A ledger without the twin's hash leaves only its content to compare: it cannot be made anew,
    since gzip's bytes differ between builds of zlib.
    """
    published = about.get("twins", {}).get(ending)
    if published is not None:
        return integrity(compressed) == published
    return unpacked(ending, compressed) == data
