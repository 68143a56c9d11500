"""The HTML that a partner pastes: link, words, frame and script, in each of its variants."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape

from quickexit.content.models import Faq
from quickexit.errors import QuickExitError
from quickexit.releases.layout import SCRIPT
from quickexit.releases.ledger import ReleaseEntry
from quickexit.releases.policy import signing_key
from quickexit.releases.signing import key_integrity
from quickexit.releases.versions import own_channels, parse_version
from quickexit.snippets.frame import frame_address, frame_element
from quickexit.snippets.link_style import ADDRESS_STYLE, first_words_style, link_style
from quickexit.snippets.options import SnippetOptions
from quickexit.snippets.words import emergency_sentence, hotline_sentences, tag
from quickexit.themes.theme import Theme

# Each keeps an optimiser from delaying, deferring or bundling the script; docs/embed.md says which.
# Cloudflare's must stand in front of `src`:
# https://developers.cloudflare.com/speed/optimization/content/rocket-loader/ignore-javascripts/
NOT_BY_CLOUDFLARE = {"data-cfasync": "false"}
NOT_OPTIMISED = {
    "data-no-optimize": "1",
    "data-no-defer": "1",
    "data-no-minify": "1",
    "data-noptimize": "1",
    "data-jetpack-boost": "ignore",
    "data-wpfc-render": "false",
    "data-pagespeed-no-defer": "",
    "nowprocket": "",
    "nitro-exclude": "",
}
# HTML parsers read it as the sign itself; a page or database that is no UTF-8 leaves it whole.
_CROSS = ("✕", "&#10005;")


def channel_of(version: str) -> str:
    """Return the evergreen segment of a version: its major's, or `next` for a pre-release."""
    return own_channels(parse_version(version))[0]


@dataclass(frozen=True)
class SnippetParts:
    """A snippet in parts: the attributes of the element around, what is in it, and the script.

    `content` are the lines of link, words and frame; `script` are the attributes of the script,
    None where there is none.
    """

    container: Mapping[str, str]
    content: tuple[str, ...]
    script: Mapping[str, str] | None

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
    release that the channel shows, whose key `signed` carries. Raises `QuickExitError` where
    `pinned` has no release, or `signed` none that was signed.
    """
    # The theme's own corner, where no other was chosen.
    corner = {"exit-position": str(theme.tokens["exit.position"])}
    options = replace(options, values={**corner, **options.values})
    frame = (frame_element(options, faq),) if options.has_frame else ()
    return SnippetParts(
        container=_container(options, faq),
        content=(_link(options, faq, theme), *_words(options, faq), *frame),
        script=_script(options, faq, ledger_entry) if options.has_script else None,
    )


def _container(options: SnippetOptions, faq: Faq) -> dict[str, str]:
    """Return the attributes of the element around the parts.

    That of `exit-only` is a plain one: the script would put questions into the other.
    """
    if not options.has_frame:
        return _language_attributes(faq)
    own = options.attributes("frame", "exit")
    return {"data-quick-exit-faq": "", **_language_attributes(faq), **own}


def _language_attributes(faq: Faq) -> dict[str, str]:
    direction = {"dir": "rtl"} if faq.language.direction == "rtl" else {}
    return {"lang": faq.language.code, **direction}


def _exit_only_attributes(options: SnippetOptions) -> dict[str, str]:
    """Return the options that no element around the link carries, for the link and the script.

    Both have them: some tag managers write the script anew with its address alone.
    """
    return {} if options.has_frame else {"data-faq": "off", **options.attributes("exit")}


def _link(options: SnippetOptions, faq: Faq, theme: Theme) -> str:
    attributes = {
        "data-quick-exit": "",
        "href": options["exit-href"],
        # A `<base target>` of the host, and plug-ins that open links in new tabs, would leave this
        # page open.
        "target": "_self",
        # A press that slips would drag the link instead of following it.
        "draggable": "false",
        "rel": "nofollow noreferrer",
        "data-presses-left": faq.strings["exit_presses_left"],
        "data-leaving": faq.strings["exit_leaving"],
        **_exit_only_attributes(options),
        **_language_attributes(faq),
        "style": link_style(
            theme, faq.language.direction, options["exit-position"], options["exit-offset"]
        ),
    }
    return tag("a", attributes, escape(faq.strings["exit_label"]).replace(*_CROSS))


def _words(options: SnippetOptions, faq: Faq) -> list[str]:
    """Return the paragraphs: numbers, what leaving cannot do, the address of the hosted page."""
    limits = tag("p", {}, escape(faq.strings["exit_limits"]))
    if not options.has_frame:
        return [limits]
    address = frame_address(options, faq)
    hosted = tag("a", {"href": address, "rel": "noreferrer"}, escape(faq.strings["hosted_link"]))
    printed = tag("span", {"hidden": "", "dir": "ltr", "style": ADDRESS_STYLE}, escape(address))
    clear = {"style": first_words_style(options["exit-position"])}
    return [
        tag("p", clear, emergency_sentence(faq)),
        *(tag("p", {}, sentence) for sentence in hotline_sentences(faq)),
        limits,
        tag("p", {}, f"{hosted} {printed}"),
    ]


def script_address(options: SnippetOptions) -> str:
    """Return the address of the script: of the release for `pinned`, else the floating one."""
    segment = options.release if options.variant == "pinned" else options.channel
    return f"{options.base_url}/{segment}/{SCRIPT}"


def _script(options: SnippetOptions, faq: Faq, entry: ReleaseEntry | None) -> dict[str, str]:
    checked = {}
    if options.variant == "pinned":
        checked = {"integrity": _integrity_of_release(options, entry), "crossorigin": "anonymous"}
    elif options.variant == "signed":
        checked = {"integrity": _integrity_of_key(entry), "crossorigin": "anonymous"}
    return {
        "async": "",
        "referrerpolicy": "no-referrer",
        "data-quick-exit-script": "",
        **NOT_BY_CLOUDFLARE,
        "src": script_address(options),
        **checked,
        **({"nonce": options.nonce} if options.nonce else {}),
        **NOT_OPTIMISED,
        **_exit_only_attributes(options),
        **({} if options.has_frame else {"data-lang": faq.language.code}),
    }


def _integrity_of_release(options: SnippetOptions, entry: ReleaseEntry | None) -> str:
    if entry is None or SCRIPT not in entry["files"]:
        raise QuickExitError(
            f"the release {options.release} holds no {SCRIPT}",
            hint="choose another release, and check this one with: quickexit verify",
        )
    return entry["files"][SCRIPT]["integrity"]


def _integrity_of_key(entry: ReleaseEntry | None) -> str:
    key = signing_key(entry) if entry else None
    if key is None:
        raise QuickExitError(
            "the script of the channel is not signed",
            hint="make a release with --sign-key, or choose another variant",
        )
    return key_integrity(key)
