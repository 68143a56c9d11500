"""Recording that a person called a contact, in a file that keeps its comments and its order."""

import re
from codecs import BOM_UTF8
from collections.abc import MutableMapping
from datetime import date
from pathlib import Path
from typing import Any

import tomlkit

from quickexit.content.override_contacts import merged_contacts
from quickexit.content.schema import NUMBERS, ContactData
from quickexit.errors import QuickExitError, UsageError, did_you_mean
from quickexit.text_files import read_text
from quickexit.toml_files import line_of_key, lines_of_keys

_BARE_END = re.compile(r"(?<!\r)\n")
# The header of a table, also in a comment.
_ANY_HEADER = re.compile(r"\s*(?:#\s*)?\[")
_HAS_CODE = re.compile(r"\s*[^\s#]")


def with_check(
    package: Path, override: Path | None, identifier: str, by: str, on: date, today: date
) -> str:
    """Return the text of a file of contacts that records that the person `by` called a contact.

    The file is the deployment's, `override`, which need not be there yet, else `package`. The
    deployment's also says which of the package's numbers were called, since a later change of one
    ends the check. Raises `QuickExitError` for a malformed file and a contact that was checked
    later than `on`, `UsageError` for an unknown contact, a day to come, and an empty name.
    """
    merged = merged_contacts(package, override)
    if identifier in merged.removed:
        raise UsageError(
            f'this deployment leaves out the contact "{identifier}"',
            hint='take its name out of "remove" in contacts.toml first',
        )
    if identifier not in merged.contacts:
        near = did_you_mean(identifier, merged.contacts)
        hint = near or f"there are {', '.join(merged.contacts)}"
        raise UsageError(f'there is no contact "{identifier}"', hint=hint)
    contact = merged.contacts[identifier]
    if on > today:
        raise UsageError(f"--on {on} is in the future", hint="name the day of the call")
    file = override or package
    text = read_text(file) if file.is_file() else ""
    place = ("contacts", identifier)
    if contact.checked_on is not None and contact.checked_on > on:
        raise QuickExitError(
            f'the contact "{identifier}" was checked on {contact.checked_on}, later than {on}',
            where=f"{file}:{line_of_key(text, (*place, 'checked_on'))}",
            hint="name a later day with --on, or correct the file",
        )
    name = " ".join(by.split())
    if not name:
        raise UsageError("--by is empty", hint="name the person who called")
    if not name.isprintable():
        raise UsageError("--by contains an invisible character", hint="take it out")
    changed = _set(_set(text, place, "checked_on", on), place, "checked_by", name)
    if override:
        changed = _with_numbers(changed, identifier, contact)
    # New lines end as the others do, and a byte order mark stays.
    if "\r\n" in text and not _BARE_END.search(text):
        changed = _BARE_END.sub("\r\n", changed)
    marked = file.is_file() and file.read_bytes().startswith(BOM_UTF8)
    return f"\ufeff{changed}" if marked else changed


def _set(text: str, place: tuple[str, ...], key: str, value: object) -> str:
    """Return the text of a file with a value in one of its tables.

    A key that is there keeps its line; a new one stands among the lines of its table. tomlkit
    would put it at the end, below comments that may show another table: once their header is
    uncommented, the line would belong to that table.
    """
    document = tomlkit.parse(text)
    table: MutableMapping[str, Any] = document
    for depth, name in enumerate(place, 1):
        table = table.setdefault(name, tomlkit.table(is_super_table=depth < len(place)))
    lines = text.split("\n")
    # The line that begins the table, where it has one.
    header = lines_of_keys(text).get(place)
    if key in table or header is None or not lines[header - 1].lstrip().startswith("["):
        table[key] = value
        return tomlkit.dumps(document)
    line = f"{tomlkit.key(key).as_string()} = {tomlkit.item(value).as_string()}"
    return _with_line(lines, header, key, line)


def _with_line(lines: list[str], header: int, key: str, line: str) -> str:
    """Put a line into the table below `header`, in place of a comment with the same key."""
    ends = (at for at in range(header, len(lines)) if _ANY_HEADER.match(lines[at]))
    inside = range(header, next(ends, len(lines)))
    comment = re.compile(rf"\s*#\s*{re.escape(key)}\s*=")
    example = next((at for at in inside if comment.match(lines[at])), None)
    if example is not None:
        lines[example] = line
        return "\n".join(lines)
    last = max((at for at in inside if _HAS_CODE.match(lines[at])), default=header - 1)
    return "\n".join([*lines[: last + 1], line, *lines[last + 1 :]])


def _with_numbers(text: str, identifier: str, contact: ContactData) -> str:
    """Record in `based_on` which of the package's numbers were called."""
    table = tomlkit.parse(text)["contacts"][identifier]
    for kind in NUMBERS:
        number = getattr(contact, kind)
        if kind not in table and number is not None:
            based_on: Any = tomlkit.parse(text).get("based_on", {})
            name = f"{identifier}.{kind}"
            # A name with a dot is written in quotes or as a table: the file's own way is kept.
            if identifier in based_on and name not in based_on:
                text = _set(text, ("based_on", identifier), kind, number)
            else:
                text = _set(text, ("based_on",), name, number)
    return text
