"""Writing files so that a power cut or a kill leaves the old state or the new one.

`locked` lets one process write at a time; a killed process gives its lock up.
"""

import errno
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO

from filelock import FileLock, Timeout

from quickexit.errors import QuickExitError

# How a file system says that it knows no links, or flushes no folder.
_NOT_SUPPORTED = {
    errno.EACCES, errno.EBADF, errno.EINVAL, errno.EMLINK, errno.ENOSYS, errno.ENOTSUP,
    errno.EOPNOTSUPP, errno.EPERM,
}  # fmt: skip
# How a system refuses a rename over a mounted file or folder, and one from another file system.
_MOUNTED = {errno.EBUSY, errno.EXDEV}
# Longer than the slowest release takes, so that a second command waits instead of failing.
_LOCK_SECONDS = 120
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
# What file systems and systems (ext4, NFS servers, Windows, macOS) put into the topmost folder of a
# disk, or into every folder: it comes back where it is removed.
_OF_THE_SYSTEM = {
    "lost+found", ".snapshot", "System Volume Information", "$RECYCLE.BIN",
    ".DS_Store", ".Spotlight-V100", ".Trashes", ".fseventsd",
}  # fmt: skip
# File systems write the changes of several waiting threads in one go.
_FLUSHES_AT_ONCE = 4


def read_file(file: Path) -> bytes:
    """Return what a file holds; raises `OSError`, also for pipes and devices, which may not end."""
    if file.exists() and not file.is_file():
        raise OSError(errno.EINVAL, "it is not a file", str(file))
    return file.read_bytes()


def names_in(folder: Path) -> set[str]:
    """Return the names of what people or programs have put into a folder; raises `OSError`."""
    return {entry.name for entry in folder.iterdir()} - _OF_THE_SYSTEM


def write_file(file: Path, data: bytes) -> None:
    """Write a file that is not there yet, and wait until the disk has it."""
    with file.open("xb") as stream:
        _write_through(stream, data)


def _write_through(stream: BinaryIO, data: bytes) -> None:
    stream.write(data)
    stream.flush()
    os.fsync(stream.fileno())


def replace_file(file: Path, data: bytes) -> None:
    """Let a file that is there hold `data`, whole or not at all.

    Raises `QuickExitError` for what cannot be written.
    """
    # The file that a link names is written, and the link stays a link.
    file = file.resolve()
    with _aside(file, data) as aside:
        shutil.copymode(file, aside)
        aside.replace(file)


