"""Compress the files of a release: each distinct content once, and none that the store has already.

Brotli 11 takes about 28 ms for a frame and is nearly all the time of a release. It lets other
threads run meanwhile. Quality 10 takes 11 ms and gives visitors 3 % more to load. The frames of one
language share all but their style; to compress what they share once, each would grow by 1 %, and
only themes whose styles are of one length could take part.
"""

from __future__ import annotations

import gzip
import zlib
from collections import OrderedDict, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import brotli

from quickexit.atomic_files import read_file
from quickexit.releases.ledger import FileEntry, Ledger
from quickexit.releases.release import TWINS, file_entry, integrity, make_twins

_UNPACK: Mapping[str, Callable[[bytes], bytes]] = {
    ".br": brotli.decompress,
    ".gz": gzip.decompress,
}
# So many contents are in memory at once, however many a release has. The files of a language and
# its regional tags, which are the same bytes, stand nearer together than this.
_WINDOW = 64


# One file in its encodings: `identity`, and `br` and `gzip` where there are whole twins.
Content = Mapping[str, bytes]


class Twins(NamedTuple):
    """The compressed twins of one content by their endings, and what the ledger says of it."""

    by_ending: Mapping[str, bytes]
    entry: FileEntry


class Earlier:
    """Where the files of earlier releases are, by the integrity of their content."""

    def __init__(self, directory: Path, ledger: Ledger) -> None:
        self._files = {
            about["integrity"]: directory / version / path
            for version, entry in ledger["releases"].items()
            for path, about in entry["files"].items()
        }

    def twins(self, data: bytes) -> Mapping[str, bytes] | None:
        """Return twins that hold `data`, to the byte; None where there are none, or damaged."""
        file = self._files.get(integrity(data))
        if file is None:
            return None
        found = {}
        for ending in TWINS:
            try:
                found[ending] = read_file(file.with_name(file.name + ending))
            except OSError:
                return None
            if unpacked(ending, found[ending]) != data:
                return None
        return found


def unpacked(ending: str, twin: bytes) -> bytes | None:
    """Return what a twin (`.br`, `.gz`) holds, or None where it is damaged."""
    try:
        return _UNPACK[ending](twin)
    except (brotli.error, OSError, EOFError, zlib.error):
        return None


def compressed_files(
    files: Mapping[str, bytes], earlier: Earlier
) -> Iterator[tuple[str, bytes, Twins]]:
    """Give each file with its twins, in the order of `files`, compressed on all cores."""
    recent: OrderedDict[bytes, Future[Twins]] = OrderedDict()
    waiting: deque[tuple[str, bytes, Future[Twins]]] = deque()
    with ThreadPoolExecutor() as pool:
        try:
            for path, data in files.items():
                future = recent.pop(data, None) or pool.submit(_twins, data, earlier)
                recent[data] = future
                waiting.append((path, data, future))
                if len(waiting) > _WINDOW:
                    yield _done(*waiting.popleft())
                if len(recent) > _WINDOW:
                    recent.popitem(last=False)
            while waiting:
                yield _done(*waiting.popleft())
        finally:
            pool.shutdown(cancel_futures=True)


def _twins(data: bytes, earlier: Earlier) -> Twins:
    by_ending = earlier.twins(data) or make_twins(data)
    return Twins(by_ending, file_entry(data, by_ending))


def _done(path: str, data: bytes, future: Future[Twins]) -> tuple[str, bytes, Twins]:
    return path, data, future.result()


def compressed(data: bytes) -> Content:
    """Return `data` with its twins, for what no release holds (ledger and pages for people)."""
    return {
        "br": brotli.compress(data, quality=9),
        "gzip": gzip.compress(data, mtime=0),
        "identity": data,
    }
