"""What a deployment has of its own over the package's content, merged word by word.

Its folder `content/<language>/` holds what differs and nothing else: single keys of
`strings.toml` and `language.toml`, questions and `history.md` under the names of those that they
replace.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quickexit.content.override_contacts import MergedContacts, refuse_part, tables_with_lines
from quickexit.content.override_schema import StringsOverrides
from quickexit.content.schema import ContactWords, Strict, StringsFile, read_toml, validated
from quickexit.text_files import entries, line_of

STRINGS_FILE = "strings.toml"
# Enough to tell two versions of one text apart, and short enough to be written by hand.
_DIGITS = 12
_QUESTION = re.compile(r"[0-9]+-(.+\.md)")


class _ContactsWords(Strict):
    contacts: dict[str, ContactWords]


@dataclass(frozen=True)
class Overlay:
    """What a deployment has of its own over one language: its folder, and its contacts.

    Each is None where there is nothing.
    """

    folder: Path | None = None
    contacts: Path | None = None

    def file(self, upstream: Path) -> Path:
        """Return the deployment's own file of that name, else the package's."""
        own = self.folder / upstream.name if self.folder else upstream
        return own if own.is_file() else upstream

    def question_files(self, upstream: Path) -> list[Path]:
        """Return the questions of both; an own one replaces that of the same name.

        The number at the front of the name, which gives the order, may differ.
        """
        own = self.folder / "questions" if self.folder else upstream
        mine = entries(own) if own != upstream else []
        taken = {question_name(file) for file in mine}
        return [
            *mine,
            *(file for file in entries(upstream) if question_name(file) not in taken),
        ]


NOTHING = Overlay()


@dataclass(frozen=True)
class MergedStrings:
    """The strings of a language and the words of its contacts; `where` finds a key's line."""

    strings: Mapping[str, str]
    contacts: Mapping[str, ContactWords]
    where: Callable[[str], str]


def merged_strings(upstream: Path, overlay: Overlay, contacts: MergedContacts) -> MergedStrings:
    """Return the strings of the package with the deployment's own over them.

    `contacts` are those of the page; no word is in it of one that the deployment leaves out, and a
    table without words says nothing. Raises `QuickExitError` with file and line for whatever is
    malformed in either.
    """
    base, base_text = read_toml(upstream, StringsFile)
    values = base.model_dump(exclude={"contacts"})
    words = {k: v for k, v in getattr(base, "contacts").items() if k not in contacts.removed}  # noqa: B009 - made at run time
    own = overlay.folder / STRINGS_FILE if overlay.folder else None
    if own is None or not own.is_file():
        return MergedStrings(values, words, _finder((upstream, base_text)))
    mine, own_text = read_toml(own, StringsOverrides)
    values |= mine.model_dump(exclude={"contacts", "based_on"}, exclude_unset=True)
    tables = tables_with_lines(mine.contacts, contacts.removed, own, own_text)
    for name, changed in tables.items():
        if not {name} & {*words, *contacts.contacts} and "name" not in changed.model_fields_set:
            refuse_part(name, words, contacts.former, own, own_text)
        before = words[name].model_dump() if name in words else {}
        merged = {"contacts": {name: {**before, **changed.model_dump(exclude_unset=True)}}}
        words[name] = validated(merged, _ContactsWords, own, own_text).contacts[name]
    return MergedStrings(values, words, _finder((own, own_text), (upstream, base_text)))


def digest(text: str) -> str:
    """Return a mark of a text, by which two versions of it are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def question_name(file: Path) -> str:
    """Return what follows the number in a question's file name; all of a malformed one."""
    matched = _QUESTION.fullmatch(file.name)
    return matched[1] if matched else file.name


def _finder(*sources: tuple[Path, str]) -> Callable[[str], str]:
    """Return what finds file and line of a key of the first level: in the first that sets it."""

    def find(key: str) -> str:
        for file, text in sources[:-1]:
            if re.search(rf"^\s*{re.escape(key)}\s*=", text, re.MULTILINE):
                return f"{file}:{line_of(text, (key,))}"
        file, text = sources[-1]
        return f"{file}:{line_of(text, (key,))}"

    return find
