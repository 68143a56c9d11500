"""The real server: a process of its own, real HTTP, real signals."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as budget
from hypothesis import strategies as st
from tests.support.served_store import Reply, add_release, files

from quickexit.errors import QuickExitError
from quickexit.serving import check_address, is_healthy, wait_until_healthy

pytestmark = pytest.mark.process

SERVE = """
import sys
from pathlib import Path
from quickexit.build import source_of
from quickexit.errors import QuickExitError
from quickexit.serving import serve
from quickexit.settings import Settings
if __name__ == "__main__":
    try:
        serve("127.0.0.1", int(sys.argv[1]), Path(sys.argv[2]), source_of(Settings()))
    except QuickExitError as error:
        sys.exit(str(error))
"""
WAIT = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """A server that runs; `output` is there once it has ended."""

    process: subprocess.Popen[str]
    port: int
    store: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path: str, method: str = "GET", **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=WAIT)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            sent = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, sent, response.read())
        finally:
            connection.close()

    def send(self, data: bytes) -> bytes:
        """Send bytes that need not be HTTP and return all that comes back."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=WAIT) as connection:
            received = b""
            # A server may hang up on what it refuses, at any moment.
            with suppress(OSError):
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
            with suppress(ConnectionError):
                while chunk := connection.recv(65536):
                    received += chunk
            return received

    def end(self, number: signal.Signals = signal.SIGTERM) -> str:
        self.process.send_signal(number)
        return self.process.communicate(timeout=WAIT)[0]


def start(store: Path, port: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port), str(store)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@contextmanager
def running(store: Path) -> Iterator[Running]:
    server = Running(start(store, port := free_port()), port, store)
    try:
        wait_until_healthy(server.address, WAIT)
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
            server.process.communicate(timeout=WAIT)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    store = tmp_path_factory.mktemp("store")
    add_release(store, "1.0.0")
    with running(store) as server:
        yield server


def until(happens: Callable[[], bool]) -> None:
    """Ask again and again, as fast as the answers come; fail after many thousand."""
    for _ in range(20_000):
        if happens():
            return
    raise AssertionError("it never happened")


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_script_and_frame_arrive_whole_over_real_http(server: Running, coding: str) -> None:
    for path in ("embed.js", "faq/default/en.html"):
        reply = server.ask(f"/v1/{path}", accept_encoding=coding)
        assert reply.status == 200
        assert reply.content == files("<1.0.0>")[path]
        assert reply.headers["content-length"] == str(len(reply.body))


def test_head_has_the_length_of_get_and_no_body(server: Running) -> None:
    whole = server.ask("/v1/embed.js")
    head = server.ask("/v1/embed.js", "HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == whole.headers["content-length"]


def test_known_content_is_answered_304(server: Running) -> None:
    tag = server.ask("/v1/embed.js", accept_encoding="br").headers["etag"]
    reply = server.ask("/v1/embed.js", accept_encoding="br", if_none_match=f"W/{tag}")
    assert (reply.status, reply.body) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/faq", "/releases", "/releases.json", "/healthz"])
def test_every_page_is_there(server: Running, path: str) -> None:
    reply = server.ask(path)
    assert reply.status == 200
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in reply.headers


def test_the_start_page_has_the_headers_of_flask_and_a_length(server: Running) -> None:
    reply = server.ask("/", "HEAD")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-length"] == server.ask("/").headers["content-length"]


HOSTILE = [
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /1.0.0/%00embed.js HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%c0%ae%c0%ae/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET //host/share HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET \\\\host\\share HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET http://other.example/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /v1/nothing HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000 + b"\r\n\r\n",
    b"GET /nothing HTTP/1.1\r\nHost: \xff\xfe\r\nAccept-Language: \xff\xfe\r\n\r\n",
    b"GET /nothing HTTP/1.1\r\nHost: a b c:99999999\r\n\r\n",
    b"GET /nothing HTTP/1.1\r\nHost: x\r\nAccept-Encoding: \xff, br;q=\xfe\r\n\r\n",
    b"GET /nothing HTTP/1.1\r\n\r\n",
    b"GET /nothing HTTP/9.9\r\nHost: x\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT other.example:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /v1/embed.js HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nshort",
    b"POST /nothing HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"nonsense\r\n\r\n",
    b"",
]


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: repr(data[:40]))
def test_hostile_requests_are_refused_and_never_make_the_server_fail(
    server: Running, data: bytes
) -> None:
    received = server.send(data)
    if received:
        assert 400 <= int(received.split(b" ")[1]) < 500
    assert b"root:" not in received
    assert is_healthy(server.address)


