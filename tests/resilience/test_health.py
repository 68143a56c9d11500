"""What the server says of itself, and that it says nothing of its visitors."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.resilience.slow_file import on_slow_disk
from tests.support.http_client import Client, lacks, request
from tests.support.served_command import ServedCommand
from tests.support.served_store import Reply, add_release, files
from tests.support.site import COMMAND
from tests.support.waiting import eventually

SCRIPT = files("<1.0.0>")["embed.js"]
# Every kind of answer, by method and address.
KINDS = (
    ("GET", "/v1/embed.js"), ("GET", "/1.0.0/embed.js"), ("GET", "/v1/faq/default/en.html"),
    ("GET", "/v1/faq/default/xx.html"), ("GET", "/faq"), ("GET", "/releases.json"),
    ("GET", "/releases"), ("GET", "/"), ("GET", "/healthz"), ("GET", "/favicon.ico"),
    ("GET", "/nothing"), ("GET", "/%ff%fe"), ("POST", "/v1/embed.js"), ("POST", "/faq"),
    ("BREW", "/nothing"), ("HEAD", "/v1/embed.js"), ("HEAD", "/nothing"),
)  # fmt: skip
TELLING = {
    "user_agent": "TellTaleBrowser",
    "referer": "https://telltale.example/page",
    "origin": "https://telltale.example",
    "cookie": "telltale=1",
    "x_forwarded_for": "198.51.100.7",
    "accept_language": "telltale",
}


def test_health_is_503_until_the_store_is_read_and_200_after_that(tmp_path: Path) -> None:
    store, pipe = tmp_path / "store", tmp_path / "pipe"
    add_release(store, "1.0.0")
    slow_disk = on_slow_disk(store / "1.0.0" / "embed.js", pipe)
    with ServedCommand(store, wait=False, command=(*slow_disk, COMMAND)) as server:
        replies = [health(server) for _ in range(3)]
        assert [reply.status for reply in replies] == [503, 503, 503]
        assert b"starting" in replies[0].body
        for path in ("/v1/embed.js", "/faq", "/", "/nothing"):
            reply = server.ask(path)
            assert (reply.status, reply.headers["retry-after"]) == (503, "1")
            assert lacks(reply) == []
        pipe.write_bytes(b"read on")
        eventually(lambda: health(server).status == 200, "the store is read")
        assert server.ask("/v1/embed.js").body == SCRIPT
        assert b"ok" in health(server).body


def health(server: ServedCommand) -> Reply:
    """Ask as soon as somebody listens."""
    return eventually(lambda: server.ask("/healthz"), "somebody listens")


def test_health_says_that_a_store_was_damaged_at_the_start(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    frame = tmp_path / "1.0.0" / "faq" / "night" / "ar.html"
    frame.write_bytes(frame.read_bytes()[:-1] + b"x")
    with ServedCommand(tmp_path) as server:
        assert b"damaged" in server.ask("/healthz").body
        assert server.ask("/v1/embed.js").body == SCRIPT
        assert server.ask("/v1/faq/night/ar.html").status == 404
        assert "these are not the published bytes" in server.end()


@pytest.mark.parametrize("workers", [1, 2])
def test_nothing_about_a_visitor_is_printed_whatever_is_asked(tmp_path: Path, workers: int) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path, workers) as server:
        for method, path in KINDS:
            server.ask(f"{path}?telltale=query", method, **TELLING)
        for data in (
            b"telltale nonsense\r\n\r\n",
            b"GET /telltale HTTP/1.1\r\nHost: \xfftelltale\r\nBad Header\r\n\r\n",
            request("/telltale" * 9000),
            request("/", cookie="telltale" * 200_000),
        ):
            with Client(server.port) as client:
                client.send(data)
                client.receive()
        with Client(server.port) as gone:
            gone.send(request("/releases.json?telltale", **TELLING))
        assert server.end() == ""
