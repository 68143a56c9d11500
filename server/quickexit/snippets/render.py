"""The HTML that a partner pastes: link, element and script, in each of its variants."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from quickexit.deployment.settings import Settings
from quickexit.errors import QuickExitError, UsageError
from quickexit.releases.layout import SCRIPT, Frame
from quickexit.releases.ledger import NEXT, ReleaseEntry, own_channels, parse_version
from quickexit.releases.policy import signing_key
from quickexit.releases.signing import key_integrity
from quickexit.snippets.link_style import link_style
from quickexit.snippets.words import emergency_sentence, hotline_sentences, tag, word
from quickexit.themes.theme import Theme
from quickexit.themes.tokens import POSITIONS

if TYPE_CHECKING:
    from quickexit.content.models import Faq

VARIANTS = ("script", "pinned", "signed", "iframe", "exit-only")

# What the frame may do where no script stands on the host: leave by a key, which gives no user
# activation in Chromium and Firefox, hence the plain `allow-top-navigation`; open `tel:` links.
SANDBOX = (
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    " allow-top-navigation"
)
# High enough for the notice and the first question; the visitor scrolls inside.
FRAME_HEIGHT = 640


@dataclass(frozen=True)
class SnippetOptions:
    """What a partner chooses.

    `base_url` has no slash at its end. `channel` is the segment of evergreen addresses (`v1`,
    `next`). `release` is the exact version that `pinned` needs. `nonce` is what a host's template
    engine replaces by its nonce (`{{ nonce }}`). `reserve` is the style that keeps room for the
    frame (`heights.reserving_style`); empty: none is kept. `position` None is the theme's own
    corner. What the others take is listed in `widget/exit/options.toml` and
    `widget/loader/options.toml`.
    """

    variant: str = "script"
    theme: str = "default"
    exit_href: str = Settings.exit_href
    exit_fallback_href: str = Settings.exit_fallback_href
    base_url: str = Settings.public_address
    channel: str = "v0"
    release: str | None = None
    position: str | None = None
    keys: str = "shift escape"
    tabs: str = "all"
    history: str = "normal"
    color_scheme: str = "auto"
    heading_level: str = "2"
    open: str = ""
    nonce: str | None = None
    reserve: str = ""


def channel_of(version: str) -> str:
    """Return the evergreen segment of a version: its major's, or `next` for a pre-release."""
    return own_channels(parse_version(version))[0]


def snippet(
    options: SnippetOptions, faq: Faq, theme: Theme, ledger_entry: ReleaseEntry | None = None
) -> str:
    """Return the HTML of a variant, ending in a line break.

    `ledger_entry` is that of `options.release`, whose integrity `pinned` carries, or that of the
    release that the channel shows, whose key `signed` carries. `signed` is offered only after
    `readback.check_signed_script`. Raises `UsageError` for an unknown variant and
    `QuickExitError` where `pinned` has no release, or `signed` none that was signed.
    """
    if options.variant not in VARIANTS:
        raise UsageError(
            f"there is no variant {options.variant!r}", hint=f"choose {', '.join(VARIANTS)}"
        )
    options = _placed(options, theme)
    parts = {
        "script": lambda: (_element(options, faq), _script(options, faq)),
        "pinned": lambda: (_element(options, faq), _script(options, faq, ledger_entry)),
        "signed": lambda: (_element(options, faq), _script(options, faq, ledger_entry)),
        "iframe": lambda: (_limits(faq), _frame(options, faq)),
        "exit-only": lambda: (_limits(faq), _script(options, faq)),
    }[options.variant]()
    return "\n".join((_link(options, faq, theme), *parts)) + "\n"


def _placed(options: SnippetOptions, theme: Theme) -> SnippetOptions:
    return replace(options, position=options.position or str(theme.tokens["exit.position"]))


def content_security_policy(options: SnippetOptions, theme: Theme, direction: str) -> list[str]:
    """Return the directives that a host with a strict policy adds, one in each line.

    Our one origin for script and frame, and the hashes of the style attributes of the link and of
    the element; without these the link stands in the flow until the script fixes it in the corner,
    and no room is kept for the frame.
    """
    origin = _origin(options.base_url)
    styles = [link_style(theme, direction, options.position), _reserve(options)]
    hashes = " ".join(_style_hash(style) for style in styles if style)
    lines = {
        "script-src": f"script-src {origin}" if options.variant != "iframe" else None,
        "frame-src": f"frame-src {origin}" if options.variant != "exit-only" else None,
        "style-src-attr": f"style-src-attr 'unsafe-hashes' {hashes}",
    }
    return [line for line in lines.values() if line]


