"""Reading one address over HTTP, with whatever goes wrong in one sentence."""

import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from http.client import HTTPException, HTTPMessage
from typing import IO, NamedTuple, TypeVar

from quickexit.errors import QuickExitError
from quickexit.urls import web_address

Result = TypeVar("Result")

# For a server that is silent, and for the whole answer.
_SILENT_SECONDS = 20
_SECONDS = 60
# No file of a release comes near this, nor does a ledger of thousands of releases.
_MOST_BYTES = 64 * 1024 * 1024


class Fetched(NamedTuple):
    """What an address gave: its headers, their names in lower case, and its body as it is.

    `redirects` holds the headers of each redirect on the way there. A header that came several
    times has all its values, as browsers read it (RFC 9110, 5.3).
    """

    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[Mapping[str, str], ...] = ()


class UnansweredError(QuickExitError):
    """Nothing answers at an address, or not in time."""


def fetch(
    address: str,
    seconds: float = _SECONDS,
    *,
    origin: str | None = None,
    encoding: str = "identity",
) -> Fetched:
    """Return what an http(s) address gives to a request that accepts the content encoding.

    `origin` is the site in whose name a browser would ask. Raises `UnansweredError` where nothing
    answers within 20 s, or not the whole within `seconds`, and `QuickExitError` for what is no
    address, for more than 64 MiB, and for an error status.
    """
    try:
        return within(seconds, lambda: _download(address, origin, encoding))
    except TimeoutError as error:
        problem = f"its answer takes longer than {seconds:g} s"
        raise _unread(address, problem, UnansweredError) from error


def within(seconds: float, work: Callable[[], Result]) -> Result:
    """Return what `work` returns; raises what it raises, and `TimeoutError` where it takes longer.

    The timeout of a socket is for each read alone, so that a server that drips would hold us for
    ever; and resolving a name has none.
    """
    result: Future[Result] = Future()

    def run() -> None:
        try:
            result.set_result(work())
        except BaseException as error:
            result.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return result.result(seconds)


def reason_of(error: Exception) -> str:
    """Return why an address could not be read: its status, or the system's reason in words."""
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"it answers {error.code}"
    reason = getattr(error, "reason", None) or error
    return str(getattr(reason, "strerror", None) or reason)


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects, and keeps the headers of each."""

    def __init__(self) -> None:
        self.headers: list[Mapping[str, str]] = []

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        self.headers.append(_joined(headers))
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _joined(headers: HTTPMessage) -> dict[str, str]:
    return {name.lower(): ", ".join(headers.get_all(name, ())) for name in headers}


def _download(address: str, origin: str | None, encoding: str) -> Fetched:
    named = {"Origin": origin} if origin else {}
    redirects = _Redirects()
    try:
        request = urllib.request.Request(  # noqa: S310 - web_address lets only http(s) through
            web_address(address), headers={"Accept-Encoding": encoding, **named}
        )
        opener = urllib.request.build_opener(redirects)
        with opener.open(request, timeout=_SILENT_SECONDS) as response:
            headers = _joined(response.headers)
            body = response.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        raise _unread(address, reason_of(error)) from error
    except (OSError, HTTPException, ValueError) as error:
        kind = UnansweredError if isinstance(error, OSError) else QuickExitError
        raise _unread(address, reason_of(error), kind) from error
    if len(body) > _MOST_BYTES:
        raise _unread(address, f"it gives more than {_MOST_BYTES:,} bytes")
    return Fetched(headers, body, tuple(redirects.headers))


def _unread(
    address: str, problem: str, kind: type[QuickExitError] = QuickExitError
) -> QuickExitError:
    return kind(
        f"cannot be read ({problem})",
        where=address,
        hint="check the address, and that its server answers",
    )
