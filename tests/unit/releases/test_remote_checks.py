"""A signed script is read back from its address, over real HTTP, before a page asks for its key."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.publish.published import release, small_files
from tests.support.web import PageServer, Reply, free_port

from quickexit.cli import run
from quickexit.errors import QuickExitError
from quickexit.releases.compression import file_entry, precompressed
from quickexit.releases.download import UnansweredError, fetch
from quickexit.releases.ledger import FileEntry
from quickexit.releases.remote_checks import check_script, check_signed_script
from quickexit.releases.signing import (
    DIGEST,
    INPUT,
    SIGNATURE,
    SigningKey,
    new_key,
    signature_headers,
)

SCRIPT = b"console.log('leave')"
KEY = SigningKey(new_key(), Path("key.pem"))
UNSIGNED: FileEntry = file_entry(precompressed(SCRIPT))
SIGNED: FileEntry = {**UNSIGNED, "signature": KEY.sign(SCRIPT)}
HEADERS = {"Access-Control-Allow-Origin": "*", **dict(signature_headers(SIGNED))}


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer("127.0.0.1") as started:
        yield started


def put(server: PageServer, headers: dict[str, str], script: bytes = SCRIPT) -> str:
    server.routes["/v0/embed.js"] = Reply(script, "text/javascript", headers=headers)
    return f"{server.origin}/v0/embed.js"


def test_what_arrives_as_it_was_published_is_accepted(server: PageServer) -> None:
    check_signed_script(put(server, HEADERS), SIGNED)
    assert server.hits[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("name", [DIGEST, INPUT, SIGNATURE])
def test_each_header_that_is_missing_or_another_is_named(server: PageServer, name: str) -> None:
    address = put(server, {other: value for other, value in HEADERS.items() if other != name})
    with pytest.raises(QuickExitError) as caught:
        check_signed_script(address, SIGNED)
    assert str(caught.value) == (
        f"{address}: the header {name} is missing (in the response to a request that names no"
        " origin); see to it at whatever answers there, or choose --variant script."
    )
    put(server, {**HEADERS, name: "another"})
    with pytest.raises(QuickExitError, match=f"the header {name} is another one"):
        check_signed_script(address, SIGNED)


def test_a_script_that_not_every_site_may_read_is_refused(server: PageServer) -> None:
    address = put(server, dict(signature_headers(SIGNED)))
    with pytest.raises(QuickExitError, match="not every site may read it"):
        check_signed_script(address, SIGNED)


def test_a_pinned_script_that_arrives_as_published_is_accepted(server: PageServer) -> None:
    check_script(put(server, {"Access-Control-Allow-Origin": "*"}), SIGNED)
    partner = "https://partner.example"
    asked = [(hit.headers.get("origin"), hit.headers["accept-encoding"]) for hit in server.hits]
    assert asked == [
        (None, "identity"), (partner, "identity"), (partner, "br"), (partner, "gzip"),
    ]  # fmt: skip


@pytest.mark.parametrize("check", [check_script, check_signed_script])
@pytest.mark.parametrize("named", [True, False])
def test_a_script_that_only_some_requests_may_read_is_refused(
    server: PageServer, check: Callable[[str, FileEntry], None], named: bool
) -> None:
    class Routes(dict[str, Reply]):
        def get(self, _path: str, *_default: Any) -> Reply:
            allowed = ("origin" in server.hits[-1].headers) == named
            sent = HEADERS if allowed else dict(signature_headers(SIGNED))
            return Reply(SCRIPT, "text/javascript", headers=sent)

    server.routes = Routes()
    request = "that names no origin" if named else "that names an origin"
    with pytest.raises(QuickExitError, match=f"not every site may read it: .* {request}"):
        check(f"{server.origin}/v0/embed.js", SIGNED)


Given = tuple[int, list[tuple[str, str]], bytes]
SENT = [("Content-Type", "text/javascript"), ("Access-Control-Allow-Origin", "*")]


@pytest.fixture
def edge() -> Iterator[Callable[[Callable[[str, Message], Given]], str]]:
    """Start what stands before a server; a function of path and request says what it answers."""
    servers: list[ThreadingHTTPServer] = []

    def start(answer: Callable[[str, Message], Given]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, headers, body = answer(self.path, self.headers)
                self.send_response(status)
                for name, value in [*headers, ("Content-Length", str(len(body)))]:
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- the name is given
                """Keep the test output quiet."""

        servers.append(ThreadingHTTPServer(("127.0.0.1", 0), Handler))
        threading.Thread(target=servers[-1].serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{servers[-1].server_port}/v0/embed.js"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def accepting(request: Message, encoding: str, then: Given) -> Given:
    """Answer as published, and a request that accepts the encoding with `then`."""
    return then if request["Accept-Encoding"] == encoding else (200, SENT, SCRIPT)


def redirecting(path: str, headers: list[tuple[str, str]]) -> Given:
    """Lead from the script's address to another, where it is as it was published."""
    if path == "/there.js":
        return 200, SENT, SCRIPT
    return 302, [("Location", "/there.js"), *headers], b""


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (lambda _path, _request: (200, [*SENT, SENT[1]], SCRIPT),
         r'Access-Control-Allow-Origin is "\*, \*"'),
        (lambda path, _request: redirecting(path, []),
         "Access-Control-Allow-Origin of a redirect is missing"),
        (lambda _path, request: accepting(request, "br", (200, SENT[:1], SCRIPT)),
         r"Access-Control-Allow-Origin is missing \(.* names an origin and accepts br\)"),
        (lambda _path, request: accepting(request, "gzip", (
            200, [*SENT, ("Content-Encoding", "gzip")], gzip.compress(SCRIPT + b" "))),
         r"not the published bytes \(.* accepts gzip\)"),
        (lambda _path, request: accepting(request, "gzip", (200, SENT, gzip.compress(SCRIPT))),
         r"not the published bytes \(.* accepts gzip\)"),
        (lambda _path, request: accepting(request, "gzip", (
            200, [*SENT, ("Content-Encoding", "gzip")], SCRIPT)), "not the published bytes"),
        (lambda _path, _request: (200, SENT, b"\xef\xbb\xbf" + SCRIPT), "not the published bytes"),
        (lambda _path, _request: (206, SENT, SCRIPT[:5]), "not the published bytes"),
        (lambda _path, _request: (200, [("Content-Type", "text/html"), SENT[1]], b"Sign in"),
         'its Content-Type is "text/html"'),
        (lambda _path, _request: (200, [("Content-Type", "binary/octet-stream"), SENT[1]], SCRIPT),
         'its Content-Type is "binary/octet-stream"'),
    ],
)  # fmt: skip
def test_what_an_edge_changes_only_sometimes_is_found(
    edge: Callable[[Callable[[str, Message], Given]], str],
    answer: Callable[[str, Message], Given],
    problem: str,
) -> None:
    with pytest.raises(QuickExitError, match=problem):
        check_script(edge(answer), SIGNED)


