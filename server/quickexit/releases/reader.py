"""Reading a store: its ledger, and the files of its releases, checked before they are served.

Files are checked against the ledger's integrity, and precompressed ones against their content.
Most files are the same from release to release: each content is read, and takes memory, once. So a
damaged file is served whole where an earlier release holds the same; `verify` finds it.
"""

from collections.abc import Iterator
from pathlib import Path

from quickexit.atomic_files import read_file
from quickexit.errors import QuickExitError
from quickexit.releases.compression import ENCODINGS, Content, whole_encodings
from quickexit.releases.ledger import LEDGER_FILE, Ledger, ReleaseEntry, integrity, parse_ledger

# Contents that were read and found whole, by their integrity.
ContentCache = dict[str, Content]


class NoStoreError(QuickExitError):
    """There is no store in a folder, or nothing was released into it yet."""

    def __init__(self, place: Path) -> None:
        hint = "make a release with: quickexit release X.Y.Z, or name another --store"
        super().__init__("there is no store here", where=str(place), hint=hint)


def unreadable(path: Path, error: OSError) -> QuickExitError:
    """Return the error for a ledger, or a store's folder, that the system does not let be read."""
    return QuickExitError(
        f"the store cannot be read ({error.strerror or error})",
        where=str(error.filename or path),
        hint="check that you may read it, and that its ledger is a file",
    )


def read_ledger(directory: Path) -> tuple[bytes, Ledger]:
    """Return the ledger of a store as bytes and as data, from one reading.

    Raises `NoStoreError` where it is missing, and `QuickExitError` where it is unreadable or
    damaged.
    """
    file = directory / LEDGER_FILE
    try:
        data = read_file(file)
    except (FileNotFoundError, NotADirectoryError):
        if file.is_symlink():
            hint = "restore the ledger, or its last backup"
            raise QuickExitError(
                "this link points to no file", where=str(file), hint=hint
            ) from None
        raise NoStoreError(file) from None
    except OSError as error:
        raise unreadable(file, error) from error
    return data, parse_ledger(data, file)


def _read_content(file: Path, published: str) -> Content | QuickExitError:
    """Return one file of a release with its precompressed files, or why it cannot be served.

    A precompressed file that is missing or does not hold the same content is left out: the visitor
    then gets more bytes, but the right ones.
    """
    try:
        identity = read_file(file)
    except OSError as error:
        return QuickExitError(f"cannot be read ({error.strerror})", where=str(file))
    if integrity(identity) != published:
        return QuickExitError("these are not the published bytes", where=str(file))
    return {"identity": identity, **whole_encodings(file, identity)}


def read_release(
    directory: Path, version: str, entry: ReleaseEntry, contents: ContentCache
) -> Iterator[tuple[str, Content | QuickExitError]]:
    """Give path and content of every file of a release, or why it cannot be served.

    `entry` is the release's part of the ledger; what was read is remembered in `contents`.
    """
    for path, about in entry["files"].items():
        published = about["integrity"]
        content = contents.get(published) or _read_content(directory / version / path, published)
        # What lacks an encoding may be whole in another release.
        if not isinstance(content, QuickExitError) and ENCODINGS.keys() <= content.keys():
            contents[published] = content
        yield path, content
