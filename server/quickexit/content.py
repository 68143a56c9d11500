"""Content: words, questions and contacts, read from files that people edit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from quickexit.content_markdown import Passage, render, title_and_body
from quickexit.content_problems import content_problems, long_words_of, refuse_problems
from quickexit.content_schema import (
    PLACEHOLDER,
    STRINGS,
    ContactData,
    ContactsFile,
    ContactWords,
    LanguageFile,
    StringsFile,
    did_you_mean,
    line_of,
    read_text,
    read_toml,
)
from quickexit.content_values import (
    Contact,
    ContactDue,
    Faq,
    Language,
    Question,
    contacts_due,
    forbidden_words,
)
from quickexit.errors import QuickExitError

__all__ = [
    "Contact",
    "ContactDue",
    "Faq",
    "Language",
    "Question",
    "contacts_due",
    "content_problems",
    "forbidden_words",
    "languages",
    "load_faq",
    "long_words_of",
    "refuse_problems",
]

_QUESTION_FILE = re.compile(r"([0-9]+)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")


def languages(content_directory: Path) -> tuple[str, ...]:
    """Return the codes of the languages that a content folder holds, sorted.

    Raises `QuickExitError` where there is none.
    """
    found = tuple(sorted(file.parent.name for file in content_directory.glob("*/language.toml")))
    if not found:
        raise QuickExitError(
            "no language is here",
            where=str(content_directory),
            cure="add a folder such as en/ with its language.toml",
        )
    return found


def load_faq(code: str, content_directory: Path, contacts_file: Path, publisher: str | None) -> Faq:
    """Return the content of one language; `publisher` None takes the language's own words.

    Raises `QuickExitError`, one sentence with file and line, for whatever is malformed.
    """
    known = languages(content_directory)
    if code not in known:
        raise QuickExitError(
            f'there is no language "{code}"',
            where=str(content_directory),
            cure=did_you_mean(code, known) or f"there are {', '.join(known)}",
        )
    folder = content_directory / code
    language = _language(folder / "language.toml", code)
    strings, contact_words = _strings(folder / "strings.toml")
    speaker = publisher or strings["default_publisher"]
    history_file = folder / "history.md"
    history = render(read_text(history_file), str(history_file), speaker)
    return Faq(
        language=language,
        strings={key: text.replace("{publisher}", speaker) for key, text in strings.items()},
        questions=tuple(_questions(folder / "questions", speaker)),
        history_help_html=history.html,
        contacts=tuple(_contacts(contacts_file, contact_words, folder / "strings.toml")),
        publisher=speaker,
        history_facts=history.facts,
        contact_words=tuple(_said_of_contacts(contact_words)),
        folder=folder,
    )


def _language(file: Path, code: str) -> Language:
    data, text = read_toml(file, LanguageFile)
    if data.code != code:
        raise QuickExitError(
            f'the code is "{data.code}" and the folder is called "{code}"',
            where=f"{file}:{line_of(text, ('code',))}",
            cure="give both the same name",
        )
    return Language(
        code=data.code,
        autonym=data.autonym,
        direction=data.direction,
        aliases=tuple(data.aliases),
        review_status=data.review_status,
        reviewed_by=data.reviewed_by,
        reviewed_on=data.reviewed_on,
        forbidden=tuple(data.forbidden_words),
    )


def _strings(file: Path) -> tuple[dict[str, str], dict[str, ContactWords]]:
    data, text = read_toml(file, StringsFile)
    strings: dict[str, str] = {key: getattr(data, key) for key in STRINGS}
    for key, words in strings.items():
        problem = _wrong_string(key, words)
        if problem:
            where = f"{file}:{line_of(text, (key,))}"
            raise QuickExitError(f'"{key}" {problem}', where=where, cure="correct it")
    contact_words: dict[str, ContactWords] = getattr(data, "contacts")  # noqa: B009
    return strings, contact_words


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


def _questions(folder: Path, publisher: str) -> Iterator[Question]:
    files = sorted(_question_files(folder))
    if not files:
        raise QuickExitError(
            "there is no question", where=str(folder), cure="add one such as 1-what-is-it.md"
        )
    seen: dict[str, Path] = {}
    for _, identifier, file in files:
        if identifier in seen:
            raise QuickExitError(
                f'the question "{identifier}" is there twice, also as {seen[identifier].name}',
                where=str(file),
                cure="rename one of the two files",
            )
        seen[identifier] = file
        title, body = title_and_body(read_text(file), str(file))
        passage: Passage = render(body, str(file), publisher)
        title = title.replace("{publisher}", publisher)
        yield Question(identifier, title, passage.html, passage.facts, file.name)


def _question_files(folder: Path) -> Iterator[tuple[int, str, Path]]:
    for file in folder.glob("[!.]*"):
        name = _QUESTION_FILE.fullmatch(file.name)
        if name is None:
            raise QuickExitError(
                "this is not the name of a question",
                where=str(file),
                cure="call it by number and name in small letters, such as 1-what-is-it.md",
            )
        yield int(name.group(1)[:9]), name.group(2), file


def _contacts(
    file: Path, words: Mapping[str, ContactWords], strings_file: Path
) -> Iterator[Contact]:
    data, _ = read_toml(file, ContactsFile)
    for identifier, numbers in data.contacts.items():
        if identifier not in words:
            raise QuickExitError(
                f'the words of the contact "{identifier}" are missing',
                where=str(strings_file),
                cure=did_you_mean(identifier, words)
                or f"add [contacts.{identifier}] with its name",
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
