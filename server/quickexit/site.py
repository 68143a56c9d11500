"""The server's own pages for people: releases, and what is said where nothing is."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from quickexit.ledger import Ledger, parse_version
from quickexit.paths import widget_directory


@cache
def _environment() -> Environment:
    loader = FileSystemLoader(widget_directory() / "studio")
    return Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


@cache
def _style() -> str:
    return (widget_directory() / "studio" / "site.css").read_text(encoding="utf-8")


def page_policy() -> str:
    """Return the Content-Security-Policy of these pages: their one inline style, and no frame."""
    digest = b64encode(hashlib.sha256(_style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    )


def _render(name: str, **values: Any) -> bytes:  # noqa: ANN401 (values of a template)
    return _environment().get_template(name).render(style=_style(), **values).encode()


def missing_page() -> bytes:
    """Return the page for addresses where nothing is."""
    return _render("missing.html")


def releases_page(ledger: Ledger) -> bytes:
    """Return the ledger (schema 1, as in releases.json) for people, newest version first."""
    channels: dict[str, list[str]] = {}
    for channel, version in sorted(ledger["channels"].items()):
        channels.setdefault(version, []).append(channel)
    rows = []
    for version in sorted(ledger["releases"], key=parse_version, reverse=True):
        release = ledger["releases"][version]
        files = list(release["files"].items())
        rows.append(
            {
                "version": version,
                "channels": channels.get(version, []),
                "scripts": [pair for pair in files if not pair[0].endswith(".html")],
                "frames": [pair for pair in files if pair[0].endswith(".html")],
                **release,
            }
        )
    return _render("releases.html", rows=rows)