@pytest.mark.parametrize(
    "answer",
    [
        lambda path, _request: redirecting(path, SENT[1:]),
        lambda _path, request: accepting(request, "gzip", (
            200, [*SENT, ("Content-Encoding", "gzip")], gzip.compress(SCRIPT, 1))),
        lambda _path, request: accepting(request, "identity", (
            200, [*SENT, ("Content-Encoding", "br"), ("Vary", "Origin, Accept-Encoding")],
            precompressed(SCRIPT)["br"])),
        lambda _path, _request: (
            200, [("Content-Type", "Application/JavaScript; charset=utf-8"), SENT[1]], SCRIPT),
    ],
)  # fmt: skip
def test_what_browsers_run_though_an_edge_changed_it_is_accepted(
    edge: Callable[[Callable[[str, Message], Given]], str],
    answer: Callable[[str, Message], Given],
) -> None:
    check_script(edge(answer), SIGNED)


def test_other_bytes_at_a_pinned_address_are_refused(server: PageServer) -> None:
    address = put(server, HEADERS, SCRIPT + b" ")
    with pytest.raises(QuickExitError, match="not the published bytes"):
        check_script(address, SIGNED)


def test_an_address_that_does_not_answer_is_told_from_one_that_is_wrong(server: PageServer) -> None:
    with pytest.raises(UnansweredError, match="Connection refused"):
        check_script(f"http://127.0.0.1:{free_port()}/v0/embed.js", SIGNED)
    with pytest.raises(QuickExitError, match="it answers 404") as caught:
        check_script(f"{server.origin}/nothing", SIGNED)
    assert not isinstance(caught.value, UnansweredError)


