"""A snippet from what a partner chooses by name: for the command and the studio alike.

A choice is an option of `quickexit snippet` without its dashes, and a field of the studio's query.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from types import MappingProxyType
from urllib.parse import urlsplit

from quickexit.content.models import DEFAULT_LANGUAGE, Faq
from quickexit.content.tags import find_language
from quickexit.deployment.settings import DEFAULT_THEME, Settings
from quickexit.deployment.source import Source, load_faqs, load_themes
from quickexit.releases.csp import hash_source
from quickexit.releases.layout import SCRIPT, Frame
from quickexit.releases.ledger import Ledger, ReleaseEntry
from quickexit.snippets.choices import (
    NONCE,
    check_names,
    chosen_heights,
    chosen_item,
    chosen_nonce,
    chosen_value,
    chosen_values,
)
from quickexit.snippets.frame import frame_style
from quickexit.snippets.heights import Heights, Table, height_style, load_heights
from quickexit.snippets.link_style import ADDRESS_STYLE, first_words_style, link_style
from quickexit.snippets.options import SnippetOptions
from quickexit.snippets.places import PLACES, WORDPRESS
from quickexit.snippets.render import SnippetParts, channel_of, render_snippet, script_address
from quickexit.snippets.versions import (
    ReadBack,
    chosen_channel,
    chosen_version,
    pinned_entry,
    signed_entry,
)
from quickexit.snippets.wordpress import language_tags, plugin
from quickexit.themes.theme import Theme
from quickexit.urls import option_address


@dataclass(frozen=True)
class SnippetInputs:
    """What snippets are made of: a deployment's settings, words and themes, and the heights."""

    settings: Settings
    faqs: Mapping[str, Faq]
    themes: Mapping[str, Theme]
    heights: Table


@dataclass(frozen=True)
class Snippet:
    """A snippet: the options in force, its text, and the lines of three policies.

    `html` is what is pasted: HTML, or the file of a component. `strict` forbids inline style,
    `inline` allows it, `nonce` trusts scripts by a nonce. `files` are the paths of what a page with
    it loads, below the release's address. `heights` are those of the frame at `heights.WIDTHS`, in
    CSS pixels; None where it has none of its own.
    """

    options: SnippetOptions
    html: str
    strict: list[str]
    inline: list[str]
    nonce: list[str]
    files: tuple[str, ...]
    heights: Heights | None


def load_snippet_inputs(source: Source) -> SnippetInputs:
    """Read what snippets are made of; raises `QuickExitError` for whatever is wrong with it."""
    return SnippetInputs(
        source.settings, load_faqs(source), load_themes(source), load_heights(source.widget)
    )


def make_snippet(
    choices: Mapping[str, str],
    inputs: SnippetInputs,
    ledger: Ledger,
    dashes: str = "",
    read_back: ReadBack = MappingProxyType({}),
) -> Snippet:
    """Return the snippet of `choices` by name; what is left out has its default.

    `dashes` stand before names in sentences. `read_back` holds by variant what compares the script
    at its address with what the ledger says of it, and raises where they differ; `signed` needs
    one. Raises `UsageError` for an unknown name or value, and `QuickExitError` for a release that
    cannot be had.
    """
    check_names(choices, dashes)
    settings = inputs.settings
    faq = inputs.faqs[find_language(choices.get("lang", DEFAULT_LANGUAGE), inputs.faqs)]
    theme = chosen_item("theme", choices.get("theme", DEFAULT_THEME), inputs.themes)
    version, channel = chosen_version(choices, ledger), chosen_channel(choices, ledger)

    heights = chosen_heights(choices, inputs.heights, theme.name, faq.language.code, dashes)
    destinations = {
        "exit-href": settings.exit_href,
        "exit-fallback-href": settings.exit_fallback_href,
    }
    options = SnippetOptions(
        variant=chosen_value("variant", choices, dashes),
        values={**destinations, **chosen_values(choices, faq, dashes)},
        base_url=option_address(f"{dashes}base-url", choices["base-url"], base=True)
        if "base-url" in choices
        else settings.public_address,
        channel=channel_of(version) if version is not None else channel,
        release=version,
        nonce=chosen_nonce(choices, dashes),
        height=height_style(heights),
        frame_defaults=destinations,
    )
    entry = pinned_entry(ledger, version) if version is not None else None
    if options.variant == "signed":
        entry = signed_entry(ledger, options, read_back)
    elif options.variant in read_back and entry is not None:
        read_back[options.variant](script_address(options), entry["files"][SCRIPT])
    place = chosen_value("for", choices, dashes)
    if place == WORDPRESS:
        text = _plugin(choices, inputs, options, faq, entry, dashes)
    else:
        text = PLACES[place](render_snippet(options, faq, theme, entry))
    frame = Frame(options["theme"], faq.language.code).path
    strict = policy_lines(options, theme, faq.language.direction)
    trusted = f"script-src 'nonce-{options.nonce or NONCE}'"
    return Snippet(
        options,
        text,
        strict,
        [line for line in strict if not line.startswith("style-src-attr")],
        [trusted if line.startswith("script-src") else line for line in strict],
        (SCRIPT,) * options.has_script + (frame,) * options.has_frame,
        heights if options.has_frame else None,
    )


def _plugin(
    choices: Mapping[str, str],
    inputs: SnippetInputs,
    options: SnippetOptions,
    default: Faq,
    entry: ReleaseEntry | None,
    dashes: str,
) -> str:
    """Return the plug-in for WordPress: all themes and languages, by default the chosen ones."""
    snippets: dict[str, dict[str, SnippetParts]] = {name: {} for name in inputs.themes}
    for (name, theme), (code, faq) in product(inputs.themes.items(), inputs.faqs.items()):
        heights = chosen_heights(choices, inputs.heights, name, code, dashes)
        values = {**options.values, "theme": name}
        own = replace(options, values=values, height=height_style(heights))
        snippets[name][code] = render_snippet(own, faq, theme, entry)
    return plugin(snippets, options["theme"], default.language.code, language_tags(inputs.faqs))


def policy_lines(options: SnippetOptions, theme: Theme, direction: str) -> list[str]:
    """Return the directives, one in each line: our one origin, and the hashes of the styles.

    They are those of the link, the first words, the frame and the address on paper. Without the
    hashes the link stands in the flow until the script fixes it in the corner, and the frame has
    the height of its attribute until then.
    """
    base = urlsplit(options.base_url)
    origin = f"{base.scheme}://{base.netloc}"
    corner = options.values.get("exit-position", str(theme.tokens["exit.position"]))
    styles = [link_style(theme, direction, corner, options["exit-offset"])]
    if options.has_frame:
        styles += [first_words_style(corner), frame_style(options), ADDRESS_STYLE]
    lines = {
        f"script-src {origin}": options.has_script,
        f"frame-src {origin}": options.has_frame,
        f"style-src-attr 'unsafe-hashes' {' '.join(map(hash_source, styles))}": True,
    }
    return [line for line, needed in lines.items() if needed]


def pinned_snippets(inputs: SnippetInputs, ledger: Ledger) -> dict[str, str]:
    """Return the snippet that is pinned to each release that was not withdrawn, by version."""
    return {
        version: make_snippet({"variant": "pinned", "release": version}, inputs, ledger).html
        for version, entry in ledger["releases"].items()
        if entry["status"] != "withdrawn" and SCRIPT in entry["files"]
    }
