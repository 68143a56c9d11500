"""Reading a language whole: words, questions and contacts, from files that people edit."""

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from quickexit.content.markdown import render, title_and_body
from quickexit.content.models import Contact, Faq, Question
from quickexit.content.override_contacts import merged_contacts
from quickexit.content.override_language import LANGUAGE_FILE, merged_language
from quickexit.content.override_strings import NO_OVERRIDE, STRINGS_FILE, Override, merged_strings
from quickexit.content.schema import NUMBERS, ContactData, ContactWords
from quickexit.errors import QuickExitError, did_you_mean
from quickexit.text_files import entries, read_text

_QUESTION_FILE = re.compile(r"([0-9]+)-([a-z0-9]+(?:-[a-z0-9]+)*)\.md")


def languages(content_directory: Path) -> tuple[str, ...]:
    """Return the codes of the languages that a content folder holds, sorted.

    Raises `QuickExitError` where there is none.
    """
    found = whole_languages(content_directory)
    if not found:
        raise QuickExitError(
            "there is no language in this folder",
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
    override: Override = NO_OVERRIDE,
) -> Faq:
    """Return the content of one language; `publisher` None takes the language's own words.

    `override` is what a deployment has over it.
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
    language = merged_language(folder, override)
    contacts = merged_contacts(contacts_file, override.contacts)
    strings, contact_words = merged_strings(folder / STRINGS_FILE, override, contacts)
    speaker = publisher or strings["default_publisher"]
    history_file = override.file(folder / "history.md")
    history = render(read_text(history_file), str(history_file), speaker)
    return Faq(
        language=language,
        strings={key: text.replace("{publisher}", speaker) for key, text in strings.items()},
        questions=tuple(_questions(override.question_files(folder / "questions"), folder, speaker)),
        history_help_html=history.html,
        contacts=tuple(
            _contacts(contacts.contacts, contact_words, (override.folder or folder) / STRINGS_FILE)
        ),
        publisher=speaker,
        history_facts=history.facts,
        contact_words=tuple(
            f"contacts.{name}.{key}"
            for name, words in contact_words.items()
            for key in words.model_dump(exclude_none=True)
        ),
        folders=(override.folder, folder) if override.folder else (folder,),
    )


def _questions(files: Iterable[Path], folder: Path, publisher: str) -> Iterator[Question]:
    named = []
    for file in files:
        name = _QUESTION_FILE.fullmatch(file.name)
        if name is None:
            raise QuickExitError(
                "this is not the name of a question",
                where=str(file),
                hint="name it by number and words in small letters, such as 1-what-is-it.md",
            )
        named.append((int(name[1][:9]), name[2], file))
    if not named:
        raise QuickExitError(
            "there is no question",
            where=str(folder / "questions"),
            hint="add one such as 1-what-is-it.md",
        )
    seen: dict[str, Path] = {}
    for _, identifier, file in sorted(named):
        if identifier in seen:
            raise QuickExitError(
                f'the question "{identifier}" exists twice, also as {seen[identifier].name}',
                where=str(file),
                hint="rename one of the two files",
            )
        seen[identifier] = file
        title, body = title_and_body(read_text(file), str(file))
        passage = render(body, str(file), publisher)
        title = title.replace("{publisher}", publisher)
        yield Question(identifier, title, passage.html, passage.facts, file.name)


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
        data = numbers.model_dump() | words[identifier].model_dump()
        # A number without a form for people is shown as it is dialled.
        shown = {f"{kind}_shown": data[f"{kind}_shown"] or data[kind] for kind in NUMBERS}
        yield Contact(identifier=identifier, **(data | shown))
