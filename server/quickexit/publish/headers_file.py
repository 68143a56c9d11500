"""`_headers`: what static hosts (Netlify, Cloudflare Pages) read to know an answer's headers.

Such a host joins the values of all rules that match. So each address matches one rule of its own,
and `/*` holds what every object has in common and no other rule repeats.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from urllib.parse import urlsplit

from quickexit.deployment.settings import Settings
from quickexit.publish.plan import HEADERS_FILE, Plan, PublishObject, Stage

# The host compresses by itself, and says so.
_OF_THE_HOST = frozenset({"Vary", "Content-Encoding"})

Pair = tuple[str, str]


def with_headers_file(plan: Plan, settings: Settings) -> Plan:
    """Return the plan with the object `_headers` in its place, before the ledger."""
    ledger = [one for one in plan.objects if one.stage == Stage.LEDGER]
    others = [one for one in plan.objects if one.stage != Stage.LEDGER]
    return replace(plan, objects=(*others, headers_file(plan, settings), *ledger))


def headers_file(plan: Plan, settings: Settings) -> PublishObject:
    """Return the object `_headers`, with one rule for each kind of address."""
    prefix = urlsplit(settings.public_address).path.rstrip("/")
    rules: dict[str, list[Pair]] = {}
    for one in plan.objects:
        if one.address is not None:
            rules[_pattern(one.address)] = _pairs(one)
    shared = reduce(_both, rules.values())
    own = {pattern: [pair for pair in pairs if pair not in shared]
           for pattern, pairs in rules.items()}  # fmt: skip
    text = "".join(
        _rule(prefix + pattern, pairs) for pattern, pairs in {"/*": shared, **own}.items()
    )
    body = text.encode()
    return PublishObject(HEADERS_FILE, None, Stage.PAGE, body, body, {})


def _pattern(address: str) -> str:
    """Return the rule that an address falls under: pages of a version or channel share one."""
    release, _, path = address[1:].partition("/")
    folder, inside, _ = path.partition("/")
    return f"/{release}/{folder}/*" if inside else address


def _pairs(one: PublishObject) -> list[Pair]:
    return [pair for pair in one.headers.items() if pair[0] not in _OF_THE_HOST]


def _both(some: list[Pair], others: list[Pair]) -> list[Pair]:
    return [pair for pair in some if pair in others]


def _rule(pattern: str, pairs: Iterable[Pair]) -> str:
    return "".join([f"{pattern}\n", *(f"  {name}: {value}\n" for name, value in pairs)])
