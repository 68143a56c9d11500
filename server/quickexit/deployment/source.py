"""The source of a build: this package's files, and over them what a deployment's folder has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from quickexit.content.loader import Faq, languages, load_faq, whole_languages
from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.content.override_notices import Notice, contact_notices, language_notices
from quickexit.content.override_strings import NOTHING, Overlay
from quickexit.content.validation import promised_words
from quickexit.deployment.folder import CONTACTS_FILE, CONTENT, THEMES, refuse_unreadable
from quickexit.deployment.settings import DEFAULT_THEME, Settings, chosen, place_of
from quickexit.errors import QuickExitError, did_you_mean
from quickexit.paths import widget_directory
from quickexit.text_files import entries
from quickexit.themes.contrast import load_legible_theme
from quickexit.themes.theme import Theme


@dataclass(frozen=True)
class Source:
    """All that a build is made of.

    `widget` holds the code. `contents` and `themes` are folders of languages and of themes; where
    two hold the same theme, the later one is taken. `contacts` is the file of contacts. Over the
    first folder that holds a language, and over `contacts`, stands what `own` has: the folder of a
    deployment, or None.
    """

    widget: Path
    contents: tuple[Path, ...]
    themes: tuple[Path, ...]
    contacts: Path
    settings: Settings
    own: Path | None = None

    def overlay(self, language: str) -> Overlay:
        """Return what the deployment has of its own over one language."""
        if self.own is None:
            return NOTHING
        return Overlay(self.own / CONTENT / language, self.own / CONTACTS_FILE)


def source_of(settings: Settings, deployment: Path | None = None) -> Source:
    """Return this package's source, with what the folder `deployment` has of its own over it."""
    widget = widget_directory()
    own = [widget, deployment] if deployment else [widget]
    return Source(
        widget=widget,
        contents=tuple(folder / CONTENT for folder in own if whole_languages(folder / CONTENT)),
        themes=tuple(folder / THEMES for folder in own),
        contacts=widget / CONTACTS_FILE,
        settings=settings,
        own=deployment,
    )


def load_faqs(source: Source) -> Mapping[str, Faq]:
    """Return the content of each language that `source` ships, by its code, sorted.

    Raises `QuickExitError` for what `load_faq` refuses, for a setting that names none or whose
    title promises too much, and for what a deployment has of its own that cannot be read.
    """
    settings = source.settings
    if source.own is not None:
        refuse_unreadable(source.own)
    folders = content_folders(source)
    codes = chosen(settings, "languages", folders, DEFAULT_LANGUAGE)
    # English first: what it lacks, the others lack as well.
    order = sorted(codes, key=lambda code: code != DEFAULT_LANGUAGE)
    faqs = {code: _load_faq(source, code, folders[code]) for code in order}
    return dict(sorted(faqs.items()))


def _load_faq(source: Source, code: str, folder: Path) -> Faq:
    settings = source.settings
    faq = load_faq(code, folder, source.contacts, settings.publisher, source.overlay(code))
    if settings.title is None:
        return faq
    for word in promised_words(faq, settings.title):
        raise QuickExitError(
            f'"{word}" is a promise that no page can keep',
            where=place_of(settings, "title"),
            hint="say what happens instead",
        )
    return replace(faq, strings={**faq.strings, "title": settings.title})


def content_folders(source: Source) -> Mapping[str, Path]:
    """Return the folder of languages that each language stands in, before what is own over it.

    Raises `QuickExitError` where the deployment has words of a language that is nowhere whole.
    """
    folders = {code: folder for folder in reversed(source.contents) for code in languages(folder)}
    for folder in entries((source.own or source.widget) / CONTENT):
        if folder.name in folders:
            entries(folder)
        elif folder.is_dir():
            raise QuickExitError(
                f'there is no language "{folder.name}"',
                where=str(folder),
                hint=did_you_mean(folder.name, folders)
                or "add its language.toml and all its words to make it one",
            )
    return folders


def overlay_notices(source: Source) -> tuple[Notice, ...]:
    """Return what a person must look at in what the deployment has of its own, in order.

    Raises `QuickExitError` for what is malformed.
    """
    if source.own is None:
        return ()
    found = list(contact_notices(source.contacts, source.overlay("")))
    for code, folder in sorted(content_folders(source).items()):
        found += language_notices(folder / code, source.overlay(code))
    return tuple(sorted(found, key=lambda one: (one.file, one.line, one.sentence)))


def load_themes(source: Source) -> Mapping[str, Theme]:
    """Return the themes that `source` ships, by name, in the order of its settings, else sorted.

    Raises `QuickExitError` for what `load_legible_theme` refuses, and where there is no theme.
    """
    found = (file for folder in source.themes for file in entries(folder))
    files = {file.stem: file for file in found if file.suffix == ".toml"}
    if not files:
        raise QuickExitError(
            "no theme is here", where=str(source.widget / "themes"), hint="put default.toml back"
        )
    return {
        name: load_legible_theme(files[name])
        for name in chosen(source.settings, "themes", files, DEFAULT_THEME)
    }
