"""A deployment's strings and files over the package's, merged key by key.

The deployment's folder `content/<language>/` holds what differs and nothing else: single keys of
`strings.toml` and `language.toml`, questions and `history.md` under the names of those that they
replace.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quickexit.content.override_contacts import MergedContacts, refuse_part, tables_with_lines
from quickexit.content.override_schema import StringsOverrides
from quickexit.content.schema import ContactWords, Strict, StringsFile, read_toml, validated
from quickexit.text_files import entries
from quickexit.toml_files import line_of_key

STRINGS_FILE = "strings.toml"
# Enough to tell two versions of one text apart, and short enough to be written by hand.
_DIGITS = 12
_QUESTION = re.compile(r"[0-9]+-(.+\.md)")


class _ContactsWords(Strict):
    contacts: dict[str, ContactWords]


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


@dataclass(frozen=True)
class MergedStrings:
    """The strings of a language and the words of its contacts, with the files that set them.

    `sources` are the files and their texts, the deployment's first.
    """

    strings: Mapping[str, str]
    contacts: Mapping[str, ContactWords]
    sources: tuple[tuple[Path, str], ...]

    def where(self, key: str) -> str:
        """Return file and line of a string: in the first file that sets it."""
        pattern = re.compile(rf"^\s*{re.escape(key)}\s*=", re.MULTILINE)
        setting = (source for source in self.sources if pattern.search(source[1]))
        file, text = next(setting, self.sources[-1])
        return f"{file}:{line_of_key(text, (key,))}"


def merged_strings(package: Path, override: Override, contacts: MergedContacts) -> MergedStrings:
    """Return the strings of the file `package` with those of the deployment over them.

    `contacts` are those of the page; words of a contact that the deployment removes are left out,
    and a table without lines changes nothing. Raises `QuickExitError` with file and line for
    whatever is malformed in either.
    """
    base, base_text = read_toml(package, StringsFile)
    values = base.model_dump(exclude={"contacts"})
    packaged: Mapping[str, ContactWords] = getattr(base, "contacts")  # noqa: B009 - made at run time
    words = {name: about for name, about in packaged.items() if name not in contacts.removed}
    file = override.folder / STRINGS_FILE if override.folder else None
    if file is None or not file.is_file():
        return MergedStrings(values, words, ((package, base_text),))
    changes, text = read_toml(file, StringsOverrides)
    values |= changes.model_dump(exclude={"contacts", "based_on"}, exclude_unset=True)
    tables = tables_with_lines(changes.contacts, contacts.removed, file, text)
    for name, changed in tables.items():
        if not {name} & {*words, *contacts.contacts} and "name" not in changed.model_fields_set:
            refuse_part(name, words, contacts.former, file, text)
        before = words[name].model_dump() if name in words else {}
        merged = {"contacts": {name: {**before, **changed.model_dump(exclude_unset=True)}}}
        words[name] = validated(merged, _ContactsWords, file, text).contacts[name]
    return MergedStrings(values, words, ((file, text), (package, base_text)))


def digest(text: str) -> str:
    """Return a short digest of a text, by which two versions of it are told apart."""
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def question_name(file: Path) -> str:
    """Return what follows the number in a question's file name; all of a malformed one."""
    matched = _QUESTION.fullmatch(file.name)
    return matched[1] if matched else file.name
