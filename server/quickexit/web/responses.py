"""Responses that are made once, and chosen among for each request: encodings and validators."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
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
    """What goes over the wire, but for the body of a HEAD; a view of Flask may return it."""

    body: bytes
    status: int
    headers: Headers


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
    not_modified: Response


# What stands at an address, by encoding.
Resource = Mapping[str, Representation]


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
        whole, not_modified = Response(body, status, shared), Response(b"", 304, unchanged)
        representations[encoding] = Representation(tag, whole, not_modified)
    return representations


def make_empty_resource(headers: Headers) -> Resource:
    """Make a 204: nothing is there, and that may be remembered."""
    response = Response(b"", 204, [*ALWAYS, *headers])
    return {"identity": Representation("", response, response)}


_REFUSAL = b"This address can be read, and nothing else.\n"
# The 405 for every method that would change something.
NOT_ALLOWED = Response(
    _REFUSAL,
    405,
    [
        *ALWAYS,
        ("Content-Security-Policy", INERT_POLICY),
        ("Cache-Control", "no-store"),
        ("Allow", "GET, HEAD"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(_REFUSAL))),
    ],
)


def respond(resource: Resource, environ: WSGIEnvironment) -> Response:
    """Return the response to a request (method, Accept-Encoding, If-None-Match) for `resource`.

    A Range gets the whole, as RFC 9110 (section 14.2) allows.
    """
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return NOT_ALLOWED
    for encoding in encodings_by_preference(environ.get("HTTP_ACCEPT_ENCODING", "")):
        if encoding in resource:
            break
    chosen = resource[encoding]
    known = environ.get("HTTP_IF_NONE_MATCH")
    if known and chosen.whole.status == 200 and matches(known, chosen.entity_tag):
        return chosen.not_modified
    return chosen.whole
