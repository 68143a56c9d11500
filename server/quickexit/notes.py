"""What a release says to its readers, from the change log and the fragments that go into it next.

A fragment is a file `changes/+NAME.TYPE.md`. towncrier renders those that wait, and later puts
them into `CHANGELOG.md` for good; both have one form, which is read here.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from quickexit.errors import QuickExitError
from quickexit.written_files import read_text

CHANGE_LOG = "CHANGELOG.md"
FRAGMENTS = "changes"

# The headings in the change log ([tool.towncrier] of pyproject.toml), by their names in the ledger.
_READERS = {
    "For partner sites": "partners",
    "For agencies": "agencies",
    "For maintainers": "maintainers",
    "Deprecated": "deprecations",
}
_FRAGMENT = re.compile(r".+\.(?:partners|agencies|maintainers|deprecation)(?:\.\d+)?\.md")


def read_notes(directory: Path | None, version: str) -> dict[str, list[str]]:
    """Return the notes of `version` by reader: sentences in Markdown, each on one line.

    They are those in the section of that version in the folder's change log, and those in its
    fragments. A folder with neither, and None, has no notes. Raises `QuickExitError` for what
    cannot be read.
    """
    if directory is None:
        return {}
    notes: dict[str, list[str]] = {}
    for text in (_section(directory, version), _waiting(directory, version)):
        for reader, sentences in _by_reader(text).items():
            notes.setdefault(reader, []).extend(sentences)
    return notes


def _section(directory: Path, version: str) -> str:
    file = directory / CHANGE_LOG
    if not file.exists():
        return ""
    text = read_text(file).replace("\r\n", "\n")
    found = re.search(rf"^## {re.escape(version)}(?: .*)?$", text, re.MULTILINE)
    return (
        re.split(r"^## ", text[found.end() :], maxsplit=1, flags=re.MULTILINE)[0] if found else ""
    )


def _waiting(directory: Path, version: str) -> str:
    """Return the fragments as the section that they will be."""
    fragments = directory / FRAGMENTS
    if not any(_FRAGMENT.fullmatch(file.name) for file in fragments.glob("*.md")):
        return ""
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--dir", str(directory)]
    command += ["--version", version, "--date", "2026-01-31"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own arguments
    if done.returncode:
        raise QuickExitError(
            f"the notes cannot be read ({_reason(done.stderr)})",
            where=str(fragments),
            cure="see that towncrier is configured there, and that it can render them",
        )
    return done.stdout


def _reason(said: str) -> str:
    """Return the line that says why: a traceback's last one, else the first."""
    lines = said.strip().splitlines() or ["towncrier gave no reason"]
    line = lines[-1] if lines[0].startswith("Traceback") else lines[0]
    return line.removeprefix("Error: ").rstrip(".")


def _by_reader(text: str) -> dict[str, list[str]]:
    notes: dict[str, list[str]] = {}
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        heading, _, body = part.partition("\n")
        reader = _READERS.get(heading.strip())
        items = re.split(r"^- ", body, flags=re.MULTILINE)[1:]
        if reader and items:
            notes[reader] = [" ".join(item.split()) for item in items]
    return notes
