"""A published folder behind the real nginx answers as `quickexit serve` does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.asking import ask
from tests.support.nginx import Nginx
from tests.support.served_store import Reply, add_release, files
from tests.support.serving import served
from tests.support.site import quickexit
from tests.support.web import free_port

# What belongs to a connection or a program, and is not the widget's to say.
OF_THE_PROGRAM = {"server", "date", "connection", "keep-alive", "transfer-encoding"}
RELEASES = ("1.0.0", "1.0.1", "1.1.0-rc.1")
SHOWN = {"v1": "1.0.1", "v1.0": "1.0.1", "next": "1.1.0-rc.1"}
CODINGS = ("br", "gzip", "br;q=0, gzip", "gzip, br;q=0.000", "identity", "BR", "deflate, gzip, br")

PATHS = [
    *(f"/{release}/{path}" for release in (*RELEASES, *SHOWN) for path in files("")),
    "/faq",
    "/releases",
    "/releases.json",
    "/favicon.ico",
    "/healthz",
    # Unknown frames: of a known theme, of none, of no release; regional tags without a file.
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
    for version in RELEASES:
        add_release(folder / "store", version)
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
        served("--deployment", here) as server,
        Nginx(folder / "nginx", included, port) as nginx,
    ):
        yield Both(server, nginx, request.param)


def told(reply: Reply) -> dict[str, str]:
    """Return what a reply says, without what is the program's own: an ETag is there or not."""
    headers = {name: value for name, value in reply.headers.items() if name not in OF_THE_PROGRAM}
    return headers | ({"etag": "…"} if "etag" in headers else {})


@pytest.mark.parametrize("coding", CODINGS)
def test_every_address_answers_with_the_same_bytes_and_headers(both: Both, coding: str) -> None:
    different = {}
    for path in PATHS:
        for method in ("GET", "HEAD"):
            served, published = both.ask(path, method, accept_encoding=coding)
            said = (served.status, told(served), served.body)
            if (published.status, told(published), published.body) != said:
                different[path, method] = (
                    published.status,
                    served.status,
                    published.body == served.body,
                    told(published).items() ^ told(served).items(),
                )
    assert not different
