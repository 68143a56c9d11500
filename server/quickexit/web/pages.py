"""The server's own pages for people: releases, and what is said where nothing is."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from quickexit.releases.channels import is_standing_by
from quickexit.releases.ledger import Ledger
from quickexit.releases.versions import NEXT, parse_version
from quickexit.web.templates import Page, render_page

# How a release stands, for people: its name, and what that means.
_STANDINGS = {
    "current": {"name": "Current", "about": "floating addresses show it"},
    "supported": {"name": "Supported", "about": "pages pinned to it keep working"},
    "trial": {"name": "Pre-release", "about": "to be tried before it is released"},
    "withdrawn": {"name": "Withdrawn", "about": "only pages pinned to it still load it"},
}
# The readers of the notes, in the order in which they are shown.
_HEADINGS = {
    "partners": "For partner sites",
    "agencies": "For agencies",
    "maintainers": "For maintainers",
    "deprecations": "Deprecated",
}


@cache
def missing_page() -> Page:
    """Return the page for addresses where nothing is."""
    return render_page("missing.html", "tokens.css", "site.css")


def releases_page(ledger: Ledger, snippets: Mapping[str, str]) -> Page:
    """Return the ledger (schema 1, as in releases.json) for people, newest version first.

    `snippets` are the ones that partners copy, by version; a version without has none shown.
    """
    versions = sorted(ledger["releases"], key=parse_version, reverse=True)
    rows = [_row(ledger, version, snippets.get(version, "")) for version in versions]
    newest = next((row for row in rows if row["standing"] == "current"), None)
    for row in rows:
        row["is_newest"] = row is newest
    channels = [
        {"name": name, "version": version, "stands_by": is_standing_by(ledger, name)}
        for name, version in sorted(
            ledger["channels"].items(), key=lambda pair: (pair[0] == NEXT, pair)
        )
    ]
    return render_page(
        "releases.html",
        "site.css",
        "releases.css",
        rows=rows,
        channels=channels,
        standings=_STANDINGS,
    )


def _row(ledger: Ledger, version: str, snippet: str) -> dict[str, Any]:
    release = ledger["releases"][version]
    channels = [name for name, shown in sorted(ledger["channels"].items()) if shown == version]
    files = list(release["files"].items())
    return {
        **release,
        "version": version,
        "standing": _standing(version, release["status"], channels),
        "channels": channels if release["status"] != "withdrawn" else [],
        "said": [
            (heading, [_sentence(text) for text in release["notes"][reader]])
            for reader, heading in _HEADINGS.items()
            if release["notes"].get(reader)
        ],
        "snippet": snippet,
        "scripts": [pair for pair in files if not pair[0].endswith(".html")],
        "frames": [pair for pair in files if pair[0].endswith(".html")],
    }


def _standing(version: str, status: str, channels: Sequence[str]) -> str:
    if status == "withdrawn":
        return "withdrawn"
    if parse_version(version).prerelease:
        return "trial"
    return "current" if channels else "supported"


def _sentence(text: str) -> Markup:
    """Return a sentence of the notes, in which `...` is code."""
    marked = re.sub(r"`([^`]*)`", r"<code>\1</code>", str(escape(text)))
    return Markup(marked)  # noqa: S704 - escaped above
