"""The look-up in front of Flask: path and encoding -> an answer that was made once.

A `Table` never changes after it is made. A new state of the store is a whole new table, put in
place by one assignment, so that no request ever sees a mixture of two states.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from quickexit.web.negotiation import encodings_by_preference, matches

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = Sequence[tuple[str, str]]

READING_METHODS = "GET, HEAD"

# Nothing that a page of ours could ever want; an unknown name is ignored by browsers.
_PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
# On every answer of this server, errors included.
ALWAYS: Headers = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", ", ".join(f"{name}=()" for name in _PERMISSIONS)),
)
# For what is no page, and for errors: it may do nothing and be framed by nobody.
INERT_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

_FRAME_ADDRESS = re.compile(r"/([^/]+)/faq/([^/]+)/[^/]+\.html")


class Answer(NamedTuple):
    """What goes over the wire: status line, headers, body (empty for HEAD and 304)."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


@cache
def status_line(status: int) -> str:
    """Return ``404 Not Found`` for 404."""
    return f"{status} {HTTPStatus(status).phrase}"


def entity_tag(identity: bytes, encoding: str) -> str:
    """Return the strong validator, quotes included, of a content in one encoding.

    It comes from the content's hash, so that it is the same on every host.
    """
    return _entity_tag(_digest(identity), encoding)


def _digest(identity: bytes) -> str:
    return urlsafe_b64encode(hashlib.sha256(identity).digest()[:16]).decode().rstrip("=")


def _entity_tag(digest: str, encoding: str) -> str:
    return f'"{digest}"' if encoding == "identity" else f'"{digest}-{encoding}"'


@dataclass(frozen=True, slots=True)
class Representation:
    """One encoding of a resource, with its answers ready."""

    entity_tag: str
    whole: Answer
    head: Answer
    not_modified: Answer


@dataclass(frozen=True, slots=True)
class Resource:
    """All encodings of what stands at an address."""

    status: int
    representations: Mapping[str, Representation]


def make_resource(
    content: Mapping[str, bytes], headers: Headers, *, status: int = 200, vary: str = ""
) -> Resource:
    """Make the answers for a content.

    `content` maps encodings (`identity` must be there, `br` and `gzip` may) to bytes, `headers` are
    those beyond validator, length, encoding and `ALWAYS`; `vary` is added to Accept-Encoding.
    """
    varies = ("Vary", f"Accept-Encoding, {vary}" if vary else "Accept-Encoding")
    representations = {}
    digest = _digest(content["identity"])
    for encoding, body in content.items():
        tag = _entity_tag(digest, encoding)
        shared = [*ALWAYS, *headers, varies, ("ETag", tag)]
        unchanged = [pair for pair in shared if pair[0] != "Content-Type"]
        if encoding != "identity":
            shared.append(("Content-Encoding", encoding))
        shared.append(("Content-Length", str(len(body))))
        representations[encoding] = Representation(
            tag,
            Answer(status_line(status), shared, body),
            Answer(status_line(status), shared, b""),
            Answer(status_line(304), unchanged, b""),
        )
    return Resource(status, representations)


def make_empty_resource(headers: Headers) -> Resource:
    """Make a 204: nothing is there, and that may be remembered."""
    answer = Answer(status_line(204), [*ALWAYS, *headers], b"")
    return Resource(204, {"identity": Representation("", answer, answer, answer)})


def not_allowed(allow: str = READING_METHODS) -> Answer:
    """Return the 405 for every method that would change something."""
    body = b"This address can be read, and nothing else.\n"
    headers = [
        *ALWAYS,
        ("Content-Security-Policy", INERT_POLICY),
        ("Cache-Control", "no-store"),
        ("Allow", allow),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(body))),
    ]
    return Answer(status_line(405), headers, body)


_NOT_ALLOWED = not_allowed()


def answer(resource: Resource, environ: WSGIEnvironment) -> Answer:
    """Return what a request (method, Accept-Encoding, If-None-Match) gets of `resource`.

    A Range is answered with the whole, as RFC 9110 allows.
    """
    method = environ["REQUEST_METHOD"]
    if method not in ("GET", "HEAD"):
        return _NOT_ALLOWED
    available = resource.representations
    for encoding in encodings_by_preference(environ.get("HTTP_ACCEPT_ENCODING", "")):
        if encoding in available:
            break
    chosen = available[encoding]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and resource.status == HTTPStatus.OK and matches(known, chosen.entity_tag):
        return chosen.not_modified
    return chosen.whole if method == "GET" else chosen.head


@dataclass(frozen=True, slots=True)
class Table:
    """One state of the store, ready to be served.

    `resources` by path; `unknown_frames` are the 404s with the English frame as body, by (channel
    or version, theme), where `("", "")` stands for every other; `languages` are the answers
    of `/faq` by language tag; `problems` says in sentences what of the store could not be used.
    A path is taken with `prefix` (``/help``) and without it, for proxies that keep it and for those
    that strip it.
    """

    resources: Mapping[str, Resource]
    unknown_frames: Mapping[tuple[str, str], Resource] = field(default_factory=dict)
    languages: Mapping[str, Resource] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    prefix: str = ""

    def without_prefix(self, path: str) -> str:
        """Return a path below the prefix.

        What is there as it stands is asked for by a proxy that strips, though the prefix be `/v0`.
        """
        if not self.prefix or path in self.resources or not path.startswith(f"{self.prefix}/"):
            return path
        return path[len(self.prefix) :]

    def find(self, path: str) -> Resource | None:
        """Return what stands at `path`; for an unknown frame its 404; else None."""
        return self.resources.get(path) or self._unknown_frame(path)

    def _unknown_frame(self, path: str) -> Resource | None:
        address = _FRAME_ADDRESS.fullmatch(path)
        if not address:
            return None
        release, theme = address.groups()
        for key in ((release, theme), (release, ""), ("", "")):
            if key in self.unknown_frames:
                return self.unknown_frames[key]
        return None


class Lookup:
    """WSGI application: answers from the current table, and hands the rest to `behind`.

    `current` returns the table in force, or None as long as the store was not read.
    """

    def __init__(self, behind: WSGIApplication, current: Callable[[], Table | None]) -> None:
        self._behind = behind
        self._current = current

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        # An empty path is the root (RFC 9110, section 4.2.3); Flask would redirect to it.
        path = environ["PATH_INFO"] or "/"
        table = self._current()
        if table is not None:
            path = table.without_prefix(path)
        environ["PATH_INFO"] = path
        resource = table.find(path) if table is not None else None
        if resource is None:
            return self._behind(environ, start_response)
        status, headers, body = answer(resource, environ)
        start_response(status, headers)
        return [body]
