"""The HTML that a partner pastes: link, words, frame and script, in each of its variants."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from quickexit.content.models import Faq
from quickexit.errors import QuickExitError, UsageError
from quickexit.releases.layout import SCRIPT
from quickexit.releases.ledger import ReleaseEntry
from quickexit.releases.policy import signing_key
from quickexit.releases.signing import key_integrity
from quickexit.releases.versions import own_channels, parse_version
from quickexit.snippets.frame import frame_address, frame_element
from quickexit.snippets.link_style import first_words_style, link_style
from quickexit.snippets.options import VARIANTS, SnippetOptions
from quickexit.snippets.paper import ADDRESS_STYLE
from quickexit.snippets.words import emergency_sentence, hotline_sentences, tag, word
from quickexit.themes.theme import Theme

# Each keeps an optimiser from delaying, deferring or bundling the script; docs/embed.md says which.
# Cloudflare's must stand in front of `src`:
# https://developers.cloudflare.com/speed/optimization/content/rocket-loader/ignore-javascripts/
NOT_BY_CLOUDFLARE: Mapping[str, str | bool] = {"data-cfasync": "false"}
NOT_OPTIMISED: Mapping[str, str | bool] = {
    "data-no-optimize": "1",
    "data-no-defer": "1",
    "data-no-minify": "1",
    "data-noptimize": "1",
    "data-jetpack-boost": "ignore",
    "data-wpfc-render": "false",
    "data-pagespeed-no-defer": True,
    "nowprocket": True,
    "nitro-exclude": True,
}
# HTML parsers read it as the sign itself; a page or database that is no UTF-8 leaves it whole.
_CROSS = ("✕", "&#10005;")

Attributes = dict[str, str | bool | None]


def channel_of(version: str) -> str:
    """Return the evergreen segment of a version: its major's, or `next` for a pre-release."""
    return own_channels(parse_version(version))[0]


@dataclass(frozen=True)
class SnippetParts:
    """A snippet in parts: the attributes of the element around, what is in it, and the script.

    `content` are the lines of link, words and frame; `script` are the attributes of the script,
    None where there is none.
    """

    container: Attributes
    content: tuple[str, ...]
    script: Attributes | None

    def html(self) -> str:
        """Return the HTML, ending in a line break.

        No line is empty or indented, and one element stands around the others: Markdown and
        WordPress then leave all of it together.
        """
        script = () if self.script is None else (tag("script", self.script),)
        lines = "\n".join((*self.content, *script))
        return tag("div", self.container, f"\n{lines}\n") + "\n"


def render_snippet(
    options: SnippetOptions, faq: Faq, theme: Theme, ledger_entry: ReleaseEntry | None = None
) -> SnippetParts:
    """Return the parts of a variant.

    `ledger_entry` is that of `options.release`, whose integrity `pinned` carries, or that of the
    release that the channel shows, whose key `signed` carries. Raises `UsageError` for an unknown
    variant and `QuickExitError` where `pinned` has no release, or `signed` none that was signed.
    """
    if options.variant not in VARIANTS:
        raise UsageError(
            f"there is no variant {options.variant!r}", hint=f"choose {', '.join(VARIANTS)}"
        )
    # The theme's own corner, where no other was chosen.
    corner = {"exit-position": str(theme.tokens["exit.position"])}
    options = replace(options, values={**corner, **options.values})
    frame = (frame_element(options, faq),) if options.has_frame else ()
    return SnippetParts(
        container=_container(options, faq),
        content=(_link(options, faq, theme), *_words(options, faq), *frame),
        script=_script(options, faq, ledger_entry) if options.has_script else None,
    )


def _container(options: SnippetOptions, faq: Faq) -> Attributes:
    """Return the attributes of the element around the parts.

    That of `exit-only` is a plain one: the script would put questions into the other.
    """
    if not options.has_frame:
        return _language_attributes(faq)
    own = options.attributes("frame", "exit")
    return {"data-quick-exit-faq": True, **_language_attributes(faq), **own}


