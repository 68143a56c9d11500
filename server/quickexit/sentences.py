"""Pieces of the sentences that say what is wrong: the nearest known name, and what was given."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from datetime import date, datetime, time

_LONGEST = 60


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return the cure that names the nearest known name, or None where none is near."""
    near = difflib.get_close_matches(name, list(known), n=1)
    return f'did you mean "{near[0]}"' if near else None


def shown_name(name: str) -> str:
    """Return a name that a file gave, cut off where it is longer than any real one."""
    return name if len(name) <= _LONGEST else f"{name[:_LONGEST]}…"


def shown_value(value: object) -> str:
    """Return a value that a file gave, as TOML and JSON write it, cut off where it is long."""
    try:
        return shown_name(_written(value))
    except (ValueError, RecursionError):  # an integer of thousands of digits, endless brackets
        return "a value as long as this"


def _written(value: object) -> str:
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False, default=str)
