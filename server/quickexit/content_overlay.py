"""What a deployment has of its own over the package's content, merged word by word.

Its folder `content/<language>/` holds what differs and nothing else: single keys of
`strings.toml`, questions and `history.md` under the names of those that they replace. Its
`contacts.toml` holds single lines of contacts, and contacts of its own. A table `based_on` says
what each of them replaced, so that a later change of it is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, get_type_hints

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    create_model,
    model_validator,
)

from quickexit.content_schema import (
    STRINGS,
    ContactData,
    ContactsFile,
    ContactWords,
    StringsFile,
    Words,
    line_of,
    read_toml,
    validated,
)

STRINGS_FILE = "strings.toml"
NUMBERS = ("call", "text", "tty")
CHECK = ("checked_on", "checked_by")
_QUESTION = re.compile(r"[0-9]+-(.+\.md)")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _ContactsData(_Strict):
    contacts: dict[str, ContactData]


class _ContactsWords(_Strict):
    contacts: dict[str, ContactWords]


def _flat(table: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Let `history.md = "…"` mean what `"history.md" = "…"` means."""
    flat: dict[str, Any] = {}
    for key, value in table.items():
        flat |= (
            _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {prefix + key: value}
        )
    return flat


BasedOn = Annotated[
    dict[str, str], BeforeValidator(lambda one: _flat(one) if isinstance(one, dict) else one)
]


class _Overrides(_Strict):
    contacts: dict[str, Any] = Field(default_factory=dict)
    based_on: BasedOn = Field(default_factory=dict)


class _StringsOverrides(_Overrides):
    @model_validator(mode="before")
    @classmethod
    def _forget(cls, data: Any) -> Any:  # noqa: ANN401 - whatever stands in the file
        """Pass over a word that the package once had: `content check` names it."""
        based_on = data.get("based_on") if isinstance(data, dict) else None
        if not isinstance(based_on, dict):
            return data
        return {k: v for k, v in data.items() if k in cls.model_fields or k not in based_on}


def _optional(shape: type[BaseModel]) -> type[BaseModel]:
    """Return the shape of a table of which any line may be left out."""
    hints = get_type_hints(shape, include_extras=True)
    fields: dict[str, Any] = {name: (hints[name], None) for name in shape.model_fields}
    return create_model(f"{shape.__name__}Overrides", __base__=_Strict, **fields)


def _overrides(base: type[_Overrides], contact: type[BaseModel], *keys: str) -> type[_Overrides]:
    fields: dict[str, Any] = dict.fromkeys(keys, (Words, None))
    fields["contacts"] = (dict[str, _optional(contact)], Field(default_factory=dict))  # type: ignore[misc] # made at run time
    return create_model(f"{contact.__name__}File", __base__=base, **fields)


# `strings.toml` and `contacts.toml` of a deployment: any lines of the package's, and `based_on`.
StringsOverrides = _overrides(_StringsOverrides, ContactWords, *STRINGS)
ContactsOverrides = _overrides(_Overrides, ContactData)


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
        mine = list(own.glob("[!.]*")) if own != upstream else []
        taken = {question_name(file) for file in mine}
        return [
            *mine,
            *(file for file in upstream.glob("[!.]*") if question_name(file) not in taken),
        ]


NOTHING = Overlay()


@dataclass(frozen=True)
class MergedStrings:
    """The strings of a language and the words of its contacts; `where` finds a key's line."""

    strings: Mapping[str, str]
    contacts: Mapping[str, ContactWords]
    where: Callable[[str], str]


def merged_strings(upstream: Path, overlay: Overlay) -> MergedStrings:
    """Return the strings of the package with the deployment's own over them.

    Raises `QuickExitError` with file and line for whatever is malformed in either.
    """
    base, base_text = read_toml(upstream, StringsFile)
    values = base.model_dump(exclude={"contacts"})
    words: dict[str, Any] = {k: v.model_dump() for k, v in getattr(base, "contacts").items()}  # noqa: B009
    own = overlay.folder / STRINGS_FILE if overlay.folder else None
    if own is None or not own.is_file():
        contacts = {name: ContactWords.model_validate(one) for name, one in words.items()}
        return MergedStrings(values, contacts, _finder((upstream, base_text)))
    mine, own_text = read_toml(own, StringsOverrides)
    values |= mine.model_dump(exclude={"contacts", "based_on"}, exclude_unset=True)
    contacts = {}
    for name in dict.fromkeys([*words, *mine.contacts]):
        own_words = mine.contacts.get(name)
        changed = own_words.model_dump(exclude_unset=True) if own_words else {}
        merged = {"contacts": {name: {**words.get(name, {}), **changed}}}
        contacts[name] = validated(merged, _ContactsWords, own, own_text).contacts[name]
    return MergedStrings(values, contacts, _finder((own, own_text), (upstream, base_text)))


def merged_contacts(upstream: Path, own: Path | None) -> Mapping[str, ContactData]:
    """Return the contacts of the package, the deployment's own lines over them and new ones last.

    A number that is replaced takes along who checked it, and how it is shown. Raises
    `QuickExitError` with file and line for whatever is malformed in either.
    """
    base, _ = read_toml(upstream, ContactsFile)
    if own is None or not own.is_file():
        return base.contacts
    mine, text = read_toml(own, ContactsOverrides)
    merged = dict(base.contacts)
    for name, one in mine.contacts.items():
        before = base.contacts[name].model_dump() if name in base.contacts else {}
        changed = _still_checked(name, one.model_dump(exclude_unset=True), before, mine.based_on)
        values = {"contacts": {name: {**_still_true(before, changed), **changed}}}
        merged[name] = validated(values, _ContactsData, own, text).contacts[name]
    return merged


def _still_true(before: Mapping[str, Any], changed: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what was said of numbers that are no longer the same."""
    other = [kind for kind in NUMBERS if kind in changed and changed[kind] != before.get(kind)]
    gone = {f"{kind}_shown" for kind in other} | (set(CHECK) if other else set())
    return {key: value for key, value in before.items() if key not in gone}


def _still_checked(
    name: str, changed: dict[str, Any], before: Mapping[str, Any], based_on: Mapping[str, str]
) -> dict[str, Any]:
    """Leave out the deployment's own check of a number that the package has changed since."""
    rung = {kind: based_on.get(f"{name}.{kind}") for kind in NUMBERS if kind not in changed}
    if all(number in (None, before.get(kind)) for kind, number in rung.items()):
        return changed
    return {key: value for key, value in changed.items() if key not in CHECK}


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