def snippet(store: Path, base: str, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    status = run(["snippet", "--variant", "pinned", "--base-url", base, "--store", str(store)])
    return status, *capsys.readouterr()


def test_a_pinned_snippet_is_printed_once_its_script_was_read_back(
    server: PageServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release(tmp_path, "1.0.0")
    script = small_files("1.0.0")["embed.js"]
    server.routes["/1.0.0/embed.js"] = Reply(script, "text/javascript")
    status, printed, said = snippet(tmp_path, server.origin, capsys)
    assert (status, printed) == (1, "")
    assert "1.0.0/embed.js: not every site may read it" in said
    headers = {"Access-Control-Allow-Origin": "*"}
    server.routes["/1.0.0/embed.js"] = Reply(script, "text/javascript", headers=headers)
    status, printed, said = snippet(tmp_path, server.origin, capsys)
    assert (status, said) == (0, "")
    assert f"{server.origin}/1.0.0/embed.js" in printed


def test_a_pinned_snippet_of_an_address_that_does_not_answer_is_printed_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release(tmp_path, "1.0.0")
    status, printed, said = snippet(tmp_path, "http://nowhere.invalid", capsys)
    assert (status, said.count("\n")) == (0, 1)
    assert said.startswith("The script was not read back: http://nowhere.invalid/1.0.0/embed.js: ")
    assert "http://nowhere.invalid/1.0.0/embed.js" in printed
    nobody = f"http://127.0.0.1:{free_port()}"
    assert snippet(tmp_path, nobody, capsys)[::2] == (0, ""), "a server that is not running now"


def test_other_bytes_are_refused(server: PageServer) -> None:
    address = put(server, HEADERS, SCRIPT + b" ")
    with pytest.raises(QuickExitError, match="not the published bytes"):
        check_signed_script(address, SIGNED)


def test_a_script_without_signature_is_not_asked_for(server: PageServer) -> None:
    with pytest.raises(QuickExitError, match=r"is not signed.*--sign-key"):
        check_signed_script(put(server, HEADERS), UNSIGNED)
    assert not server.hits


def test_an_answer_that_does_not_end_is_not_waited_for(server: PageServer) -> None:
    for path, reply in (
        ("/body", Reply(b"x", hold=threading.Event(), tail=b"y")),
        ("/headers", Reply(b"x", hold=threading.Event())),
    ):
        server.routes[path] = reply
        with pytest.raises(QuickExitError, match=r"\(its answer takes longer than 0\.1 s\)"):
            fetch(f"{server.origin}{path}", seconds=0.1)


def test_an_answer_that_is_too_large_is_refused_and_not_cut(
    server: PageServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("quickexit.releases.download._MOST_BYTES", len(SCRIPT))
    assert fetch(put(server, HEADERS)).body == SCRIPT
    with pytest.raises(QuickExitError, match=r"\(it gives more than 20 bytes\)"):
        fetch(put(server, HEADERS, SCRIPT + b" "))


def test_an_address_that_cannot_be_read_is_one_sentence(server: PageServer) -> None:
    for address, problem in (
        (f"{server.origin}/nothing", "it answers 404"),
        (f"http://127.0.0.1:{free_port()}/v0/embed.js", "Connection refused"),
        ("http://no host/", "has a space"),
        ("http://127.0.0.1:x/", "invalid literal|Port could not"),
    ):
        with pytest.raises(QuickExitError, match=problem) as caught:
            fetch(address)
        assert str(caught.value).startswith(f"{address}: cannot be read (")
