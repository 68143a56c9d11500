"""Content: words, questions and contacts, read from files that people edit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from quickexit.content.markdown import Passage, render, title_and_body
from quickexit.content.models import (
    Contact,
    ContactDue,
    Faq,
    Language,
    Question,
    contacts_due,
    forbidden_words,
)
from quickexit.content.override_contacts import merged_contacts
from quickexit.content.override_language import LANGUAGE_FILE, merged_language
from quickexit.content.override_strings import (
    NOTHING,
    STRINGS_FILE,
    MergedStrings,
    Overlay,
    merged_strings,
)
from quickexit.content.schema import (
    PLACEHOLDER,
    STRINGS,
    ContactData,
    ContactWords,
)
from quickexit.content.validation import (
    all_problems,
    content_problems,
    long_words_of,
    refuse_problems,
)
from quickexit.errors import QuickExitError, did_you_mean
from quickexit.text_files import entries, read_text

__all__ = [
    "Contact",
    "ContactDue",
    "Faq",
    "Language",
    "Question",
    "all_problems",
    "contacts_due",
    "content_problems",
    "forbidden_words",
    "languages",
    "load_faq",
    "long_words_of",
    "refuse_problems",
    "whole_languages",
]

_QUESTION_FILE = re.compile(r"([0-9]+)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")


def languages(content_directory: Path) -> tuple[str, ...]:
    """Return the codes of the languages that a content folder holds, sorted.

    Raises `QuickExitError` where there is none.
    """
    found = whole_languages(content_directory)
    if not found:
        raise QuickExitError(
            "no language is here",
            where=str(content_directory),
            hint="add a folder such as en/ with its language.toml",
        )
    return found


def whole_languages(content_directory: Path) -> tuple[str, ...]:
    """Return the codes of the languages that are more than words over another's; perhaps none."""
    folders = [folder for folder in entries(content_directory) if folder.is_dir()]
    return tuple(folder.name for folder in folders if folder / LANGUAGE_FILE in entries(folder))


def load_faq(
    code: str,
    content_directory: Path,
    contacts_file: Path,
    publisher: str | None,
    overlay: Overlay = NOTHING,
) -> Faq:
    """Return the content of one language; `publisher` None takes the language's own words.

    `overlay` is what a deployment has of its own over it.
    Raises `QuickExitError`, one sentence with file and line, for whatever is malformed.
    """
    known = languages(content_directory)
    if code not in known:
        raise QuickExitError(
            f'there is no language "{code}"',
            where=str(content_directory),
            hint=did_you_mean(code, known) or f"there are {', '.join(known)}",
        )
    folder = content_directory / code
    language = merged_language(folder, overlay)
    contacts = merged_contacts(contacts_file, overlay.contacts)
    merged = merged_strings(folder / STRINGS_FILE, overlay, contacts)
    _check_strings(merged)
    strings, contact_words = merged.strings, merged.contacts
    speaker = publisher or strings["default_publisher"]
    history_file = overlay.file(folder / "history.md")
    history = render(read_text(history_file), str(history_file), speaker)
    return Faq(
        language=language,
        strings={key: text.replace("{publisher}", speaker) for key, text in strings.items()},
        questions=tuple(_questions(folder / "questions", overlay, speaker)),
        history_help_html=history.html,
        contacts=tuple(
            _contacts(contacts.contacts, contact_words, (overlay.folder or folder) / STRINGS_FILE)
        ),
        publisher=speaker,
        history_facts=history.facts,
        contact_words=tuple(_said_of_contacts(contact_words)),
        folders=(overlay.folder, folder) if overlay.folder else (folder,),
    )


def _check_strings(merged: MergedStrings) -> None:
    for key, words in merged.strings.items():
        problem = _wrong_string(key, words)
        if problem:
            raise QuickExitError(f'"{key}" {problem}', where=merged.where(key), hint="correct it")


def _wrong_string(key: str, words: str) -> str | None:
    found = set(PLACEHOLDER.findall(words))
    lost = sorted(STRINGS[key] - found)
    if lost:
        return f"has lost {lost[0]}"
    allowed = set() if key == "default_publisher" else {"{publisher}"}
    unknown = sorted(found - STRINGS[key] - allowed)
    if unknown:
        return f"holds {unknown[0]}, which is not known here"
    if key == "exit_presses_left" and [bool(p.strip()) for p in words.split("|")] != [True] * 2:
        return 'needs two phrases with "|" between them: for 2 presses and for 1'
    return None


def _questions(folder: Path, overlay: Overlay, publisher: str) -> Iterator[Question]:
    files = sorted(_question_files(overlay.question_files(folder)))
    if not files:
        raise QuickExitError(
            "there is no question", where=str(folder), hint="add one such as 1-what-is-it.md"
        )
    seen: dict[str, Path] = {}
    for _, identifier, file in files:
        if identifier in seen:
            raise QuickExitError(
                f'the question "{identifier}" is there twice, also as {seen[identifier].name}',
                where=str(file),
                hint="rename one of the two files",
            )
        seen[identifier] = file
        title, body = title_and_body(read_text(file), str(file))
        passage: Passage = render(body, str(file), publisher)
        title = title.replace("{publisher}", publisher)
        yield Question(identifier, title, passage.html, passage.facts, file.name)


def _question_files(files: Iterable[Path]) -> Iterator[tuple[int, str, Path]]:
    for file in files:
        name = _QUESTION_FILE.fullmatch(file.name)
        if name is None:
            raise QuickExitError(
                "this is not the name of a question",
                where=str(file),
                hint="call it by number and name in small letters, such as 1-what-is-it.md",
            )
        yield int(name.group(1)[:9]), name.group(2), file


def _contacts(
    contacts: Mapping[str, ContactData], words: Mapping[str, ContactWords], strings_file: Path
) -> Iterator[Contact]:
    for identifier, numbers in contacts.items():
        if identifier not in words:
            raise QuickExitError(
                f'the words of the contact "{identifier}" are missing',
                where=str(strings_file),
                hint=did_you_mean(identifier, words)
                or f"add [contacts.{identifier}] with its name, or leave this language out of the"
                " setting 'languages'",
            )
        yield _contact(identifier, numbers, words[identifier])


def _said_of_contacts(words: Mapping[str, ContactWords]) -> Iterator[str]:
    for identifier, about in words.items():
        for key in about.model_dump(exclude_none=True):
            yield f"contacts.{identifier}.{key}"


def _contact(identifier: str, numbers: ContactData, words: ContactWords) -> Contact:
    return Contact(
        identifier=identifier,
        call_shown=numbers.call_shown or numbers.call,
        text_shown=numbers.text_shown or numbers.text,
        tty_shown=numbers.tty_shown or numbers.tty,
        **numbers.model_dump(exclude={"call_shown", "text_shown", "tty_shown"}),
        **words.model_dump(),
    )
