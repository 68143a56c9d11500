"""The commands `releases` and `verify`, which read the store and change nothing."""

from pathlib import Path

import click

from quickexit.cli.common import json_option, open_store, store_options
from quickexit.cli.output import say, say_json, table, warn
from quickexit.errors import one_line
from quickexit.releases.layout import SCRIPT
from quickexit.releases.ledger import Ledger
from quickexit.releases.versions import parse_version

_COLUMNS = ("Release", "Date", "embed.js", "Channels", "Status")


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
