"""What a partner chooses by name, and what comes of it: for the command and the studio alike.

A choice is an option of `quickexit snippet` without its dashes, and a field of the studio's query.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TypeVar

from quickexit.content.models import DEFAULT_LANGUAGE, Faq
from quickexit.deployment.settings import DEFAULT_THEME, Settings
from quickexit.deployment.source import Source, load_faqs, load_themes
from quickexit.errors import QuickExitError, UsageError, did_you_mean
from quickexit.paths import widget_directory
from quickexit.releases.channels import newest_channel
from quickexit.releases.layout import SCRIPT, Frame
from quickexit.releases.ledger import FileEntry, Ledger, ReleaseEntry
from quickexit.releases.standby import shown_files
from quickexit.snippets.heights import (
    WIDTHS,
    Heights,
    Table,
    heights_of,
    load_heights,
    reserving_style,
)
from quickexit.snippets.render import (
    VARIANTS,
    SnippetOptions,
    channel_of,
    content_security_policy,
    script_address,
    snippet,
)
from quickexit.themes.theme import Theme
from quickexit.urls import option_address

# Compares what an address gives with what the ledger says of it (`readback.check_signed_script`).
ReadBack = Callable[[str, FileEntry], None]
# The channel of a store in which nothing was released yet.
FIRST_CHANNEL = "v0"
NONCE = "{{ nonce }}"
# What a template's placeholder or a nonce is made of; a quote or a semicolon would end the
# directive in which it is printed.
_NONCE = re.compile(r"[^\s\"';,<>&](?:[^\"';,<>&\r\n]{0,78}[^\s\"';,<>&])?")
# The free choices, and those with listed values by the field of `SnippetOptions` that they fill.
_FREE = ("lang", "theme", "exit-href", "exit-fallback-href", "open", "base-url", "channel",
         "release", "nonce-placeholder", "reserve")  # fmt: skip
_LISTED = {
    "exit-keys": "keys",
    "exit-tabs": "tabs",
    "history": "history",
    "color-scheme": "color_scheme",
    "heading-level": "heading_level",
}
_CORNER = "exit-position"
_Part = TypeVar("_Part")


@dataclass(frozen=True)
class Material:
    """What snippets are made of: a deployment's settings, words and looks, and the heights."""

    settings: Settings
    faqs: Mapping[str, Faq]
    themes: Mapping[str, Theme]
    heights: Table


@dataclass(frozen=True)
class Made:
    """A snippet: the choices as they are in force, its HTML, and the lines of three policies.

    `strict` forbids inline style, `inline` allows it, `nonce` trusts scripts by a nonce. `files`
    are the paths of what a page with it loads, below the release's address. `heights` is the room
    that it keeps at `heights.WIDTHS`, in CSS pixels; None: none.
    """

    options: SnippetOptions
    html: str
    strict: list[str]
    inline: list[str]
    nonce: list[str]
    files: tuple[str, ...]
    heights: Heights | None


def load_material(source: Source) -> Material:
    """Read what snippets are made of; raises `QuickExitError` for whatever is wrong with it."""
    return Material(
        source.settings, load_faqs(source), load_themes(source), load_heights(source.widget)
    )


@cache
def listed_values() -> Mapping[str, tuple[str, ...]]:
    """Return the choices that have listed values, with those values, the default first."""
    options: dict[str, dict[str, str | list[str]]] = {}
    for folder in ("exit", "loader"):
        file = widget_directory() / folder / "options.toml"
        options |= tomllib.loads(file.read_text("utf-8"))
    listed = {name: tuple(options[name]["values"]) for name in (*_LISTED, _CORNER)}
    return {"variant": VARIANTS, **listed}


def make(
    given: Mapping[str, str],
    material: Material,
    ledger: Ledger,
    dashes: str = "",
    read_back: ReadBack | None = None,
) -> Made:
    """Return the snippet of the choices `given` by name; what is left out has its default.

    `dashes` stand before names in sentences. `read_back` compares what an address gives with what
    the ledger says of it, and raises where they differ; without it there is no `signed`. Raises
    `UsageError` for an unknown name or value, and `QuickExitError` for a release that cannot be
    had.
    """
    _check_names(given, dashes)
    faq = _one("language", given.get("lang", DEFAULT_LANGUAGE), material.faqs)
    theme = _one("theme", given.get("theme", DEFAULT_THEME), material.themes)
    version, channel = _version(given, ledger), _channel(given, ledger)
    heights = _heights(given, material.heights, theme.name, faq.language.code, dashes)
    # The corner is the theme's own unless another is asked for.
    chosen = {"exit-position": str(theme.tokens["exit.position"]), **given}
    options = SnippetOptions(
        variant=_listed("variant", given, dashes),
        theme=theme.name,
        exit_href=_address("exit-href", given, material.settings.exit_href, dashes),
        exit_fallback_href=_address(
            "exit-fallback-href", given, material.settings.exit_fallback_href, dashes
        ),
        base_url=_address("base-url", given, material.settings.public_address, dashes),
        channel=channel_of(version) if version is not None else channel,
        release=version,
        # Left out, it is the theme's own.
        position=_listed(_CORNER, given, dashes) if _CORNER in given else None,
        open=_question(given, faq),
        nonce=_nonce(given, dashes),
        reserve=reserving_style(heights) if heights else "",
        **{field: _listed(name, chosen, dashes) for name, field in _LISTED.items()},
    )
    entry = _entry(ledger, version) if version is not None else None
    if options.variant == "signed":
        entry = _signed_entry(ledger, options, read_back)
    keeps = options.variant in ("script", "pinned", "signed")
    return Made(
        options,
        snippet(options, faq, theme, entry),
        *_policies(options, theme, faq.language.direction),
        _files(options, faq),
        heights if keeps else None,
    )


