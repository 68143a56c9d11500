"""Fetching strangers' pages: bounded, http(s) alone, and never into a private network."""

from __future__ import annotations

import gzip
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from quickexit.errors import QuickExitError
from quickexit.page_checks import page_fetch
from quickexit.page_checks.page_fetch import fetch_page, origin_of, refuse_private_host

Respond = Callable[[BaseHTTPRequestHandler], None]


@pytest.fixture
def serve() -> Iterator[Callable[[Respond], str]]:
    """Serve one page on loopback; give its address."""
    servers: list[ThreadingHTTPServer] = []

    def start(respond: Respond) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                respond(self)

            def log_message(self, *_: object) -> None:
                """Keep the tests' output clean."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def html(body: bytes, **headers: str) -> Respond:
    def respond(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        for name, value in {"Content-Type": "text/html", **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def test_a_page_is_given_with_its_headers(serve: Callable[[Respond], str]) -> None:
    address = serve(html("<p>Größe".encode(), Content_Security_Policy="default-src *"))
    response = fetch_page(address, allow_private=True)
    assert response.html == "<p>Größe"
    assert response.headers["Content-Security-Policy"] == "default-src *"


def test_a_page_in_another_encoding_is_read(serve: Callable[[Respond], str]) -> None:
    body = '<meta charset="latin-1"><p>Größe'.encode("latin-1")
    assert fetch_page(serve(html(body)), allow_private=True).html.endswith("Größe")
    packed = html(gzip.compress(b"<p>packed"), Content_Encoding="gzip")
    assert fetch_page(serve(packed), allow_private=True).html == "<p>packed"


def test_no_connection_is_made_into_a_private_network(serve: Callable[[Respond], str]) -> None:
    asked: list[str] = []
    address = serve(lambda handler: asked.append(handler.path))
    with pytest.raises(QuickExitError, match=r"is not a public address.*--allow-private"):
        fetch_page(address, allow_private=False)
    assert not asked


def test_no_redirect_leads_into_a_private_network(
    serve: Callable[[Respond], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host counts as public here; the one that it redirects to does not."""
    asked: list[str] = []
    private = serve(lambda handler: asked.append(handler.path))

    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", private.replace("127.0.0.1", "localhost"))
        handler.end_headers()

    public = serve(redirect)
    real = refuse_private_host

    def all_but_one(host: str, port: int) -> list[str]:
        return [host] if host == "127.0.0.1" else real(host, port)

    monkeypatch.setattr(page_fetch, "refuse_private_host", all_but_one)
    with pytest.raises(QuickExitError, match=r"localhost is .* not a public address"):
        fetch_page(public, allow_private=False)
    assert not asked
    monkeypatch.setattr(page_fetch, "refuse_private_host", lambda host, _: [host])
    with pytest.raises(QuickExitError):  # negative control: the handler gives no valid response
        fetch_page(public, allow_private=False)
    assert asked


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "192.168.1.1", "169.254.169.254", "127.0.0.1", "::1", "fd00::1",
                "::ffff:10.0.0.1", "0.0.0.1", "224.0.0.1", "100.64.0.1"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))
    public = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [public, entry])
    with pytest.raises(OSError, match="not a public address"):
        refuse_private_host("city.example", 443)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [public])
    assert refuse_private_host("city.example", 443) == ["93.184.215.14"]


def test_a_page_without_end_is_cut_off(serve: Callable[[Respond], str]) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            while True:
                handler.wfile.write(b"x" * 65536)
        except OSError:
            pass

    with pytest.raises(QuickExitError, match="gives more than 5,242,880 bytes"):
        fetch_page(serve(endless), allow_private=True)


def test_a_small_answer_that_unpacks_to_a_large_one_is_cut_off(
    serve: Callable[[Respond], str],
) -> None:
    packed = gzip.compress(bytes(50_000_000))
    with pytest.raises(QuickExitError, match="gives more than 5,242,880 bytes"):
        fetch_page(serve(html(packed, Content_Encoding="gzip")), allow_private=True)


def test_a_server_that_drips_is_given_up(serve: Callable[[Respond], str]) -> None:
    released = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b"<p>")
        released.wait(60)

    with pytest.raises(QuickExitError, match=r"it takes longer than 0\.5 s"):
        fetch_page(serve(drip), allow_private=True, seconds=0.5)
    released.set()


@pytest.mark.parametrize("address", ["ftp://city.example/", "file:///etc/hostname", "city.example"])
def test_an_address_that_is_not_of_the_web_is_refused(address: str) -> None:
    with pytest.raises(QuickExitError, match="write it like https://"):
        fetch_page(address, allow_private=True)


def test_a_redirect_to_a_file_is_not_followed(serve: Callable[[Respond], str]) -> None:
    def redirect(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", "file:///etc/hostname")
        handler.end_headers()

    with pytest.raises(QuickExitError, match="cannot be read"):
        fetch_page(serve(redirect), allow_private=True)


def test_origins_are_written_as_browsers_do() -> None:
    assert origin_of("https://City.example:443/a?b") == "https://city.example"
    assert origin_of("http://[::1]:8000/") == "http://[::1]:8000"
