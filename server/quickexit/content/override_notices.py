"""What a change of the package means for the words that a deployment put over it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quickexit.content.models import how_to_check
from quickexit.content.override_contacts import CHECK, EMERGENCY, NUMBERS, line_of_removal
from quickexit.content.override_language import LANGUAGE_FILE, WORDS, words_digest
from quickexit.content.override_schema import ContactsOverrides, LanguageOverrides, StringsOverrides
from quickexit.content.override_strings import STRINGS_FILE, Overlay, digest, question_name
from quickexit.content.schema import STRINGS, ContactsFile, StringsFile, read_toml
from quickexit.text_files import entries, line_of, read_text

_LONGEST = 90
_NOBODY = (
    '"remove" leaves nobody to call but the emergency line: add a contact of your own for readers'
    " who are in no emergency"
)


@dataclass(frozen=True)
class Notice:
    """Something of the deployment's own that a person must look at, in one sentence."""

    file: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}."


@dataclass(frozen=True)
class _Override:
    """One thing of the deployment's own: its name in `based_on`, and what both sides say.

    `own` None: a number of the package's that somebody rang. `upstream` None: the package has none
    of that name.
    """

    name: str
    own: str | None
    upstream: str | None


def language_notices(upstream: Path, overlay: Overlay) -> Iterator[Notice]:
    """Yield what to look at in the deployment's own words of one language.

    `upstream` is the package's folder of the language. Named are words whose original has changed
    since, that replace nothing any more, that say the same, or do not say what they replaced.
    Raises `QuickExitError` with file and line for whatever is malformed.
    """
    if overlay.folder is None or overlay.folder == upstream:
        return
    file = overlay.folder / STRINGS_FILE
    mine, text = read_toml(file, StringsOverrides) if file.is_file() else (StringsOverrides(), "")
    base, _ = read_toml(upstream / STRINGS_FILE, StringsFile)
    words: Mapping[str, Any] = getattr(base, "contacts")  # noqa: B009 - made at run time
    overrides = [
        *(
            _Override(k, getattr(mine, k), getattr(base, k))
            for k in mine.model_fields_set & {*STRINGS}
        ),
        *_contact_overrides(mine.contacts, words, "contacts."),
        *_file_overrides(upstream, overlay.folder),
    ]
    yield from _notices(file, text, overrides, mine.based_on)
    yield from _review_notices(upstream, overlay.folder / LANGUAGE_FILE)


def contact_notices(upstream: Path, overlay: Overlay) -> Iterator[Notice]:
    """Yield what to look at in the deployment's own contacts; `upstream` is the package's file.

    Raises `QuickExitError` with file and line for whatever is malformed.
    """
    file = overlay.contacts
    if file is None or not file.is_file():
        return
    mine, text = read_toml(file, ContactsOverrides)
    base, _ = read_toml(upstream, ContactsFile)
    overrides = list(_contact_overrides(mine.contacts, base.contacts, ""))
    yield from _notices(file, text, overrides, mine.based_on)
    # A change of a contact that is removed asks nothing of anybody: `based_on` knows none of them.
    for name in mine.remove:
        if name not in base.contacts:
            sentence = f'"remove" names "{name}", which the package no longer has: take it out'
            yield Notice(file, line_of_removal(text, name), sentence)
    added = {name for name, table in mine.contacts.items() if table.model_fields_set}
    if mine.remove and {*base.contacts, *added} - {*mine.remove} <= {EMERGENCY}:
        yield Notice(file, line_of(text, ("remove",)), _NOBODY)


def _review_notices(upstream: Path, file: Path) -> Iterator[Notice]:
    """Yield what to look at in the deployment's own `language.toml`."""
    if not file.is_file():
        return
    mine, text = read_toml(file, LanguageOverrides)
    left = dict(mine.based_on)
    if mine.model_dump().get("review_status") == "reviewed":
        sentence = _sentence_on_review(left.pop(WORDS, None), words_digest(upstream))
        if sentence:
            yield Notice(file, line_of(text, ("review_status",)), sentence)
    yield from _notices(file, text, [], left)


