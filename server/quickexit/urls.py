"""Addresses and hosts that people write: whether one is good, and what was meant where not."""

import re
from urllib.parse import urlsplit

from quickexit.errors import UsageError

# What `frame-ancestors` takes and a header can carry: an optional scheme, a host name with an
# optional leading wildcard, an optional port (CSP Level 3, "host-source", without its path).
_ALLOWED_HOST = re.compile(
    r"(?:https?://)?(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
    r"(?::(?P<port>\d{1,5}))?",
    re.ASCII | re.IGNORECASE,
)
# A scheme, the host with its port, and what an address bar shows behind them.
_PARTS_OF_HOST = re.compile(r"((?:https?://)?)([^/]*)(.*)", re.DOTALL | re.IGNORECASE)
_LARGEST_PORT = 65535
# Letters that browsers and Python's codec put into different names.
_NAMED_TWO_WAYS = re.compile("[ßς\u200c\u200d]")
# Characters that end an attribute, a header or a directive, or that a browser drops unseen.
_NOT_IN_AN_ADDRESS = re.compile(r"[\s\x00-\x20\x7f\"'<>\\`]")
# What arrives as it was written, whatever stands between: unreserved (RFC 3986, section 2.3).
_BASE_PATH = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*/*")
# A name as browsers send it, or an IP address; it also stands in nginx's configuration.
_BASE_HOST = re.compile(r"[a-z0-9_.-]+|[0-9a-f:.]+")


def web_address(text: str) -> str:
    """Return `text` if it is an http(s) address with a host and no user name.

    Raises `ValueError` with a half sentence that says what is wrong with it.
    """
    if _NOT_IN_AN_ADDRESS.search(text):
        raise ValueError("has a space, a quote or another character that is not allowed")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("is not an address that begins with https:// or http://")
    if parts.username is not None or parts.password is not None:
        raise ValueError("holds a user name, which browsers refuse")
    _ = parts.port  # raises ValueError where it is no port
    return text


class WrongBaseError(ValueError):
    """A half sentence that says what is wrong with an address, and what to write."""

    def __init__(self, problem: str, hint: str) -> None:
        self.hint = hint
        super().__init__(problem)


def base_address(text: str) -> str:
    """Return the address under which the widget stands, without a slash at its end.

    Raises `ValueError` for what is not one: a query or a fragment cannot be built upon, and host
    and path must be those that a server is asked for, to the letter.
    """
    if "?" in text or "#" in text:
        raise ValueError("has a query or a fragment, but paths are added to it")
    parts = urlsplit(web_address(text))
    host = parts.hostname or ""
    if not _BASE_HOST.fullmatch(host):
        sent = _as_sent(host)
        hint = f'write the host as "{sent}"' if _BASE_HOST.fullmatch(sent) else "correct its host"
        raise WrongBaseError("has a host that is not written as browsers send it", hint)
    if not _BASE_PATH.fullmatch(parts.path):
        raise WrongBaseError(
            "has a path that may change on the way",
            "write its path with letters from a to z, digits and - . _ ~ alone, like /help/desk",
        )
    return text.rstrip("/")


def option_address(option: str, text: str, *, base: bool = False) -> str:
    """Return an address given on the command line; raises `UsageError` naming `option`."""
    try:
        return base_address(text) if base else web_address(text)
    except ValueError as error:
        hint = getattr(error, "hint", "write it like https://www.example.org/")
        raise UsageError(f"{option} {text!r} {error}", hint=hint) from error


def is_host(text: str) -> bool:
    """Say whether a Content Security Policy takes this as a host that may frame the pages."""
    found = _ALLOWED_HOST.fullmatch(text)
    return bool(found and 1 <= int(found["port"] or 1) <= _LARGEST_PORT)


def host_meant(text: str) -> str:
    """Return what to do about an entry that is no host: what was meant, where that can be told."""
    matched = _PARTS_OF_HOST.fullmatch(text)
    scheme, host, behind = matched.groups() if matched else ("", text, "")
    name = scheme + _as_sent(host)
    if not is_host(name):
        return "correct it"
    if behind == "/" and name == text[:-1]:
        return f'write it without the slash at its end: "{name}"'
    return f'write "{name}"'


def _as_sent(host: str) -> str:
    """Return a host as browsers send it, `xn--…`; the same where that cannot be told."""
    try:
        return host if _NAMED_TWO_WAYS.search(host) else host.encode("idna").decode()
    except UnicodeError:
        return host
