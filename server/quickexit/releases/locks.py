"""One writer at a time: a lock that a killed process gives up."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from quickexit.errors import QuickExitError

# Longer than the slowest release takes, so that a second command waits instead of failing.
_SECONDS = 120
_NOT_SUPPORTED = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}


@contextmanager
def locked(file: Path, busy: str) -> Iterator[None]:
    """Hold the lock `file`; `busy` says what another process does meanwhile.

    Raises `QuickExitError` where another holds it for two minutes, and where the file system has
    no locks, and `OSError` for what else the system refuses.
    """
    lock = FileLock(file, timeout=_SECONDS, fallback_to_soft=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise QuickExitError(
            busy, where=str(file.parent), hint="try again when it is done"
        ) from error
    except (NotImplementedError, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _NOT_SUPPORTED:
            raise
        raise QuickExitError(
            "this file system cannot lock files",
            where=str(file.parent),
            hint="use a folder on another one, since two commands could write at once here",
        ) from error
    try:
        yield
    finally:
        lock.release()
