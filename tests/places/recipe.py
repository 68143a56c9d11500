"""The code in a recipe's own Markdown, so that tests run what webmasters copy."""

from __future__ import annotations

import re
from pathlib import Path

_PLACES = Path(__file__).parents[2] / "docs" / "places"
# What stands in a recipe where the webmaster's own snippet is pasted.
PLACEHOLDER = "<!-- the snippet -->"


def recipe_code(system: str, kind: str, containing: str = "") -> str:
    """Return the one code block of a kind in `docs/places/<system>.md` that holds some text."""
    markdown = (_PLACES / f"{system}.md").read_text("utf-8")
    blocks = re.findall(rf"^```{kind}\n(.*?)^```$", markdown, re.DOTALL | re.MULTILINE)
    found = [block for block in blocks if containing in block]
    assert len(found) == 1, f"{system}.md has {len(found)} blocks of {kind} with {containing!r}"
    return str(found[0])


def with_snippet(code: str, snippet: str) -> str:
    """Return the code with the snippet where the recipe says so."""
    assert PLACEHOLDER in code, f"the recipe says where the snippet goes: {PLACEHOLDER}"
    return code.replace(PLACEHOLDER, snippet.strip())
