"""Recording that a person rang a contact: the file of contacts keeps its comments and its order."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from quickexit.contact_overlay import NUMBERS, MergedContacts, merged_contacts
from quickexit.content_schema import ContactData
from quickexit.errors import QuickExitError, UsageError
from quickexit.sentences import did_you_mean
from quickexit.written_files import line_of, read_text


def with_check(
    upstream: Path, own: Path | None, identifier: str, by: str, on: date, today: date
) -> str:
    """Return the text of a file of contacts in which the person `by` rang a contact on a day.

    The file is that of a deployment, `own`, which need not be there yet; else `upstream`, the
    package's. In `own` stands also which of the package's numbers was rung, since a later change
    of it makes the check worthless. Raises `QuickExitError` for a malformed file and for a contact
    that was rung later than that, `UsageError` for a contact that is not there, a day to come, and
    a nameless person.
    """
    merged = merged_contacts(upstream, own)
    contacts = merged.contacts
    _refuse_name(identifier, merged)
    _refuse_day(on, today)
    file = own or upstream
    text = read_text(file) if file.is_file() else ""
    _refuse_earlier(contacts[identifier], identifier, on, file, text)
    document: MutableMapping[str, Any] = tomlkit.parse(text)
    table = _table(_table(document, "contacts", is_super=True), identifier)
    table["checked_on"] = on
    table["checked_by"] = _name(by)
    if own:
        _note_numbers(document, identifier, contacts[identifier], table)
    return tomlkit.dumps(document)


def _table(parent: MutableMapping[str, Any], key: str, *, is_super: bool = False) -> Any:  # noqa: ANN401 - tomlkit's tables
    if key not in parent:
        parent[key] = tomlkit.table(is_super)
    return parent[key]


def _note_numbers(
    document: MutableMapping[str, Any], identifier: str, contact: ContactData, table: object
) -> None:
    """Say which numbers were rung that are not this file's own."""
    rung = {kind: getattr(contact, kind) for kind in NUMBERS if kind not in table}  # type: ignore[operator] # a table
    based_on = _table(document, "based_on")
    for kind, number in rung.items():
        if number is None:
            continue
        # Both ways of writing a name with a dot are read alike; one that is there is kept.
        if identifier in based_on:
            based_on[identifier][kind] = number
        else:
            based_on[f"{identifier}.{kind}"] = number


def _refuse_name(identifier: str, merged: MergedContacts) -> None:
    if identifier in merged.removed:
        raise UsageError(
            f'this deployment removes the contact "{identifier}"',
            cure='take its name out of "remove" in contacts.toml first',
        )
    if identifier not in merged.contacts:
        raise UsageError(
            f'there is no contact "{identifier}"',
            cure=did_you_mean(identifier, merged.contacts)
            or f"there are {', '.join(merged.contacts)}",
        )


def _refuse_day(on: date, today: date) -> None:
    if on > today:
        raise UsageError(f"--on {on} is still to come", cure="name the day on which you rang")


def _refuse_earlier(contact: ContactData, identifier: str, on: date, file: Path, text: str) -> None:
    if contact.checked_on is not None and contact.checked_on > on:
        raise QuickExitError(
            f'the contact "{identifier}" was checked on {contact.checked_on}, later than {on}',
            where=f"{file}:{line_of(text, ('contacts', identifier, 'checked_on'))}",
            cure="name a later day with --on, or correct the file",
        )


def _name(by: str) -> str:
    name = " ".join(by.split())
    if not name or not name.isprintable():
        raise UsageError("--by is empty", cure="name the person who rang")
    return name
