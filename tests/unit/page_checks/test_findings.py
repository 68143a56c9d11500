"""Findings on a page: each kind of damage to the snippet is named, and a sound page has none."""

from __future__ import annotations

from email.message import Message
from typing import Any, cast

import pytest

from quickexit.deployment.settings import Settings
from quickexit.page_checks.content_checks import frame_findings, script_findings, word_findings
from quickexit.page_checks.document import parse_document
from quickexit.page_checks.expected import Expected
from quickexit.page_checks.findings import Finding
from quickexit.page_checks.link_checks import link_findings
from quickexit.page_checks.page_fetch import PageResponse
from quickexit.page_checks.policy_checks import host_findings, policy_findings
from quickexit.page_checks.snippet_parts import find_parts
from quickexit.releases.csp import hash_source
from quickexit.releases.ledger import Ledger, ReleaseEntry

PAGE = "https://www.city.example/help"
STYLE = "position:fixed!important;top:12px!important;left:12px!important"
TOKENS = (
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation"
)
SNIPPET = f"""<div data-quick-exit-faq lang="en" data-exit-href="https://www.weather.gov/">
<a data-quick-exit href="https://www.weather.gov/" target="_self" style="{STYLE}">Leave</a>
<p>Call <a href="tel:911">911</a> or <a href="tel:+18883737888">1-888-373-7888</a>.</p>
<iframe src="https://widget.example/v1/faq/default/en.html#embed=1" title="Questions"
 sandbox="{TOKENS}"></iframe>
<script async data-quick-exit-script src="https://widget.example/v1/embed.js"></script>
</div>"""
INTEGRITY = "sha384-" + "a" * 64


def release(status: str) -> ReleaseEntry:
    files = {
        name: {"integrity": INTEGRITY, "bytes": 1, "gzip": 1, "brotli": 1}
        for name in ("embed.js", "faq/default/en.html", "faq/default/es.html")
    }
    # Plain JSON, as the ledger holds it.
    entry: Any = {"date": "2026-01-31", "status": status, "protocol": 1, "files": files}
    return cast("ReleaseEntry", {**entry, "notes": {}})


LEDGER: Ledger = {
    "schema": 1,
    "releases": {"1.0.0": release("withdrawn"), "1.1.0": release("current")},
    "channels": {"v1": "1.1.0"},
}


def findings(body: str, *, policy: str = "", hosts: tuple[str, ...] = ()) -> list[Finding]:
    settings = Settings(public_address="https://widget.example", allowed_hosts=hosts)
    numbers = {"en": frozenset({"911", "+18883737888"}), "es": frozenset({"911", "+18883737888"})}
    expected = Expected(settings, LEDGER, numbers)
    headers = Message()
    if policy:
        headers["Content-Security-Policy"] = policy
    document = parse_document(f"<!doctype html><title>t</title><body>{body}")
    parts = find_parts(document, PAGE)
    return [
        *link_findings(document, parts, expected),
        *word_findings(document, parts, expected),
        *frame_findings(parts, expected),
        *script_findings(parts, expected),
        *policy_findings(PageResponse(PAGE, headers, ""), document, parts),
        *host_findings(parts, expected),
    ]


def complaints(body: str, **page: object) -> dict[str, str]:
    """Return what is not right, by check."""
    found = findings(body, **page)  # type: ignore[arg-type] # passed on as they come
    return {finding.check: finding.text for finding in found if finding.state != "right"}


def test_a_sound_page_has_nothing_to_complain_of() -> None:
    assert complaints(SNIPPET) == {}
    assert len(findings(SNIPPET)) >= 10