def _language_attributes(faq: Faq) -> Attributes:
    rtl = faq.language.direction == "rtl"
    return {"lang": faq.language.code, "dir": "rtl" if rtl else None}


def _exit_only_attributes(options: SnippetOptions) -> Attributes:
    """Return the options that no element around the link carries, for the link and the script.

    Both have them: some tag managers write the script anew with its address alone.
    """
    return {} if options.has_frame else {"data-faq": "off", **options.attributes("exit")}


def _link(options: SnippetOptions, faq: Faq, theme: Theme) -> str:
    attributes: Attributes = {
        "data-quick-exit": True,
        "href": options["exit-href"],
        # A `<base target>` of the host, and plug-ins that open links in new tabs, would leave this
        # page open.
        "target": "_self",
        # A press that slips would drag the link instead of following it.
        "draggable": "false",
        "rel": "nofollow noreferrer",
        "data-presses-left": word(faq, "exit_presses_left"),
        "data-leaving": word(faq, "exit_leaving"),
        **_exit_only_attributes(options),
        **_language_attributes(faq),
        "style": link_style(
            theme, faq.language.direction, options["exit-position"], options["exit-offset"]
        ),
    }
    return tag("a", attributes, escape(word(faq, "exit_label")).replace(*_CROSS))


def _words(options: SnippetOptions, faq: Faq) -> list[str]:
    """Return the paragraphs: numbers, what leaving cannot do, the address of the hosted page."""
    limits = tag("p", {}, escape(word(faq, "exit_limits")))
    if not options.has_frame:
        return [limits]
    address = frame_address(options, faq)
    hosted = tag("a", {"href": address, "rel": "noreferrer"}, escape(word(faq, "hosted_link")))
    printed = tag("span", {"hidden": True, "dir": "ltr", "style": ADDRESS_STYLE}, escape(address))
    clear = {"style": first_words_style(options["exit-position"])}
    return [
        tag("p", clear, emergency_sentence(faq)),
        *(tag("p", {}, sentence) for sentence in hotline_sentences(faq)),
        limits,
        tag("p", {}, f"{hosted} {printed}"),
    ]


def script_address(options: SnippetOptions) -> str:
    """Return the floating address of the script."""
    return f"{options.base_url}/{options.channel}/{SCRIPT}"


def _script(options: SnippetOptions, faq: Faq, entry: ReleaseEntry | None) -> Attributes:
    source, integrity = script_address(options), None
    if options.variant == "pinned":
        source, integrity = _pin(options, entry)
    elif options.variant == "signed":
        integrity = _signed(entry)
    return {
        "async": True,
        "referrerpolicy": "no-referrer",
        "data-quick-exit-script": True,
        **NOT_BY_CLOUDFLARE,
        "src": source,
        "integrity": integrity,
        "crossorigin": "anonymous" if integrity else None,
        "nonce": options.nonce,
        **NOT_OPTIMISED,
        **_exit_only_attributes(options),
        "data-lang": None if options.has_frame else faq.language.code,
    }


def _pin(options: SnippetOptions, entry: ReleaseEntry | None) -> tuple[str, str]:
    if options.release is None or entry is None:
        raise QuickExitError(
            "there is no release to pin",
            hint="make one with: quickexit release X.Y.Z, or choose another variant",
        )
    if SCRIPT not in entry["files"]:
        raise QuickExitError(
            f"the release {options.release} holds no {SCRIPT}",
            hint="choose another release, and check this one with: quickexit verify",
        )
    address = f"{options.base_url}/{options.release}/{SCRIPT}"
    return address, entry["files"][SCRIPT]["integrity"]


def _signed(entry: ReleaseEntry | None) -> str:
    key = signing_key(entry) if entry else None
    if key is None:
        raise QuickExitError(
            "the script of the channel is not signed",
            hint="make a release with --sign-key, or choose another variant",
        )
    return key_integrity(key)
