"""The ledger as text, with a seal: the hash of all the rest, so that one flipped bit is found.

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

    A ledger without a seal gets one; a seal that is there stays, so that damage stays visible.
    """
    value = in_order(ledger)
    seal = value.pop("seal", None)
    value["seal"] = seal or _seal(_json(value))
    return _json(value)


def unsealed(ledger: Ledger, data: bytes) -> Ledger:
    """Return the ledger that was read from `data`, ready to be changed and sealed anew.

    One that is not as it was written keeps the seal that tells so.
    """
    bare: Ledger = {**ledger}
    bare.pop("seal", None)
    return bare if ledger_text(bare).encode() == data or "seal" not in ledger else ledger


def seal_problem(ledger: Ledger, data: bytes) -> str | None:
    """Say in half a sentence why `data`, read as `ledger`, may not be what was written, or None."""
    if "seal" not in ledger:
        return "the ledger has no seal that tells whether it is as it was written"
    bare: Ledger = {**ledger}
    bare.pop("seal")
    return None if ledger_text(bare).encode() == data else "the ledger is not as it was written"


def _json(value: object) -> str:
    # What `json.dumps` would give, eight times as fast: it holds every file of every release.
    return to_json(value, indent=2).decode() + "\n"


def _seal(text: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(text.encode()).digest()).decode()
