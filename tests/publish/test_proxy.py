"""nginx in front of `quickexit serve`, by the text of docs/deploy-proxy.md: TLS, cache, prefix."""

from __future__ import annotations

import datetime
import http.client
import ipaddress
import socket
import ssl
import struct
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from tests.publish.deploy_docs import block, put
from tests.publish.nginx import Nginx
from tests.support.http_client import ask
from tests.support.served_command import ServedCommand
from tests.support.served_store import Reply, add_release, files
from tests.support.waiting import eventually
from tests.support.web import free_port

LATER_SECONDS = 3600
# nginx's ngx_http_file_cache_header_t: the version of the format, then until when it is fresh.
CACHE_FORMAT = 5
USE_STALE = "proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;"


def certificate(folder: Path) -> None:
    """Write a self-signed certificate of 127.0.0.1 and its key."""
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "widget")])
    day = datetime.timedelta(days=1)
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - day)
        .not_valid_after(now + day)
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, None)
    )
    (folder / "fullchain.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )


@dataclass
class Proxied:
    """A server behind a caching proxy that ends TLS."""

    folder: Path
    nginx: Nginx
    port: int
    origin: ExitStack

    def ask(self, path: str, **headers: str) -> Reply:
        trust = ssl.create_default_context(cafile=str(self.folder / "fullchain.pem"))
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, context=trust, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            response = connection.getresponse()
            sent = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, sent, response.read())
        finally:
            connection.close()

    def let_time_pass(self) -> None:
        """Let all that is in the cache have been fresh until a while ago."""
        entries = [file for file in (self.folder / "cache").rglob("*") if file.is_file()]
        assert entries
        for entry in entries:
            with entry.open("r+b") as stream:
                kind, until = struct.unpack("@Qq", stream.read(16))
                assert kind == CACHE_FORMAT, "this nginx writes its cache in another way"
                stream.seek(8)
                stream.write(struct.pack("@q", min(until, int(time.time())) - LATER_SECONDS))


def proxied(
    folder: Path, stack: ExitStack, *replacements: tuple[str, str], level: str = "warn"
) -> Proxied:
    add_release(folder / "store", "1.0.0")
    certificate(folder)
    port = free_port()
    origin = ExitStack()
    stack.push(origin)
    behind = origin.enter_context(ServedCommand(folder / "store"))
    text = put(
        block("nginx", "proxy_cache_path"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/letsencrypt/live/widget.example.org", str(folder)),
        ("/var/cache/nginx/quickexit", str(folder / "cache")),
        ("http://127.0.0.1:8000", behind.address),
        *replacements,
    )
    nginx = stack.enter_context(Nginx(folder / "nginx", text, port, level=level))
    return Proxied(folder, nginx, port, origin)


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


ASKED = [
    ("/v1/embed.js", "br"), ("/v1/embed.js", "gzip"), ("/v1/embed.js", "identity"),
    ("/v1/faq/default/en.html", "br"), ("/releases.json", "br"), ("/faq", "br"),
    ("/1.0.0/embed.js", "br"), ("/v1/faq/default/xx.html", "br"),
]  # fmt: skip


def test_everything_that_was_asked_for_is_answered_while_the_server_is_down(
    tmp_path: Path, stack: ExitStack
) -> None:
    proxy = proxied(tmp_path, stack)
    before = {asked: proxy.ask(asked[0], accept_encoding=asked[1]) for asked in ASKED}
    assert before["/v1/embed.js", "br"].content == files("<1.0.0>")["embed.js"]
    proxy.origin.close()
    proxy.let_time_pass()
    for (path, coding), whole in before.items():
        # A query makes no difference, neither to the answer nor to the cache.
        for query in ("", "?anything"):
            after = proxy.ask(path + query, accept_encoding=coding)
            assert (after.status, after.body) == (whole.status, whole.body), path
            assert after.headers["etag"] == whole.headers["etag"]
            assert after.headers["cache-control"] == whole.headers["cache-control"]


def test_no_log_of_the_proxy_holds_anything_about_a_visitor(
    tmp_path: Path, stack: ExitStack
) -> None:
    proxy = proxied(tmp_path, stack, level="info")
    proxy.ask("/v1/embed.js?telltale", user_agent="telltale")
    proxy.origin.close()
    proxy.let_time_pass()
    for path in ("/v1/embed.js", "/telltale", "/1.0.0/embed.js"):
        proxy.ask(f"{path}?telltale", user_agent="telltale")
    for nonsense in (b"GET /telltale HTTP/1.1\r\n\r\n", b"\x16\x03\x01telltale"):
        with socket.create_connection(("127.0.0.1", proxy.port), timeout=30) as connection:
            connection.sendall(nonsense)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(65536):
                pass
    assert "start worker process" in proxy.nginx.logged(), "it logs a lot, but not this"
    assert "telltale" not in proxy.nginx.logged()
    assert "client" not in proxy.nginx.logged()


def test_without_that_line_the_proxy_has_an_error_to_show(tmp_path: Path, stack: ExitStack) -> None:
    proxy = proxied(tmp_path, stack, (USE_STALE, ""))
    assert proxy.ask("/releases.json").status == 200
    proxy.origin.close()
    proxy.let_time_pass()
    assert proxy.ask("/releases.json").status == 502


def test_a_new_release_arrives_when_the_cache_has_aged(tmp_path: Path, stack: ExitStack) -> None:
    proxy = proxied(tmp_path, stack)
    old, new = (files(f"<{version}>")["embed.js"] for version in ("1.0.0", "1.0.1"))
    assert proxy.ask("/v1/embed.js", accept_encoding="br").content == old
    add_release(tmp_path / "store", "1.0.1")
    assert proxy.ask("/v1/embed.js", accept_encoding="br").content == old, "it is kept for minutes"

    def has_arrived() -> bool:
        proxy.let_time_pass()
        return proxy.ask("/v1/embed.js", accept_encoding="br").content == new

    eventually(has_arrived, "the new release arrives")


def test_the_prefix_of_a_city_s_site_is_kept(tmp_path: Path, stack: ExitStack) -> None:
    add_release(tmp_path / "store", "1.0.0")
    (tmp_path / "quickexit.toml").write_text('public_address = "https://city.example/help"')
    behind = stack.enter_context(ServedCommand(deployment=tmp_path))
    text = put(
        block("nginx", "location /help/"),
        ("http://127.0.0.1:8000", behind.address),
    )
    port = free_port()
    site = f"server {{ listen 127.0.0.1:{port}; {text} }}"
    stack.enter_context(Nginx(tmp_path / "nginx", site, port))
    assert ask(port, "/help/v1/embed.js").content == files("<1.0.0>")["embed.js"]
    assert ask(port, "/help/faq", accept_language="es").headers["content-language"] == "es"
    assert ask(port, "/v1/embed.js").status == 404
