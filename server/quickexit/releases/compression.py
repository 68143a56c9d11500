"""Contents in their encodings, and their hashes; what the store has compressed is taken from there.

Brotli 11 takes about 28 ms for a frame and is nearly all the time of a release. It lets other
threads run meanwhile. Quality 10 takes 11 ms and gives visitors 3 % more to load. The frames of one
language share all but their style; to compress what they share once, each would grow by 1 %, and
only themes whose styles are of one length could take part.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import brotli

from quickexit.atomic_files import read_file
from quickexit.releases.ledger import FileEntry, Ledger, integrity

# One file in its encodings: `identity`, and `br` and `gzip` where they are whole.
Content = Mapping[str, bytes]
# So many files are compressed before the next are begun: their progress is shown.
_BATCH = 64


class Encoding(NamedTuple):
    """A content encoding: how the names of precompressed files end, and its two functions."""

    ending: str
    compress: Callable[[bytes], bytes]
    decompress: Callable[[bytes], bytes]


# Precompressed files are not part of a release's identity: gzip's bytes differ between builds of
# zlib. With a time of zero nothing depends on the clock.
ENCODINGS: Mapping[str, Encoding] = {
    "br": Encoding(".br", partial(brotli.compress, quality=11), brotli.decompress),
    "gzip": Encoding(".gz", partial(gzip.compress, compresslevel=9, mtime=0), gzip.decompress),
}


def precompressed(data: bytes) -> Content:
    """Return `data` in every encoding, as small as it gets."""
    encoded = {name: encoding.compress(data) for name, encoding in ENCODINGS.items()}
    return {"identity": data, **encoded}


def compressed(data: bytes) -> Content:
    """Return `data` in every encoding, for what no release holds (ledger and pages for people)."""
    return {
        "br": brotli.compress(data, quality=9),
        "gzip": gzip.compress(data, mtime=0),
        "identity": data,
    }


def decompressed(encoding: str, data: bytes) -> bytes | None:
    """Return what a precompressed file holds, or None where it is damaged."""
    try:
        return ENCODINGS[encoding].decompress(data)
    except (brotli.error, OSError, EOFError, zlib.error):
        return None


def whole_encodings(file: Path, data: bytes) -> dict[str, bytes]:
    """Return, by encoding, the precompressed files beside `file` that hold `data`."""
    found = {}
    for name, encoding in ENCODINGS.items():
        with suppress(OSError):
            encoded = read_file(file.with_name(file.name + encoding.ending))
            if decompressed(name, encoded) == data:
                found[name] = encoded
    return found


def file_entry(content: Content) -> FileEntry:
    """Return what the ledger says about one file."""
    return {
        "integrity": integrity(content["identity"]),
        "bytes": len(content["identity"]),
        "gzip": len(content["gzip"]),
        "brotli": len(content["br"]),
        "precompressed": {name: integrity(content[name]) for name in ENCODINGS},
    }


def released_files(directory: Path, ledger: Ledger) -> dict[str, Path]:
    """Return the files of the releases in a store, by the integrity of their content."""
    return {
        entry["integrity"]: directory / version / path
        for version, release in ledger["releases"].items()
        for path, entry in release["files"].items()
    }


def _every_encoding(data: bytes, released: Mapping[str, Path]) -> Content:
    """Return `data` with the precompressed files of a release, or anew where one is damaged."""
    file = released.get(integrity(data))
    encoded = whole_encodings(file, data) if file else {}
    return {"identity": data, **encoded} if len(encoded) == len(ENCODINGS) else precompressed(data)


def compressed_files(
    files: Mapping[str, bytes], released: Mapping[str, Path]
) -> Iterator[tuple[str, Content]]:
    """Give each file in its encodings, in the order of `files`, compressed on all cores."""
    contents: dict[bytes, Content] = {}
    remaining = iter(files.items())
    with ThreadPoolExecutor() as pool:
        while batch := list(islice(remaining, _BATCH)):
            new = list({data: None for _, data in batch if data not in contents})
            encoded = pool.map(lambda data: _every_encoding(data, released), new)
            contents.update(zip(new, encoded, strict=True))
            yield from ((path, contents[data]) for path, data in batch)


def encoded_files(
    files: Mapping[str, bytes], released: Mapping[str, Path], entries: dict[str, FileEntry]
) -> Iterator[tuple[str, bytes]]:
    """Yield each path and its bytes in every encoding; put what the ledger says into `entries`."""
    for path, content in compressed_files(files, released):
        entries[path] = file_entry(content)
        yield path, content["identity"]
        for name, encoding in ENCODINGS.items():
            yield path + encoding.ending, content[name]
