"""What a change of the package means for the lines that a deployment put over it.

An agency changes a sentence or a number once and forgets it. When the package later corrects the
original, the agency's pages would keep the old one; `content check` then names it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quickexit.content.models import EMERGENCY, how_to_check
from quickexit.content.override_contacts import CHECK
from quickexit.content.override_language import LANGUAGE_FILE, WORDS, words_digest
from quickexit.content.override_schema import ContactsOverrides, LanguageOverrides, StringsOverrides
from quickexit.content.override_strings import STRINGS_FILE, digest, question_name
from quickexit.content.schema import NUMBERS, STRINGS, ContactsFile, StringsFile, read_toml
from quickexit.text_files import entries, read_text
from quickexit.toml_files import line_of_entry, line_of_key

_LONGEST_QUOTE = 90
_NOBODY = (
    '"remove" leaves nobody to call but the emergency line: add a contact of your own for readers'
    " who are in no emergency"
)


@dataclass(frozen=True)
class Notice:
    """A line of the deployment that a person must look at, in one sentence."""

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}."


# The values of the deployment and of the package by their name in `based_on`. The deployment has
# None for a number of the package that somebody called, the package for what it does not have.
_Replacements = dict[str, tuple[str | None, str | None]]


def language_notices(package: Path, override: Path | None) -> Iterator[Notice]:
    """Yield what to look at in the deployment's folder `override` of one language.

    `package` is the package's folder. Named are words whose original has changed since, that
    replace nothing any more, that say the same, or do not say what they replaced. Raises
    `QuickExitError` with file and line for whatever is malformed.
    """
    if override is None or override == package:
        return
    file = override / STRINGS_FILE
    empty = StringsOverrides(), ""
    changes, text = read_toml(file, StringsOverrides) if file.is_file() else empty
    base, _ = read_toml(package / STRINGS_FILE, StringsFile)
    changed = changes.model_fields_set & {*STRINGS}
    replacements = {
        **{key: (getattr(changes, key), getattr(base, key)) for key in changed},
        **_contact_replacements(changes.contacts, base.contacts, "contacts."),
        **_file_replacements(package, override),
    }
    yield from _notices(file, text, replacements, changes.based_on)
    yield from _review_notices(package, override / LANGUAGE_FILE)


def contact_notices(package: Path, override: Path | None) -> Iterator[Notice]:
    """Yield what to look at in the deployment's file of contacts; `package` is the package's file.

    Raises `QuickExitError` with file and line for whatever is malformed.
    """
    if override is None or not override.is_file():
        return
    changes, text = read_toml(override, ContactsOverrides)
    base, _ = read_toml(package, ContactsFile)
    replacements = _contact_replacements(changes.contacts, base.contacts)
    yield from _notices(override, text, replacements, changes.based_on)
    for name in changes.remove:
        if name not in base.contacts:
            sentence = f'"remove" names "{name}", which the package no longer has: take it out'
            yield Notice(override, line_of_entry(text, ("remove",), name), sentence)
    if changes.remove and {*base.contacts, *changes.contacts} - {*changes.remove} <= {EMERGENCY}:
        yield Notice(override, line_of_key(text, ("remove",)), _NOBODY)


def _review_notices(package: Path, file: Path) -> Iterator[Notice]:
    """Yield what to look at in the deployment's `language.toml`."""
    if not file.is_file():
        return
    changes, text = read_toml(file, LanguageOverrides)
    based_on = dict(changes.based_on)
    if changes.model_dump().get("review_status") == "reviewed":
        read, present = based_on.pop(WORDS, None), words_digest(package)
        entry = f'{WORDS} = "{present}" below [based_on]'
        sentence = (
            "the package has changed its words since, which ends your review: have somebody read"
            f" them again, then write that day into reviewed_on, and {entry}"
        )
        if read is None:
            sentence = (
                '"reviewed" does not say which words were read: once somebody has read the present'
                f" ones, write {entry}"
            )
        if read != present:
            yield Notice(file, line_of_key(text, ("review_status",)), sentence)
    yield from _notices(file, text, {}, based_on)


def _contact_replacements(
    changes: Mapping[str, Any], base: Mapping[str, Any], prefix: str = ""
) -> _Replacements:
    found: _Replacements = {}
    for identifier, table in changes.items():
        if identifier not in base:
            continue
        package = base[identifier].model_dump(exclude_none=True)
        before = {key: str(value) for key, value in package.items()}
        lines = table.model_dump(exclude_unset=True)
        name = f"{prefix}{identifier}"
        for key, value in lines.items():
            if key not in CHECK:
                found[f"{name}.{key}"] = str(value), before.get(key)
        if set(CHECK) & set(lines):
            # Who checked the contact called the package's numbers too: a new number ends the check.
            for kind in NUMBERS:
                if kind in before and kind not in lines:
                    found[f"{name}.{kind}"] = None, before[kind]
    return found


def _file_replacements(package: Path, override: Path) -> _Replacements:
    found: _Replacements = {}
    originals = {question_name(file): file for file in entries(package / "questions")}
    for file in entries(override / "questions"):
        original = originals.get(question_name(file))
        before = digest(read_text(original)) if original else None
        found[f"questions/{file.name}"] = digest(read_text(file)), before
    name = "history.md"
    if (override / name).is_file():
        found[name] = digest(read_text(override / name)), digest(read_text(package / name))
    return found


def _notices(
    file: Path, text: str, replacements: _Replacements, based_on: Mapping[str, str]
) -> Iterator[Notice]:
    for name, (override, package) in replacements.items():
        sentence = _notice_sentence(name, override, package, based_on.get(name))
        if sentence:
            place = tuple(name.split("."))
            line = max(line_of_key(text, place), line_of_key(text, ("contacts", *place)))
            yield Notice(file, line, sentence)
    for name in based_on.keys() - replacements.keys():
        sentence = f'"{name}" replaces nothing here: take it out, also of [based_on]'
        yield Notice(file, line_of_key(text, ("based_on", *name.split("."))), sentence)


def _notice_sentence(
    name: str, override: str | None, package: str | None, based_on: str | None
) -> str | None:
    if override is None:
        return _sentence_on_check(name, package, based_on)
    entry = f'"{name}" = {json.dumps(package, ensure_ascii=False)}'
    if package is None:
        gone = f'"{name}" replaces what the package no longer has: see whether it is still needed'
        return gone if based_on is not None else None
    if override == package:
        return f'"{name}" says the same as the package: take it out'
    if based_on is None:
        return f'"{name}" does not say what it replaced: write {entry} below [based_on]'
    if based_on != package:
        return (
            f'the package has changed "{name}" from "{_shortened_quote(based_on)}" to'
            f' "{_shortened_quote(package)}": look at yours, then write {entry} below [based_on]'
        )
    return None


def _sentence_on_check(name: str, number: str | None, called: str | None) -> str | None:
    """Say that a number was not called. A line to write would say that it was."""
    contact = name.partition(".")[0]
    if called is None:
        hint = how_to_check(contact, str(number))
        return f'your check of "{contact}" does not say that {number} was called: {hint}'
    if called != number:
        hint = how_to_check(contact, "the new number")
        return (
            f'the package has changed "{name}" from "{called}" to "{number}", which ends'
            f' your check of "{contact}": {hint}'
        )
    return None


def _shortened_quote(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
