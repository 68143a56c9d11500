"""The list of breaks, as values."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Break:
    """A change of one file that takes a promise away, and the tests that must notice it."""

    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]
    engine: str

    def applied(self, text: str) -> str:
        """Return the text with the break; raises `ValueError` unless it fits in one place."""
        if text.count(self.find) != 1:
            raise ValueError(f"{self.file} holds {text.count(self.find)} times {self.find!r}")
        return text.replace(self.find, self.replace)


def listed_breaks() -> list[Break]:
    """Return the breaks of `breaks.toml` in its order."""
    entries = tomllib.loads((Path(__file__).with_name("breaks.toml")).read_text("utf-8"))["break"]
    return [
        Break(
            entry["name"],
            entry["file"],
            entry["find"],
            entry["replace"],
            tuple(entry["tests"].split()),
            entry.get("engine", "chromium"),
        )
        for entry in entries
    ]
