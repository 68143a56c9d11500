"""One request over real HTTP, with every header as it was sent."""

from __future__ import annotations

import http.client

from tests.support.served_store import Reply

_WAIT = 30


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Reply:
    """Send one request to a port of 127.0.0.1; `headers` are named like ``accept_encoding``."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_WAIT)
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
