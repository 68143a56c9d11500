"""The command `snippet`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from quickexit.cli.common import json_option, open_deployment, open_store, store_options
from quickexit.cli.output import say, say_json
from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.deployment.settings import DEFAULT_THEME
from quickexit.errors import QuickExitError
from quickexit.releases.ledger import Ledger, empty_ledger
from quickexit.releases.readback import check_signed_script
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
    made = make(given, material, ledger, dashes="--", read_back=check_signed_script)
    policy = made.nonce if made.options.nonce else made.strict
    if as_json:
        say_json({"html": made.html, "csp": policy})
    else:
        say("\n".join(policy) + "\n" if csp else made.html, end="")


def _ledger(store: Path | None, deployment: Path | None, *, wanted: bool) -> Ledger:
    """Return the ledger; where it only helps to choose a channel, a damaged one does not stop."""
    try:
        return open_store(store, deployment).read_ledger()
    except QuickExitError:
        if wanted:
            raise
        return empty_ledger()
