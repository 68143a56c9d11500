"""The build: source in, the files of the widget out, without a clock and without a network."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from quickexit.bundle import Bundles, bundle_script, bundle_style, load_bundles
from quickexit.content import Faq, Language, languages, load_faq, refuse_problems, whole_languages
from quickexit.content_overlay import NOTHING, Overlay
from quickexit.content_problems import promised_words
from quickexit.content_upstream import Notice, contact_notices, language_notices
from quickexit.contrast import load_legible_theme
from quickexit.errors import QuickExitError
from quickexit.filters import script_string
from quickexit.own_files import CONTACTS_FILE, CONTENT, THEMES, refuse_unreadable
from quickexit.page import UnthemedPage, page_template, unthemed_page
from quickexit.paths import widget_directory
from quickexit.sentences import did_you_mean
from quickexit.settings import DEFAULT_LANGUAGE, DEFAULT_THEME, Settings, chosen, place_of
from quickexit.theme import Theme, theme_css
from quickexit.written_files import entries

if TYPE_CHECKING:
    from jinja2 import Template

EMBED = "embed.js"
_FRAMES = "faq"


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
            cure="say what happens instead",
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
                cure=did_you_mean(folder.name, folders)
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
            "no theme is here", where=str(source.widget / "themes"), cure="put default.toml back"
        )
    return {
        name: load_legible_theme(files[name])
        for name in chosen(source.settings, "themes", files, DEFAULT_THEME)
    }


class Files(Mapping[str, bytes]):
    """The built files by their paths, sorted; a frame is put together when it is asked for.

    So a thousand frames take the memory of one, unless somebody keeps them.
    """

    def __init__(self, makers: Mapping[str, Callable[[], bytes]]) -> None:
        self._makers = dict(sorted(makers.items()))

    def __getitem__(self, path: str) -> bytes:
        return self._makers[path]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def build(source: Source, *, major: int, faqs: Mapping[str, Faq] | None = None) -> Files:
    """Return the files of the widget by their paths: `embed.js`, `faq/<theme>/<language>.html`.

    Regional tags have files of their own with the same bytes. `major` is the number in the
    address of the frames (`/v1/`); nothing else of a release gets in. `faqs` is what `load_faqs`
    gave of `source`, where somebody has read it. The bytes depend on `source` and `major` alone.
    Raises `QuickExitError` for whatever is wrong with the source, and for the first thing that
    `content_problems` finds.
    """
    bundles = load_bundles(source.widget)
    faqs = load_faqs(source) if faqs is None else faqs
    themes = load_themes(source)
    refuse_problems(faqs)
    embed = embed_script(bundles, major).encode()
    style = bundle_style(bundles.frame_styles)
    script = bundle_script(bundles.frame_scripts, {"__MAJOR__": str(major)})
    template = page_template(source.widget / "frame")
    spoken = [faq.language for faq in faqs.values()]
    makers: dict[str, Callable[[], bytes]] = {EMBED: lambda: embed}
    # Every language of a theme has the same looks.
    styles = {name: theme_css(theme) + style for name, theme in themes.items()}
    for code, faq in faqs.items():
        page, names = _page(source, faq, script, template, spoken), tuple(_names(faqs, code))
        for theme, looks in styles.items():
            frame = partial(_frame, page, looks)
            makers.update({f"{_FRAMES}/{theme}/{name}.html": frame for name in names})
    return Files(makers)


def write_build(files: Mapping[str, bytes], directory: Path) -> None:
    """Write a build into `directory`, which appears whole or stays as it was.

    Raises `QuickExitError` where the folder holds something else than an earlier build, or where
    the system refuses.
    """
    directory = directory.resolve()
    _check_replaceable(directory)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".quickexit-", dir=directory.parent) as aside:
            _write(files, Path(aside) / "new")
            _exchange(Path(aside), directory)
    except OSError as error:
        raise QuickExitError(
            f"the build cannot be written ({error.strerror})",
            where=str(directory),
            cure="name another folder with --out, or free some space",
        ) from error


def embed_script(bundles: Bundles, major: int, *, short_names: bool = True) -> str:
    """Return the text of `embed.js`. Without `short_names` it has those of the source: for tests.

    Raises `QuickExitError` for what `bundle_script` and `bundle_style` refuse.
    """
    constants = {
        "__MAJOR__": str(major),
        "__CONTROL_STYLE__": script_string(bundle_style(bundles.embed_styles)),
    }
    return bundle_script(bundles.embed_scripts, constants, short_names=short_names)


def _page(
    source: Source, faq: Faq, script: str, template: Template, spoken: Sequence[Language]
) -> UnthemedPage:
    return unthemed_page(
        faq,
        script,
        template,
        languages=spoken,
        exit_href=source.settings.exit_href,
        exit_fallback_href=source.settings.exit_fallback_href,
        show_unreviewed=faq.language.review_status == "draft",
        show_unchecked=any(contact.checked_on is None for contact in faq.contacts),
        noindex=source.settings.noindex,
    )


def _frame(page: UnthemedPage, style: str) -> bytes:
    return page.with_style(style).encode()


def _names(faqs: Mapping[str, Faq], code: str) -> Iterator[str]:
    """Yield a language's code and its regional tags, which no other language may have."""
    yield code
    for alias in faqs[code].language.aliases:
        others = [faq.language for other, faq in faqs.items() if other != code]
        for other in others:
            if alias == other.code or alias in other.aliases:
                raise QuickExitError(
                    f'the tag "{alias}" belongs to the language "{other.code}" too',
                    where=f"content/{code}/language.toml",
                    cure="leave it to one of them",
                )
        yield alias


def _check_replaceable(directory: Path) -> None:
    if not directory.exists():
        return
    if not directory.is_dir():
        raise QuickExitError("this is a file", where=str(directory), cure="name a folder")
    names = {entry.name for entry in directory.iterdir()}
    if names and names != {EMBED, _FRAMES}:
        raise QuickExitError(
            "the folder holds something else than an earlier build",
            where=str(directory),
            cure="name an empty folder, or one that is not there yet",
        )


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    folders: set[Path] = set()
    for name, data in files.items():
        file = folder / name
        if file.parent not in folders:
            file.parent.mkdir(parents=True)
            folders.add(file.parent)
        file.write_bytes(data)


def _exchange(aside: Path, directory: Path) -> None:
    """Put `aside`/new in the place of `directory`; the old one goes with `aside`."""
    if not directory.exists():
        (aside / "new").rename(directory)
        return
    directory.rename(aside / "old")
    try:
        (aside / "new").rename(directory)
    except OSError:
        (aside / "old").rename(directory)
        raise
