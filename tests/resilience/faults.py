"""Run the installed command, and let something happen right before its n-th change to the disk.

    python faults.py KIND NUMBER FOLDER COMMAND ARGUMENTS…

Counted are, below FOLDER: opening a file for writing, the middle of writing to it, flushing, making
a folder, renaming and removing. KIND is `kill` (SIGKILL), `full` (from then on the disk takes
nothing more), or `count` (nothing happens; the number of changes is the last line of the output).
"""

from __future__ import annotations

import errno
import io
import os
import runpy
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

MOVES = {"os.rename", "os.remove", "os.rmdir"}
TAKES_ROOM = {"open", "os.mkdir", "write", "fsync"}


class Faults:
    """Counts changes, and acts at the chosen one."""

    def __init__(self, kind: str, number: int, folder: str) -> None:
        self.kind, self.number, self.folder = kind, number, folder
        self.seen = 0
        self._lock = threading.Lock()

    def __call__(self, event: str) -> None:
        """Count a change, and act if it is the chosen one, or the disk is full since then."""
        with self._lock:
            self.seen += 1
            if self.kind == "kill" and self.seen == self.number:
                os.kill(os.getpid(), signal.SIGKILL)
            full = self.kind == "full" and self.seen >= self.number
        if full and event in TAKES_ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        """Take an audit event; Python raises it before the system call."""
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE
        changes = writes or event in MOVES or event == "os.mkdir"
        if changes and self.folder in str(arguments[0]):
            self(event)

    def watch(self) -> None:
        """Put this in front of the file system, for the rest of the process."""
        sys.addaudithook(self.hear)
        flush, opened = os.fsync, io.open

        def fsync(descriptor: int) -> None:
            self("fsync")
            flush(descriptor)

        def open_halving(file: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if mode == "xb" and self.folder in str(file):
                return Halving(io.FileIO(file, mode), lambda: self("write"))
            return opened(file, mode, *rest, **named)

        os.fsync = fsync  # type: ignore[assignment]
        io.open = open_halving


class Halving(io.BufferedWriter):
    """A file that stops in the middle of each write, when half of it is with the system."""

    def __init__(self, raw: io.FileIO, in_the_middle: Callable[[], None]) -> None:
        super().__init__(raw)
        self._in_the_middle = in_the_middle

    def write(self, data: Any) -> int:
        """Write all of it, in two halves."""
        half = len(data) // 2
        super().write(data[:half])
        self.flush()
        self._in_the_middle()
        return half + super().write(data[half:])


def main(kind: str, number: str, folder: str, command: str, *arguments: str) -> None:
    """Run the command in this process, as its own script does."""
    faults = Faults(kind, int(number), folder)
    faults.watch()
    sys.argv = [command, *arguments]
    try:
        runpy.run_path(command, run_name="__main__")
    finally:
        if kind == "count":
            sys.stdout.write(f"{faults.seen}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
