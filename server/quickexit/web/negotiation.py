"""Choose among representations: encodings, languages, validators. Pure functions of headers.

Rules: RFC 9110, sections 12.5.3 (Accept-Encoding), 12.5.4 (Accept-Language), 13.1.2 (If-None-Match)
and RFC 4647, section 3.4 (look-up of languages).
"""

import re
from collections.abc import Collection
from functools import lru_cache

from quickexit.content.models import DEFAULT_LANGUAGE

# The smallest first.
OFFERED = ("br", "gzip", "identity")
# Longer headers come from no browser: answered as if they were absent.
LONGEST_HEADER = 1000

# Less than any weight that a client can give.
_LAST_RESORT = 0.0001
_WEIGHT = re.compile(
    r"[ \t]*q[ \t]*=[ \t]*(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)[ \t]*", re.IGNORECASE
)
_ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')


def _weighted(header: str) -> list[tuple[str, float]]:
    """Split ``a;q=0.5, b`` into lower-case names and weights; a malformed weight counts as 0."""
    found: list[tuple[str, float]] = []
    for item in header.split(","):
        name, _, parameter = item.partition(";")
        weight = _WEIGHT.fullmatch(parameter or "q=1")
        found.append((name.strip().lower(), float(weight[1]) if weight else 0.0))
    return found


@lru_cache(maxsize=512)
def encodings_by_preference(accept_encoding: str) -> tuple[str, ...]:
    """Return the acceptable ones of `OFFERED`, best first, for the value of Accept-Encoding.

    Equal weights go to the smaller encoding. `identity` is always the last resort, even where the
    client forbade it: an answer helps a visitor, a 406 does not (RFC 9110 allows either).
    """
    if len(accept_encoding) > LONGEST_HEADER:
        return ("identity",)
    named = dict(_weighted(accept_encoding))
    anything = named.get("*", 0.0)
    weights = {
        "br": named.get("br", anything),
        "gzip": named.get("gzip", named.get("x-gzip", anything)),
        "identity": named.get("identity", anything) or _LAST_RESORT,
    }
    acceptable = [name for name in OFFERED if weights[name] > 0]
    return tuple(sorted(acceptable, key=lambda name: -weights[name]))


def matches(if_none_match: str, entity_tag: str) -> bool:
    """Say whether If-None-Match names `entity_tag` (with its quotes) by the weak comparison."""
    # What browsers send back is what they were given, nearly always.
    if if_none_match == entity_tag or if_none_match.strip() == "*":
        return True
    if len(if_none_match) > LONGEST_HEADER:
        return False
    return entity_tag in _ENTITY_TAG.findall(if_none_match)


def choose_language(accept_language: str, offered: Collection[str]) -> str:
    """Return that offered language tag which suits the value of Accept-Language best.

    Where nothing suits, or the visitor takes anything, it is English, else the first by name.
    """
    default = DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in offered else min(offered)
    if len(accept_language) > LONGEST_HEADER:
        return default
    offers = {tag.lower(): tag for tag in sorted(offered, key=str.lower)}
    # The first tag of each language; looked for anew, 500 ranges take 5 ms.
    families = {lower.partition("-")[0]: tag for lower, tag in reversed(offers.items())}
    for named, weight in sorted(_weighted(accept_language), key=lambda pair: -pair[1]):
        if weight == 0 or named == "*":
            break
        # The range itself, shortened from its end, then a narrower one. Some applications send the
        # name of the system's locale, with `_`.
        shortened = wanted = named.replace("_", "-")
        while shortened and shortened not in offers:
            shortened = shortened.rpartition("-")[0]
        found = offers.get(shortened) or families.get(wanted.partition("-")[0])
        if found is not None:
            return found
    return default
