"""Recording that a person rang a contact: the file of contacts keeps its comments and its order."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Container, Mapping, MutableMapping
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from quickexit.content.override_contacts import NUMBERS, MergedContacts, merged_contacts
from quickexit.content.schema import ContactData
from quickexit.errors import QuickExitError, UsageError, did_you_mean
from quickexit.text_files import line_of, lines_of_keys, read_text

_BARE_END = re.compile(r"(?<!\r)\n")
# The next table, also one that is only shown.
_ANY_HEADER = re.compile(r"\s*(?:#\s*)?\[")
_SAYS_SOMETHING = re.compile(r"\s*[^\s#]")


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
    name = _name(by)
    changed = _set_all(text, ("contacts", identifier), {"checked_on": on, "checked_by": name})
    if own:
        table = tomlkit.parse(changed)["contacts"][identifier]
        changed = _with_numbers(changed, identifier, contacts[identifier], table)
    return _as_it_was_written(changed, text, file)


def _as_it_was_written(changed: str, text: str, file: Path) -> str:
    """Give new lines the line ends of the others, and keep a byte order mark."""
    if "\r\n" in text and not _BARE_END.search(text):
        changed = _BARE_END.sub("\r\n", changed)
    marked = file.is_file() and file.read_bytes().startswith(BOM_UTF8)
    return f"\ufeff{changed}" if marked else changed


def _set_all(text: str, place: tuple[str, ...], values: Mapping[str, object]) -> str:
    for key, value in values.items():
        text = _set(text, place, key, value)
    return text


def _set(text: str, place: tuple[str, ...], key: str, value: object) -> str:
    """Return the text of a file with a value in one of its tables.

    A key that is there keeps its line; a new one stands among the table's own lines. tomlkit
    would put it at the table's end, below comments that may be another table's: whoever makes
    one of these would take the line into it.
    """
    document = tomlkit.parse(text)
    table: MutableMapping[str, Any] = document
    for depth, name in enumerate(place, 1):
        if name not in table:
            table[name] = tomlkit.table(is_super_table=depth < len(place))
        table = table[name]
    header = _header(text, place)
    if key in table or header is None:
        table[key] = value
        return tomlkit.dumps(document)
    line = f"{tomlkit.key(key).as_string()} = {tomlkit.item(value).as_string()}"
    return _with_line(text.split("\n"), header, key, line)


def _header(text: str, place: tuple[str, ...]) -> int | None:
    """Return the number (from 1) of the line that begins a table, where it has one."""
    number = lines_of_keys(text).get(place)
    begins = number and text.split("\n")[number - 1].lstrip().startswith("[")
    return number if begins else None


def _with_line(lines: list[str], header: int, key: str, line: str) -> str:
    """Put a line into the table below `header`: in the place of the comment that shows it."""
    ends = (at for at in range(header, len(lines)) if _ANY_HEADER.match(lines[at]))
    own = range(header, next(ends, len(lines)))
    shown = re.compile(rf"\s*#\s*{re.escape(key)}\s*=")
    example = next((at for at in own if shown.match(lines[at])), None)
    if example is not None:
        lines[example] = line
        return "\n".join(lines)
    last = max((at for at in own if _SAYS_SOMETHING.match(lines[at])), default=header - 1)
    return "\n".join([*lines[: last + 1], line, *lines[last + 1 :]])


def _with_numbers(text: str, identifier: str, contact: ContactData, table: Container[str]) -> str:
    """Say which numbers were rung that are not this file's own."""
    for kind in NUMBERS:
        number = getattr(contact, kind)
        if kind not in table and number is not None:
            text = _set(text, *_note(text, identifier, kind), number)
    return text


def _note(text: str, identifier: str, kind: str) -> tuple[tuple[str, ...], str]:
    """Return table and key that say which number was rung.

    Both ways of writing a name with a dot are read alike; one that is there is kept.
    """
    based_on: Any = tomlkit.parse(text).get("based_on", {})
    name = f"{identifier}.{kind}"
    if identifier in based_on and name not in based_on:
        return ("based_on", identifier), kind
    return ("based_on",), name


def _refuse_name(identifier: str, merged: MergedContacts) -> None:
    if identifier in merged.removed:
        raise UsageError(
            f'this deployment removes the contact "{identifier}"',
            hint='take its name out of "remove" in contacts.toml first',
        )
    if identifier not in merged.contacts:
        raise UsageError(
            f'there is no contact "{identifier}"',
            hint=did_you_mean(identifier, merged.contacts)
            or f"there are {', '.join(merged.contacts)}",
        )


def _refuse_day(on: date, today: date) -> None:
    if on > today:
        raise UsageError(f"--on {on} is still to come", hint="name the day on which you rang")


def _refuse_earlier(contact: ContactData, identifier: str, on: date, file: Path, text: str) -> None:
    if contact.checked_on is not None and contact.checked_on > on:
        raise QuickExitError(
            f'the contact "{identifier}" was checked on {contact.checked_on}, later than {on}',
            where=f"{file}:{line_of(text, ('contacts', identifier, 'checked_on'))}",
            hint="name a later day with --on, or correct the file",
        )


def _name(by: str) -> str:
    name = " ".join(by.split())
    if not name:
        raise UsageError("--by is empty", hint="name the person who rang")
    if not name.isprintable():
        raise UsageError("--by holds a character that cannot be seen", hint="take it out")
    return name
