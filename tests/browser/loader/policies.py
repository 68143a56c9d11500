"""A partner's page under a strict policy, with the studio's snippet and its lines for it."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from tests.support.site import Site

KINDS = ("strict", "inline", "nonce")
NONCE = "{{ nonce }}"
# The host's own script, which it allows by its hash.
_LISTENER = (
    "var violations = [];"
    "addEventListener('securitypolicyviolation', e => violations.push(e.effectiveDirective))"
)
_OWN = f"'sha256-{base64.b64encode(hashlib.sha256(_LISTENER.encode()).digest()).decode()}'"
_HOST = (
    "default-src 'none'", f"script-src {_OWN}", "img-src data:", "base-uri 'none'",
    "form-action 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
    "trusted-types 'none'",
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """What the studio gives for a kind of policy: the snippet, and the lines to add."""

    kind: str
    html: str
    lines: tuple[str, ...]


def given_by_the_studio(site: Site, kind: str, variant: str) -> Given:
    """Ask the studio, as its page does, for a variant's snippet under that kind of policy."""
    choices = {
        "variant": variant,
        "base-url": site.widget.origin,
        "exit-href": site.destination.origin + "/",
        **({"nonce-placeholder": NONCE} if kind == "nonce" else {}),
    }
    # Not every system resolves names below localhost, as browsers do.
    address = f"http://127.0.0.1:{site.widget.port}/studio/snippet?{urlencode(choices)}"
    with urllib.request.urlopen(address) as reply:
        answer = json.load(reply)
    return Given(kind, answer["html"], tuple(answer["csp"][kind]))


def page_under_policy(site: Site, given: Given, lines: Iterable[str] | None = None) -> str:
    """Put up a page with the snippet, whose policy is the host's with those lines added.

    Without `lines` they are the studio's. The page lists in `violations` what is against it.
    """
    allowed = ("style-src 'unsafe-inline'",) if given.kind == "inline" else ()
    policy = _added((*_HOST, *allowed), given.lines if lines is None else lines)
    nonce = secrets.token_urlsafe(16)
    return site.page(
        given.html.replace(NONCE, nonce),
        head=f"<script>{_LISTENER}</script>",
        Content_Security_Policy=policy.replace(NONCE, nonce),
    )


def _added(host: Iterable[str], lines: Iterable[str]) -> str:
    """Return a policy with the values of each line added to those that the host has."""
    policy: dict[str, list[str]] = {}
    for line in (*host, *lines):
        name, *values = line.split(" ") if NONCE not in line else line.split(" ", 1)
        policy.setdefault(name, []).extend(values)
    return "; ".join(" ".join((name, *values)) for name, values in policy.items())
