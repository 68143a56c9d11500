"""The commands on the store alone: what it holds, and what its channels point to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from quickexit.cli.common import json_option, open_store, store_options
from quickexit.cli.output import say, say_json, table, warn
from quickexit.errors import UsageError, one_line
from quickexit.releases.layout import SCRIPT
from quickexit.releases.ledger import Ledger
from quickexit.releases.policy import lost_signature, signing_key
from quickexit.releases.store import Store
from quickexit.releases.versions import parse_version

_COLUMNS = ("Release", "Date", "embed.js", "Channels", "Status")
_STANDS_BY = "no release remains, so pages keep their own link and words"


@contextmanager
def _changing(store_directory: Path | None, deployment: Path | None) -> Iterator[Store]:
    """Give the store to be changed, and warn afterwards of channels that lost their signature.

    The command is not refused: a release may have to go in a hurry, and the plain link stays.
    """
    store = open_store(store_directory, deployment)
    before = store.read_ledger()
    yield store
    after = store.read_ledger()
    for channel, version in after["channels"].items():
        if lost_signature(before, channel, signing_key(after["releases"][version])):
            warn(
                f"The script of {channel} is no longer signed with the same key:"
                " pages with the signed snippet block it until a signed release is promoted."
            )


@click.command(epilog="Example: quickexit promote 1.4.2 --to v1")
@click.argument("version", metavar="X.Y.Z")
@click.option(
    "--to", "channel", required=True, metavar="CHANNEL", help="The channel: v1, v1.4 or next."
)
@store_options
def promote(
    version: str, channel: str, store_directory: Path | None, deployment: Path | None
) -> None:
    """Point CHANNEL to the release X.Y.Z."""
    parse_version(version)
    with _changing(store_directory, deployment) as store:
        store.promote(version, channel)
        say(f"{channel} points to {version}.")


@click.command(epilog="Example: quickexit rollback v1")
@click.argument("channel")
@store_options
def rollback(channel: str, store_directory: Path | None, deployment: Path | None) -> None:
    """Point CHANNEL back to the release that it pointed to before."""
    with _changing(store_directory, deployment) as store:
        say(f"{channel} points to {store.rollback(channel)}.")


@click.command(epilog='Example: quickexit withdraw 1.4.2 --reason "A wrong phone number"')
@click.argument("version", metavar="X.Y.Z")
@click.option("--reason", required=True, metavar="TEXT", help="The reason; everybody can read it.")
@store_options
def withdraw(
    version: str, reason: str, store_directory: Path | None, deployment: Path | None
) -> None:
    """Mark X.Y.Z as withdrawn; its channels then point to the newest release that remains."""
    parse_version(version)
    reason = " ".join(reason.split())
    if not reason:
        raise UsageError("--reason is empty", hint="give a reason; everybody can read it")
    with _changing(store_directory, deployment) as store:
        moved = store.withdraw(version, reason)
        say(f"{version} is withdrawn.")
        for channel, shown in moved.items():
            say(f"{channel} points to {shown}." if shown else f"{channel} stands by: {_STANDS_BY}.")


@click.command(epilog="Example: quickexit releases --json")
@store_options
@json_option
def releases(store_directory: Path | None, deployment: Path | None, as_json: bool) -> None:
    """List the releases and the channels that point to them."""
    ledger = open_store(store_directory, deployment).read_ledger()
    if as_json:
        say_json(ledger)
    elif not ledger["releases"]:
        say("There is no release yet; make one with: quickexit release 0.1.0")
    else:
        versions = sorted(ledger["releases"], key=parse_version, reverse=True)
        say(table([_COLUMNS, *(_release_row(ledger, version) for version in versions)]), end="")


def _release_row(ledger: Ledger, version: str) -> tuple[str, ...]:
    entry = ledger["releases"][version]
    script = entry["files"].get(SCRIPT)
    size = f"{script['brotli']} bytes (brotli)" if script else ""
    stands_by = " (stands by)" if entry["status"] == "withdrawn" else ""
    channels = sorted(ledger["channels"].items())
    pointing = [channel + stands_by for channel, target in channels if target == version]
    status = entry["status"] + (f": {entry['reason']}" if entry.get("reason") else "")
    return tuple(map(one_line, (version, entry["date"], size, " ".join(pointing), status)))


@click.command(epilog="Example: quickexit verify --store store")
@store_options
@json_option
def verify(store_directory: Path | None, deployment: Path | None, as_json: bool) -> int:
    """Check that the whole store is as it was published; status 1 if anything differs."""
    store = open_store(store_directory, deployment)
    problems = store.verify()
    if as_json:
        say_json({"store": str(store.directory), "problems": problems})
    elif problems:
        for problem in problems:
            warn(problem)
    else:
        count = len(store.read_ledger()["releases"])
        checked = "1 release" if count == 1 else f"{count} releases"
        say(f"{one_line(str(store.directory))}: all is as published ({checked}).")
    return 1 if problems else 0