@budget(max_examples=300, deadline=None)
@given(st.binary(max_size=40), st.binary(max_size=40))
def test_no_bytes_in_path_or_header_make_the_server_fail(
    server: Running, path: bytes, header: bytes
) -> None:
    request = b"GET /" + path + b" HTTP/1.1\r\nHost: x\r\nAccept-Language: " + header
    received = server.send(request + b"\r\nConnection: close\r\n\r\n")
    assert not received or int(received.split(b" ")[1]) < 500


def test_two_hundred_clients_that_never_finish_their_request_stop_nobody(server: Running) -> None:
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

    def read_all_the_time(server: Running, path: str) -> None:
        while not done.is_set():
            reply = server.ask(f"/v1/{path}", accept_encoding="br")
            if reply.status != 200 or (path, reply.content) not in whole:
                wrong.append(reply)

    with running(tmp_path) as server:
        readers = [
            threading.Thread(target=read_all_the_time, args=(server, path))
            for path in ("embed.js", "faq/default/en.html")
        ]
        for reader in readers:
            reader.start()
        try:
            add_release(tmp_path, "1.0.1")
            until(lambda: b"<1.0.1>" in server.ask("/v1/embed.js").body)
            assert b"<1.0.0>" in server.ask("/1.0.0/embed.js").body
        finally:
            done.set()
            for reader in readers:
                reader.join()
    assert not wrong


def test_a_broken_ledger_keeps_what_was_served_until_it_is_whole_again(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    ledger = tmp_path / "releases.json"
    good = ledger.read_bytes()
    with running(tmp_path) as server:
        ledger.write_bytes(b"{")
        until(lambda: json.loads(server.ask("/healthz").body) == {"status": "stale"})
        assert server.ask("/v1/embed.js").status == 200
        ledger.write_bytes(good)
        until(lambda: json.loads(server.ask("/healthz").body) == {"status": "ok"})
        printed = server.end()
    # A state that stays broken is tried again and again, and said once.
    assert printed.count("the ledger is damaged") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_silently_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    add_release(tmp_path, "1.0.0")
    with running(tmp_path) as server:
        printed = server.end(number)
        assert (server.process.returncode, printed) == (0, "")
        assert not is_healthy(server.address)


def test_a_killed_worker_is_replaced(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    with running(tmp_path) as server:
        main = server.process.pid
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        commands = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in children}
        workers = [int(pid) for pid, line in commands.items() if b"resource_tracker" not in line]
        assert len(workers) == 1
        os.kill(workers[0], signal.SIGKILL)
        wait_until_healthy(server.address, WAIT)
        assert server.ask("/v1/embed.js").status == 200


def test_nothing_about_a_visitor_is_printed(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    telling = {"user_agent": "TellTaleBrowser", "referer": "https://telltale.example/page",
               "origin": "https://telltale.example", "cookie": "telltale=1",
               "x_forwarded_for": "198.51.100.7", "accept_language": "telltale"}  # fmt: skip
    with running(tmp_path) as server:
        for path in ("/v1/embed.js", "/faq", "/", "/telltale", "/v1/faq/telltale/en.html"):
            for method in ("GET", "POST"):
                server.ask(f"{path}?telltale=query", method, **telling)
        server.send(b"telltale nonsense\r\n\r\n")
        server.send(b"GET /telltale HTTP/1.1\r\nHost: \xfftelltale\r\nBad Header\r\n\r\n")
        printed = server.end()
    assert printed == ""


def test_a_busy_port_is_one_sentence(server: Running) -> None:
    process = start(server.store, server.port)
    printed, _ = process.communicate(timeout=WAIT)
    assert process.returncode == 1
    assert printed.count("\n") == 1
    assert f"port {server.port}" in printed
    assert "--port" in printed
    assert is_healthy(server.address)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 8000), ("127.0.0.1", 99999)])
def test_an_address_that_cannot_be_listened_on_is_one_sentence(host: str, port: int) -> None:
    with pytest.raises(QuickExitError, match=f"{host} port {port}"):
        check_address(host, port)


def test_a_missing_store_is_one_sentence(tmp_path: Path) -> None:
    process = start(tmp_path / "none", free_port())
    printed, _ = process.communicate(timeout=WAIT)
    assert process.returncode == 1
    assert "there is no store here" in printed
    assert printed.count("\n") == 1


def test_waiting_for_a_server_that_never_comes_ends_with_a_sentence() -> None:
    with pytest.raises(QuickExitError, match="did not start"):
        wait_until_healthy(f"http://127.0.0.1:{free_port()}", seconds=0)
