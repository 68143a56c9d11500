"""A proxy that refuses and records everything: loopback never comes through it."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.web import PageServer


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
