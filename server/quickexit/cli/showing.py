"""Commands that show the widget: the snippet for partners, the server, the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import click

from quickexit.build import load_faqs, load_themes
from quickexit.catalogue import DEFAULT_LANGUAGE, DEFAULT_THEME, newest_channel
from quickexit.cli.common import (
    Deployment,
    json_option,
    open_deployment,
    open_store,
    say,
    say_json,
    store_options,
)
from quickexit.errors import QuickExitError, UsageError
from quickexit.ledger import Ledger, ReleaseEntry, empty_ledger
from quickexit.settings import option_address
from quickexit.snippet import (
    VARIANTS,
    SnippetOptions,
    channel_of,
    content_security_policy,
)
from quickexit.snippet import snippet as make_snippet
from quickexit.theme_tokens import POSITIONS

# The channel of a store in which nothing was released yet.
_FIRST_CHANNEL = "v0"
_NONCE = "{{ nonce }}"
_Part = TypeVar("_Part")


@click.command(epilog="Example: quickexit snippet --variant iframe --lang en > snippet.html")
@click.option("--variant", type=click.Choice(VARIANTS), default=VARIANTS[0], show_default=True)
@click.option(
    "--lang", default=DEFAULT_LANGUAGE, show_default=True, help="The language of the words."
)
@click.option("--theme", default=DEFAULT_THEME, show_default=True, help="The name of a theme.")
@click.option("--exit-href", metavar="URL", help="Where a visitor who leaves arrives.")
@click.option("--exit-fallback-href", metavar="URL", help="Where, if that does not answer.")
@click.option("--exit-position", type=click.Choice(POSITIONS), help="[default: the theme's]")
@click.option("--base-url", metavar="URL", help="Where the widget is served.")
@click.option("--release", "version", metavar="X.Y.Z", help="The release that is meant.")
@click.option(
    "--nonce-placeholder",
    "nonce",
    is_flag=False,
    flag_value=_NONCE,
    metavar="[TEXT]",
    help=f'What your templates replace by the nonce of the page; alone: "{_NONCE}".',
)
@click.option("--csp", is_flag=True, help="Print what a strict CSP needs instead, line by line.")
@store_options
@json_option
def snippet(
    variant: str,
    lang: str,
    theme: str,
    exit_href: str | None,
    exit_fallback_href: str | None,
    exit_position: str | None,
    base_url: str | None,
    version: str | None,
    nonce: str | None,
    csp: bool,
    store_directory: Path | None,
    deployment: Path | None,
    as_json: bool,
) -> None:
    """Print the HTML that a partner pastes."""
    here = open_deployment(deployment)
    settings = here.settings
    ledger = _ledger(store_directory, deployment, wanted=variant == "pinned" or bool(version))
    version = version or (_newest(ledger) if variant == "pinned" else None)
    options = SnippetOptions(
        variant=variant,
        theme=theme,
        exit_href=_address("--exit-href", exit_href, settings.exit_href),
        exit_fallback_href=_address(
            "--exit-fallback-href", exit_fallback_href, settings.exit_fallback_href
        ),
        base_url=option_address("--base-url", base_url, base=True)
        if base_url
        else settings.public_address,
        channel=channel_of(version) if version else _channel(ledger),
        release=version,
        position=exit_position,
        nonce=nonce,
    )
    entry = _entry(ledger, version) if version else None
    faq = _one("language", lang, load_faqs(here.source))
    looks = _one("theme", theme, load_themes(here.source))
    html = make_snippet(options, faq, looks, entry)
    policy = content_security_policy(options, looks, faq.language.direction)
    if as_json:
        say_json({"html": html, "csp": policy})
    else:
        say("\n".join(policy) + "\n" if csp else html, end="")


def _one(kind: str, name: str, there: Mapping[str, _Part]) -> _Part:
    """Return the language or the theme of that name; raises `QuickExitError` if there is none."""
    if name not in there:
        raise UsageError(f'there is no {kind} "{name}"', cure=f"there are {', '.join(there)}")
    return there[name]


def default_snippet(deployment: Deployment, ledger: Ledger) -> str:
    """Return the snippet that the start page offers."""
    settings = deployment.settings
    options = SnippetOptions(
        exit_href=settings.exit_href,
        exit_fallback_href=settings.exit_fallback_href,
        base_url=settings.public_address,
        channel=_channel(ledger),
    )
    faq = _one("language", DEFAULT_LANGUAGE, load_faqs(deployment.source))
    return make_snippet(options, faq, _one("theme", DEFAULT_THEME, load_themes(deployment.source)))


def _address(option: str, given: str | None, otherwise: str) -> str:
    return option_address(option, given) if given is not None else otherwise


def _ledger(store: Path | None, deployment: Path | None, *, wanted: bool) -> Ledger:
    """Return the ledger; where it only helps to choose a channel, a damaged one does not stop."""
    try:
        return open_store(store, deployment).read_ledger()
    except QuickExitError:
        if wanted:
            raise
        return empty_ledger()


def _channel(ledger: Ledger) -> str:
    return newest_channel(ledger["channels"]) or _FIRST_CHANNEL


def _newest(ledger: Ledger) -> str:
    channel = newest_channel(ledger["channels"])
    if channel is None:
        raise QuickExitError(
            "there is no release that could be pinned",
            cure="make one with: quickexit release X.Y.Z, or name its --store",
        )
    return ledger["channels"][channel]


def _entry(ledger: Ledger, version: str) -> ReleaseEntry:
    entry = ledger["releases"].get(version)
    if entry is None or entry["status"] == "withdrawn":
        state = "was withdrawn" if entry else "is not in the store"
        raise QuickExitError(
            f"the release {version} {state}", cure="list what there is with: quickexit releases"
        )
    return entry


@click.command(epilog="Example: quickexit serve --host 0.0.0.0 --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--watch", is_flag=True, help="Serve the present source, and again after each edit.")
@store_options
def serve(
    host: str, port: int, watch: bool, store_directory: Path | None, deployment: Path | None
) -> None:
    """Serve the store over HTTP until it is interrupted."""
    from quickexit.cli.watching import watched_store
    from quickexit.serving import serve as serve_store

    here = open_deployment(deployment)
    store = watched_store(here) if watch else open_store(store_directory, deployment)
    html = default_snippet(here, store.read_ledger())
    say(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
    serve_store(host, port, store.directory, here.settings, snippet=html)


@click.command(epilog="Example: quickexit demo --port 8000 --demo-port 8001")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo-port", type=click.IntRange(1, 65535), default=8001, show_default=True)
def demo(host: str, port: int, demo_port: int) -> None:
    """Serve the present source and a partner's site beside it, to be tried out."""
    from quickexit.demo import run

    run(port, demo_port, host, say=say)
