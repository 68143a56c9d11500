"""Reading a store again: what is damaged, missing or foreign, in one sentence each."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from quickexit.atomic_files import paths_below, read_file
from quickexit.releases.compression import ENCODINGS, decompressed
from quickexit.releases.ledger import FileEntry, Ledger, integrity
from quickexit.releases.signing import is_signed

_HINT = "put it back from a backup"
_LEDGER_HINT = "restore the ledger's last backup"


def store_problems(directory: Path, ledger: Ledger, present: Iterable[str]) -> list[str]:
    """Return a sentence for each thing that is wrong in a store.

    `present` are the names that stand in its folder, without those the store keeps for itself.
    """
    problems = [
        f"{directory / name}: this is not listed in the ledger; move it out of the store."
        for name in sorted(set(present) - ledger["releases"].keys())
    ]
    for version, entry in ledger["releases"].items():
        problems += _release_problems(directory / version, entry["files"])
    return problems


def _release_problems(folder: Path, files: Mapping[str, FileEntry]) -> list[str]:
    endings = ("", *(encoding.ending for encoding in ENCODINGS.values()))
    wanted = {path + ending for path in files for ending in endings}
    present = paths_below(folder)
    # Where case does not count, names may be listed in lower case (NTFS with `ignore_case`).
    respelled = {path for path in wanted - present if _is_there(folder / path)}
    listed = {path.lower(): path for path in respelled}
    present = {listed.get(path.lower(), path) for path in present}
    missing = [f"{folder / path}: this file is missing; {_HINT}." for path in wanted - present]
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
            return [f"{file}: these are not the published bytes; {_HINT}."]
        if (signature := about.get("signature")) and not is_signed(data, signature):
            return [f"{file}: the ledger's signature is not one of this file; {_LEDGER_HINT}."]
        return [
            f"{encoded}: it does not hold what {file.name} holds; {_HINT}."
            for name, encoding in ENCODINGS.items()
            if _is_there(encoded := file.with_name(file.name + encoding.ending))
            and not _is_published(name, read_file(encoded), data, about)
        ]
    except OSError as error:
        place = error.filename or file
        return [f"{place}: cannot be read ({error.strerror or error}); {_HINT}."]


def _is_there(file: Path) -> bool:
    # A missing file has a sentence of its own. A link that leads nowhere is there, and unreadable.
    return file.is_symlink() or file.exists()


def _is_published(encoding: str, encoded: bytes, data: bytes, about: FileEntry) -> bool:
    """Tell whether a precompressed file is what was written.

    A ledger without its hash leaves only its content to compare: it cannot be made anew, since
    gzip's bytes differ between builds of zlib.
    """
    published = about.get("precompressed", {}).get(encoding)
    if published is not None:
        return integrity(encoded) == published
    return decompressed(encoding, encoded) == data
