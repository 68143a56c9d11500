"""A deployment's `language.toml` over the package's: its review, and words it must not use."""

import json
from pathlib import Path

from quickexit.content.models import Language, OtherScript
from quickexit.content.override_schema import LanguageOverrides, Overrides
from quickexit.content.override_strings import STRINGS_FILE, Override, digest
from quickexit.content.schema import LanguageFile, StringsFile, read_toml, validated
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
    data, text = read_toml(base_file, LanguageFile)
    file = override.file(base_file)
    if file != base_file:
        changes, text = read_toml(file, LanguageOverrides)
        data = _merged(data, changes, package, file, text)
    if data.code != package.name:
        raise QuickExitError(
            f'the code is "{data.code}" and the folder is called "{package.name}"',
            where=f"{file}:{line_of_key(text, ('code',))}",
            hint="give both the same name",
        )
    table = data.other_script
    other = OtherScript(tuple(table.tags), table.lang, table.notice) if table else None
    return Language(
        code=data.code,
        autonym=data.autonym,
        direction=data.direction,
        aliases=(*data.aliases, *(other.tags if other else ())),
        review_status=data.review_status,
        reviewed_by=data.reviewed_by,
        reviewed_on=data.reviewed_on,
        forbidden=tuple(data.forbidden_words),
        other_script=other,
    )


def words_digest(folder: Path) -> str:
    """Return a digest of all words in the folder of a language; comments do not change it."""
    strings, _ = read_toml(folder / STRINGS_FILE, StringsFile)
    files = [*entries(folder / "questions"), folder / "history.md"]
    texts = {file.name: read_text(file) for file in files}
    return digest(json.dumps([strings.model_dump(), texts], sort_keys=True))


def _merged(
    base: LanguageFile, changes: Overrides, package: Path, file: Path, text: str
) -> LanguageFile:
    changed = changes.model_dump(exclude_unset=True, exclude={"based_on"})
    before = base.model_dump()
    review = {key: before.pop(key) for key in _REVIEW}
    if not {*_REVIEW} & {*changed}:
        changed |= review
    added = changed.pop("forbidden_words", [])
    before["forbidden_words"] = list(dict.fromkeys([*base.forbidden_words, *added]))
    merged = validated({**before, **changed}, LanguageFile, file, text)
    read = changes.based_on.get(WORDS)
    ended = read is not None and read != words_digest(package)
    return merged.model_copy(update=review) if ended else merged
