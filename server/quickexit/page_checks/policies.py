"""A page's Content Security Policy: whether it admits what the snippet needs (CSP Level 3)."""

from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from quickexit.page_checks.page_fetch import origin_of

# The directives asked in order, the first that is there decides (CSP Level 3, 6.8.3).
_FALLBACK = {
    "script": ("script-src-elem", "script-src", "default-src"),
    "frame": ("frame-src", "child-src", "default-src"),
    "style": ("style-src-attr", "style-src", "default-src"),
}

Policy = dict[str, list[str]]


def parse_policies(values: Iterable[str]) -> list[Policy]:
    """Return the policies of headers or `<meta>` elements; each must admit a request."""
    policies: list[Policy] = []
    for value in values:
        for serialized in value.split(","):
            policy: Policy = {}
            for directive in serialized.split(";"):
                words = directive.split()
                if words:
                    # Of two directives of one name, a browser keeps the first.
                    policy.setdefault(words[0].lower(), words[1:])
            if policy:
                policies.append(policy)
    return policies


def missing_source(
    policies: Sequence[Policy], kind: str, address: str, *, page: str, nonce: str | None = None
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


def _admits(sources: Sequence[str], kind: str, address: str, page: str, nonce: str | None) -> bool:
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
    """Say whether one source of a policy, in lower case, matches an http(s) address."""
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
    host_and_port, slash, path = rest.partition("/")
    host, _, port = host_and_port.partition(":")
    name = wanted.hostname or ""
    if host.startswith("*."):
        if not name.endswith(host[1:]):
            return False
    elif host not in ("*", name):
        return False
    default = {"http": "80", "https": "443"}[wanted.scheme]
    if port != "*" and (port or default) != str(wanted.port or default):
        return False
    if not slash or not path:
        return True
    pattern = f"/{path}"
    return wanted.path.startswith(pattern) if path.endswith("/") else wanted.path == pattern
