"""Reading one address over HTTP, with whatever goes wrong in one sentence."""

import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from concurrent.futures import Future
from http.client import HTTPException
from typing import NamedTuple

from quickexit.errors import QuickExitError
from quickexit.urls import web_address

# For a server that is silent, and for the whole answer.
_SILENT_SECONDS = 20
_SECONDS = 60
# No file of a release comes near this, nor does a ledger of thousands of releases.
_MOST_BYTES = 64 * 1024 * 1024


class Fetched(NamedTuple):
    """What an address gave: its headers, their names in lower case, and its body as it is."""

    headers: Mapping[str, str]
    body: bytes


def is_address(text: str) -> bool:
    """Tell whether `text` means an http(s) address, rather than a file."""
    return text.startswith(("http://", "https://"))


class UnansweredError(QuickExitError):
    """Nothing answers at an address, or not in time."""


def fetch(address: str, seconds: float = _SECONDS, *, origin: str | None = None) -> Fetched:
    """Return what an http(s) address gives, without any content encoding.

    `origin` is the site in whose name a browser would ask. Raises `UnansweredError` where nothing
    answers within 20 s, or not the whole within `seconds`, and `QuickExitError` for what is no
    address, for more than 64 MiB, and for an error status.
    """
    # The timeout of a socket is for each read alone: a server that drips would hold us for ever.
    answer: Future[Fetched] = Future()
    threading.Thread(target=_give, args=(answer, address, origin), daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError as error:
        raise _unread(
            address, f"its answer takes longer than {seconds:g} s", UnansweredError
        ) from error


def _give(answer: Future[Fetched], address: str, origin: str | None) -> None:
    try:
        answer.set_result(_read(address, origin))
    except BaseException as error:
        answer.set_exception(error)


def _read(address: str, origin: str | None) -> Fetched:
    named = {"Origin": origin} if origin else {}
    try:
        request = urllib.request.Request(  # noqa: S310 - web_address lets only http(s) through
            web_address(address), headers={"Accept-Encoding": "identity", **named}
        )
        with urllib.request.urlopen(request, timeout=_SILENT_SECONDS) as response:  # noqa: S310 - likewise
            headers = {name.lower(): value for name, value in response.headers.items()}
            body = response.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise _unread(address, f"it answers {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        kind = UnansweredError if isinstance(error, OSError) else QuickExitError
        raise _unread(address, str(getattr(reason, "strerror", None) or reason), kind) from error
    if len(body) > _MOST_BYTES:
        raise _unread(address, f"it gives more than {_MOST_BYTES:,} bytes")
    return Fetched(headers, body)


def _unread(
    address: str, problem: str, kind: type[QuickExitError] = QuickExitError
) -> QuickExitError:
    return kind(
        f"cannot be read ({problem})", where=address, hint="see that it is right and answers"
    )
