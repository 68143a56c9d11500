"""What the commands share: their options, the store they work on, the day."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from quickexit.errors import QuickExitError, UsageError
from quickexit.releases.ledger import Ledger, empty_ledger
from quickexit.releases.store import Store

# Fixes the day that dates releases and that checks of contacts are measured against (ISO 8601),
# so that `make run` and the tests never fail by the calendar.
TODAY = "QUICKEXIT_TODAY"

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)

deployment_option = click.option(
    "--deployment", type=FOLDER, help="The deployment's folder. [default: the current folder]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def store_options(command: Command) -> Command:
    """Add `--store` and `--deployment` to a command."""
    store = click.option(
        "--store",
        "store_directory",
        type=FOLDER,
        help="The folder of releases. [default: store/ in the deployment]",
    )
    return store(deployment_option(command))


def open_store(named: Path | None, deployment: Path | None) -> Store:
    """Return the store named, else the one inside the deployment's folder, else `store/`."""
    return Store(named or (deployment or Path()) / "store")


def ledger_or_empty(store: Store) -> Ledger:
    """Return the ledger of a store, an empty one where it is damaged and only helps to choose."""
    try:
        return store.read_ledger()
    except QuickExitError:
        return empty_ledger()


def today() -> date:
    """Return the day in UTC, or the one that QUICKEXIT_TODAY fixes."""
    fixed = os.environ.get(TODAY)
    if not fixed:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(fixed)
    except ValueError as error:
        raise UsageError(f"{TODAY} is {fixed!r}, not a date", hint="write 2026-01-31") from error
