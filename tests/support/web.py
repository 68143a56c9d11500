"""Real HTTP servers on loopback, whose pages a test writes itself."""

from __future__ import annotations

import random
import select
import socket
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

_HTML = "text/html; charset=utf-8"
# How long the end of a server waits for its thread to look.
_POLL_SECONDS = 0.02
_UNUSED = set(range(10_000, 32_768))


@dataclass(frozen=True)
class Reply:
    """What a route answers; with `hold` set, only after that event (or never).

    With a `tail`, the body is sent at once and the tail after `hold`: a page that streams in.
    """

    body: bytes
    content_type: str = _HTML
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    hold: threading.Event | None = None
    tail: bytes = b""


@dataclass(frozen=True)
class Hit:
    """One request that arrived: method, path with query, headers by lower-case name."""

    method: str
    path: str
    headers: Mapping[str, str]

    @property
    def referrer(self) -> str | None:
        """Return the Referer header, None where the browser sent none."""
        return self.headers.get("referer")


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: browsers drop connections as they please."""


class PageServer:
    """One origin `http://<name>:<port>`; `routes` maps a path to its reply."""

    def __init__(self, name: str) -> None:
        self.routes: dict[str, Reply] = {}
        self.hits: list[Hit] = []
        self.abandoned: list[str] = []
        self._listener = _Listener(("127.0.0.1", 0), _handler_for(self))
        self.port: int = self._listener.server_address[1]
        self.origin = f"http://{name}:{self.port}"
        self._thread = threading.Thread(
            target=self._listener.serve_forever, args=(_POLL_SECONDS,), daemon=True
        )

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def html(self, path: str, page: str, **headers: str) -> str:
        """Register a page and return its whole address; `Some_Header=…` becomes Some-Header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = Reply(page.encode(), headers=named)
        return self.origin + path

    def visits(self, path: str = "/") -> list[Hit]:
        """Return the requests for that path (the query aside)."""
        return [hit for hit in self.hits if hit.path.partition("?")[0] == path]

    def forget(self) -> None:
        """Drop routes and records, so that the next test starts with nothing."""
        self.routes.clear()
        self.hits.clear()
        self.abandoned.clear()


def _handler_for(server: PageServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.hits.append(Hit(self.command, self.path, headers))
            reply = server.routes.get(self.path.partition("?")[0], _NOT_FOUND)
            if reply.tail:
                _answer(self, reply)
                if self._held(reply.hold):
                    self.wfile.write(reply.tail)
            elif self._held(reply.hold):
                _answer(self, reply)

        do_POST = do_GET  # noqa: N815 -- the name is given
        do_HEAD = do_GET  # noqa: N815 -- the name is given

        def _held(self, hold: threading.Event | None) -> bool:
            """Wait for the event; False where the browser gave up meanwhile."""
            while hold is not None and not hold.wait(0.02):
                if _hung_up(self.connection):
                    server.abandoned.append(self.path)
                    return False
            return True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is given
            """Keep the test output quiet."""

    return Handler


_NOT_FOUND = Reply(b"<!doctype html><title>Not found</title>", status=404)


def _hung_up(connection: socket.socket) -> bool:
    readable, _, _ = select.select([connection], [], [], 0)
    try:
        return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
    except OSError:
        return True


def _answer(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    handler.send_response(reply.status)
    handler.send_header("Content-Type", reply.content_type)
    handler.send_header("Content-Length", str(len(reply.body + reply.tail)))
    handler.send_header("Connection", "close")
    for name, value in reply.headers.items():
        handler.send_header(name, value)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(reply.body)


class RefusingProxy(PageServer):
    """Set as the proxy of a browser, it hears of every host that is not loopback."""

    def __init__(self) -> None:
        super().__init__("127.0.0.1")
        self._listener.RequestHandlerClass = _refuser(self)
        self.asked_for: list[str] = []


def _refuser(proxy: RefusingProxy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            proxy.asked_for.append(self.path)
            self.send_error(403)

        do_POST = do_GET  # noqa: N815 -- the name is given
        do_HEAD = do_GET  # noqa: N815 -- the name is given
        do_OPTIONS = do_GET  # noqa: N815 -- the name is given
        do_CONNECT = do_GET  # noqa: N815 -- the name is given

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is given
            """Keep the test output quiet."""

    return Handler


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on at the moment; never one twice.

    Not one of those that the system gives to any connection (from 32768 on, Linux: ip(7),
    ip_local_port_range): one of the tests beside would take it before the server of this one does.
    """
    for port in random.SystemRandom().sample(sorted(_UNUSED), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            _UNUSED.remove(port)
            return port
    raise AssertionError("of a hundred ports none is free")
