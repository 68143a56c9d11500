"""Reading one address over HTTP, with whatever goes wrong in one sentence."""

from __future__ import annotations

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


def fetch(address: str, seconds: float = _SECONDS) -> Fetched:
    """Return what an http(s) address gives, without any content encoding.

    Raises `QuickExitError` where it is none, is silent for 20 s, has not given its whole answer
    within `seconds`, gives more than 64 MiB, or answers with an error.
    """
    # The timeout of a socket is for each read alone: a server that drips would hold us for ever.
    answer: Future[Fetched] = Future()
    threading.Thread(target=_give, args=(answer, address), daemon=True).start()
    try:
        return answer.result(seconds)
    except TimeoutError as error:
        raise _unread(address, f"its answer takes longer than {seconds:g} s") from error


def _give(answer: Future[Fetched], address: str) -> None:
    try:
        answer.set_result(_read(address))
    except BaseException as error:
        answer.set_exception(error)


def _read(address: str) -> Fetched:
    try:
        request = urllib.request.Request(  # noqa: S310 - web_address lets only http(s) through
            web_address(address), headers={"Accept-Encoding": "identity"}
        )
        with urllib.request.urlopen(request, timeout=_SILENT_SECONDS) as response:  # noqa: S310 - likewise
            headers = {name.lower(): value for name, value in response.headers.items()}
            body = response.read(_MOST_BYTES + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise _unread(address, f"it answers {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise _unread(address, str(getattr(reason, "strerror", None) or reason)) from error
    if len(body) > _MOST_BYTES:
        raise _unread(address, f"it gives more than {_MOST_BYTES:,} bytes")
    return Fetched(headers, body)


def _unread(address: str, problem: str) -> QuickExitError:
    return QuickExitError(
        f"cannot be read ({problem})", where=address, hint="see that it is right and answers"
    )