def pinned_snippets(material: Material, ledger: Ledger) -> dict[str, str]:
    """Return the snippet that is pinned to each release that was not withdrawn, by version."""
    return {
        version: make({"variant": "pinned", "release": version}, material, ledger).html
        for version, entry in ledger["releases"].items()
        if entry["status"] != "withdrawn" and SCRIPT in entry["files"]
    }


def _check_names(given: Mapping[str, str], dashes: str) -> None:
    known = ("variant", *_FREE, *_LISTED, _CORNER)
    for name in given:
        if name not in known:
            hint = did_you_mean(name, known) or f"choose from {', '.join(known)}"
            raise UsageError(f"there is no choice {dashes}{name}", hint=hint)


def _one(kind: str, name: str, there: Mapping[str, _Part]) -> _Part:
    if name not in there:
        hint = did_you_mean(name, there) or f"there are {', '.join(there)}"
        raise UsageError(f'there is no {kind} "{name}"', hint=hint)
    return there[name]


def _listed(name: str, given: Mapping[str, str], dashes: str) -> str:
    values = listed_values()[name]
    value = given.get(name, values[0])
    if value not in values:
        raise UsageError(f'{dashes}{name} cannot be "{value}"', hint=f"choose {', '.join(values)}")
    return value


def _address(name: str, given: Mapping[str, str], otherwise: str, dashes: str) -> str:
    if name not in given:
        return otherwise
    return option_address(dashes + name, given[name], base=name == "base-url")


def _question(given: Mapping[str, str], faq: Faq) -> str:
    wanted = given.get("open", "")
    return (
        _one("question", wanted, {one.identifier: wanted for one in faq.questions})
        if wanted
        else ""
    )


def _nonce(given: Mapping[str, str], dashes: str) -> str | None:
    nonce = given.get("nonce-placeholder")
    if nonce is not None and not _NONCE.fullmatch(nonce):
        raise UsageError(
            f"{dashes}nonce-placeholder is empty, too long, or has a character that ends a policy",
            hint=f"write what your templates replace, like {NONCE}",
        )
    return nonce


def _heights(
    given: Mapping[str, str], table: Table, theme: str, language: str, dashes: str
) -> Heights | None:
    wanted = given.get("reserve", "auto")
    if wanted == "auto":
        return heights_of(table, theme, language)
    if wanted == "none":
        return None
    if not re.fullmatch(r"[1-9]\d{1,4}( [1-9]\d{1,4}){2}", wanted):
        raise UsageError(
            f'{dashes}reserve cannot be "{wanted}"',
            hint="choose auto, none, or three heights in pixels, for a window "
            f"{', '.join(map(str, WIDTHS))} pixels wide",
        )
    first, second, third = map(int, wanted.split())
    return first, second, third


def _version(given: Mapping[str, str], ledger: Ledger) -> str | None:
    if "release" in given:
        return given["release"]
    return _newest(ledger) if given.get("variant") == "pinned" else None


def _newest(ledger: Ledger) -> str:
    channel = newest_channel(ledger["channels"])
    if channel is None:
        raise QuickExitError(
            "there is no release that could be pinned",
            hint="make one with: quickexit release X.Y.Z, or name its --store",
        )
    return ledger["channels"][channel]


def _channel(given: Mapping[str, str], ledger: Ledger) -> str:
    newest = newest_channel(ledger["channels"]) or FIRST_CHANNEL
    wanted = given.get("channel", newest)
    return _one("channel", wanted, {name: name for name in (newest, *ledger["channels"])})


def _entry(ledger: Ledger, version: str) -> ReleaseEntry:
    entry = ledger["releases"].get(version)
    if entry is None or entry["status"] == "withdrawn":
        state = "was withdrawn" if entry else "is not in the store"
        raise QuickExitError(
            f"the release {version} {state}", hint="list what there is with: quickexit releases"
        )
    return entry


def _signed_entry(
    ledger: Ledger, options: SnippetOptions, read_back: ReadBack | None
) -> ReleaseEntry:
    """Return the entry whose key the snippet names, after its script was read back."""
    shown = ledger["channels"].get(options.channel)
    if shown is None:
        raise QuickExitError(
            f"the channel {options.channel} shows no release",
            hint="make one with: quickexit release X.Y.Z --sign-key FILE, or name its --store",
        )
    if read_back is None:
        raise QuickExitError(
            "the signed snippet is given only after its script was read back",
            hint="print it with: quickexit snippet --variant signed",
        )
    files = ledger["releases"][shown]["files"]
    script = shown_files(ledger, options.channel).get(SCRIPT)
    if script not in files:
        raise QuickExitError(
            f"the channel {options.channel} shows no {SCRIPT}",
            hint="look at its release with: quickexit verify",
        )
    read_back(script_address(options), files[script])
    return ledger["releases"][shown]


def _policies(
    options: SnippetOptions, theme: Theme, direction: str
) -> tuple[list[str], list[str], list[str]]:
    strict = content_security_policy(replace(options, nonce=None), theme, direction)
    inline = [line for line in strict if not line.startswith("style-src-attr")]
    script = f"script-src 'nonce-{options.nonce or NONCE}'"
    nonce = [script if line.startswith("script-src") else line for line in strict]
    return strict, inline, nonce


def _files(options: SnippetOptions, faq: Faq) -> tuple[str, ...]:
    frame = Frame(options.theme, faq.language.code).path
    return {"iframe": (frame,), "exit-only": (SCRIPT,)}.get(options.variant, (SCRIPT, frame))
