"""Requests that no browser sends: no failure, and no byte from outside the store."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from urllib.parse import unquote

import pytest
from tests.support.http_client import Client, LostError, lacks, request
from tests.support.served_command import ServedCommand
from tests.support.served_store import Reply
from tests.support.web import PageServer
from tests.support.web import Reply as Route

from quickexit.deployment.settings import Settings
from quickexit.releases.reader import ContentCache
from quickexit.web.pages import missing_page
from quickexit.web.responses import NOT_ALLOWED
from quickexit.web.routes import load_routes
from quickexit.web.run import is_healthy

# A thousand requests for each seed: `make test` sends those of the first, `make test-all` all.
REQUESTS = 1_000
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 10))]
# What granian itself answers to what is no HTTP: nothing of ours runs, and no header can be added.
GRANIANS_OWN = {400, 414, 431}

UP = ("..", "%2e%2e", "%2E.", ".%2e", "%252e%252e", "%c0%ae%c0%ae", "%e0%80%ae", "..;", "...", ".")
SLASHES = ("/", "/", "/", "//", "%2f", "%5c", "\\", "/./", "%252f", "%c0%af", "/%00/", "%u2215")
NAMES = (
    "etc/passwd", "secret.txt", "store/releases.json", ".lock", "releases.json", "1.0.0", "v1",
    "next", "embed.js", "embed.js.br", "embed.js%00.html", "faq", "default", "en.html", "en.gz",
    "%00", "%ff%fe", "%", "%zz", "%0d%0aSet-Cookie:%20a=b", "?", "#", "a" * 300, "CON", "~root",
    "\xe4\xb8\xad", "\xff", "C:", "file:", "proc/self/environ", ".git/config", "healthz", "",
)  # fmt: skip
STARTS = (
    "/", "/", "/", "/", "", "//host/share/", "\\\\host\\share\\", "http://other.example/", "*",
    "file:///", "https://widget.example@other.example/", "/C:/", "/\\host/",
)  # fmt: skip
METHODS = ("GET",) * 6 + ("HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get", "BREW")
HEADERS = {
    "Accept-Encoding": ("br", "gzip", "br;q=0", "*;q=0", "\xff", "," * 900, "identity;q=0"),
    "Accept-Language": ("es", "zh-Hant-TW;q=0.1", "*", "-", "\xe9", "a" * 2000, "en;q=x"),
    "If-None-Match": ("*", 'W/"x"', '"', "\xff" * 50),
    "Range": ("bytes=0-0", "bytes=-1", "bytes=9-1,5-", "lines=1"),
    "Content-Length": ("0", "1", "-1", "99999999999999999999", "x"),
    "Transfer-Encoding": ("chunked", "gzip, chunked", "x"),
    "Host": ("", "a b", "\xff", "evil.example:99999999", "[::1"),
    "X-Forwarded-Host": ("evil.example",),
    "X-Original-Url": ("/secret.txt",),
    "X-Http-Method-Override": ("DELETE",),
    "Expect": ("100-continue", "x"),
    "Upgrade": ("h2c", "websocket"),
    "Cookie": ("a=" + "b" * 3000,),
}


def hostile_requests(seed: int) -> Iterator[tuple[str, bytes]]:
    """Give (method, request) without an end; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice is the point
    while True:
        method = chance.choice(METHODS)
        parts = chance.choices((*UP, *NAMES), k=chance.randint(0, 6))
        path = chance.choice(STARTS) + "".join(part + chance.choice(SLASHES) for part in parts)
        path = path.rstrip("/\\") if chance.random() < 0.7 else path
        names = chance.sample(sorted(HEADERS), k=chance.choice((0, 0, 1, 1, 2)))
        lines = [f"{method} {path or '/'} HTTP/1.1", "Host: widget.example"]
        lines += [f"{name}: {chance.choice(HEADERS[name])}" for name in names]
        yield method, "\r\n".join([*lines, "", ""]).encode("latin-1")


def answers(port: int, count: int, seed: int) -> Iterator[tuple[bytes, Reply | None]]:
    """Send hostile requests on kept connections; None where the server hangs up instead."""
    requests = islice(hostile_requests(seed), count)
    left = True
    while left:
        with Client(port) as client:
            left = False
            for method, data in requests:
                left = True
                reply = _answer(client, method, data)
                yield data, reply
                if reply is None or reply.headers.get("connection") == "close":
                    break
                # A body that was announced and not sent would be the next request.
                if any(name in data for name in (b"Content-Length", b"Transfer-", b"Upgrade")):
                    break


def _answer(client: Client, method: str, data: bytes) -> Reply | None:
    client.send(data)
    try:
        return client.receive(method)
    except LostError as lost:
        if lost.received:
            raise
        return None


def known_bodies(store: Path, port: int) -> set[bytes]:
    """Return every body that this store may give: its files, its pages, its few sentences."""
    table = load_routes(store, Settings(), ContentCache())
    resources = [*table.resources.values(), *table.unknown_frames.values()]
    resources += table.languages.values()
    bodies = {one.whole.body for each in resources for one in each.values()}
    with Client(port) as client:
        for coding in ("br", "gzip", "identity"):
            bodies.add(client.ask("/", accept_encoding=coding).body)
        bodies |= {client.ask(path).body for path in ("/nothing-is-here", "/healthz")}
        bodies.add(client.ask("/v1/embed.js", "POST").body)
    return bodies | {b""}


