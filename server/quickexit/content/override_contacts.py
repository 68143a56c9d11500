"""A deployment's contacts over the package's: lines changed, contacts added or left out."""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from quickexit.content.models import EMERGENCY
from quickexit.content.override_schema import ContactsOverrides
from quickexit.content.schema import NUMBERS, ContactData, ContactsFile, read_toml, validated
from quickexit.errors import QuickExitError, did_you_mean
from quickexit.toml_files import line_of_entry, line_of_key

CHECK = ("checked_on", "checked_by")


@dataclass(frozen=True)
class MergedContacts:
    """The contacts in the order in which they are shown, and the names of those left out.

    `former` names those that the package has dropped.
    """

    contacts: Mapping[str, ContactData]
    removed: tuple[str, ...] = ()
    former: tuple[str, ...] = ()


def merged_contacts(package: Path, override: Path | None) -> MergedContacts:
    """Return the contacts of the package with the deployment's lines over them, new ones last.

    `package` and `override` are the two files. With a number that is replaced go who checked it
    and how it is shown. Raises `QuickExitError` with file and line for whatever is malformed in
    either, and for what cannot be removed.
    """
    base, _ = read_toml(package, ContactsFile)
    if override is None or not override.is_file():
        return MergedContacts(base.contacts, former=tuple(base.former))
    changes, text = read_toml(override, ContactsOverrides)
    known = {*base.former, *base.contacts, *changes.contacts}
    _check_removals(changes.remove, known, override, text)
    refuse_removed(changes.contacts, changes.remove, override, text)
    kept = {name: dict(data) for name, data in base.contacts.items() if name not in changes.remove}
    for name, table in changes.contacts.items():
        keys = table.model_fields_set
        whole = "valid_days" in keys and ("call" in keys or "text" in keys)
        if name not in kept and not whole:
            refuse_part(name, kept, base.former, override, text)
        before = kept.get(name, {})
        lines = table.model_dump(exclude_unset=True)
        changed = _still_checked(name, lines, before, changes.based_on)
        for kind in NUMBERS:
            if kind in changed and changed[kind] != before.get(kind):
                # How the package shows its number and who checked it hold no more.
                before |= dict.fromkeys((f"{kind}_shown", *CHECK))
        kept[name] = {**before, **changed}
    merged = validated({"contacts": kept}, ContactsFile, override, text)
    return MergedContacts(merged.contacts, tuple(changes.remove), tuple(base.former))


def refuse_part(
    name: str, known: Collection[str], former: Collection[str], file: Path, text: str
) -> None:
    """Raise `QuickExitError` where single lines stand for a contact that the package does not have.

    Either the package had it before, or the name is one of `known`, misspelt.
    """
    where = f"{file}:{line_of_key(text, ('contacts', name))}"
    if name in former:
        raise QuickExitError(
            f'the package no longer has the contact "{name}"',
            where=where,
            hint=f"take [contacts.{name}] out, or write all lines of a contact",
        )
    meant = did_you_mean(name, known)
    if meant:
        hint = f"{meant} (a contact of your own is written whole)"
        raise QuickExitError(f'there is no contact "{name}"', where=where, hint=hint)


def refuse_removed(tables: Container[str], removed: Collection[str], file: Path, text: str) -> None:
    """Raise `QuickExitError` where one of the tables in `file` is that of a removed contact."""
    for name in removed:
        if name in tables:
            raise QuickExitError(
                f'the contact "{name}" is left out by contacts.toml, but has lines here',
                where=f"{file}:{line_of_key(text, ('contacts', name))}",
                hint=f'take out [contacts.{name}], or the name "{name}" from "remove"',
            )


def _check_removals(names: list[str], known: set[str], file: Path, text: str) -> None:
    for place, name in enumerate(names):
        time = names[: place + 1].count(name)
        if name == EMERGENCY:
            problem = 'the contact "emergency" cannot be removed: pages and snippets begin with it'
            hint = "change its lines below [contacts.emergency] instead"
        elif time > 1:
            problem, hint = f'"remove" names the contact "{name}" twice', "name it once"
        elif name not in known:
            problem = f'"remove" names the contact "{name}", which the package does not have'
            hint = did_you_mean(name, sorted(known - {EMERGENCY})) or "take its name out"
        else:
            continue
        line = line_of_entry(text, ("remove",), name, time)
        raise QuickExitError(problem, where=f"{file}:{line}", hint=hint)


def _still_checked(
    name: str, changed: dict[str, Any], before: Mapping[str, Any], based_on: Mapping[str, str]
) -> dict[str, Any]:
    """Return the deployment's lines without a check whose number the package has changed since.

    `based_on` says which numbers were called; a number that the package added later was not.
    """
    packaged = [kind for kind in NUMBERS if kind not in changed]
    called = {kind: based_on[f"{name}.{kind}"] for kind in packaged if f"{name}.{kind}" in based_on}
    if not called or all(called.get(kind) == before.get(kind) for kind in packaged):
        return changed
    return {key: value for key, value in changed.items() if key not in CHECK}
