"""README.md shows the snippet as the command prints it.

`UPDATE_DOCS=1 .venv/bin/pytest tests/unit/snippets/test_readme.py` writes it there.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.releases.ledger import empty_ledger
from quickexit.snippets.make import load_snippet_inputs, make_snippet

README = Path(__file__).resolve().parents[3] / "README.md"
BEGIN, END = (f"<!-- written by `UPDATE_DOCS=1`: {word} -->" for word in ("begin", "end"))


def block() -> str:
    """Return the part of the README between its marks, the marks included."""
    inputs = load_snippet_inputs(Source(Settings()))
    snippet = make_snippet({"base-url": "https://widget.example"}, inputs, empty_ledger())
    return f"{BEGIN}\n```html\n{snippet.html}```\n{END}"


def with_block(text: str, written: str) -> str:
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    assert pattern.search(text), f"README.md has no place for the snippet: write {BEGIN} … {END}"
    return pattern.sub(lambda _: written, text)


def test_the_readme_shows_the_snippet_that_the_command_prints() -> None:
    text = README.read_text("utf-8")
    if os.environ.get("UPDATE_DOCS"):
        text = with_block(text, block())
        README.write_text(text, "utf-8")
    assert block() in text, "run it with UPDATE_DOCS=1, which writes the snippet there"


def test_a_snippet_that_was_changed_by_hand_is_found() -> None:
    assert block() not in with_block(README.read_text("utf-8"), block().replace("911", "112"))


def test_the_readme_is_short() -> None:
    assert len(README.read_text("utf-8").splitlines()) <= 120