DAMAGE = {
    "the link was filtered out": ("<a data-quick-exit", "<b", "link", "there is no link"),
    "the style was stripped": (f' style="{STYLE}"', "", "link-position", "its style was removed"),
    "the link was rewritten": (
        'exit href="https://www.weather.gov/"',
        'exit href="/leave?to=https%3A%2F%2Fwww.weather.gov"',
        "link-destination",
        "it leads to https://www.city.example/leave?",
    ),
    "the link opens a tab": ("_self", "_blank", "link-destination", "it opens another tab"),
    "the number is old": ("tel:+18883737888", "tel:+18880000000", "words", "+18880000000 is no"),
    "the address waits for a script": (
        "<iframe src=",
        "<iframe data-src=",
        "frame-address",
        "its address was moved",
    ),
    "the language is unknown": ("/en.html", "/xx.html", "frame-address", "has no frame default/xx"),
    "the frame is another's": (
        "https://widget.example/v1/faq",
        "https://other.example/v1/faq",
        "frame-address",
        "it comes from https://other.example",
    ),
    "the title is empty": ('title="Questions"', 'title=""', "frame-title", "it has no title"),
    "a token is missing": (" allow-popups ", " ", "frame-sandbox", "lacks allow-popups"),
    "the script waits for consent": (
        "<script async",
        '<script type="text/plain" async',
        "script-runs",
        'type="text/plain"',
    ),
    "the channel is unknown": ("v1/embed.js", "v3/embed.js", "script-address", "no channel v3"),
    "the release was withdrawn": (
        "v1/embed.js",
        "1.0.0/embed.js",
        "script-address",
        "was withdrawn",
    ),
    "the integrity is another's": (
        'src="https://widget.example/v1/embed.js"',
        'src="https://widget.example/1.1.0/embed.js" crossorigin integrity="sha384-b"',
        "script-integrity",
        "browsers block it",
    ),
    "integrity lacks crossorigin": (
        'src="https://widget.example/v1/embed.js"',
        f'src="https://widget.example/1.1.0/embed.js" integrity="{INTEGRITY}"',
        "script-integrity",
        "needs crossorigin",
    ),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_each_kind_of_damage_is_named(kind: str) -> None:
    before, after, check, text = DAMAGE[kind]
    assert before in SNIPPET
    found = complaints(SNIPPET.replace(before, after, 1))
    assert text in found[check]


@pytest.mark.parametrize(
    ("around", "text"),
    [
        ('<div style="transform: scale(1)">', "has transform"),
        ('<div style="position:relative; z-index: 1">', "has z-index"),
        ('<div style="content-visibility:auto">', "has content-visibility"),
        ("<details>", "stands in a <details>"),
        ("<noscript>", "stands in <noscript>"),
        ("<section hidden>", "the attribute hidden"),
        ('<div style="display:none">', "is not shown"),
    ],
)
def test_a_box_around_the_link_is_named(around: str, text: str) -> None:
    assert text in complaints(around + SNIPPET)["link-surroundings"]


@pytest.mark.parametrize("around", ['<div style="transform:none">', "<details open>", "<main>"])
def test_a_harmless_box_is_not(around: str) -> None:
    assert complaints(around + SNIPPET) == {}


def test_the_snippet_in_a_template_is_not_there() -> None:
    assert "there is no link" in complaints(f"<template>{SNIPPET}</template>")["link"]


def test_controls_before_the_link_are_a_notice() -> None:
    found = findings("<a href=/>Home</a>" + SNIPPET)
    assert [finding.state for finding in found if finding.check == "link-order"] == ["notice"]


def test_a_frame_that_is_blank_until_a_script_loads_it_is_no_matter_of_the_policy() -> None:
    late = SNIPPET.replace("<iframe src=", "<iframe src='about:blank' data-src=")
    found = complaints(late, policy="frame-src *:8443; style-src 'unsafe-inline'")
    assert found.keys() == {"frame-address"}


def test_the_policy_names_what_to_add() -> None:
    found = findings(SNIPPET, policy="default-src 'self'")
    hints = [finding.hint for finding in found if finding.check.startswith("policy")]
    assert hints == [
        "add to it: script-src https://widget.example",
        "add to it: frame-src https://widget.example",
        f"add to it: style-src-attr 'unsafe-hashes' {hash_source(STYLE)}",
    ]
    added = (
        "script-src https://widget.example; frame-src https://widget.example; "
        f"style-src-attr 'unsafe-hashes' {hash_source(STYLE)}"
    )
    assert complaints(SNIPPET, policy=added) == {}


def test_the_deployments_hosts_must_admit_the_page() -> None:
    assert complaints(SNIPPET, hosts=("https://*.city.example",)) == {}
    assert (
        "does not admit" in complaints(SNIPPET, hosts=("https://other.example",))["allowed-hosts"]
    )


def test_the_exit_alone_needs_neither_words_nor_frame() -> None:
    link = SNIPPET.split("\n")[1]
    script = '<script async data-faq="off" src="https://widget.example/v1/embed.js"></script>'
    assert complaints(link + script) == {}
