"""axe-core: every rule that it has, best practices among them, in one document."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from playwright.sync_api import Frame

_PROGRAM = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# The document alone: each frame is looked at by itself, also where it is of another origin.
_RUN = "rules => axe.run(document, {iframes: false, resultTypes: ['violations'], rules})"


@cache
def _program() -> str:
    return _PROGRAM.read_text(encoding="utf-8")


# A frame inside a page has no heading of level one of its own: the page around it has.
EMBEDDED = ("page-has-heading-one",)


def violations(frame: Frame, passed_over: Sequence[str] = ()) -> list[str]:
    """Return what axe-core finds wrong in a document: the rule, and the nodes that break it."""
    frame.evaluate(_program() + ";0")
    rules = {rule: {"enabled": False} for rule in passed_over}
    found = frame.evaluate(_RUN, rules)["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]
