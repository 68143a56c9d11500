"""What the commands share: their options, the deployment they work on, and printing."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quickexit.deployment.find import Deployment, find_deployment
from quickexit.errors import UsageError
from quickexit.releases.store import Store

if TYPE_CHECKING:
    pass

# Fixes the day that dates releases and that checks of contacts are measured against (ISO 8601),
# so that `make run` and the tests never fail by the calendar.
TODAY = "QUICKEXIT_TODAY"

_Command = TypeVar("_Command", bound=Callable[..., Any])
_FOLDER = click.Path(path_type=Path, file_okay=False)

deployment_option = click.option(
    "--deployment", type=_FOLDER, help="The deployment's folder. [default: the present one]"
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")


def open_deployment(named: Path | None) -> Deployment:
    """Return the deployment named on the command line, else the one that is the present folder."""
    return Deployment(find_deployment(named, Path.cwd()))


def open_store(named: Path | None, deployment: Path | None) -> Store:
    """Return the store named, else the one inside the deployment's folder, else `store/`."""
    return Store(named or (deployment or Path()) / "store")


def store_options(command: _Command) -> _Command:
    """Add `--store` and `--deployment` to a command."""
    store = click.option(
        "--store",
        "store_directory",
        type=_FOLDER,
        help="The folder of releases. [default: store/ in the deployment]",
    )
    return store(deployment_option(command))


def today() -> date:
    """Return the day in UTC, or the one that QUICKEXIT_TODAY fixes."""
    fixed = os.environ.get(TODAY)
    if not fixed:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(fixed)
    except ValueError as error:
        raise UsageError(f"{TODAY} is {fixed!r}, not a date", hint="write 2026-01-31") from error


def say(text: str, *, end: str = "\n") -> None:
    """Print a result; where its reader has gone (`| head`), nothing more is printed."""
    try:
        click.echo(text + end, nl=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        if isinstance(sys.stdout, io.TextIOWrapper):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say_json(value: object) -> None:
    """Print a value as JSON."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def progress(text: str) -> None:
    """Say on the standard error what takes a while, to a person who waits for it."""
    if sys.stderr is not None and sys.stderr.isatty():
        click.echo(text, err=True)
