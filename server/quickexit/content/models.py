"""Content as values: what a page is made of, and which contacts a person must check."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from quickexit.content.schema import ContactData, ContactWords, Strict, Tag, Words

# How long before its end a check is due.
_NOTICE = timedelta(days=30)

# The language that every other one is compared with, and that stands where another is missing.
DEFAULT_LANGUAGE = "en"
# The contact that every page and snippet begins with.
EMERGENCY = "emergency"


class Contact(ContactWords, ContactData):
    """A contact to call or text. Numbers are as a phone dials them, `…_shown` is for people."""

    identifier: str


@dataclass(frozen=True)
class ContactDue:
    """A contact to be checked: `until` is the day on which its check ends, or ended.

    `state` is "unchecked" (never), "stale" (the check has ended) or "due" (it ends soon).
    """

    contact: Contact
    state: Literal["unchecked", "stale", "due"]
    until: date | None

    def __str__(self) -> str:
        name = self.contact.identifier
        hint = how_to_check(name)
        if self.state == "unchecked":
            return f'Nobody has checked the contact "{name}": {hint}.'
        tense = "ended" if self.state == "stale" else "ends"
        return f'The check of the contact "{name}" {tense} on {self.until}: {hint}.'


@dataclass(frozen=True)
class Question:
    """One question, its answer as clean HTML, the facts marked in it, and the file's name."""

    identifier: str
    title: str
    html: str
    facts: tuple[str, ...] = ()
    file: str = ""


class OtherScript(Strict):
    """Another script of a language that has no content of its own.

    Its readers get this language, and `notice`, a sentence in the script `lang` that says so.
    """

    tags: list[Tag] = Field(min_length=1)
    lang: Tag
    notice: Words


class Language(Strict):
    """`language.toml`: the language itself, who reviewed it, and words it must not use."""

    code: Tag
    autonym: Words
    direction: Literal["ltr", "rtl"]
    aliases: list[Tag] = Field(default_factory=list)
    other_script: OtherScript | None = None
    review_status: Literal["draft", "reviewed"]
    reviewed_by: Words | None = None
    reviewed_on: date | None = None
    forbidden_words: list[Words] = Field(min_length=1)

    @model_validator(mode="after")
    def _review_has_a_name(self) -> Self:
        named = [self.reviewed_by is not None, self.reviewed_on is not None]
        if self.review_status == "reviewed" and not all(named):
            raise ValueError('"reviewed" also needs reviewed_by and reviewed_on')
        if self.review_status == "draft" and any(named):
            raise ValueError("a draft has no reviewed_by and no reviewed_on")
        return self

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that mean this language besides its code, also those of its other script."""
        return (*self.aliases, *(self.other_script.tags if self.other_script else ()))


@dataclass(frozen=True)
class Faq:
    """All that the page says in one language. Strings are plain text, not yet escaped.

    `contact_words` names the words on contacts (`contacts.hotline.hours`), also on those that have
    no numbers here; `folders` are those that were read, the deployment's first.
    """

    language: Language
    strings: Mapping[str, str]
    questions: tuple[Question, ...]
    history_help_html: str
    contacts: tuple[Contact, ...]
    publisher: str
    history_facts: tuple[str, ...]
    contact_words: tuple[str, ...]
    folders: tuple[Path, ...] = field(compare=False)

    def file(self, name: str) -> Path:
        """Return where a file of this language was read: in the deployment, or in the package."""
        places = [folder / name for folder in self.folders]
        return next((place for place in places if place.is_file()), places[-1])

    def is_override(self, name: str) -> bool:
        """Say whether this file of the language is the deployment's."""
        return len(self.folders) > 1 and (self.folders[0] / name).is_file()

    @property
    def is_draft(self) -> bool:
        """Whether nobody has reviewed this language."""
        return self.language.review_status == "draft"

    @property
    def emergency(self) -> Contact | None:
        """The emergency contact."""
        return next((item for item in self.contacts if item.identifier == EMERGENCY), None)

    @property
    def hotlines(self) -> tuple[Contact, ...]:
        """The other contacts that can be called, in the order in which they are shown."""
        return tuple(item for item in self.contacts if item.call and item.identifier != EMERGENCY)

    @property
    def has_unchecked_numbers(self) -> bool:
        """Whether nobody has checked the numbers of a contact, ever."""
        return any(contact.checked_on is None for contact in self.contacts)

    @property
    def questions_folder(self) -> Path:
        """Where a question is added: in the deployment, where there is one."""
        return self.folders[0] / "questions"


def how_to_check(identifier: str, number: str = "it") -> str:
    """Return what to do to check a contact, and what to run then; `number` says what to ring."""
    # An emergency number is never dialled to test it.
    is_emergency = identifier == EMERGENCY
    how = "ask its operator on the ordinary line" if is_emergency else f"call {number}"
    return f"{how}, then run: quickexit content checked {identifier} --by NAME"


def contacts_due(contacts: Iterable[Contact], today: date) -> tuple[ContactDue, ...]:
    """Return the contacts that a person must check: unchecked, stale, or due within 30 days.

    A check dated after `today` counts as none.
    """
    due = []
    for contact in contacts:
        if contact.checked_on is None or contact.checked_on > today:
            due.append(ContactDue(contact, "unchecked", None))
            continue
        until = contact.checked_on + timedelta(days=contact.valid_days)
        if until - today <= _NOTICE:
            due.append(ContactDue(contact, "stale" if until < today else "due", until))
    return tuple(due)
