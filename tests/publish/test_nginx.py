"""A published folder behind the real nginx answers as `quickexit serve` does."""

from __future__ import annotations

import socket
import threading
from base64 import b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from tests.publish.nginx import Nginx
from tests.support.http_client import ask
from tests.support.served_command import ServedCommand
from tests.support.served_store import ALIASES, Reply, add_release, files, frame, script
from tests.support.site import quickexit
from tests.support.waiting import eventually
from tests.support.web import free_port

from quickexit.releases.release import Release
from quickexit.releases.signing import SigningKey, new_key, signature_headers
from quickexit.releases.store import Store

# What belongs to a connection or a program, and is not the widget's to say.
OF_THE_PROGRAM = {"server", "date", "connection", "keep-alive", "transfer-encoding"}
RELEASES = ("1.0.0", "1.0.1", "1.1.0-rc.1")
CHANNELS = ("v1", "v1.0", "next")
# Its only release is withdrawn, so that its channels stand by.
WITHDRAWN = "0.9.0"
STANDING_BY = {"standby.js": script("standby"), "standby/en.html": frame("en", "plain", "standby")}
CODINGS = ("br", "gzip", "br;q=0, gzip", "gzip, br;q=0.000", "identity", "BR", "deflate, gzip, br")

PATHS = [
    *(f"/{release}/{path}" for release in (*RELEASES, *CHANNELS) for path in files("")),
    *(
        f"/{release}/{path}"
        for release in (WITHDRAWN, "v0", "v0.9")
        for path in ("embed.js", "faq/default/en.html", "faq/night/es.html", *STANDING_BY)
    ),
    "/faq",
    "/releases",
    "/releases.json",
    "/favicon.ico",
    "/healthz",
    # Regional tags, in any case, below the addresses that scripts load frames from and elsewhere.
    *(
        f"/{release}/faq/night/{tag}.html"
        for release in ("v1", "next", "v1.0", "1.0.0", "v0")
        for tag in ("es-MX", "es_mx", "ES", "zh-CN", "ZH", "zh-hans", "zh_Hans")
    ),
    # Unknown frames: of a known theme, of none, of no release.
    "/v1/faq/default/xx.html",
    "/v1/faq/night/xx.html",
    "/1.0.0/faq/night/es-AR.html",
    "/v1/faq/nowhere/en.html",
    "/9.9.9/faq/night/en.html",
    "/v9/faq/default/en.html",
    "/anything/faq/default/en.html",
    # Nothing is there.
    "/nothing",
    "/v1",
    "/v1/",
    "/v1/faq/",
    "/v1/other.js",
    "/9.9.9/embed.js",
    "/v1/embed.js.br",
    "/v1/embed.js.gz",
    "/faq.html",
    "/releases.html",
    "/404.html",
    "/missing.html",
    "/_headers",
    "/.quickexit/lock",
    "/releases.json.br",
    "/favicon.ico/more",
]

KNOWN = ["/v1/embed.js", "/1.0.0/faq/night/ar.html", "/releases.json", "/releases"]


@dataclass(frozen=True)
class Both:
    """The same store behind `quickexit serve` and, published, behind nginx."""

    server: int
    nginx: Nginx
    prefix: str

    def ask(self, path: str, method: str = "GET", **headers: str) -> tuple[Reply, Reply]:
        path = self.prefix + path
        return ask(self.server, path, method, **headers), ask(
            self.nginx.port, path, method, **headers
        )


def deployment(folder: Path, port: int, prefix: str) -> Path:
    folder.mkdir()
    hosts = 'allowed_hosts = ["https://city.example"]\n' if prefix else ""
    (folder / "quickexit.toml").write_text(
        f'public_address = "http://127.0.0.1:{port}{prefix}"\n{hosts}', encoding="utf-8"
    )
    store = Store(folder / "store")
    store.add(
        Release(WITHDRAWN, "2026-11-24", 1, {**files("<0.9.0>"), **STANDING_BY}, aliases=ALIASES)
    )
    store.withdraw(WITHDRAWN, "A wrong number")
    for version in RELEASES:
        add_release(store.directory, version)
    return folder


