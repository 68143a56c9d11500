"""The code blocks of docs/deploy*.md, to be run as they stand there."""

from __future__ import annotations

import re
from pathlib import Path

PAGES = sorted((Path(__file__).resolve().parents[2] / "docs").glob("deploy*.md"))
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
BLOCKS: list[tuple[str, str]] = re.findall(r"^```(\w+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


def block(language: str, holding: str) -> str:
    """Return the one block in that language that holds a text; another number fails the test."""
    found = [text for kind, text in BLOCKS if kind == language and holding in text]
    assert len(found) == 1, f"docs/deploy*.md have {len(found)} {language} blocks with {holding!r}"
    return found[0]


def put(text: str, *replacements: tuple[str, str]) -> str:
    """Return the text with each pair replaced; what it does not hold fails the test."""
    for old, new in replacements:
        assert old in text, f"docs/deploy*.md no longer say {old!r}: correct the test"
        text = text.replace(old, new)
    return text
