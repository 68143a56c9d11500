"""The build: source in, the files of the widget out, without a clock and without a network."""

from collections.abc import Mapping

from quickexit.build.bundles import Bundles, bundle_script, bundle_style, load_bundles
from quickexit.build.frame import unthemed_page
from quickexit.build.minify.scripts import script_string
from quickexit.build.templates import page_templates
from quickexit.content.models import Faq
from quickexit.content.validation import refuse_problems
from quickexit.deployment.source import Source, load_faqs, load_themes
from quickexit.deployment.widget_options import load_widget_options, script_table
from quickexit.errors import QuickExitError
from quickexit.releases.layout import SCRIPT, Frame, comparable_tag
from quickexit.themes.theme import theme_css


def build(source: Source, *, major: int, faqs: Mapping[str, Faq] | None = None) -> dict[str, bytes]:
    """Return the files of the widget by their paths: `embed.js`, `faq/<theme>/<language>.html`.

    `major` is the number in the address of the frames (`/v1/`); nothing else of a release gets in.
    `faqs` is what `load_faqs` gave of `source`, where somebody has read it. The bytes depend on
    `source` and `major` alone. Raises `QuickExitError` for whatever is wrong with the source, for
    the first thing that `content_problems` finds, and for a tag that two languages have.
    """
    bundles = load_bundles(source.widget)
    faqs = load_faqs(source) if faqs is None else faqs
    themes = load_themes(source)
    refuse_problems(faqs)
    regional_tags(faqs)
    files = {SCRIPT: embed_script(bundles, major).encode()}
    style = bundle_style(bundles.frame_styles)
    script = bundle_script(bundles.frame_scripts)
    # Compiling takes far longer than rendering.
    template = page_templates(source.widget / "frame").get_template("page.html")
    spoken = [faq.language for faq in faqs.values()]
    # Every language of a theme has the same looks.
    styles = {name: theme_css(theme) + style for name, theme in themes.items()}
    for code, faq in faqs.items():
        page = unthemed_page(faq, script, template, source.settings, spoken)
        for theme, theme_style in styles.items():
            files[Frame(theme, code).path] = page.with_style(theme_style).encode()
    return dict(sorted(files.items()))


def embed_script(bundles: Bundles, major: int, *, short_names: bool = True) -> str:
    """Return the text of `embed.js`. Without `short_names` it has those of the source: for tests.

    Raises `QuickExitError` for what `bundle_script`, `bundle_style` and `load_widget_options`
    refuse.
    """
    constants = {
        "__FRAMES__": script_string(f"/v{major}/faq/"),
        "__OPTIONS__": script_table(load_widget_options(bundles.options)),
        "__CONTROL_STYLE__": script_string(bundle_style(bundles.embed_styles)),
    }
    return bundle_script(bundles.embed_scripts, constants, short_names=short_names)


def regional_tags(faqs: Mapping[str, Faq]) -> dict[str, str]:
    """Return the language of each regional tag (`es-MX`), which no other language may have.

    Raises `QuickExitError` for a tag that two languages have.
    """
    known = {comparable_tag(code): code for code in faqs}
    tags: dict[str, str] = {}
    for code, faq in faqs.items():
        for tag in faq.language.tags:
            other = known.setdefault(comparable_tag(tag), code)
            if other != code:
                raise QuickExitError(
                    f'the tag "{tag}" belongs to the language "{other}" too',
                    where=f"content/{code}/language.toml",
                    hint="list it in one of them only",
                )
            tags[tag] = code
    return tags