@pytest.fixture(scope="module", params=["", "/help"], ids=["root", "prefix"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Both]:
    folder = tmp_path_factory.mktemp("nginx")
    port = free_port()
    here = deployment(folder / "city", port, request.param)
    quickexit("publish", str(folder / "www"), "--nginx", "--deployment", str(here))
    included = f'include "{folder}/www.nginx.conf";'
    with (
        ServedCommand(deployment=here) as server,
        Nginx(folder / "nginx", included, port) as nginx,
    ):
        yield Both(server.port, nginx, request.param)


def told(reply: Reply) -> dict[str, str]:
    """Return what a reply says, without what is the program's own: an ETag is there or not."""
    headers = {name: value for name, value in reply.headers.items() if name not in OF_THE_PROGRAM}
    return headers | ({"etag": "…"} if "etag" in headers else {})


def seen(reply: Reply) -> tuple[int, dict[str, str], bytes]:
    return reply.status, told(reply), reply.body


@pytest.mark.sample(5)
@pytest.mark.parametrize("coding", CODINGS)
def test_every_address_answers_with_the_same_bytes_and_headers(both: Both, coding: str) -> None:
    for path in PATHS:
        for method in ("GET", "HEAD"):
            served, published = both.ask(path, method, accept_encoding=coding)
            assert seen(published) == seen(served), (path, method)


def test_a_header_that_differs_would_be_found(both: Both) -> None:
    served, published = both.ask("/v1/embed.js")
    altered = replace(published, headers={**published.headers, "vary": "Cookie"})
    assert seen(altered) != seen(served)
    missing = {name: value for name, value in published.headers.items() if name != "etag"}
    assert seen(replace(published, headers=missing)) != seen(served)


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
@pytest.mark.parametrize("path", [*KNOWN, "/faq"])
def test_known_content_is_answered_304_with_the_headers_of_the_server(
    both: Both, path: str, coding: str
) -> None:
    tags = [reply.headers["etag"] for reply in both.ask(path, accept_encoding=coding)]
    for form in ("{}", "W/{}", '"other", {}', "*"):
        served, published = (
            ask(port, both.prefix + path, accept_encoding=coding, if_none_match=form.format(tag))
            for port, tag in zip((both.server, both.nginx.port), tags, strict=True)
        )
        # Werkzeug leaves it out of a 304; RFC 9110 asks for neither.
        published.headers.pop("content-language", None)
        assert seen(published) == seen(served), form
        assert published.status == 304
    other = both.ask(path, accept_encoding=coding, if_none_match='"other"')
    assert [reply.status for reply in other] == [200, 200]


def test_each_encoding_has_an_etag_of_its_own_and_no_time_is_told(both: Both) -> None:
    replies = [both.ask("/v1/embed.js", accept_encoding=coding)[1] for coding in ("br", "gzip", "")]
    assert len({reply.headers["etag"] for reply in replies}) == 3
    assert not [reply for reply in replies if "last-modified" in reply.headers]
    assert both.ask("/v1/embed.js", if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT")[1].body


def test_a_range_is_answered_with_the_whole(both: Both) -> None:
    served, published = both.ask("/v1/embed.js", range="bytes=0-9")
    assert seen(published) == seen(served)
    assert published.status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_nothing_can_be_changed(both: Both, method: str) -> None:
    for path in ("/v1/embed.js", "/v1/faq/default/en.html", "/releases.json", "/nothing"):
        served, published = both.ask(path, method)
        assert seen(published) == seen(served), path
        assert published.status == 405


@pytest.mark.parametrize(
    "wanted",
    ["", "*", "en", "es", "es-MX,es;q=0.9", "es-AR, en;q=0.5", "ES", "ar;q=0.8", "zh", "zh-TW",
     "zh-Hans-CN", "zh-CN", "fr", "estonian", "e", "en-GB,es", "es_MX", "zh_CN,en"],
)  # fmt: skip
def test_the_hosted_page_is_in_the_first_language_that_the_visitor_names(
    both: Both, wanted: str
) -> None:
    served, published = both.ask("/faq", accept_language=wanted, accept_encoding="br")
    assert seen(published) == seen(served)


def test_what_a_static_tree_cannot_do_is_this_and_no_more(both: Both) -> None:
    # No studio: its address shows the releases.
    assert seen(both.ask("/")[1]) == seen(both.ask("/releases")[1])
    # Weights are not read, except for 0 in Accept-Encoding: the smaller one, the first language.
    served, published = both.ask("/v1/embed.js", accept_encoding="br;q=0.5, gzip")
    assert served.headers["content-encoding"] == "gzip"
    assert published.headers["content-encoding"] == "br"
    served, published = both.ask("/faq", accept_language="es;q=0.1, ar")
    assert (served.headers["content-language"], published.headers["content-language"]) == (
        "ar", "es"
    )  # fmt: skip


HOSTILE = [
    b"GET /telltale HTTP/1.1\r\nHost: \xfftelltale\r\nBad Header\r\n\r\n",
    b"telltale nonsense\r\n\r\n",
    b"GET /" + b"telltale" * 5000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /telltale%00 HTTP/1.1\r\nHost: telltale\r\n\r\n",
    b"GET /%2e%2e/telltale HTTP/1.1\r\nHost: telltale\r\n\r\n",
    b"GET /telltale HTTP/1.1\r\nHost: telltale\r\nContent-Length: 9\r\n\r\n1",
    b"GET /telltale HTTP/1.1\r\nHost: telltale\r\nX: " + b"telltale" * 9000 + b"\r\n\r\n",
]


def send(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        received = b""
        with suppress(OSError):
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionError):
            while chunk := connection.recv(65536):
                received += chunk
        return received


@pytest.mark.parametrize("data", HOSTILE, ids=lambda data: repr(data[:30]))
def test_an_answer_to_nonsense_is_inert_too(both: Both, data: bytes) -> None:
    received = send(both.nginx.port, data).lower()
    if received:
        assert received.split(b" ")[1].startswith(b"4")
        assert b"x-content-type-options: nosniff" in received
        assert b"referrer-policy: no-referrer" in received


def visit_and_be_told_on(port: int) -> None:
    """Ask for everything that leaves a line in some log, with what would tell on a visitor."""
    telling = {"user_agent": "telltale", "referer": "https://telltale.example/page",
               "origin": "https://telltale.example", "x_forwarded_for": "telltale"}  # fmt: skip
    for path in (
        "/v1/embed.js",
        "/telltale",
        "/v1/faq/telltale/xx.html",
        "/v1/faq/",
        "/1.0.0/a.js",
    ):
        for method in ("GET", "POST"):
            ask(port, f"{path}?telltale", method, **telling)
    for data in HOSTILE:
        send(port, data)


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A folder that was published for nginx, whose port stands in `www.listen`."""
    add_release(tmp_path / "store", "1.0.0")
    quickexit("publish", str(tmp_path / "www"), "--nginx", "--store", str(tmp_path / "store"))
    (tmp_path / "www.listen").write_text(f"listen 127.0.0.1:{free_port()};")
    return tmp_path


def port_of(folder: Path) -> int:
    return int((folder / "www.listen").read_text().strip(";").rpartition(":")[2])


def test_no_log_holds_anything_about_a_visitor_even_where_nginx_logs_most(published: Path) -> None:
    text = (published / "www.nginx.conf").read_text()
    port = port_of(published)
    with Nginx(published / "quiet", text, port, level="info") as nginx:
        visit_and_be_told_on(port)
    assert "telltale" not in nginx.logged()
    assert "client" not in nginx.logged()


@pytest.mark.parametrize("line", ["access_log off;", "error_log /dev/null emerg;"])
def test_without_one_of_its_lines_a_log_would_tell(published: Path, line: str) -> None:
    text = (published / "www.nginx.conf").read_text()
    assert line in text
    port = port_of(published)
    with Nginx(published / "loud", text.replace(line, ""), port, level="info") as nginx:
        visit_and_be_told_on(port)
    assert "telltale" in nginx.logged()


def test_the_server_is_unwell_without_a_ledger(published: Path) -> None:
    port = port_of(published)
    with Nginx(published / "nginx", (published / "www.nginx.conf").read_text(), port):
        assert ask(port, "/healthz").status == 200
        (published / "www" / "releases.json").unlink()
        assert ask(port, "/healthz").status == 503


def signed_release(store: Path, version: str, key: SigningKey) -> None:
    made = Release(version, "2026-11-24", 1, files(f"<{version}>"), {},
                   {"embed.js": key.sign(files(f"<{version}>")["embed.js"])})  # fmt: skip
    Store(store).add(made, promote=False)


def test_signatures_follow_the_bytes_at_every_moment(tmp_path: Path) -> None:
    store, www, port = tmp_path / "store", tmp_path / "www", free_port()
    key = SigningKey(new_key(), Path("key"))
    for version in ("1.0.0", "1.0.1"):
        signed_release(store, version, key)
    Store(store).promote("1.0.0", "v1")
    quickexit("publish", str(www), "--nginx", "--store", str(store))
    (tmp_path / "www.listen").write_text(f"listen 127.0.0.1:{port};")
    names = ("unencoded-digest", "signature-input", "signature")
    with Nginx(tmp_path / "nginx", (tmp_path / "www.nginx.conf").read_text(), port):
        for version in ("1.0.0", "1.0.1"):
            # A channel moves, and nginx is not told: it knows every version that is published.
            Store(store).promote(version, "v1")
            quickexit("publish", str(www), "--store", str(store))
            about = Store(store).read_ledger()["releases"][version]["files"]["embed.js"]
            expected = [value for _, value in signature_headers(about)]
            for coding in ("br", "gzip", ""):
                reply = ask(port, "/v1/embed.js", accept_encoding=coding)
                assert reply.content == files(f"<{version}>")["embed.js"]
                assert [reply.headers.get(name) for name in names] == expected
                head = ask(port, "/v1/embed.js", "HEAD", accept_encoding=coding)
                again = ask(port, "/v1/embed.js", accept_encoding=coding,
                            if_none_match=reply.headers["etag"])  # fmt: skip
                assert (head.status, again.status) == (200, 304)
                for other in (head, again):
                    assert [other.headers.get(name) for name in names] == expected
        assert "signature" not in ask(port, "/v1/faq/default/en.html").headers


def test_a_later_release_needs_no_reload(published: Path) -> None:
    words = ["publish", str(published / "www"), "--store", str(published / "store")]
    text = (published / "www.nginx.conf").read_text()
    port = port_of(published)
    with (
        Nginx(published / "nginx", text, port),
        ServedCommand(published / "store") as server,
    ):
        add_release(published / "store", "1.1.0")
        quickexit(*words, "--nginx")
        eventually(lambda: server.ask("/1.1.0/embed.js").status == 200, "the release is served")
        for path in ("/1.1.0/embed.js", "/v1/embed.js", "/v1.1/faq/night/es.html", "/releases"):
            assert seen(ask(port, path)) == seen(server.ask(path)), path
    assert (published / "www.nginx.conf").read_text() == text


def test_during_a_publish_every_answer_is_whole_and_its_signature_is_of_its_bytes(
    tmp_path: Path,
) -> None:
    store, www, port = tmp_path / "store", tmp_path / "www", free_port()
    key = SigningKey(new_key(), Path("key"))
    versions = ("1.0.0", "1.0.1")
    for version in versions:
        signed_release(store, version, key)
    Store(store).promote("1.0.0", "v1")
    quickexit("publish", str(www), "--nginx", "--store", str(store))
    (tmp_path / "www.listen").write_text(f"listen 127.0.0.1:{port};")
    whole = {files(f"<{version}>")["embed.js"] for version in versions}
    met: set[bytes] = set()
    wrong: list[Reply] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            for coding in ("br", "gzip", ""):
                reply = ask(port, "/v1/embed.js", accept_encoding=coding)
                met.add(reply.content)
                digest = b64encode(sha256(reply.content).digest()).decode()
                if reply.headers.get("unencoded-digest") != f"sha-256=:{digest}:":
                    wrong.append(reply)

    with Nginx(tmp_path / "nginx", (tmp_path / "www.nginx.conf").read_text(), port):
        reader = threading.Thread(target=read)
        reader.start()
        try:
            for version in reversed(versions):
                Store(store).promote(version, "v1")
                quickexit("publish", str(www), "--store", str(store))
        finally:
            done.set()
            reader.join()
    assert not wrong
    assert met == whole
