"""Recording that a person rang a contact: the file of contacts keeps its comments and its order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import tomlkit

from quickexit.content_schema import ContactsFile, did_you_mean, line_of, read_toml
from quickexit.errors import QuickExitError, UsageError


def with_check(file: Path, identifier: str, by: str, on: date, today: date) -> str:
    """Return the text of a file of contacts in which the person `by` rang a contact on a day.

    Raises `QuickExitError` for a malformed file and for a contact that was rung later than that,
    `UsageError` for a contact that is not there, a day to come, and a nameless person.
    """
    data, text = read_toml(file, ContactsFile)
    if identifier not in data.contacts:
        raise UsageError(
            f'there is no contact "{identifier}" in {file}',
            cure=did_you_mean(identifier, data.contacts) or f"there are {', '.join(data.contacts)}",
        )
    _refuse_day(on, today)
    earlier = data.contacts[identifier].checked_on
    if earlier is not None and earlier > on:
        raise QuickExitError(
            f'the contact "{identifier}" was checked on {earlier}, later than {on}',
            where=f"{file}:{line_of(text, ('contacts', identifier, 'checked_on'))}",
            cure="name a later day with --on, or correct the file",
        )
    document = tomlkit.parse(text)
    contact = document["contacts"][identifier]
    contact["checked_on"] = on
    contact["checked_by"] = _name(by)
    return tomlkit.dumps(document)


def _refuse_day(on: date, today: date) -> None:
    if on > today:
        raise UsageError(f"--on {on} is still to come", cure="name the day on which you rang")


def _name(by: str) -> str:
    name = " ".join(by.split())
    if not name or not name.isprintable():
        raise UsageError("--by is empty", cure="name the person who rang")
    return name
