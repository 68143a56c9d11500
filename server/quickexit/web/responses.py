"""Responses that are made once, and chosen among for each request: encodings, validators, HEAD."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, NamedTuple

from quickexit.web.negotiation import encodings_by_preference, matches

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]

# Nothing that a page of ours could ever want; an unknown name is ignored by browsers.
_PERMISSIONS = ("camera", "geolocation", "microphone", "payment", "usb", "browsing-topics")
# On every response of this server, errors included.
ALWAYS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", ", ".join(f"{name}=()" for name in _PERMISSIONS)),
)
# For what is no page, and for errors: it may do nothing and be framed by nobody.
INERT_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Response(NamedTuple):
    """What goes over the wire: status line, headers, body (empty for HEAD and 304)."""

    status: str
    headers: Headers
    body: bytes


@cache
def status_line(status: int) -> str:
    """Return ``404 Not Found`` for 404."""
    return f"{status} {HTTPStatus(status).phrase}"


def entity_tag(identity: bytes, encoding: str) -> str:
    """Return the strong validator, quotes included, of a content in one encoding.

    It comes from the content's hash, so that it is the same on every host.
    """
    digest = urlsafe_b64encode(hashlib.sha256(identity).digest()[:16]).decode().rstrip("=")
    return f'"{digest}"' if encoding == "identity" else f'"{digest}-{encoding}"'


@dataclass(frozen=True, slots=True)
class Representation:
    """One encoding of a resource, with its responses ready."""

    entity_tag: str
    whole: Response
    head: Response
    not_modified: Response


@dataclass(frozen=True, slots=True)
class Resource:
    """All encodings of what stands at an address."""

    status: int
    representations: Mapping[str, Representation]


def make_resource(
    content: Mapping[str, bytes], headers: Headers, *, status: int = 200, vary: str = ""
) -> Resource:
    """Make the responses for a content.

    `content` maps encodings (`identity` must be there, `br` and `gzip` may) to bytes, `headers` are
    those beyond validator, length, encoding and `ALWAYS`; `vary` is added to Accept-Encoding.
    """
    varies = ("Vary", f"Accept-Encoding, {vary}" if vary else "Accept-Encoding")
    representations = {}
    for encoding, body in content.items():
        tag = entity_tag(content["identity"], encoding)
        shared = [*ALWAYS, *headers, varies, ("ETag", tag)]
        unchanged = [pair for pair in shared if pair[0] != "Content-Type"]
        if encoding != "identity":
            shared.append(("Content-Encoding", encoding))
        shared.append(("Content-Length", str(len(body))))
        representations[encoding] = Representation(
            tag,
            Response(status_line(status), shared, body),
            Response(status_line(status), shared, b""),
            Response(status_line(304), unchanged, b""),
        )
    return Resource(status, representations)


def make_empty_resource(headers: Headers) -> Resource:
    """Make a 204: nothing is there, and that may be remembered."""
    response = Response(status_line(204), [*ALWAYS, *headers], b"")
    return Resource(204, {"identity": Representation("", response, response, response)})


_REFUSAL = b"This address can be read, and nothing else.\n"
# The 405 for every method that would change something.
NOT_ALLOWED = Response(
    status_line(405),
    [
        *ALWAYS,
        ("Content-Security-Policy", INERT_POLICY),
        ("Cache-Control", "no-store"),
        ("Allow", "GET, HEAD"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(_REFUSAL))),
    ],
    _REFUSAL,
)


def respond(resource: Resource, environ: WSGIEnvironment) -> Response:
    """Return the response to a request (method, Accept-Encoding, If-None-Match) for `resource`.

    A Range gets the whole, as RFC 9110 (section 14.2) allows.
    """
    method = environ["REQUEST_METHOD"]
    if method not in ("GET", "HEAD"):
        return NOT_ALLOWED
    available = resource.representations
    for encoding in encodings_by_preference(environ.get("HTTP_ACCEPT_ENCODING", "")):
        if encoding in available:
            break
    chosen = available[encoding]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and resource.status == HTTPStatus.OK and matches(known, chosen.entity_tag):
        return chosen.not_modified
    return chosen.whole if method == "GET" else chosen.head
