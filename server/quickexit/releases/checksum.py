"""The ledger as text, with a checksum: the hash of all the rest, so that one flipped bit is found.

Damage stops no command, since a release may have to be withdrawn in a hurry; but nothing that is
written afterwards covers it up.
"""

from __future__ import annotations

import base64
import hashlib

from pydantic_core import to_json

from quickexit.releases.ledger import Ledger, in_order


def ledger_text(ledger: Ledger) -> str:
    """Return the ledger as it is written: versions ascending, the same text for the same value.

    A ledger without a checksum gets one. A checksum that is there stays, so that damage
    stays visible.
    """
    value = in_order(ledger)
    checksum = value.pop("checksum", None)
    value["checksum"] = checksum or _checksum(_json(value))
    return _json(value)


def without_checksum(ledger: Ledger, data: bytes) -> Ledger:
    """Return the ledger that was read from `data`, ready to be changed and written.

    One that is not as it was written keeps its checksum, so that the damage stays visible.
    """
    bare: Ledger = {**ledger}
    bare.pop("checksum", None)
    return bare if ledger_text(bare).encode() == data or "checksum" not in ledger else ledger


def checksum_problem(ledger: Ledger, data: bytes) -> str | None:
    """Say in half a sentence why `data`, read as `ledger`, may not be what was written, or None."""
    if "checksum" not in ledger:
        return "the ledger has no checksum, so that damage to it cannot be seen"
    bare: Ledger = {**ledger}
    bare.pop("checksum")
    return None if ledger_text(bare).encode() == data else "the ledger is not as it was written"


def _json(value: object) -> str:
    # What `json.dumps` would give, eight times as fast: it holds every file of every release.
    return to_json(value, indent=2).decode() + "\n"


def _checksum(text: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(text.encode()).digest()).decode()
