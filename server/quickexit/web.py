"""Reading one address over HTTP, with whatever goes wrong in one sentence."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from typing import NamedTuple

from quickexit.errors import QuickExitError
from quickexit.settings import web_address

_SECONDS = 20
# No file of a release comes near this, nor does a ledger of thousands of releases.
_MOST_BYTES = 64 * 1024 * 1024


class Fetched(NamedTuple):
    """What an address gave: its headers, their names in lower case, and its body as it is."""

    headers: Mapping[str, str]
    body: bytes


def is_address(text: str) -> bool:
    """Tell whether `text` means an http(s) address, rather than a file."""
    return text.startswith(("http://", "https://"))


def fetch(address: str) -> Fetched:
    """Return what an http(s) address gives, without any content encoding.

    Raises `QuickExitError` where it is none, does not answer within 20 s, or answers with an error.
    """
    try:
        request = urllib.request.Request(  # noqa: S310 - web_address lets only http(s) through
            web_address(address), headers={"Accept-Encoding": "identity"}
        )
        with urllib.request.urlopen(request, timeout=_SECONDS) as response:  # noqa: S310 - likewise
            headers = {name.lower(): value for name, value in response.headers.items()}
            return Fetched(headers, response.read(_MOST_BYTES))
    except urllib.error.HTTPError as error:
        error.close()
        raise _unread(address, f"it answers {error.code}") from error
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise _unread(address, str(getattr(reason, "strerror", None) or reason)) from error


def _unread(address: str, problem: str) -> QuickExitError:
    return QuickExitError(
        f"cannot be read ({problem})", where=address, cure="see that it is right and answers"
    )
