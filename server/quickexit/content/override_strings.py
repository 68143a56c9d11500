"""A deployment's strings and files over the package's, merged key by key.

Its folder `content/<language>/` holds only what differs: single keys of `strings.toml` and
`language.toml`, questions and `history.md` under the names of those that they replace.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quickexit.content.override_contacts import MergedContacts, refuse_part, refuse_removed
from quickexit.content.override_schema import StringsOverrides
from quickexit.content.schema import ContactWords, StringsFile, read_toml, validated
from quickexit.text_files import entries

STRINGS_FILE = "strings.toml"
# Enough to tell two versions of one text apart, and short enough to be written by hand.
_DIGITS = 12


@dataclass(frozen=True)
class Override:
    """What a deployment has over one language: its folder, and its contacts; None where nothing."""

    folder: Path | None = None
    contacts: Path | None = None

    def file(self, package_file: Path) -> Path:
        """Return the deployment's file of that name, else the package's."""
        file = self.folder / package_file.name if self.folder else package_file
        return file if file.is_file() else package_file

    def question_files(self, package_folder: Path) -> list[Path]:
        """Return the questions of both; one of the deployment replaces that of the same name.

        The number at the front of the name, which gives the order, may differ.
        """
        folder = self.folder / package_folder.name if self.folder else package_folder
        files = entries(folder) if folder != package_folder else []
        taken = {question_name(file) for file in files}
        rest = [file for file in entries(package_folder) if question_name(file) not in taken]
        return [*files, *rest]


NO_OVERRIDE = Override()


def merged_strings(
    package: Path, override: Override, contacts: MergedContacts
) -> tuple[Mapping[str, str], Mapping[str, ContactWords]]:
    """Return the strings of the file `package`, and its words on contacts, by their names.

    Those of the deployment stand over them; words on a contact that it removes are left out.
    `contacts` are those of the page. Raises `QuickExitError` with file and line for whatever is
    malformed in either.
    """
    base, text = read_toml(package, StringsFile)
    strings = base.model_dump(exclude={"contacts"})
    removed = contacts.removed
    words = {name: dict(data) for name, data in base.contacts.items() if name not in removed}
    file = override.file(package)
    if file != package:
        changes, text = read_toml(file, StringsOverrides)
        strings |= changes.model_dump(exclude={"contacts", "based_on"}, exclude_unset=True)
        refuse_removed(changes.contacts, removed, file, text)
        for name, changed in changes.contacts.items():
            known = name in words or name in contacts.contacts
            if not known and "name" not in changed.model_fields_set:
                refuse_part(name, words, contacts.former, file, text)
            words[name] = words.get(name, {}) | changed.model_dump(exclude_unset=True)
    merged = validated({**strings, "contacts": words}, StringsFile, file, text)
    return strings, merged.contacts


def digest(text: str) -> str:
    """Return a short digest of a text, by which two versions of it are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def question_name(file: Path) -> str:
    """Return what follows the number in a question's file name."""
    return file.name.partition("-")[2]
