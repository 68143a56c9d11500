"""The build: source in, the files of the widget out, without a clock and without a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from quickexit.build.bundles import Bundles, bundle_script, bundle_style, load_bundles
from quickexit.build.frame import UnthemedPage, page_template, unthemed_page
from quickexit.build.webassets_filters import script_string
from quickexit.content.models import Faq, Language
from quickexit.content.validation import refuse_problems
from quickexit.deployment.source import Source, load_faqs, load_themes
from quickexit.errors import QuickExitError
from quickexit.themes.theme import theme_css

if TYPE_CHECKING:
    from jinja2 import Template

EMBED = "embed.js"
FRAMES = "faq"


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
            makers.update({f"{FRAMES}/{theme}/{name}.html": frame for name in names})
    return Files(makers)


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
        show_unreviewed=faq.is_draft,
        show_unchecked=faq.has_unchecked_numbers,
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
                    hint="leave it to one of them",
                )
        yield alias