def write_new_file(file: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all, and the folders above it.

    Raises `QuickExitError` for a file that is there, and for what cannot be written.
    """
    with _aside(file, data) as aside:
        try:
            _link_new(aside, file)
        except FileExistsError:
            hint = "take another name, or remove it"
            raise QuickExitError("this file exists already", where=str(file), hint=hint) from None


@contextmanager
def _aside(file: Path, data: bytes) -> Iterator[Path]:
    """Give a file beside `file` that holds `data`, and wait for the disk once it is renamed."""
    aside = file.parent / _unused_name()
    with _system_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            write_file(aside, data)
            yield aside
        finally:
            aside.unlink(missing_ok=True)
        flush_directory(file.parent)


def _link_new(aside: Path, file: Path) -> None:
    """Give a file its name; raises `FileExistsError` where the name is taken."""
    try:
        # Unlike a rename, a link never replaces what is there.
        os.link(aside, file)
        return
    except OSError as error:
        if error.errno not in _NOT_SUPPORTED:
            raise
    # File systems without links (exFAT, SMB): the name is taken first.
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    try:
        aside.replace(file)
    except OSError:
        file.unlink(missing_ok=True)
        raise


def write_secret(file: Path, data: bytes) -> None:
    """Write a file that is not there yet and that its owner alone may read, whole or not at all.

    Raises `QuickExitError` where something has that name, and for what cannot be written.
    """
    with _system_errors(file):
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise QuickExitError(
                "this file exists already, and is not overwritten",
                where=str(file),
                hint="name another file",
            ) from error
        try:
            with os.fdopen(descriptor, "wb") as stream:
                _write_through(stream, data)
        except BaseException:
            file.unlink(missing_ok=True)
            raise


def flush_directory(directory: Path) -> None:
    """Wait until the disk has the names in a folder (a rename is not kept before).

    Some file systems (SMB, several of FUSE) cannot do that, and Windows opens no folder: there, the
    system decides when names reach the disk.
    """
    try:
        _flush(directory)
    except OSError as error:
        if error.errno not in _NOT_SUPPORTED:
            raise


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def write_stream(folder: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write files (path below a new folder, bytes) as they come, and wait for the disk at the end.

    Waiting for each file before the next is written takes more than ten times as long (ext4, a
    thousand files of 15 KB: 4.5 s, and 0.4 s together).
    """
    folder.mkdir()
    written: list[Path] = []
    for path, data in files:
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as stream:
            stream.write(data)
        written.append(file)
    with ThreadPoolExecutor(_FLUSHES_AT_ONCE) as pool:
        # Reading the results raises what the disk refused.
        list(pool.map(_flush, written))
    for directory, _, _ in os.walk(folder):
        flush_directory(Path(directory))


def paths_below(folder: Path) -> set[str]:
    """Return the paths of all that is below a folder and is not a folder itself."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def write_new_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let `folder` hold `files`: written aside, then put in its place, whole or not at all.

    An empty folder that is there stays the same folder, since a shell may stand in it. Raises
    `QuickExitError` for a folder that is not empty, and for what cannot be written.
    """
    # The folder that a link names is filled, and the link stays a link.
    folder = folder.resolve()
    with _system_errors(folder):
        exists = folder.exists()
        if exists and names_in(folder):
            raise QuickExitError(
                "this folder is not empty", where=str(folder), hint="name a new folder"
            )
        around = folder if exists else folder.parent
        around.mkdir(parents=True, exist_ok=True)
        aside = around / _unused_name()
        try:
            write_stream(aside, sorted(files.items()))
            if exists:
                _move_entries(aside, folder)
            else:
                aside.replace(folder)
            flush_directory(around)
        finally:
            shutil.rmtree(aside, ignore_errors=True)


def _move_entries(source: Path, target: Path) -> None:
    """Move what is in a folder into an empty one, all of it or nothing."""
    moved: list[Path] = []
    try:
        for entry in sorted(source.iterdir()):
            moved.append(entry.rename(target / entry.name))  # noqa: PERF401 - known when one fails
    except BaseException:
        for entry in moved:
            entry.rename(source / entry.name)
        raise


def _unused_name() -> str:
    return f".quickexit-{token_hex(8)}"


@contextmanager
def _system_errors(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a `QuickExitError` about `path`."""
    try:
        yield
    except OSError as error:
        raise QuickExitError(
            f"cannot be written ({error.strerror or error})", where=str(path), hint=hint_of(error)
        ) from error


def hint_of(error: OSError) -> str:
    """Return what to do where the system refuses to write."""
    if error.errno in _MOUNTED:
        return "what is mounted by itself cannot be replaced: name a folder inside of it"
    if error.errno == errno.EROFS:
        return "it is mounted read-only: use another folder"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "something else has this name (a file, or a link that leads nowhere): name another"
    if error.errno == errno.ENAMETOOLONG:
        return "use a folder with a shorter path"
    if error.errno in _NOT_SUPPORTED:
        return "this file system may not support it: use another disk"
    return "check that the folder can be written to and the disk has room"


@contextmanager
def locked(file: Path, busy: str) -> Iterator[None]:
    """Hold the lock `file`; `busy` says what another process does meanwhile.

    Raises `QuickExitError` where another holds it for two minutes, and where the file system has
    no locks, and `OSError` for what else the system refuses.
    """
    try:
        lock = FileLock(file, timeout=_LOCK_SECONDS, fallback_to_soft=False).acquire()
    except Timeout as error:
        raise QuickExitError(
            busy, where=str(file.parent), hint="try again when it is done"
        ) from error
    except (NotImplementedError, OSError) as error:  # the first is filelock's, for no locks at all
        if isinstance(error, OSError) and error.errno not in _NO_LOCKS:
            raise
        raise QuickExitError(
            "this file system cannot lock files",
            where=str(file.parent),
            hint="use a folder on another file system, since two commands could write at once here",
        ) from error
    with lock:
        yield
