"""The commands `promote`, `rollback` and `withdraw`, which change what a channel shows."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from quickexit.cli.common import open_store, store_options
from quickexit.cli.output import say, warn
from quickexit.errors import UsageError
from quickexit.releases.policy import lost_signature, signing_key
from quickexit.releases.store import Store
from quickexit.releases.versions import parse_version

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
