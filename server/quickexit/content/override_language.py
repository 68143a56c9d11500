"""A deployment's `language.toml` over the package's: who reviewed it, words it must not use."""

from __future__ import annotations

import json
from pathlib import Path

from quickexit.content.models import Language
from quickexit.content.override_schema import LanguageOverrides, Overrides
from quickexit.content.override_strings import STRINGS_FILE, Overlay, digest
from quickexit.content.schema import LanguageFile, StringsFile, read_toml, validated
from quickexit.errors import QuickExitError
from quickexit.text_files import entries, line_of, read_text

LANGUAGE_FILE = "language.toml"
# What the table `based_on` calls the words that were reviewed.
WORDS = "words"
_REVIEW = ("review_status", "reviewed_by", "reviewed_on")


def merged_language(upstream: Path, overlay: Overlay) -> Language:
    """Return a language as the package describes it, with the deployment's own lines over it.

    `upstream` is its folder. Words that it must not use are added to the package's. A review by
    the deployment ends when the package changes the words that were read: then the package's own
    counts. Raises `QuickExitError` with file and line for whatever is malformed in either.
    """
    file = upstream / LANGUAGE_FILE
    data, text = read_toml(file, LanguageFile)
    own = overlay.file(file)
    if own != file:
        mine, text = read_toml(own, LanguageOverrides)
        data, file = _merged(data, mine, upstream, own, text), own
    if data.code != upstream.name:
        raise QuickExitError(
            f'the code is "{data.code}" and the folder is called "{upstream.name}"',
            where=f"{file}:{line_of(text, ('code',))}",
            hint="give both the same name",
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


def words_digest(folder: Path) -> str:
    """Return a mark of all words in a folder of a language; comments do not change it."""
    strings, _ = read_toml(folder / STRINGS_FILE, StringsFile)
    files = [*entries(folder / "questions"), folder / "history.md"]
    texts = {file.name: read_text(file) for file in files}
    return digest(json.dumps([strings.model_dump(), texts], sort_keys=True))


def _merged(
    base: LanguageFile, mine: Overrides, upstream: Path, own: Path, text: str
) -> LanguageFile:
    changed = mine.model_dump(exclude_unset=True, exclude={"based_on"})
    before = base.model_dump()
    review = {key: before.pop(key) for key in _REVIEW}
    if not {*_REVIEW} & {*changed}:
        changed |= review
    added = changed.pop("forbidden_words", [])
    before["forbidden_words"] = list(dict.fromkeys([*base.forbidden_words, *added]))
    merged = validated({**before, **changed}, LanguageFile, own, text)
    read = mine.based_on.get(WORDS)
    ended = read is not None and read != words_digest(upstream)
    return merged.model_copy(update=review) if ended else merged
