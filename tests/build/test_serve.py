"""The real server: a process of its own, real HTTP, real signals."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from tests.support.http_client import Client, wait_until_healthy
from tests.support.served_command import ServedCommand
from tests.support.served_store import Reply, add_release, files
from tests.support.site import COMMAND
from tests.support.waiting import PATIENCE_SECONDS, eventually
from tests.support.web import PageServer, free_port
from tests.support.web import Reply as Route

from quickexit.errors import QuickExitError
from quickexit.web.pages import missing_page
from quickexit.web.responses import NOT_ALLOWED
from quickexit.web.run import check_address, is_healthy

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedCommand]:
    store = tmp_path_factory.mktemp("store")
    add_release(store, "1.0.0")
    with ServedCommand(store) as server:
        yield server


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_script_and_frame_arrive_whole_over_real_http(server: ServedCommand, coding: str) -> None:
    for path in ("embed.js", "faq/default/en.html"):
        reply = server.ask(f"/v1/{path}", accept_encoding=coding)
        assert reply.status == 200
        assert reply.content == files("<1.0.0>")[path]
        assert reply.headers["content-length"] == str(len(reply.body))


def test_head_has_the_length_of_get_and_no_body(server: ServedCommand) -> None:
    whole = server.ask("/v1/embed.js")
    head = server.ask("/v1/embed.js", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_known_content_is_answered_304(server: ServedCommand) -> None:
    tag = server.ask("/v1/embed.js", accept_encoding="br").headers["etag"]
    reply = server.ask("/v1/embed.js", accept_encoding="br", if_none_match=f"W/{tag}")
    assert (reply.status, reply.body) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/faq", "/releases", "/releases.json", "/healthz"])
def test_every_page_is_there(server: ServedCommand, path: str) -> None:
    reply = server.ask(path)
    assert reply.status == 200
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in reply.headers


def test_the_start_page_has_the_headers_of_flask_and_a_length(server: ServedCommand) -> None:
    reply = server.ask("/", "HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-length"] == server.ask("/").headers["content-length"]


# The server's answer where it is none: it hangs up, on the preface of HTTP/2 and on nothing.
HUNG_UP = 0
HOSTILE = [
    (b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET /1.0.0/%00embed.js HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET /%c0%ae%c0%ae/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET //host/share HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET \\\\host\\share HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    (b"GET http://other.example/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    (b"GET /v1/nothing HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n", 431),
    (b"GET /nothing HTTP/1.1\r\nHost: \xff\xfe\r\nAccept-Language: \xff\xfe\r\n\r\n", 404),
    (b"GET /nothing HTTP/1.1\r\nHost: a b c:99999999\r\n\r\n", 404),
    (b"GET /nothing HTTP/1.1\r\nHost: x\r\nAccept-Encoding: \xff, br;q=\xfe\r\n\r\n", 404),
    (b"GET /nothing HTTP/1.1\r\n\r\n", 404),
    (b"GET /nothing HTTP/9.9\r\nHost: x\r\n\r\n", 400),
    (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    (b"CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\n\r\n", 405),
    (b"POST /v1/embed.js HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nshort", 405),
    (b"POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 405),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
    (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HUNG_UP),
    (b"nonsense\r\n\r\n", 400),
    (b"", HUNG_UP),
]
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


@pytest.mark.parametrize(("data", "status"), HOSTILE, ids=lambda one: repr(one)[:42])
def test_hostile_requests_are_refused_and_never_make_the_server_fail(
    server: ServedCommand, data: bytes, status: int
) -> None:
    check_refused(server.port, data, status)
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


@budget(deadline=None)
@given(st.binary(max_size=40), st.binary(max_size=40))
def test_no_bytes_in_path_or_header_make_the_server_fail(
    server: ServedCommand, path: bytes, header: bytes
) -> None:
    request = b"GET /" + path + b" HTTP/1.1\r\nHost: x\r\nAccept-Language: " + header
    with Client(server.port) as client:
        client.send(request + b"\r\nConnection: close\r\n\r\n")
        received = client.receive_all()
    assert int(received.split(b" ")[1]) < 500


def test_two_hundred_clients_that_never_finish_their_request_stop_nobody(
    server: ServedCommand,
) -> None:
    with ExitStack() as slow:
        for _ in range(200):
            connection = slow.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            connection.sendall(b"GET /v1/embed.js HTTP/1.1\r\nHo")
        assert server.ask("/v1/embed.js").status == 200
        assert server.ask("/faq").status == 200


def test_a_new_release_shows_without_a_restart_and_no_answer_is_mixed(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    wrong: list[Reply] = []
    done = threading.Event()
    whole = {
        (path, data)
        for version in ("1.0.0", "1.0.1")
        for path, data in files(f"<{version}>").items()
    }

    def read_all_the_time(server: ServedCommand, path: str) -> None:
        while not done.is_set():
            reply = server.ask(f"/v1/{path}", accept_encoding="br")
            if reply.status != 200 or (path, reply.content) not in whole:
                wrong.append(reply)

    with ServedCommand(tmp_path) as server:
        readers = [
            threading.Thread(target=read_all_the_time, args=(server, path))
            for path in ("embed.js", "faq/default/en.html")
        ]
        for reader in readers:
            reader.start()
        try:
            add_release(tmp_path, "1.0.1")
            eventually(lambda: b"<1.0.1>" in server.ask("/v1/embed.js").body, "it is shown")
            assert b"<1.0.0>" in server.ask("/1.0.0/embed.js").body
        finally:
            done.set()
            for reader in readers:
                reader.join()
    assert not wrong


def _health(server: ServedCommand) -> object:
    return json.loads(server.ask("/healthz").body)


def test_a_broken_ledger_keeps_what_was_served_until_it_is_whole_again(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    ledger = tmp_path / "releases.json"
    good = ledger.read_bytes()
    with ServedCommand(tmp_path) as server:
        ledger.write_bytes(b"{")
        eventually(lambda: _health(server) == {"status": "stale"}, "the damage is noticed")
        assert server.ask("/v1/embed.js").status == 200
        ledger.write_bytes(good)
        eventually(lambda: _health(server) == {"status": "ok"}, "it is whole again")
        printed = server.end()
    # A state that stays broken is tried again and again, and said once.
    assert printed.count("the ledger is damaged") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_silently_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path) as server:
        printed = server.end(number)
        assert (server.process.returncode, printed) == (0, "")
        assert not is_healthy(server.address)


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path) as server:
        main = server.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        workers = [int(pid) for pid, line in commands.items() if b"resource_tracker" not in line]
        assert len(workers) == 1
        os.kill(workers[0], signal.SIGKILL)
        wait_until_healthy(server.address)
        assert server.ask("/v1/embed.js").status == 200


def test_nothing_about_a_visitor_is_printed(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    telling = {"user_agent": "TellTaleBrowser", "referer": "https://telltale.example/page",
               "origin": "https://telltale.example", "cookie": "telltale=1",
               "x_forwarded_for": "198.51.100.7", "accept_language": "telltale"}  # fmt: skip
    with ServedCommand(tmp_path) as server:
        for path in ("/v1/embed.js", "/faq", "/", "/telltale", "/v1/faq/telltale/en.html"):
            for method in ("GET", "POST"):
                server.ask(f"{path}?telltale=query", method, **telling)
        for nonsense in (
            b"telltale",
            b"GET /telltale HTTP/1.1\r\nHost: \xfftelltale\r\nBad Header",
        ):
            with Client(server.port) as client:
                client.send(nonsense + b"\r\n\r\n")
                assert client.receive().status == 400
        printed = server.end()
    assert printed == ""


def refused(store: Path, port: int) -> str:
    """Return the one sentence with which `serve` refuses to begin."""
    words = ("serve", "--store", str(store), "--port", str(port))
    done = subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 1
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    return done.stderr


def test_a_busy_port_is_one_sentence(server: ServedCommand) -> None:
    assert server.store
    said = refused(server.store, server.port)
    assert f"port {server.port}" in said
    assert "--port" in said
    assert is_healthy(server.address)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 8000), ("127.0.0.1", 99999)])
def test_an_address_that_cannot_be_listened_on_is_one_sentence(host: str, port: int) -> None:
    with pytest.raises(QuickExitError, match=f"{host} port {port}"):
        check_address(host, port)


def test_a_host_may_be_given_by_its_name(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path, host="localhost") as server:
        assert server.ask("/v1/embed.js").status == 200
        assert server.end() == f"http://localhost:{server.port}/\n"


def test_a_missing_store_is_one_sentence(tmp_path: Path) -> None:
    assert "there is no store here" in refused(tmp_path / "none", free_port())
