"""Checks of what the page and the deployment admit: its policy, and the deployment's hosts.

What a policy admits is that of Content Security Policy Level 3.
"""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from quickexit.page_checks.document import Element
from quickexit.page_checks.expected import Expected
from quickexit.page_checks.findings import Finding
from quickexit.page_checks.page_fetch import PageResponse, origin_of
from quickexit.page_checks.snippet_parts import FoundParts
from quickexit.releases.csp import hash_source

# The directives asked in order, the first that is there decides (CSP Level 3, 6.8.3).
_FALLBACK = {
    "script": ("script-src-elem", "script-src", "default-src"),
    "frame": ("frame-src", "child-src", "default-src"),
    "style": ("style-src-attr", "style-src", "default-src"),
}

Policy = dict[str, list[str]]


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
    missing: list[str | None] = []
    for kind, element in (("script", next(iter(parts.scripts), None)), ("frame", parts.frame)):
        address = parts.address(element) if element is not None else ""
        # Until a script that loads late gives it an address, a frame may be at about:blank.
        if element is None or not address.startswith(("http://", "https://")):
            continue
        nonce = element.get("nonce")
        directive = missing_source(policies, kind, address, page=parts.page, nonce=nonce)
        missing.append(directive)
        if directive:
            text = f"the page's policy does not admit the {kind}"
            yield Finding("policy", "wrong", text, f"add to it: {directive} {origin_of(address)}")
    if missing and not any(missing):
        yield Finding("policy", "right", "the page's policy admits script and frame")
    style = parts.link.get("style") if parts.link is not None else ""
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
        kind = element.get("http-equiv").lower()
        if element.name == "meta" and kind == "content-security-policy":
            yield element.get("content")


def parse_policies(values: Iterable[str]) -> list[Policy]:
    """Return the policies of headers or `<meta>` elements; each must admit a request."""
    policies: list[Policy] = []
    for serialized in ",".join(values).split(","):
        directives = [directive.split() for directive in serialized.split(";")]
        # Of two directives of one name, a browser keeps the first.
        policy = {words[0].lower(): words[1:] for words in reversed(directives) if words}
        if policy:
            policies.append(policy)
    return policies


def missing_source(
    policies: Sequence[Policy], kind: str, address: str, *, page: str, nonce: str = ""
) -> str | None:
    """Return the directive to extend so that `address` may load as a `script` or `frame`, or None.

    `page` is the page's own address, `nonce` the one that the script element carries.
    """
    for sources in _sources(policies, kind):
        if not _admits(sources, kind, address, page, nonce):
            return f"{kind}-src"
    return None


def admits_inline_style(policies: Sequence[Policy], style_hash: str) -> bool:
    """Say whether every policy lets a style attribute with that hash (`'sha256-…'`) apply."""
    for sources in _sources(policies, "style"):
        hashed = any(source.startswith(("'sha", "'nonce-")) for source in sources)
        by_hash = "'unsafe-hashes'" in sources and style_hash in sources
        if not by_hash and ("'unsafe-inline'" not in sources or hashed):
            return False
    return True


def _sources(policies: Sequence[Policy], kind: str) -> Iterator[list[str]]:
    """Yield what decides in each policy that says anything of this kind."""
    for policy in policies:
        directive = next((name for name in _FALLBACK[kind] if name in policy), None)
        if directive is not None:
            yield policy[directive]


def _admits(sources: Sequence[str], kind: str, address: str, page: str, nonce: str) -> bool:
    lowered = [source.lower() for source in sources]
    if kind == "script":
        if nonce and f"'nonce-{nonce}'" in sources:
            return True
        # With it, hosts in the list count for nothing.
        if "'strict-dynamic'" in lowered:
            return False
    if "'self'" in lowered and origin_of(address) == origin_of(page):
        return True
    return any(matches_source(source, address) for source in lowered)


def matches_source(source: str, address: str) -> bool:
    """Say whether one source of a policy, in lower case, matches an address."""
    wanted = urlsplit(address)
    if source == "*":
        return wanted.scheme in ("http", "https")
    if source.startswith("'"):
        return False
    if source.endswith(":"):
        return wanted.scheme == source[:-1] or (source == "http:" and wanted.scheme == "https")
    scheme, separator, rest = source.rpartition("://")
    if separator and scheme != wanted.scheme and (scheme, wanted.scheme) != ("http", "https"):
        return False
    host_and_port, _, path = rest.partition("/")
    host, _, port = host_and_port.partition(":")
    name = wanted.hostname or ""
    if host not in ("*", name) and not (host.startswith("*.") and name.endswith(host[1:])):
        return False
    default = {"http": "80", "https": "443"}.get(wanted.scheme)
    if port != "*" and (port or default) != str(wanted.port or default):
        return False
    if not path:
        return True
    pattern = f"/{path}"
    return wanted.path.startswith(pattern) if path.endswith("/") else wanted.path == pattern
