"""Asking a server over real HTTP: whether it is there, one request, or raw bytes."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Mapping
from contextlib import suppress
from types import TracebackType
from typing import Self

from tests.support.served_store import Reply
from tests.support.waiting import PATIENCE_SECONDS, eventually

from quickexit.web.run import is_healthy


def wait_until_healthy(address: str) -> None:
    """Return once ``<address>/healthz`` answers 200."""
    eventually(lambda: is_healthy(address), f"{address} is healthy")


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Reply:
    """Send one request to a port of 127.0.0.1; `headers` are named like ``accept_encoding``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    try:
        # Without http.client's own Accept-Encoding.
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in headers.items():
            connection.putheader(name.replace("_", "-"), value)
        connection.endheaders()
        response = connection.getresponse()
        names = [name.lower() for name, _ in response.getheaders()]
        assert len(names) == len(set(names)), f"a header was sent twice: {names}"
        sent = {name.lower(): value for name, value in response.getheaders()}
        return Reply(response.status, sent, response.read())
    finally:
        connection.close()


class LostError(Exception):
    """The server hung up before an answer was whole; `received` is what had come."""

    def __init__(self, received: bytes) -> None:
        super().__init__(f"the answer ends after {received[:200]!r}")
        self.received = received


class Client:
    """One connection that is kept alive; `send` and `receive` may be called apart."""

    def __init__(self, port: int, *, receive_buffer: int = 0) -> None:
        self._socket = socket.socket()
        self._socket.settimeout(PATIENCE_SECONDS)
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

    def receive_all(self) -> bytes:
        """Read until the server hangs up, and return what no other call has read."""
        with suppress(LostError):
            while True:
                self._read_more()
        return self._take(len(self._unread))

    def finish(self) -> None:
        """Say that nothing more will be sent."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_WR)

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
