"""`quickexit serve`, the installed command, as a process of its own."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.http_client import ask, wait_until_healthy
from tests.support.served_store import Reply
from tests.support.site import COMMAND
from tests.support.waiting import PATIENCE_SECONDS, eventually
from tests.support.web import free_port


@dataclass
class ServedCommand:
    """The installed command at work; it is stopped at the end of a `with`.

    It serves `store`, or the one of `deployment`; port 0 takes a free one.
    `command` is the program with what stands before the name of the command.
    """

    store: Path | None = None
    workers: int = 1
    wait: bool = True
    deployment: Path | None = None
    port: int = 0
    host: str = "127.0.0.1"
    options: tuple[str, ...] = ()
    command: Sequence[str | Path] = (COMMAND,)

    def __enter__(self) -> Self:
        self.port = self.port or free_port()
        words: list[object] = ["--host", self.host, "--port", self.port, "--workers", self.workers]
        words += ["--store", self.store] if self.store else []
        words += ["--deployment", self.deployment] if self.deployment else []
        words += self.options
        self.process = subprocess.Popen(
            [*self.command, "serve", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if self.wait:
            wait_until_healthy(self.address)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.end()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Ask on a connection of its own."""
        return ask(self.port, path, method, **headers)

    def end(self, number: signal.Signals = signal.SIGTERM) -> str:
        """End it by a signal and return all that it printed but its own address."""
        self.process.send_signal(number)
        return self.printed()

    def printed(self) -> str:
        """Wait for the end and return all that was printed but the server's own address."""
        said, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return said.replace(f"{self.address}/\n", "", 1)

    def child_ids(self) -> list[int]:
        """Return the processes that the command has started."""
        return _children(self.process.pid)

    def worker_ids(self) -> list[int]:
        """Return the processes that take requests: those that listen on the port."""
        sockets = _listening_sockets(self.port)
        return [child for child in self.child_ids() if _open_files(child) & sockets]

    def studio_ids(self) -> list[int]:
        """Return the processes of the studio, which the workers have started."""
        children = [child for worker in self.child_ids() for child in _children(worker)]
        return [child for child in children if b"quickexit.web.studio" in _command_of(child)]

    def workers_that_listen(self, count: int) -> list[int]:
        """Return the workers once there are that many."""

        def found() -> list[int]:
            ids = self.worker_ids()
            return ids if len(ids) == count else []

        return eventually(found, f"there are {count} workers")


def _command_of(process: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes()
    return b""


def _children(process: int) -> list[int]:
    """Return the processes that any thread of a process has started."""
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for one in lists for child in one.read_text().split()]


def _listening_sockets(port: int) -> set[str]:
    """Return the sockets that listen on a port, as their names below /proc/<process>/fd."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    # Address, state (0A: listening) and inode; Linux, Documentation/networking/proc_net_tcp.rst.
    return {
        f"socket:[{row[9]}]" for row in rows if row[1].endswith(f":{port:04X}") and row[3] == "0A"
    }


def _open_files(process: int) -> set[str]:
    found = set()
    # A process that ends takes its files away while they are listed.
    with suppress(OSError):
        for file in Path(f"/proc/{process}/fd").iterdir():
            with suppress(OSError):
                found.add(str(file.readlink()))
    return found
