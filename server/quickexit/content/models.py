"""Content as values: what a page is made of, and which contacts a person must check."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

# How long before its end a check is due.
_NOTICE = timedelta(days=30)

# The language that every other one is compared with, and that stands where another is missing.
DEFAULT_LANGUAGE = "en"
# The contact that every page and snippet begins with.
EMERGENCY = "emergency"


@dataclass(frozen=True)
class Contact:
    """A contact to call or text. Numbers are as a phone dials them, `…_shown` is for people."""

    identifier: str
    name: str
    call: str | None
    call_shown: str | None
    text: str | None
    text_shown: str | None
    tty: str | None
    tty_shown: str | None
    languages: str | None
    hours: str | None
    cost: str | None
    note: str | None
    checked_on: date | None
    checked_by: str | None
    valid_days: int
    owner: str | None = None

    @property
    def is_emergency(self) -> bool:
        """Whether this is the emergency line."""
        return self.identifier == EMERGENCY


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


@dataclass(frozen=True)
class OtherScript:
    """Another script of a language that has no content of its own.

    Its readers get this language, and `notice`, a sentence in the script `lang` that says so.
    """

    tags: tuple[str, ...]
    lang: str
    notice: str


@dataclass(frozen=True)
class Language:
    """A language of the page, who reviewed it, and the words that it must not use."""

    code: str
    autonym: str
    direction: Literal["ltr", "rtl"]
    aliases: tuple[str, ...]
    review_status: Literal["draft", "reviewed"]
    reviewed_by: str | None
    reviewed_on: date | None
    forbidden: tuple[str, ...] = ()
    other_script: OtherScript | None = None


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
    history_facts: tuple[str, ...] = ()
    contact_words: tuple[str, ...] = ()
    folders: tuple[Path, ...] = field(default=(), compare=False)

    def file(self, name: str) -> Path:
        """Return where a file of this language was read: in the deployment, or in the package."""
        places = [folder / name for folder in self.folders]
        return next((place for place in places if place.is_file()), [*places, Path(name)][-1])

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
        return next((contact for contact in self.contacts if contact.is_emergency), None)

    @property
    def hotlines(self) -> tuple[Contact, ...]:
        """The other contacts that can be called, in the order in which they are shown."""
        return tuple(item for item in self.contacts if item.call and not item.is_emergency)

    @property
    def has_unchecked_numbers(self) -> bool:
        """Whether nobody has checked the numbers of a contact, ever."""
        return any(contact.checked_on is None for contact in self.contacts)

    @property
    def questions_folder(self) -> Path:
        """Where a question is added: in the deployment, where there is one."""
        return next(iter(self.folders), Path()) / "questions"


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
        if contact.checked_on is None or contact.checked_by is None or contact.checked_on > today:
            due.append(ContactDue(contact, "unchecked", None))
            continue
        until = contact.checked_on + timedelta(days=contact.valid_days)
        if until - today <= _NOTICE:
            due.append(ContactDue(contact, "stale" if until < today else "due", until))
    return tuple(due)


def forbidden_words(language: Language, text: str) -> tuple[str, ...]:
    """Return the words in `text` that would promise what no page can keep, in order.

    The list is the language's own; `*` in an entry stands for any letters.
    """
    return tuple(_any_of(language.forbidden).findall(text)) if language.forbidden else ()


@cache
def _any_of(entries: tuple[str, ...]) -> re.Pattern[str]:
    words = (r"\w*".join(re.escape(part) for part in entry.split("*")) for entry in entries)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
