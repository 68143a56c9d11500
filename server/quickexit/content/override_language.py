"""A deployment's `language.toml` over the package's: its review, and words it must not use."""

import json
from pathlib import Path

from quickexit.content.models import Language
from quickexit.content.override_schema import LanguageOverrides
from quickexit.content.override_strings import STRINGS_FILE, Override, digest
from quickexit.content.schema import StringsFile, read_toml, validated
from quickexit.errors import QuickExitError
from quickexit.text_files import entries, read_text
from quickexit.toml_files import line_of_key

LANGUAGE_FILE = "language.toml"
# The key in `based_on` that names the words that were reviewed.
WORDS = "words"
_REVIEW = ("review_status", "reviewed_by", "reviewed_on")


def merged_language(package: Path, override: Override) -> Language:
    """Return a language as the package describes it, with the deployment's lines over it.

    `package` is its folder. Words that it must not use are added to the package's. A review by
    the deployment ends when the package changes the words that were read; the package's own then
    counts. Raises `QuickExitError` with file and line for whatever is malformed in either.
    """
    base_file = package / LANGUAGE_FILE
    language, text = read_toml(base_file, Language)
    file = override.file(base_file)
    if file != base_file:
        changes, text = read_toml(file, LanguageOverrides)
        before, changed = language.model_dump(), changes.model_dump(exclude_unset=True)
        read = changed.pop("based_on", {}).get(WORDS)
        review = {key: before.pop(key) for key in _REVIEW}
        if not {*_REVIEW} & {*changed}:
            changed |= review
        words = [*language.forbidden_words, *changed.get("forbidden_words", [])]
        changed["forbidden_words"] = list(dict.fromkeys(words))
        language = validated({**before, **changed}, Language, file, text)
        if read is not None and read != words_digest(package):
            language = language.model_copy(update=review)
    if language.code != package.name:
        raise QuickExitError(
            f'the code is "{language.code}" and the folder is called "{package.name}"',
            where=f"{file}:{line_of_key(text, ('code',))}",
            hint="give both the same name",
        )
    return language


def words_digest(folder: Path) -> str:
    """Return a digest of all words in the folder of a language; comments do not change it."""
    strings, _ = read_toml(folder / STRINGS_FILE, StringsFile)
    files = [*entries(folder / "questions"), folder / "history.md"]
    texts = {file.name: read_text(file) for file in files}
    return digest(json.dumps([strings.model_dump(), texts], sort_keys=True))
