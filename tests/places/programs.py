"""Programs that a test of a place starts, and ends again."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

_SYSTEM_FOLDERS = "/usr/sbin:/sbin"
_END_SECONDS = 30


def program(name: str) -> str:
    """Return the path of a program; a missing one fails the test, it never skips it."""
    found = shutil.which(name) or shutil.which(name, path=_SYSTEM_FOLDERS)
    if not found:
        pytest.fail(f"{name} is not installed: run .ci/setup-places, which installs it")
    return found


def installed_folder(path: str) -> Path:
    """Return a folder of a Debian package; a missing one fails the test."""
    folder = Path(path)
    if not folder.is_dir():
        pytest.fail(f"{path} is not there: run .ci/setup-places, which installs it")
    return folder


def run(*words: str, **environment: str) -> str:
    """Run a program to its end and return what it printed; fail with what it said otherwise."""
    done = subprocess.run(
        words, capture_output=True, text=True, timeout=240, env={**os.environ, **environment}
    )
    assert done.returncode == 0, f"{words[0]}: {done.stderr}{done.stdout}"
    return done.stdout


def listens(port: int) -> bool:
    """Say whether somebody listens on that port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Program:
    """A program and all that it starts: it runs in a session of its own, and ends with the block.

    `log` takes what it prints, for a failure's message; `ending` is the signal that it ends by.
    """

    def __init__(
        self,
        words: list[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        ending: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._words = words
        self._log = log
        self._environment = environment or {}
        self._ending = ending

    def __enter__(self) -> Self:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._words,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self._environment},
                start_new_session=True,
            )
        return self

    def runs(self) -> bool:
        """Return True; fail with what the program said, where it has ended by itself."""
        status = self._process.poll()
        said = self._log.read_text("utf-8", "replace")[-2000:]
        assert status is None, f"{self._words[0]} ended with status {status}: {said}"
        return True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._signal(self._ending)
        try:
            self._process.wait(timeout=_END_SECONDS)
        finally:
            self._signal(signal.SIGKILL)
            self._process.wait(timeout=_END_SECONDS)

    def _signal(self, number: signal.Signals) -> None:
        """Send a signal to the whole group: PHP's server has workers."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
