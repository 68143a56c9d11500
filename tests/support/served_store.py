"""Small stores to serve, and requests to a WSGI application without a network."""

from __future__ import annotations

import gzip
import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import brotli

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.releases.release import Release
from quickexit.releases.signing import SigningKey
from quickexit.releases.store import Store
from quickexit.web.app import create_app
from quickexit.web.state import ServedState

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from flask import Flask

LANGUAGES = ("en", "es", "ar", "zh-Hans")
# Regional tags, and the language that each means.
ALIASES = {"es-MX": "es", "zh-CN": "zh-Hans", "zh": "zh-Hans"}


def script(mark: str) -> bytes:
    """Return a script that is long enough to be worth compressing."""
    return f"/*{mark}*/".encode() + b"console.log('leave');" * 40


def frame(language: str, theme: str, mark: str) -> bytes:
    """Return a frame that says what it is."""
    words = f"{theme} {language} {mark} " * 40
    return f'<!doctype html><html lang="{language}"><title>{words}</title></html>'.encode()


def files(mark: str, themes: tuple[str, ...] = ("default", "night")) -> dict[str, bytes]:
    """Return the files of a release in which every byte sequence holds `mark`."""
    frames = {
        f"faq/{theme}/{language}.html": frame(language, theme, mark)
        for theme in themes
        for language in LANGUAGES
    }
    return {"embed.js": script(mark), **frames}


def standby_files(mark: str) -> dict[str, bytes]:
    """Return what a release holds for the day on which it is withdrawn."""
    pages = {f"standby/{code}.html": frame(code, "plain", mark) for code in LANGUAGES}
    return {"standby.js": script(f"stands by {mark}"), **pages}


def add_release(
    directory: Path,
    version: str,
    *,
    promote: bool = True,
    standby: bool = False,
    key: SigningKey | None = None,
) -> None:
    """Release `version`, whose files hold the mark ``<version>``, dated by a fixed clock."""
    notes = {"partners": [f"What is new in {version} <b>&</b>"]}
    held = files(f"<{version}>") | (standby_files(f"<{version}>") if standby else {})
    signed = {path: key.sign(held[path]) for path in held if key and path.endswith(".js")}
    release = Release(version, "2026-11-24", 1, held, notes, signed, ALIASES)
    Store(directory).add(release, promote=promote)


def served_app(
    directory: Path, settings: Settings | None = None, source: Source | None = None
) -> Flask:
    """Return the application that serves a store, with its state, which has read the store."""
    state = ServedState(directory, source or Source(settings or Settings()))
    state.reload()
    app = create_app(state)
    app.extensions["quickexit"] = state
    return app


@dataclass(frozen=True)
class Reply:
    """What came back: `headers` by lower-case name, `body` as it was sent."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def content(self) -> bytes:
        """The body without its encoding."""
        encoding = self.headers.get("content-encoding")
        if encoding == "br":
            return bytes(brotli.decompress(self.body))
        return gzip.decompress(self.body) if encoding == "gzip" else self.body


def environment(path: str, method: str = "GET", **headers: str) -> WSGIEnvironment:
    """Return a request; `headers` are named like ``accept_encoding``."""
    return {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "widget.example",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }


def ask(application: WSGIApplication, path: str, method: str = "GET", **headers: str) -> Reply:
    """Send one request and return what came back."""
    started: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, sent: list[tuple[str, str]], _error: object = None) -> object:
        started.append((status, sent))
        return None

    chunks = application(environment(path, method, **headers), start_response)  # type: ignore[arg-type]
    body = b"".join(chunks)
    if hasattr(chunks, "close"):
        chunks.close()
    ((status, sent),) = started
    names = [name.lower() for name, _ in sent]
    assert len(names) == len(set(names)), f"a header was sent twice: {names}"
    return Reply(int(status.split()[0]), {name.lower(): value for name, value in sent}, body)
