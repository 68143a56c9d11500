"""Commands on the store: which release a channel shows, and whether all is as published."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from quickexit.cli.common import json_option, open_store, say, say_json, store_options
from quickexit.errors import UsageError, one_line
from quickexit.releases.ledger import Ledger, parse_version
from quickexit.releases.policy import lost_signature, signing_key
from quickexit.releases.store import Store

_STANDS_BY = "no release remains, so pages keep their own link and words"


@contextmanager
def _changing(store_directory: Path | None, deployment: Path | None) -> Iterator[Store]:
    """Give the store to be changed, and say afterwards which channels lost their signature.

    That stops no command: where a release must go in a hurry, the page's own link stays.
    """
    store = open_store(store_directory, deployment)
    before = store.read_ledger()
    yield store
    after = store.read_ledger()
    for channel, version in after["channels"].items():
        if lost_signature(before, channel, signing_key(after["releases"][version])):
            click.echo(
                f"The script of {channel} is no longer signed with the same key:"
                " pages with the signed snippet block it until one is promoted that is.",
                err=True,
            )


@click.command(epilog="Example: quickexit promote 1.4.2 --to v1")
@click.argument("version", metavar="X.Y.Z")
@click.option("--to", "channel", required=True, metavar="CHANNEL", help="v1, v1.4 or next.")
@store_options
def promote(
    version: str, channel: str, store_directory: Path | None, deployment: Path | None
) -> None:
    """Let CHANNEL show the release X.Y.Z."""
    parse_version(version)
    with _changing(store_directory, deployment) as store:
        store.promote(version, channel)
        say(f"{channel} shows {version}.")


@click.command(epilog="Example: quickexit rollback v1")
@click.argument("channel")
@store_options
def rollback(channel: str, store_directory: Path | None, deployment: Path | None) -> None:
    """Let CHANNEL show what it showed before."""
    with _changing(store_directory, deployment) as store:
        say(f"{channel} shows {store.rollback(channel)}.")


@click.command(epilog='Example: quickexit withdraw 1.4.2 --reason "A wrong phone number"')
@click.argument("version", metavar="X.Y.Z")
@click.option("--reason", required=True, metavar="TEXT", help="Why; everybody can read it.")
@store_options
def withdraw(
    version: str, reason: str, store_directory: Path | None, deployment: Path | None
) -> None:
    """Mark X.Y.Z as withdrawn; its channels show the newest release that remains."""
    parse_version(version)
    reason = " ".join(reason.split())
    if not reason:
        raise UsageError("--reason is empty", hint="say why, since everybody can read it")
    with _changing(store_directory, deployment) as store:
        moved = store.withdraw(version, reason)
        say(f"{version} is withdrawn.")
        for channel, shown in moved.items():
            say(f"{channel} shows {shown}." if shown else f"{channel} stands by: {_STANDS_BY}.")


@click.command(epilog="Example: quickexit releases --json")
@store_options
@json_option
def releases(store_directory: Path | None, deployment: Path | None, as_json: bool) -> None:
    """List the releases and the channels that show them."""
    ledger = open_store(store_directory, deployment).read_ledger()
    if as_json:
        say_json(ledger)
    elif not ledger["releases"]:
        say("There is no release yet; make one with: quickexit release 0.1.0")
    else:
        say(_table(ledger), end="")


def _table(ledger: Ledger) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Release", "Date", "Status", "Channels", "embed.js", box=None, pad_edge=False)
    for version in sorted(ledger["releases"], key=parse_version, reverse=True):
        entry = ledger["releases"][version]
        script = entry["files"].get("embed.js")
        stands_by = " (stands by)" if entry["status"] == "withdrawn" else ""
        shown_by = [
            channel + stands_by
            for channel, shown in sorted(ledger["channels"].items())
            if shown == version
        ]
        status = entry["status"] + (f": {entry['reason']}" if entry.get("reason") else "")
        size = f"{script['brotli']} bytes (brotli)" if script else ""
        cells = (version, entry["date"], status, " ".join(shown_by), size)
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    text = io.StringIO()
    width = max(shutil.get_terminal_size((100, 24)).columns, 60)
    Console(file=text, width=width, color_system=None).print(table)
    return text.getvalue()


@click.command(epilog="Example: quickexit verify --store store")
@store_options
@json_option
@click.pass_context
def verify(
    context: click.Context, store_directory: Path | None, deployment: Path | None, as_json: bool
) -> None:
    """Read the whole store again; status 1 if anything is not as it was published."""
    store = open_store(store_directory, deployment)
    problems = store.verify()
    if as_json:
        say_json({"store": str(store.directory), "problems": problems})
    elif problems:
        for problem in problems:
            click.echo(problem, err=True)
    else:
        count = len(store.read_ledger()["releases"])
        checked = "1 release" if count == 1 else f"{count} releases"
        say(f"{one_line(str(store.directory))}: all is as published ({checked}).")
    if problems:
        context.exit(1)
