"""What a deployment's folder may hold: what cannot be read, and what nothing reads, is named."""

import difflib
import os
from collections.abc import Iterator
from pathlib import Path

from quickexit.content.override_language import LANGUAGE_FILE
from quickexit.content.override_strings import STRINGS_FILE
from quickexit.deployment.settings import SETTINGS_FILE
from quickexit.errors import QuickExitError, did_you_mean
from quickexit.text_files import entries

CONTACTS_FILE = "contacts.toml"
THEMES = "themes"
CONTENT = "content"
_QUESTIONS = "questions"
_LANGUAGE_FILES = (STRINGS_FILE, LANGUAGE_FILE, "history.md")
# How alike a name at the top must be to one that is read, since other files may stand there:
# "contact.toml" is 0.96 like "contacts.toml", the copy "contacts.toml.bak" 0.87.
_LIKE = 0.88


def refuse_unreadable(folder: Path) -> None:
    """Raise `QuickExitError` for a file of a deployment that cannot be read.

    A link to nothing, or a folder in the place of a file, would otherwise be passed over.
    """
    files = [folder / CONTACTS_FILE]
    for language in filter(Path.is_dir, entries(folder / CONTENT)):
        entries(language / _QUESTIONS)
        files += [language / name for name in _LANGUAGE_FILES]
    for file in files:
        if file.is_file() or not os.path.lexists(file):
            continue
        problem, hint = "this is not a file", "replace it with a file"
        if not file.exists():
            problem, hint = "this link points to no file", "correct the link, or remove it"
        raise QuickExitError(problem, where=str(file), hint=hint)


def unread_files(folder: Path) -> Iterator[str]:
    """Yield a sentence for each file and folder of a deployment that nothing reads.

    At the top, where other things may stand, only for a name that is almost one that is read.
    """
    top = (SETTINGS_FILE, CONTACTS_FILE, THEMES, CONTENT)
    for path in _unknown(folder, top):
        near = difflib.get_close_matches(path.name.lower(), top, n=1, cutoff=_LIKE)
        if near:
            yield _unread_sentence(path, f'did you mean "{near[0]}"')
    for path in _unknown(folder / THEMES):
        if path.suffix != ".toml":
            yield _unread_sentence(path, "a theme is a file that ends with .toml")
    for path in _unknown(folder / CONTENT):
        if not path.is_dir():
            yield _unread_sentence(path, "words stand in the folder of their language, such as en")
    known = (*_LANGUAGE_FILES, _QUESTIONS)
    for language in filter(Path.is_dir, entries(folder / CONTENT)):
        for path in _unknown(language, known):
            listed = f"what is read here is {', '.join(known)}"
            yield _unread_sentence(path, did_you_mean(path.name, known) or listed)


def _unknown(folder: Path, known: tuple[str, ...] = ()) -> list[Path]:
    """Return what stands in a folder beside the `known` names and texts for people."""
    return [
        path
        for path in entries(folder)
        if path.name not in known and not path.name.lower().startswith("readme")
    ]


def _unread_sentence(path: Path, hint: str) -> str:
    return str(QuickExitError("no command reads this file", where=str(path), hint=hint))
