"""`serve --watch`: a throw-away store that gets a new release after each edit."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import click
from watchfiles import watch

from quickexit.cli.common import Deployment
from quickexit.cli.making import prepare_release
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.store import Store

# Milliseconds of one round of waiting for an edit.
_ROUND = 250


def watched_store(deployment: Deployment) -> Store:
    """Return a store of the present source, which follows every edit until the process ends."""
    directory = Path(tempfile.mkdtemp(prefix="quickexit-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    store = Store(directory)
    changes = _changes(deployment)
    # Watching begins before anything is read, so that no edit falls between the two.
    next(changes)
    _release(store, deployment, 0)
    threading.Thread(target=_follow, args=(store, deployment, changes), daemon=True).start()
    return store


def _release(store: Store, deployment: Deployment, number: int) -> None:
    version = f"0.0.{number}"
    store.add(prepare_release(deployment, version, allow_unchecked=True, allow_unreviewed=True))


def _changes(deployment: Deployment) -> Iterator[object]:
    """Yield at once, then after each edit of a file that a build reads."""
    folders = [widget_directory(), *([deployment.directory] if deployment.directory else [])]
    yield from watch(*folders, yield_on_timeout=True, rust_timeout=_ROUND)


def _follow(store: Store, deployment: Deployment, changes: Iterator[object]) -> None:
    for number, _ in enumerate(filter(None, changes), 1):
        try:
            # A new value, since the old one remembers its settings.
            _release(store, Deployment(deployment.directory), number)
            click.echo("Built again after an edit.", err=True)
        except QuickExitError as error:
            click.echo(f"{error} What was built before is served.", err=True)
