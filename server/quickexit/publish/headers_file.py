"""`_headers`: what static hosts (Netlify, Cloudflare Pages) read to know an answer's headers.

Such a host joins the values of all rules that match. So each address matches one rule of its own,
and `/*` holds what every object has in common and no other rule repeats.
"""

from dataclasses import replace
from urllib.parse import urlsplit

from quickexit.deployment.settings import Settings
from quickexit.publish.plan import HEADERS_FILE, Plan, PublishObject, Stage

# The host compresses by itself, and says so.
_OF_THE_HOST = frozenset({"Vary", "Content-Encoding"})


def with_headers_file(plan: Plan, settings: Settings) -> Plan:
    """Return the plan with the object `_headers` in its place, before the ledger."""
    ledger = [item for item in plan.objects if item.stage == Stage.LEDGER]
    others = [item for item in plan.objects if item.stage != Stage.LEDGER]
    return replace(plan, objects=(*others, headers_file(plan, settings), *ledger))


def headers_file(plan: Plan, settings: Settings) -> PublishObject:
    """Return the object `_headers`, with one rule for each kind of address."""
    prefix = urlsplit(settings.public_address).path.rstrip("/")
    rules: dict[str, list[tuple[str, str]]] = {}
    for item in plan.objects:
        if item.address is not None:
            # Pages of a version or channel share a rule.
            release, _, path = item.address[1:].partition("/")
            folder, inside, _ = path.partition("/")
            pattern = f"/{release}/{folder}/*" if inside else item.address
            rules[pattern] = [pair for pair in item.headers.items() if pair[0] not in _OF_THE_HOST]
    first, *others = rules.values()
    shared = [pair for pair in first if all(pair in pairs for pairs in others)]
    own = {pattern: [pair for pair in pairs if pair not in shared]
           for pattern, pairs in rules.items()}  # fmt: skip
    lines = []
    for pattern, pairs in {"/*": shared, **own}.items():
        lines.append(f"{prefix}{pattern}\n")
        lines += [f"  {name}: {value}\n" for name, value in pairs]
    body = "".join(lines).encode()
    return PublishObject(HEADERS_FILE, None, Stage.PAGE, body, body, {})
