"""What a deployment's folder may hold of its own: nothing of it is passed over without a word."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from pathlib import Path

from quickexit.content.override_strings import STRINGS_FILE
from quickexit.deployment.settings import SETTINGS_FILE
from quickexit.errors import QuickExitError, did_you_mean
from quickexit.text_files import entries

CONTACTS_FILE = "contacts.toml"
THEMES = "themes"
CONTENT = "content"
_QUESTIONS = "questions"
_WORDS = (STRINGS_FILE, "language.toml", "history.md")
# How alike a name at the top must be to one that is read: what else stands there is nobody's
# business ("contact.toml" is 0.96 like "contacts.toml", its copy "contacts.toml.bak" 0.87).
_LIKE = 0.88


def refuse_unreadable(folder: Path) -> None:
    """Raise `QuickExitError` for what a deployment has of its own that cannot be read.

    A link to nothing, or a folder in the place of a file, would otherwise be taken for nothing.
    """
    entries(folder / THEMES)
    _refuse_no_file(folder / CONTACTS_FILE)
    for language in _languages(folder):
        entries(language / _QUESTIONS)
        for name in _WORDS:
            _refuse_no_file(language / name)


def unread_files(folder: Path) -> Iterator[str]:
    """Yield a sentence for each file and folder of a deployment that nothing reads.

    At the top, where other things may stand, only what is called almost as one that is read.
    """
    top = (SETTINGS_FILE, CONTACTS_FILE, THEMES, CONTENT)
    for one in _strange(folder, top):
        near = difflib.get_close_matches(one.name.lower(), top, n=1, cutoff=_LIKE)
        if near:
            yield _unread(one, f'did you mean "{near[0]}"')
    for one in entries(folder / THEMES):
        if one.suffix != ".toml" and not _is_for_people(one):
            yield _unread(one, "a theme is a file that ends with .toml")
    for one in entries(folder / CONTENT):
        if not one.is_dir() and not _is_for_people(one):
            yield _unread(one, "words stand in the folder of their language, such as en")
    for language in _languages(folder):
        known = (*_WORDS, _QUESTIONS)
        for one in _strange(language, known):
            listed = f"what is read here is {', '.join(known)}"
            yield _unread(one, did_you_mean(one.name, known) or listed)


def _languages(folder: Path) -> Iterable[Path]:
    return [one for one in entries(folder / CONTENT) if one.is_dir()]


def _strange(folder: Path, known: Iterable[str]) -> Iterable[Path]:
    return [one for one in entries(folder) if one.name not in known and not _is_for_people(one)]


def _is_for_people(file: Path) -> bool:
    return file.name.lower().startswith("readme")


def _unread(file: Path, hint: str) -> str:
    return str(QuickExitError("nothing reads this", where=str(file), hint=hint))


def _refuse_no_file(file: Path) -> None:
    if file.is_symlink() and not file.exists():
        raise QuickExitError(
            "this link leads to no file", where=str(file), hint="mend the link, or remove it"
        )
    if file.exists() and not file.is_file():
        raise QuickExitError("this is not a file", where=str(file), hint="put a file there")
