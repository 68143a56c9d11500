"""The command `snippet`."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import click

from quickexit.atomic_files import write_new_file
from quickexit.cli.common import (
    FILE,
    Command,
    json_option,
    ledger_or_empty,
    open_store,
    store_options,
)
from quickexit.cli.output import say, say_json, warn
from quickexit.deployment.source import open_source
from quickexit.errors import UsageError
from quickexit.releases.download import UnansweredError
from quickexit.releases.ledger import FileEntry
from quickexit.releases.remote_checks import check_script, check_signed_script
from quickexit.snippets.choices import NONCE, listed_values, script_options
from quickexit.snippets.make import load_snippet_inputs, make_snippet
from quickexit.snippets.places import WORDPRESS
from quickexit.snippets.wordpress import plugin_zip

# A deployment has destinations of its own, and a theme a corner.
_OTHER_DEFAULTS = {
    "exit-href": "the deployment's",
    "exit-fallback-href": "the deployment's",
    "exit-position": "the theme's",
}
_METAVARS = {"exit-href": "URL", "exit-fallback-href": "URL", "exit-offset": "PX", "open": "ID"}


class _Listed(click.Choice[str]):
    """Values that help and completion list; another is refused by `make`, as in the studio."""

    def convert(self, value: str, param: object, ctx: object) -> str:  # noqa: ARG002 - click's
        return value


def _listed_option(name: str, about: str) -> Callable[[Command], Command]:
    values = listed_values()[name]
    return click.option(f"--{name}", type=_Listed(values), help=f"{about} [default: {values[0]}]")


def _script_options(command: Command) -> Command:
    """Add the options of the page's script, as `widget/options.toml` lists them."""
    for name, option in reversed(list(script_options().items())):
        default = _OTHER_DEFAULTS.get(name, option.default)
        command = click.option(
            f"--{name}",
            type=_Listed(option.values) if option.values else str,
            metavar=None if option.values else _METAVARS.get(name, "TEXT"),
            help=option.about.replace("`", "") + (f" [default: {default}]" if default else ""),
        )(command)
    return command


@click.command(epilog="Example: quickexit snippet --variant iframe --lang en > snippet.html")
@_listed_option("variant", "The form of the snippet.")
@_listed_option("for", "The place where it is pasted.")
@_script_options
@click.option("--base-url", metavar="URL", help="The widget's address. [default: the deployment's]")
@click.option("--channel", metavar="CHANNEL", help="The channel to follow, such as v1 or next.")
@click.option("--release", metavar="X.Y.Z", help="The release to name in the snippet.")
@click.option(
    "--reserve",
    metavar="TEXT",
    help='First height of the frame: auto, none, or three like "2100 1500 1000".',
)
@click.option(
    "--nonce-placeholder",
    is_flag=False,
    flag_value=NONCE,
    metavar="[TEXT]",
    help=f'The text that your templates replace with the nonce; without a text: "{NONCE}".',
)
@click.option(
    "--out",
    type=FILE,
    metavar="FILE",
    help="With --for wordpress: write the plug-in to this zip, instead of printing its PHP.",
)
@click.option(
    "--csp", is_flag=True, help="Print the lines that a strict CSP needs, instead of the snippet."
)
@store_options
@json_option
def snippet(
    csp: bool,
    out: Path | None,
    store_directory: Path | None,
    deployment: Path | None,
    as_json: bool,
    **choices: str | None,
) -> None:
    """Print the HTML that a partner pastes."""
    given = {name.replace("_", "-"): text for name, text in choices.items() if text is not None}
    hashed = given.get("variant") in ("pinned", "signed")
    store = open_store(store_directory, deployment)
    named = hashed or "release" in given or "channel" in given
    ledger = store.read_ledger() if named else ledger_or_empty(store)
    inputs = load_snippet_inputs(open_source(deployment))
    made = make_snippet(given, inputs, ledger, dashes="--", read_back=_READ_BACK)
    policy = made.nonce if made.options.nonce else made.strict
    if out is not None:
        if given.get("for") != WORDPRESS:
            raise UsageError(
                "--out works only with --for wordpress", hint="redirect the output with >"
            )
        write_new_file(out, plugin_zip(made.html))
        say(f"{out} is written: upload it under Plugins, Add New.")
    elif as_json:
        say_json({"html": made.html, "csp": policy})
    else:
        say("\n".join(policy) + "\n" if csp else made.html, end="")


# Nobody pastes such an address: the server is only not running now.
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")


def _check_pinned(address: str, about: FileEntry) -> None:
    """Read a pinned script back; one that is not public yet may be pinned beforehand."""
    try:
        check_script(address, about)
    except UnansweredError as error:
        if urlsplit(address).hostname in _THIS_MACHINE:
            return
        warn(f"The script was not read back: {error}")


_READ_BACK = {"pinned": _check_pinned, "signed": check_signed_script}
