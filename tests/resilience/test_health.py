"""What the server says of itself, what it says of its visitors, and what protects its answers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.support.http_client import Client, lacks, request
from tests.support.served_command import ServedCommand
from tests.support.served_store import Reply, add_release, files
from tests.support.waiting import eventually

SCRIPT = files("<1.0.0>")["embed.js"]
# Every kind of answer, by method and address.
KINDS = {
    "script": ("GET", "/v1/embed.js", 200),
    "one release": ("GET", "/1.0.0/embed.js", 200),
    "frame": ("GET", "/v1/faq/default/en.html", 200),
    "unknown frame": ("GET", "/v1/faq/default/xx.html", 404),
    "hosted page": ("GET", "/faq", 200),
    "ledger": ("GET", "/releases.json", 200),
    "releases": ("GET", "/releases", 200),
    "start page": ("GET", "/", 200),
    "health": ("GET", "/healthz", 200),
    "icon": ("GET", "/favicon.ico", 204),
    "nothing": ("GET", "/nothing", 404),
    "bad bytes": ("GET", "/%ff%fe", 404),
    "no change": ("POST", "/v1/embed.js", 405),
    "no change of a page": ("POST", "/faq", 405),
    "unheard of": ("BREW", "/nothing", 405),
    "head": ("HEAD", "/v1/embed.js", 200),
    "head of nothing": ("HEAD", "/nothing", 404),
}
TELLING = {
    "user_agent": "TellTaleBrowser",
    "referer": "https://telltale.example/page",
    "origin": "https://telltale.example",
    "cookie": "telltale=1",
    "x_forwarded_for": "198.51.100.7",
    "accept_language": "telltale",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_is_protected(server: ServedCommand, kind: str) -> None:
    method, path, status = KINDS[kind]
    reply = server.ask(path, method)
    assert reply.status == status
    assert lacks(reply) == []
    assert not {"set-cookie", "location", "x-frame-options"} & reply.headers.keys()


def test_an_unchanged_answer_is_protected(server: ServedCommand) -> None:
    tag = server.ask("/v1/embed.js").headers["etag"]
    reply = server.ask("/v1/embed.js", if_none_match=tag)
    assert reply.status == 304
    assert lacks(reply) == []


def test_an_answer_without_protection_is_found_out() -> None:
    assert len(lacks(Reply(200, {}, b""))) == 4
    assert lacks(Reply(200, {"referrer-policy": "unsafe-url"}, b""))[1] == "referrer-policy"


def test_health_is_503_until_the_store_is_read_and_200_after_that(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    script = tmp_path / "1.0.0" / "embed.js"
    script.unlink()
    os.mkfifo(script)  # whoever reads it waits until somebody has written
    with ServedCommand(tmp_path, wait=False) as server:
        replies = [health(server) for _ in range(3)]
        assert [reply.status for reply in replies] == [503, 503, 503]
        assert b"starting" in replies[0].body
        for path in ("/v1/embed.js", "/faq", "/", "/nothing"):
            reply = server.ask(path)
            assert (reply.status, reply.headers["retry-after"]) == (503, "1")
            assert lacks(reply) == []
        script.write_bytes(SCRIPT)
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
        for method, path, _ in KINDS.values():
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