def _style_hash(style: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"


def _reserve(options: SnippetOptions) -> str | None:
    """Return the style that keeps room; the other variants have a fixed height, or no frame."""
    return None if options.variant in ("iframe", "exit-only") else options.reserve or None


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _link(options: SnippetOptions, faq: Faq, theme: Theme) -> str:
    scripted = options.variant != "iframe"
    attributes: dict[str, str | bool | None] = {
        "data-quick-exit": True,
        "href": options.exit_href,
        "rel": "nofollow noreferrer",
        "data-presses-left": word(faq, "exit_presses_left") if scripted else None,
        "data-leaving": word(faq, "exit_leaving") if scripted else None,
        "lang": faq.language.code,
        "dir": faq.language.direction if faq.language.direction == "rtl" else None,
        "style": link_style(theme, faq.language.direction, options.position),
    }
    return tag("a", attributes, escape(word(faq, "exit_label")))


def _element(options: SnippetOptions, faq: Faq) -> str:
    attributes: dict[str, str | bool | None] = {
        "lang": faq.language.code,
        "dir": faq.language.direction if faq.language.direction == "rtl" else None,
        "theme": options.theme,
        **_exit_attributes(options, ""),
        **_unless_default(
            {
                "color-scheme": (options.color_scheme, SnippetOptions.color_scheme),
                "heading-level": (options.heading_level, SnippetOptions.heading_level),
                "open": (options.open, SnippetOptions.open),
            }
        ),
        "style": _reserve(options),
    }
    parts = [emergency_sentence(faq), *hotline_sentences(faq), escape(word(faq, "exit_limits"))]
    hosted = {"href": _frame_address(options, faq), "rel": "noreferrer"}
    lines = [
        *(f"  {tag('p', {}, part)}" for part in parts),
        f"  {tag('p', {}, tag('a', hosted, escape(word(faq, 'hosted_link'))))}",
    ]
    return tag("quick-exit-faq", attributes, "\n" + "\n".join(lines) + "\n")


def _exit_attributes(options: SnippetOptions, prefix: str) -> dict[str, str | bool | None]:
    """Return the choices that differ from what the script does by itself."""
    wanted = {
        "exit-href": (options.exit_href, Settings.exit_href),
        "exit-fallback-href": (options.exit_fallback_href, Settings.exit_fallback_href),
        "exit-position": (options.position or POSITIONS[0], POSITIONS[0]),
        "exit-keys": (options.keys, SnippetOptions.keys),
        "exit-tabs": (options.tabs, SnippetOptions.tabs),
        "history": (options.history, SnippetOptions.history),
    }
    return {prefix + name: value for name, value in _unless_default(wanted).items()}


def _unless_default(wanted: Mapping[str, tuple[str, str]]) -> dict[str, str | None]:
    """Return the values by name, with None for those that are the default."""
    return {name: value if value != default else None for name, (value, default) in wanted.items()}


def script_address(options: SnippetOptions) -> str:
    """Return the floating address of the script."""
    return f"{options.base_url}/{options.channel}/{SCRIPT}"


def _script(options: SnippetOptions, faq: Faq, entry: ReleaseEntry | None = None) -> str:
    off = options.variant == "exit-only"
    source, integrity = script_address(options), None
    if options.variant == "pinned":
        source, integrity = _pin(options, entry)
    elif options.variant == "signed":
        integrity = _signed(entry)
    attributes = {
        "async": True,
        "referrerpolicy": "no-referrer",
        "src": source,
        "integrity": integrity,
        "crossorigin": "anonymous" if integrity else None,
        "nonce": options.nonce,
        "data-faq": "off" if off else None,
        "data-lang": faq.language.code if off else None,
        **(_exit_attributes(options, "data-") if off else {}),
    }
    return tag("script", attributes)


def _pin(options: SnippetOptions, entry: ReleaseEntry | None) -> tuple[str, str]:
    if options.release is None or entry is None:
        raise QuickExitError(
            "there is no release that could be pinned",
            hint="make one with: quickexit release X.Y.Z, or choose another variant",
        )
    if SCRIPT not in entry["files"]:
        raise QuickExitError(
            f"the release {options.release} holds no {SCRIPT}",
            hint="choose another release, and look at this one with: quickexit verify",
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


def _frame(options: SnippetOptions, faq: Faq) -> str:
    changed = _unless_default(
        {
            "href": (options.exit_href, Settings.exit_href),
            "fallback": (options.exit_fallback_href, Settings.exit_fallback_href),
            "keys": (options.keys, SnippetOptions.keys),
            "scheme": (options.color_scheme, SnippetOptions.color_scheme),
            "heading": (options.heading_level, SnippetOptions.heading_level),
            "open": (options.open, SnippetOptions.open),
        }
    )
    fragment = urlencode({name: value for name, value in changed.items() if value})
    address = _frame_address(options, faq) + (f"#{fragment}" if fragment else "")
    attributes = {
        "src": address,
        "title": word(faq, "title"),
        "lang": faq.language.code,
        "sandbox": SANDBOX,
        "referrerpolicy": "no-referrer",
        "width": "100%",
        "height": str(FRAME_HEIGHT),
        # An attribute, since a strict policy forbids the style that would say the same.
        "frameborder": "0",
    }
    return tag("iframe", attributes)


def _frame_address(options: SnippetOptions, faq: Faq) -> str:
    channel = NEXT if options.channel == NEXT else options.channel.split(".")[0]
    theme, code = quote(options.theme, safe=""), quote(faq.language.code, safe="")
    return f"{options.base_url}/{channel}/{Frame(theme, code).path}"


def _limits(faq: Faq) -> str:
    direction = faq.language.direction if faq.language.direction == "rtl" else None
    attributes = {"lang": faq.language.code, "dir": direction}
    return tag("p", attributes, escape(word(faq, "exit_limits")))
