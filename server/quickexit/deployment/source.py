"""The source of a build: this package's files, and over them those of a deployment's folder."""

import os
import shlex
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from quickexit.content.loader import load_faq, whole_languages
from quickexit.content.models import DEFAULT_LANGUAGE, Faq
from quickexit.content.override_notices import Notice, contact_notices, language_notices
from quickexit.content.override_strings import NO_OVERRIDE, Override
from quickexit.content.validation import promised_words
from quickexit.deployment.folder import CONTACTS_FILE, CONTENT, THEMES, refuse_unreadable
from quickexit.deployment.settings import DEFAULT_THEME, SETTINGS_FILE, Settings, load_settings
from quickexit.errors import QuickExitError, UsageError, did_you_mean
from quickexit.paths import widget_directory
from quickexit.text_files import entries, read_text
from quickexit.themes.contrast import legible
from quickexit.themes.theme import Theme, load_theme
from quickexit.toml_files import line_of_entry


@dataclass(frozen=True)
class Source:
    """All that a build is made of.

    `widget` is the package's folder of code, content, themes and contacts. `deployment` is the
    folder that adds languages and themes to these and overrides single lines of them, or None.
    """

    settings: Settings
    deployment: Path | None = None
    widget: Path = field(default_factory=widget_directory)

    @property
    def folders(self) -> tuple[Path, ...]:
        """The package's folder, and the deployment's after it."""
        return (self.widget, self.deployment) if self.deployment else (self.widget,)

    @property
    def contacts(self) -> Path:
        """The package's file of contacts."""
        return self.widget / CONTACTS_FILE

    def override(self, language: str) -> Override:
        """Return what the deployment has over one language."""
        if self.deployment is None:
            return NO_OVERRIDE
        return Override(self.deployment / CONTENT / language, self.deployment / CONTACTS_FILE)


def find_deployment(named: Path | None) -> Path | None:
    """Return the deployment's folder: the one named, else the present one if it is one, else None.

    Raises `UsageError` if the one named has no `quickexit.toml`.
    """
    folder = named or Path.cwd()
    # A link to nothing counts: it cannot be read, which is then said.
    if os.path.lexists(folder / SETTINGS_FILE):
        return folder
    if named is None:
        return None
    filled = named.is_dir() and any(named.iterdir())
    raise UsageError(
        f"{named} is not a deployment, since it has no {SETTINGS_FILE}",
        hint="create an empty one, which means the defaults"
        if filled
        else f"make one with: quickexit init {shlex.quote(str(named))}",
    )


def load_source(deployment: Path | None) -> Source:
    """Return the source with a deployment's folder; raises as `load_settings` does."""
    return Source(load_settings(deployment), deployment)


def open_source(named: Path | None) -> Source:
    """Return the source with the deployment that `find_deployment` finds."""
    return load_source(find_deployment(named))


def load_faqs(source: Source) -> Mapping[str, Faq]:
    """Return the content of each language that `source` ships, by its code, sorted.

    Raises `QuickExitError` for what `load_faq` refuses, for a setting that names a language that
    is not there or whose title promises too much, and for a file of the deployment that cannot be
    read.
    """
    if source.deployment is not None:
        refuse_unreadable(source.deployment)
    folders = content_folders(source)
    codes = chosen(source, "languages", folders, DEFAULT_LANGUAGE)
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
            where=_place_of(source, "title"),
            hint="say what happens instead",
        )
    return replace(faq, strings={**faq.strings, "title": settings.title})


def content_folders(source: Source) -> Mapping[str, Path]:
    """Return the folder of languages in which each language stands whole, by its code.

    Raises `QuickExitError` where the deployment has words of a language that is nowhere whole.
    """
    # Of two languages with one code, the package's is taken.
    folders = {
        code: folder / CONTENT
        for folder in reversed(source.folders)
        for code in whole_languages(folder / CONTENT)
    }
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
    files = (file for folder in folders for file in entries(folder / THEMES))
    return {file.stem: file for file in files if file.suffix == ".toml"}


def load_themes(source: Source) -> Mapping[str, Theme]:
    """Return the themes that `source` ships, by name, in the order of its settings, else sorted.

    Raises `QuickExitError` for what `load_theme` and `legible` refuse, and where there is no theme.
    """
    files = theme_files(source.folders)
    if not files:
        raise QuickExitError(
            "no theme is here", where=str(source.widget / THEMES), hint="put default.toml back"
        )
    return {
        name: legible(load_theme(files[name]))
        for name in chosen(source, "themes", files, DEFAULT_THEME)
    }


def chosen(source: Source, key: str, there: Collection[str], always: str) -> tuple[str, ...]:
    """Return the names that the setting `key` (`languages` or `themes`) picks, in its order.

    `there` holds the names that exist; all of them are picked where the setting is left out.
    Raises `QuickExitError` for a name that is not among them, and where `always` is not picked,
    which is shown where an address names nothing that exists.
    """
    names: tuple[str, ...] = getattr(source.settings, key)
    for name in names:
        if name not in there:
            raise QuickExitError(
                f"the setting '{key}' names \"{name}\", which is not there",
                where=_place_of(source, key, name),
                hint=did_you_mean(name, there) or f"there are {', '.join(sorted(there))}",
            )
    if names and always not in names:
        raise QuickExitError(
            f"the setting '{key}' lacks \"{always}\", which is shown if no other matches",
            where=_place_of(source, key),
            hint="add it",
        )
    return names or tuple(sorted(there))


def _place_of(source: Source, key: str, entry: str | None = None) -> str | None:
    """Return file and line of a setting, or of one entry of its list; None where no file set it."""
    if source.deployment is None:
        return None
    file = source.deployment / SETTINGS_FILE
    return f"{file}:{line_of_entry(read_text(file), (key,), entry)}"
