"""What a release says to its readers, from the change log and the fragments that go into it next.

A fragment is a file `changes/+NAME.TYPE.md` that holds one note. `make notes` later moves it into
the section of its version in `CHANGELOG.md`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from quickexit.text_files import read_text

CHANGE_LOG = "CHANGELOG.md"
FRAGMENTS = "changes"

# The headings in the change log ([tool.towncrier] of pyproject.toml), by their names in the ledger.
_READER_OF_HEADING = {
    "For partner sites": "partners",
    "For agencies": "agencies",
    "For maintainers": "maintainers",
    "Deprecated": "deprecations",
}
# The types of fragments, by the same names; a number tells two of one name apart.
_FRAGMENT = re.compile(r".+\.(partners|agencies|maintainers|deprecation)(?:\.\d+)?\.md")


def read_notes(directory: Path | None, version: str) -> dict[str, list[str]]:
    """Return the notes of `version` by reader: sentences in Markdown, each on one line.

    They are those in the section of that version in the folder's change log, and those in its
    fragments. A folder with neither, and None, has no notes. Raises `QuickExitError` for what
    cannot be read.
    """
    if directory is None:
        return {}
    notes: dict[str, list[str]] = {}
    for reader, sentence in [*_of_section(directory, version), *_of_fragments(directory)]:
        notes.setdefault(reader, []).append(sentence)
    return notes


def _of_section(directory: Path, version: str) -> Iterator[tuple[str, str]]:
    file = directory / CHANGE_LOG
    text = read_text(file).replace("\r\n", "\n") if file.exists() else ""
    sections = re.split(r"^## ", text, flags=re.MULTILINE)
    section = next((each for each in sections[1:] if each.split()[:1] == [version]), "")
    for part in re.split(r"^### ", section, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        if reader := _READER_OF_HEADING.get(title.strip()):
            for item in re.split(r"^- ", body, flags=re.MULTILINE)[1:]:
                yield reader, " ".join(item.split())


def _of_fragments(directory: Path) -> Iterator[tuple[str, str]]:
    for file in sorted((directory / FRAGMENTS).glob("*.md")):
        if fragment := _FRAGMENT.fullmatch(file.name):
            reader = "deprecations" if fragment[1] == "deprecation" else fragment[1]
            yield reader, " ".join(read_text(file).split())