def _sentence_on_review(read: str | None, present: str) -> str | None:
    entry = f'{WORDS} = "{present}" below [based_on]'
    if read is None:
        return (
            '"reviewed" does not say which words were read: once somebody has read the present'
            f" ones, write {entry}"
        )
    if read != present:
        return (
            "the package has changed its words since, which ends your review: have somebody read"
            f" them again, then write that day into reviewed_on, and {entry}"
        )
    return None


def _contact_overrides(
    mine: Mapping[str, Any], base: Mapping[str, Any], prefix: str
) -> Iterator[_Override]:
    for identifier, contact in mine.items():
        before = base.get(identifier)
        if before is None:
            continue
        own = contact.model_dump(exclude_unset=True)
        for key, value in own.items():
            if key not in CHECK:
                yield _Override(f"{prefix}{identifier}.{key}", str(value), _text(before, key))
        if set(CHECK) & set(own):
            # Whoever rang, rang the package's number: a change of it makes the check worthless.
            for kind in NUMBERS:
                if kind not in own and _text(before, kind):
                    yield _Override(f"{prefix}{identifier}.{kind}", None, _text(before, kind))


def _text(contact: object, key: str) -> str | None:
    value = getattr(contact, key)
    return None if value is None else str(value)


def _file_overrides(upstream: Path, own: Path) -> Iterator[_Override]:
    theirs = {question_name(file): file for file in entries(upstream / "questions")}
    for file in entries(own / "questions"):
        original = theirs.get(question_name(file))
        yield _Override(
            f"questions/{file.name}", _digest(file), _digest(original) if original else None
        )
    if (own / "history.md").is_file():
        yield _Override("history.md", _digest(own / "history.md"), _digest(upstream / "history.md"))


def _digest(file: Path) -> str:
    return digest(read_text(file))


def _notices(
    file: Path, text: str, overrides: list[_Override], based_on: Mapping[str, str]
) -> Iterator[Notice]:
    for one in overrides:
        sentence = _sentence(one, based_on.get(one.name))
        if sentence:
            yield Notice(file, _line(text, one.name), sentence)
    for name in set(based_on) - {one.name for one in overrides}:
        sentence = f'"{name}" replaces nothing here: take it out, also of [based_on]'
        yield Notice(file, line_of(text, ("based_on", *name.split("."))), sentence)


def _sentence(one: _Override, based_on: str | None) -> str | None:
    if one.own is None:
        return _sentence_on_check(one, based_on)
    entry = f'"{one.name}" = {json.dumps(one.upstream, ensure_ascii=False)}'
    if one.upstream is None:
        gone = (
            f'"{one.name}" replaces what the package no longer has: see whether it is still needed'
        )
        return gone if based_on is not None else None
    if one.own == one.upstream:
        return f'"{one.name}" says the same as the package: take it out'
    if based_on is None:
        return f'"{one.name}" does not say what it replaced: write {entry} below [based_on]'
    if based_on != one.upstream:
        return (
            f'the package has changed "{one.name}" from "{_short(based_on)}" to'
            f' "{_short(one.upstream)}": look at yours, then write {entry} below [based_on]'
        )
    return None


def _sentence_on_check(one: _Override, rung: str | None) -> str | None:
    """Say that a number was not rung. A line to write would say that it was."""
    contact = one.name.partition(".")[0]
    if rung is None:
        hint = how_to_check(contact, str(one.upstream))
        return f'your check of "{contact}" does not say that {one.upstream} was rung: {hint}'
    if rung != one.upstream:
        hint = how_to_check(contact, "the new number")
        return (
            f'the package has changed "{one.name}" from "{rung}" to "{one.upstream}", which ends'
            f' your check of "{contact}": {hint}'
        )
    return None


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _line(text: str, name: str) -> int:
    place = tuple(name.split("."))
    return max(line_of(text, place), line_of(text, ("contacts", *place)))