def wrong(reply: Reply, known: set[bytes]) -> str | None:
    """Say what is wrong with an answer to a hostile request, if anything."""
    if reply.status >= 500:
        return f"it failed with {reply.status}"
    if reply.body not in known:
        return f"it gave {reply.body[:80]!r}, which is nothing of the store"
    if "set-cookie" in reply.headers or "location" in reply.headers:
        return "it let the request write its headers"
    if reply.status in GRANIANS_OWN:
        return None if not reply.body else "a refusal has a body"
    return f"it lacks {lacks(reply)}" if lacks(reply) else None


@pytest.mark.parametrize("seed", SEEDS)
def test_hostile_requests_never_fail_and_never_leave_the_store(
    server: ServedCommand, store: Path, seed: int
) -> None:
    known = known_bodies(store, server.port)
    found, kinds = [], set()
    for data, reply in answers(server.port, REQUESTS, seed):
        kinds.add(reply.status if reply else 0)
        if reply and (problem := wrong(reply, known)):
            found.append((data, problem))
    assert not found, f"{len(found)} wrong answers, the first: {found[0]}"
    # The requests are not all refused at the door: some reach each part of the server.
    assert {200, 400, 404, 405} <= kinds
    assert is_healthy(server.address)


def test_an_answer_without_protection_is_found_out() -> None:
    assert len(lacks(Reply(200, {}, b""))) == 4
    assert lacks(Reply(200, {"referrer-policy": "unsafe-url"}, b""))[1] == "referrer-policy"


class Naive(BaseHTTPRequestHandler):
    """A server as one writes it in a hurry: it opens what the path says."""

    protocol_version = "HTTP/1.1"
    folder: Path

    def do_GET(self) -> None:
        try:
            body = (self.folder / unquote(self.path).lstrip("/")).read_bytes()
        except (OSError, ValueError):
            body = b""
        self.send_response(200 if body else 404)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the output of the tests quiet."""


@contextmanager
def naive_server(store: Path) -> Iterator[int]:
    handler = type("Handler", (Naive,), {"folder": store})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


def test_a_server_that_opens_what_the_path_says_is_found_out(
    server: ServedCommand, store: Path
) -> None:
    known = known_bodies(store, server.port)
    with naive_server(store) as port, Client(port) as client:
        client.send(request("/%2e%2e/secret.txt"))
        reply = client.receive()
        assert b"not of the store" in reply.body
        assert "nothing of the store" in str(wrong(reply, known))


# The server's answer where it is none: it hangs up, on the preface of HTTP/2 and on nothing.
HUNG_UP = 0
# What the HTTP server itself must stand: whole requests with such paths are in tests/unit/web.
ODD = {
    "nonsense": (b"nonsense\r\n\r\n", 400),
    "nothing": (b"", HUNG_UP),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HUNG_UP),
    "version": (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", 400),
    "header": (b"GET / HTTP/1.1\r\nHost: x\r\nBad Header\r\n\r\n", 400),
    "backslashes": (b"GET \\\\host\\share HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "no host": (b"GET /nothing HTTP/1.1\r\n\r\n", 404),
    "host": (b"GET /nothing HTTP/1.1\r\nHost: a b c:99999999\r\n\r\n", 404),
    "bytes": (b"GET /nothing HTTP/1.1\r\nHost: \xff\r\nAccept-Language: \xff\r\n\r\n", 404),
    "long address": (b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    "longer address": (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    "long header": (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: 1\r\n" * 200 + b"\r\n", 431),
    "asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "tunnel": (b"CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    "short body": (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nshort", 405),
    "no chunk": (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 405),
}
# All that a refusal may say: the page for what is not there, a sentence, or nothing.
REFUSALS = {missing_page().html, NOT_ALLOWED.body, b""}


def check_refused(port: int, data: bytes, status: int) -> None:
    """Send what no browser sends, read the answer to its end, and check that it says nothing."""
    with Client(port) as client:
        client.send(data)
        if not data:
            client.finish()
        if status == HUNG_UP:
            assert client.receive_all() == b""
            return
        reply = client.receive()
    assert reply.status == status
    assert reply.body in REFUSALS, f"a refusal says {reply.body[:80]!r}"
    if status in GRANIANS_OWN:
        assert (reply.body, reply.headers["connection"]) == (b"", "close")


@pytest.mark.parametrize("kind", ODD)
def test_what_no_browser_sends_is_refused_and_never_makes_the_server_fail(
    server: ServedCommand, kind: str
) -> None:
    check_refused(server.port, *ODD[kind])
    assert is_healthy(server.address)


@pytest.mark.parametrize(
    "route",
    [
        Route(b"", status=500),
        Route(b"root:x:0:0:root:/root", status=404),
        Route(b"", status=200),
    ],
    ids=["a failure", "a file", "an answer"],
)
@pytest.mark.parametrize("expected", [404, HUNG_UP])
def test_a_server_that_fails_or_gives_a_file_away_is_found(route: Route, expected: int) -> None:
    with PageServer("localhost") as other:
        other.routes["/nothing"] = route
        with pytest.raises(AssertionError):
            check_refused(other.port, b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n", expected)
