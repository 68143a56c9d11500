"""`serve --watch`: a throw-away store that gets a new release after each edit."""

import atexit
import shutil
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from quickexit.build.release import build_release
from quickexit.cli.common import today
from quickexit.cli.output import warn
from quickexit.deployment.source import load_source
from quickexit.errors import UsageError, sentence_of
from quickexit.paths import widget_directory
from quickexit.releases.store import Store
from quickexit.text_files import is_left_over

# Milliseconds of one round of waiting for an edit.
_ROUND = 250


def watched_store(deployment: Path | None) -> Store:
    """Return a store of the present source, which follows every edit until the process ends."""
    directory = Path(tempfile.mkdtemp(prefix="quickexit-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    store = Store(directory)
    changes = _changes(deployment)
    # Watching begins before anything is read, so that no edit falls between the two.
    next(changes)
    _release(store, deployment, 0)
    threading.Thread(target=follow_edits, args=(store, deployment, changes), daemon=True).start()
    return store


def _release(store: Store, deployment: Path | None, number: int) -> None:
    source, version = load_source(deployment), f"0.0.{number}"
    store.add(build_release(source, version, today(), allow_unchecked=True, allow_unreviewed=True))


def _changes(deployment: Path | None) -> Iterator[object]:
    """Yield at once, then after each edit of a file that a build reads.

    Raises `UsageError` where the library that watches files is not installed.
    """
    try:
        from watchfiles import watch
    except ImportError:
        raise UsageError(
            "--watch needs a library that is not installed",
            hint="run: pip install 'quickexit[watch]'",
        ) from None
    folders = [widget_directory().resolve()]
    if deployment:
        folders.append(deployment.resolve())

    def is_read(_change: object, path: str) -> bool:
        """Say whether a build reads the file: not what editors leave beside it."""
        file = Path(path)
        below = (file.relative_to(folder) for folder in folders if file.is_relative_to(folder))
        return not any(is_left_over(part) for inside in below for part in inside.parts)

    yield from watch(
        *folders,
        watch_filter=is_read,
        yield_on_timeout=True,
        rust_timeout=_ROUND,
        ignore_permission_denied=True,
    )


def follow_edits(store: Store, deployment: Path | None, changes: Iterator[object]) -> None:
    """Release into `store` at each change, until there are no more; say how each went.

    An error does not end this, since the next edit may correct it.
    """
    try:
        for number, _ in enumerate(filter(None, changes), 1):
            sentence = "Built again after an edit."
            try:
                _release(store, deployment, number)
            except Exception as error:
                sentence = f"{sentence_of(error)} What was built before is served."
            warn(sentence)
    except Exception as error:  # the last resort: nobody catches what a thread raises
        warn(f"{sentence_of(error)} No further edit is noticed: start this command anew.")
