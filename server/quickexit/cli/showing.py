"""Commands that show the widget: the snippet for partners, the server, the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import click

from quickexit.cli.common import (
    json_option,
    open_deployment,
    open_store,
    say,
    say_json,
    store_options,
)
from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.deployment.settings import DEFAULT_THEME
from quickexit.errors import QuickExitError
from quickexit.releases.download import UnansweredError
from quickexit.releases.ledger import FileEntry, Ledger, empty_ledger
from quickexit.releases.remote_checks import check_pinned_script, check_signed_script
from quickexit.snippets.make import NONCE, listed_values, load_material, make
from quickexit.themes.tokens import POSITIONS

_Command = TypeVar("_Command", bound=Callable[..., Any])


class _Listed(click.Choice[str]):
    """Values that help and completion list; another is refused by `make`, as in the studio."""

    def convert(self, value: str, param: object, ctx: object) -> str:  # noqa: ARG002 - click's
        return value


def _listed(name: str, about: str) -> Callable[[_Command], _Command]:
    """Add an option whose values are those that `widget/*/options.toml` lists."""
    values = listed_values()[name]
    return click.option(f"--{name}", type=_Listed(values), help=f"{about} [default: {values[0]}]")


@click.command(epilog="Example: quickexit snippet --variant iframe --lang en > snippet.html")
@_listed("variant", "The form of the snippet.")
@click.option("--lang", help=f"The language of the words. [default: {DEFAULT_LANGUAGE}]")
@click.option("--theme", help=f"The name of a theme. [default: {DEFAULT_THEME}]")
@click.option("--exit-href", metavar="URL", help="Where a visitor who leaves arrives.")
@click.option("--exit-fallback-href", metavar="URL", help="Where, if that does not answer.")
@_listed("exit-keys", "Keys that leave when pressed three times.")
@click.option("--exit-position", type=_Listed(POSITIONS), help="The corner. [default: the theme's]")
@_listed("exit-tabs", "Whether the other tabs of the same site leave too.")
@_listed("history", "Whether links within the site replace the page.")
@_listed("color-scheme", "The look: the device's, or always the same.")
@_listed("heading-level", "Level of the topmost heading in the frame.")
@click.option("--open", metavar="ID", help="The question that stands open at first.")
@click.option("--base-url", metavar="URL", help="Where the widget is served.")
@click.option("--channel", metavar="CHANNEL", help="The line that is followed, such as v1 or next.")
@click.option("--release", metavar="X.Y.Z", help="The release that is meant.")
@click.option(
    "--reserve",
    metavar="TEXT",
    help='Room that is kept for the frame: auto, none, or three heights like "2100 1500 1000".',
)
@click.option(
    "--nonce-placeholder",
    is_flag=False,
    flag_value=NONCE,
    metavar="[TEXT]",
    help=f'What your templates replace by the nonce of the page; alone: "{NONCE}".',
)
@click.option("--csp", is_flag=True, help="Print what a strict CSP needs instead, line by line.")
@store_options
@json_option
def snippet(
    csp: bool,
    store_directory: Path | None,
    deployment: Path | None,
    as_json: bool,
    **choices: str | None,
) -> None:
    """Print the HTML that a partner pastes."""
    given = {name.replace("_", "-"): text for name, text in choices.items() if text is not None}
    hashed = given.get("variant") in ("pinned", "signed")
    wanted = hashed or "release" in given or "channel" in given
    ledger = _ledger(store_directory, deployment, wanted=wanted)
    material = load_material(open_deployment(deployment).source)
    made = make(given, material, ledger, dashes="--", read_back=_READ_BACK)
    policy = made.nonce if made.options.nonce else made.strict
    if as_json:
        say_json({"html": made.html, "csp": policy})
    else:
        say("\n".join(policy) + "\n" if csp else made.html, end="")


# Nobody pastes such an address: the server is only not running now.
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def _check_pinned(address: str, about: FileEntry) -> None:
    """Read a pinned script back; one that is not public yet may be pinned beforehand."""
    try:
        check_pinned_script(address, about)
    except UnansweredError as error:
        if urlsplit(address).hostname in _THIS_MACHINE:
            return
        click.echo(f"The script was not read back: {error}", err=True)


_READ_BACK = {"pinned": _check_pinned, "signed": check_signed_script}


def _ledger(store: Path | None, deployment: Path | None, *, wanted: bool) -> Ledger:
    """Return the ledger; where it only helps to choose a channel, a damaged one does not stop."""
    try:
        return open_store(store, deployment).read_ledger()
    except QuickExitError:
        if wanted:
            raise
        return empty_ledger()


@click.command(epilog="Example: quickexit serve --host 0.0.0.0 --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--watch", is_flag=True, help="Serve the present source, and again after each edit.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="Processes that answer: one for each core.",
)
@store_options
def serve(
    host: str,
    port: int,
    watch: bool,
    workers: int,
    store_directory: Path | None,
    deployment: Path | None,
) -> None:
    """Serve the store over HTTP until it is interrupted."""
    from quickexit.cli.watching import present_source, watched_store
    from quickexit.web.run import serve as serve_store

    here = open_deployment(deployment)
    store = watched_store(here) if watch else open_store(store_directory, deployment)
    reread = partial(present_source, here.directory) if watch else None
    serve_store(host, port, store.directory, here.source, workers=workers, reread=reread, say=say)


@click.command(epilog="Example: quickexit demo --port 8000 --demo-port 8001")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo-port", type=click.IntRange(1, 65535), default=8001, show_default=True)
def demo(host: str, port: int, demo_port: int) -> None:
    """Serve the present source and a partner's site beside it, to be tried out."""
    from quickexit.demo.servers import run

    run(port, demo_port, host, say=say)
