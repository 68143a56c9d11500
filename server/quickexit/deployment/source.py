"""The source of a build: this package's files, and over them those of a deployment's folder."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from quickexit.content.loader import languages, load_faq, whole_languages
from quickexit.content.models import DEFAULT_LANGUAGE, Faq
from quickexit.content.override_notices import Notice, contact_notices, language_notices
from quickexit.content.override_strings import NO_OVERRIDE, Override
from quickexit.content.validation import promised_words
from quickexit.deployment.folder import CONTACTS_FILE, CONTENT, THEMES, refuse_unreadable
from quickexit.deployment.settings import DEFAULT_THEME, Settings, chosen, place_of
from quickexit.errors import QuickExitError, did_you_mean
from quickexit.paths import widget_directory
from quickexit.text_files import entries
from quickexit.themes.contrast import legible
from quickexit.themes.theme import Theme, load_theme


@dataclass(frozen=True)
class Source:
    """All that a build is made of.

    `widget` holds the code. `contents` and `themes` are folders of languages and of themes; of two
    themes with one name the later folder's is taken, of two languages the first folder's.
    `contacts` is the file of contacts. `deployment` is the folder whose files override single
    lines of these, or None.
    """

    widget: Path
    contents: tuple[Path, ...]
    themes: tuple[Path, ...]
    contacts: Path
    settings: Settings
    deployment: Path | None = None

    def override(self, language: str) -> Override:
        """Return what the deployment has over one language."""
        if self.deployment is None:
            return NO_OVERRIDE
        return Override(self.deployment / CONTENT / language, self.deployment / CONTACTS_FILE)


def source_of(settings: Settings, deployment: Path | None = None) -> Source:
    """Return this package's source, with the files of the folder `deployment` over it."""
    widget = widget_directory()
    folders = [widget, deployment] if deployment else [widget]
    return Source(
        widget=widget,
        contents=tuple(folder / CONTENT for folder in folders if whole_languages(folder / CONTENT)),
        themes=tuple(folder / THEMES for folder in folders),
        contacts=widget / CONTACTS_FILE,
        settings=settings,
        deployment=deployment,
    )


def load_faqs(source: Source) -> Mapping[str, Faq]:
    """Return the content of each language that `source` ships, by its code, sorted.

    Raises `QuickExitError` for what `load_faq` refuses, for a setting that names a language that
    is not there or whose title promises too much, and for a file of the deployment that cannot be
    read.
    """
    settings = source.settings
    if source.deployment is not None:
        refuse_unreadable(source.deployment)
    folders = content_folders(source)
    codes = chosen(settings, "languages", folders, DEFAULT_LANGUAGE)
    # English first: what it lacks, the others lack as well.
    order = sorted(codes, key=lambda code: code != DEFAULT_LANGUAGE)
    faqs = {code: _load_faq(source, code, folders[code]) for code in order}
    return dict(sorted(faqs.items()))


def _load_faq(source: Source, code: str, folder: Path) -> Faq:
    settings = source.settings
    faq = load_faq(code, folder, source.contacts, settings.publisher, source.override(code))
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
    """Return the folder of languages in which each language stands whole, by its code.

    Raises `QuickExitError` where the deployment has words of a language that is nowhere whole.
    """
    folders = {code: folder for folder in reversed(source.contents) for code in languages(folder)}
    for folder in entries((source.deployment or source.widget) / CONTENT):
        if folder.name in folders:
            entries(folder)  # raises for a folder that cannot be read
        elif folder.is_dir():
            raise QuickExitError(
                f'there is no language "{folder.name}"',
                where=str(folder),
                hint=did_you_mean(folder.name, folders)
                or "to add the language, add its language.toml and all its words",
            )
    return folders


def override_notices(source: Source) -> tuple[Notice, ...]:
    """Return what a person must look at in the files of the deployment, in order.

    Raises `QuickExitError` for what is malformed.
    """
    if source.deployment is None:
        return ()
    notices = list(contact_notices(source.contacts, source.override("").contacts))
    for code, folder in sorted(content_folders(source).items()):
        notices += language_notices(folder / code, source.override(code).folder)
    return tuple(sorted(notices, key=lambda notice: (notice.file, notice.line, notice.sentence)))


def theme_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return the file of each theme by its name; a later folder's replaces an earlier one's."""
    files = (file for folder in folders for file in entries(folder))
    return {file.stem: file for file in files if file.suffix == ".toml"}


def load_themes(source: Source) -> Mapping[str, Theme]:
    """Return the themes that `source` ships, by name, in the order of its settings, else sorted.

    Raises `QuickExitError` for what `load_theme` and `legible` refuse, and where there is no theme.
    """
    files = theme_files(source.themes)
    if not files:
        raise QuickExitError(
            "no theme is here", where=str(source.widget / THEMES), hint="put default.toml back"
        )
    return {
        name: legible(load_theme(files[name]))
        for name in chosen(source.settings, "themes", files, DEFAULT_THEME)
    }
