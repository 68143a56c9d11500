"""Fetching a stranger's page: bounded in time and size, http(s) alone, public addresses alone."""

import http.client
import ipaddress
import re
import socket
import time
import urllib.request
import zlib
from email.message import Message
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from quickexit.errors import QuickExitError
from quickexit.releases.download import reason_of, within
from quickexit.urls import web_address

# For the whole page with its redirects, and for a server that is silent.
TOTAL_SECONDS = 30
_SILENT_PAGE_SECONDS = 10
# The largest page of the HTTP Archive's 99th percentile is below 1 MB of HTML.
_LARGEST_PAGE = 5 * 1024 * 1024
_MOST_REDIRECTS = 5
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_-]+)", re.IGNORECASE)


class PageResponse(NamedTuple):
    """A fetched page: the address after redirects, its headers (names in any case), its HTML."""

    address: str
    headers: Message
    html: str


class PrivateAddressError(OSError):
    """The host is, or resolves to, an address that is not on the public internet."""


def fetch_page(
    address: str, *, allow_private: bool, seconds: float = TOTAL_SECONDS
) -> PageResponse:
    """Return the page at an http(s) address.

    With `allow_private` False, no connection is made to an address of a private network, also not
    after a redirect: the address that was checked is the one that is connected to. Raises
    `QuickExitError` for an address that is none, that is private, that takes longer than `seconds`,
    gives more than 5 MiB, redirects more than five times or answers with an error.
    """
    try:
        web_address(address)
    except ValueError as error:
        raise QuickExitError(
            f"the address {error}", where=address, hint="write it like https://www.example.org/help"
        ) from None
    deadline = time.monotonic() + seconds
    try:
        return within(seconds, lambda: _read_page(address, allow_private, deadline))
    except TimeoutError as error:
        raise _unreadable(address, f"it takes longer than {seconds:g} s") from error


def refuse_private_host(host: str, port: int) -> list[str]:
    """Return the addresses of a host; raise `PrivateAddressError` where one is not public.

    Raises `OSError` where the name cannot be resolved. What counts as public is `is_global` of
    Python's `ipaddress`, which follows IANA's registries of special-purpose addresses.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        parsed = ipaddress.ip_address(address.partition("%")[0])
        mapped = getattr(parsed, "ipv4_mapped", None) or parsed
        if not mapped.is_global or mapped.is_multicast:
            named = host if host == address else f"{host} is {address}, which"
            raise PrivateAddressError(f"{named} is not a public address")
    return addresses


def _read_page(address: str, allow_private: bool, deadline: float) -> PageResponse:
    request = urllib.request.Request(  # noqa: S310 - web_address lets only http(s) through
        address,
        headers={
            "Accept": "text/html,application/xhtml+xml",
            "Accept-Encoding": "gzip",
            "User-Agent": "quickexit check-page",
        },
    )
    try:
        with _opener(allow_private).open(request, timeout=_SILENT_PAGE_SECONDS) as response:
            body = _bounded_body(response, deadline)
            return PageResponse(response.url, response.headers, _text(body, response.headers))
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
        if isinstance(reason := getattr(error, "reason", error), PrivateAddressError):
            raise QuickExitError(
                f"the page was not fetched: {reason}",
                where=address,
                hint="use --allow-private if you trust the list of pages",
            ) from error
        raise _unreadable(address, reason_of(error)) from error


def _bounded_body(response: http.client.HTTPResponse, deadline: float) -> bytes:
    body = bytearray()
    is_packed = response.headers["Content-Encoding"] == "gzip"
    inflate = zlib.decompressobj(wbits=31) if is_packed else None
    while chunk := response.read1(65536):
        # A small packed answer may unpack to a very large one.
        body += inflate.decompress(chunk, _LARGEST_PAGE + 1) if inflate else chunk
        if len(body) > _LARGEST_PAGE or (inflate and inflate.unconsumed_tail):
            raise ValueError(f"it gives more than {_LARGEST_PAGE:,} bytes")
        if time.monotonic() > deadline:
            raise ValueError("it takes too long")
    return bytes(body)


def _text(body: bytes, headers: Message) -> str:
    meta = _META_CHARSET.search(body[:4096])
    declared = headers.get_content_charset() or (meta[1].decode("ascii") if meta else "utf-8")
    try:
        return body.decode(declared, errors="replace")
    except LookupError:
        return body.decode("utf-8", errors="replace")


def _opener(allow_private: bool) -> urllib.request.OpenerDirector:
    """Return an opener for http and https that checks each host, those of redirects included."""
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.HTTPDefaultErrorHandler())
    opener.add_handler(urllib.request.HTTPErrorProcessor())
    opener.add_handler(_Redirects())
    opener.add_handler(_Handler(allow_private))
    return opener


class _Redirects(urllib.request.HTTPRedirectHandler):
    max_redirections = _MOST_REDIRECTS


class _Handler(urllib.request.AbstractHTTPHandler):
    """Opens http and https addresses, each at the address that was checked."""

    http_request = https_request = urllib.request.AbstractHTTPHandler.do_request_

    def __init__(self, allow_private: bool) -> None:
        super().__init__()
        self._allow_private = allow_private

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(self._checked, http.client.HTTPConnection), req)

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(self._checked, http.client.HTTPSConnection), req)

    def _checked(
        self,
        kind: type[http.client.HTTPConnection],
        host: str,
        /,
        **arguments: Any,  # noqa: ANN401 # http.client's own
    ) -> http.client.HTTPConnection:
        connection = kind(host, **arguments)
        # What a connection opens its socket with; https wraps it, for the name of the host.
        connection._create_connection = self._connect  # type: ignore[attr-defined] # typeshed leaves it out
        return connection

    def _connect(
        self, place: tuple[str, int], timeout: float | None, _source: object
    ) -> socket.socket:
        host, port = place
        addresses = [host] if self._allow_private else refuse_private_host(host, port)
        problem: OSError = OSError(f"{host} has no address")
        for address in addresses:
            try:
                return socket.create_connection((address, port), timeout)
            except OSError as error:
                problem = error
        raise problem


def origin_of(address: str) -> str:
    """Return the origin of an http(s) address, as a browser writes it."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = "" if parts.port in (None, default) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _unreadable(address: str, problem: str) -> QuickExitError:
    return QuickExitError(
        f"the page cannot be read ({problem})",
        where=address,
        hint="check the address, and that its server answers",
    )
