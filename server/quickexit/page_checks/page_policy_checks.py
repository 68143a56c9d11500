"""Checks of what the page and the deployment admit: its policy, and the deployment's hosts."""

from collections.abc import Iterator

from quickexit.page_checks.document import Element
from quickexit.page_checks.expected import Expected
from quickexit.page_checks.findings import Finding
from quickexit.page_checks.page_fetch import PageResponse, origin_of
from quickexit.page_checks.policies import (
    admits_inline_style,
    matches_source,
    missing_source,
    parse_policies,
)
from quickexit.page_checks.snippet_parts import FoundParts
from quickexit.releases.csp import hash_source


def policy_findings(
    response: PageResponse, document: Element, parts: FoundParts
) -> Iterator[Finding]:
    """Yield whether the page's policies, in headers and `<meta>`, admit script, frame and style."""
    policies = parse_policies(
        [*response.headers.get_all("Content-Security-Policy", []), *_meta_policies(document)]
    )
    if not policies:
        yield Finding("policy", "right", "the page has no Content Security Policy")
        return
    needed: list[tuple[str, str, str | None]] = []
    if parts.scripts and (address := parts.address(parts.scripts[0])):
        needed.append(("script", address, parts.scripts[0].get("nonce")))
    if parts.frame is not None and (address := parts.address(parts.frame)):
        needed.append(("frame", address, None))
    problems = 0
    for kind, address, nonce in needed:
        directive = missing_source(policies, kind, address, page=parts.page, nonce=nonce)
        if directive:
            problems += 1
            text = f"the page's policy does not admit the {kind}"
            yield Finding("policy", "wrong", text, f"add to it: {directive} {origin_of(address)}")
    if needed and not problems:
        yield Finding("policy", "right", "the page's policy admits script and frame")
    style = parts.link.get("style") if parts.link is not None else None
    if style and not admits_inline_style(policies, hash_source(style)):
        text = "the page's policy does not admit the link's style: it stands in the flow at first"
        hint = f"add to it: style-src-attr 'unsafe-hashes' {hash_source(style)}"
        yield Finding("policy-style", "notice", text, hint)


def host_findings(parts: FoundParts, expected: Expected) -> Iterator[Finding]:
    """Yield whether `allowed_hosts` of the deployment admits the page."""
    allowed = expected.settings.allowed_hosts
    if not allowed:
        return
    page = origin_of(parts.page)
    if any(matches_source(host.lower(), page + "/") for host in allowed):
        yield Finding("allowed-hosts", "right", f"allowed_hosts admits {page}")
    else:
        hint = f'add "{page}" to allowed_hosts in quickexit.toml'
        yield Finding("allowed-hosts", "wrong", f"allowed_hosts does not admit {page}", hint)


def _meta_policies(document: Element) -> Iterator[str]:
    for element in document.walk():
        kind = (element.get("http-equiv") or "").lower()
        if element.name == "meta" and kind == "content-security-policy":
            yield element.get("content") or ""
