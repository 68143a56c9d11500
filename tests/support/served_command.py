"""`quickexit serve` as a process of its own, and a client that speaks raw HTTP to it."""

from __future__ import annotations

import socket
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.support.served_store import Reply
from tests.support.site import COMMAND
from tests.support.web import free_port

from quickexit.serving import wait_until_healthy

# For events that come at once on an idle machine: a busy one is no failure.
PATIENCE = 30.0


class LostError(Exception):
    """The server hung up before an answer was whole; `received` is what had come."""

    def __init__(self, received: bytes) -> None:
        super().__init__(f"the answer ends after {received[:200]!r}")
        self.received = received


class Client:
    """One connection that is kept alive; `send` and `receive` may be called apart."""

    def __init__(self, port: int, *, receive_buffer: int = 0) -> None:
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE)
        if receive_buffer:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self._unread = bytearray()
        try:
            self._socket.connect(("127.0.0.1", port))
        except OSError:
            self._socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send bytes, which need not be HTTP; what the server refuses to read is dropped."""
        with suppress(ConnectionError):
            self._socket.sendall(data)

    def wait_for_first_byte(self) -> None:
        """Return once an answer has begun to arrive."""
        assert self._socket.recv(1, socket.MSG_PEEK)

    def read_quickly(self) -> None:
        """Take back a small `receive_buffer`."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)

    def receive(self, method: str = "GET") -> Reply:
        """Read one whole answer; raises `LostError` where the server hangs up before its end."""
        first, *lines = self._head().decode("latin-1").split("\r\n")
        pairs = [line.split(": ", 1) for line in lines]
        names = [name.lower() for name, _ in pairs]
        assert len(names) == len(set(names)), f"a header was sent twice: {names}"
        headers = {name.lower(): value for name, value in pairs}
        status = int(first.split()[1])
        bodiless = method == "HEAD" or status in (204, 304)
        length = 0 if bodiless else int(headers["content-length"])
        while len(self._unread) < length:
            self._read_more()
        return Reply(status, headers, self._take(length))

    def ask(self, path: str, method: str = "GET", **headers: str) -> Reply:
        """Send one request and return its answer."""
        self.send(request(path, method, **headers))
        return self.receive(method)

    def _head(self) -> bytes:
        while (end := self._unread.find(b"\r\n\r\n")) < 0:
            self._read_more()
        return self._take(end + 4)[:-4]

    def _take(self, length: int) -> bytes:
        taken = bytes(self._unread[:length])
        del self._unread[:length]
        return taken

    def _read_more(self) -> None:
        try:
            more = self._socket.recv(65536)
        except ConnectionError:
            more = b""
        if not more:
            raise LostError(bytes(self._unread))
        self._unread += more


def request(path: str, method: str = "GET", **headers: str) -> bytes:
    """Return a request as bytes; `accept_encoding=…` becomes Accept-Encoding."""
    lines = [f"{method} {path} HTTP/1.1", "Host: widget.example"]
    lines += [f"{name.replace('_', '-').title()}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass
class ServedCommand:
    """The installed command at work on a store; it is stopped at the end of a `with`."""

    store: Path
    workers: int = 1
    wait: bool = True

    def __enter__(self) -> Self:
        self.port = free_port()
        words = ("--store", self.store, "--port", self.port, "--workers", self.workers)
        self.process = subprocess.Popen(
            [COMMAND, "serve", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if self.wait:
            wait_until_healthy(self.address, PATIENCE)
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
        with Client(self.port) as client:
            return client.ask(path, method, **headers)

    def end(self) -> str:
        """End it by SIGTERM and return all that it printed but its own address."""
        self.process.terminate()
        return self.printed()

    def printed(self) -> str:
        """Wait for the end and return all that was printed but the server's own address."""
        said, _ = self.process.communicate(timeout=PATIENCE)
        return said.replace(f"{self.address}/\n", "", 1)

    def worker_ids(self) -> list[int]:
        """Return the processes that take requests: those that listen on the port."""
        main = self.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        sockets = _listening_sockets(self.port)
        return [int(child) for child in children if _open_files(int(child)) & sockets]

    def workers_that_listen(self, count: int) -> list[int]:
        """Return the workers once there are that many."""
        for _ in range(20_000):
            if len(found := self.worker_ids()) == count:
                return found
        raise AssertionError(f"there are never {count} workers")


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


SECURITY_HEADERS: Mapping[str, str] = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def lacks(reply: Reply) -> list[str]:
    """Return the headers of protection that an answer should carry and does not."""
    wanted = {**SECURITY_HEADERS, "permissions-policy": None, "content-security-policy": None}
    return [
        name
        for name, value in wanted.items()
        if not reply.headers.get(name) or value not in (None, reply.headers[name])
    ]
