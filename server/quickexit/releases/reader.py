"""Read a store: its ledger, and the files of its releases, checked before they are served.

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
from quickexit.releases.versions import check_channel

# Contents that were read and found whole, by their integrity.
ContentCache = dict[str, Content]


def read_ledger(directory: Path) -> tuple[bytes, Ledger]:
    """Return the ledger of a store as bytes and as data, from one reading.

    Raises `QuickExitError` where it is missing, unreadable or damaged.
    """
    file = directory / LEDGER_FILE
    try:
        raw = read_file(file)
    except FileNotFoundError:
        raise QuickExitError(
            "there is no store here",
            where=str(file),
            hint="make a release with: quickexit release X.Y.Z, or name another --store",
        ) from None
    except OSError as error:
        raise QuickExitError(f"cannot be read ({error.strerror})", where=str(file)) from error
    ledger = parse_ledger(raw, file)
    for channel in ledger["channels"]:
        check_channel(channel)
    return raw, ledger


def _read_content(file: Path, published: str) -> Content:
    """Read one file of a release with its precompressed files.

    One that is missing or does not hold the same content is left out: the visitor then gets more
    bytes, but the right ones. Raises `QuickExitError` where the content is missing or damaged.
    """
    try:
        identity = file.read_bytes()
    except OSError as error:
        raise QuickExitError(f"cannot be read ({error.strerror})", where=str(file)) from error
    if integrity(identity) != published:
        raise QuickExitError("these are not the published bytes", where=str(file))
    return {"identity": identity, **whole_encodings(file, identity)}


def read_release(
    directory: Path, version: str, entry: ReleaseEntry, contents: ContentCache
) -> Iterator[tuple[str, Content | QuickExitError]]:
    """Give path and content of every file of a release, or why it cannot be served.

    `entry` is the release's part of the ledger; what was read is remembered in `contents`.
    """
    for path, about in entry["files"].items():
        published = about["integrity"]
        content = contents.get(published)
        if content is None:
            try:
                content = _read_content(directory / version / path, published)
            except QuickExitError as error:
                yield path, error
                continue
            # What lacks an encoding may be whole in another release.
            if ENCODINGS.keys() <= content.keys():
                contents[published] = content
        yield path, content
