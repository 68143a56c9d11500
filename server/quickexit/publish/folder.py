"""A folder as a target."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from quickexit.atomic_files import (
    flush_directory,
    hint_of,
    locked,
    names_in,
    paths_below,
    read_file,
    remove_folder,
    write_file,
)
from quickexit.errors import QuickExitError
from quickexit.publish.plan import PublishObject, content_time
from quickexit.publish.target import StoredObject, TakenError
from quickexit.releases.ledger import LEDGER_FILE

# What a folder target keeps for itself: its lock, and files that are being written.
_OWN_FOLDER = ".quickexit"


class FolderTarget:
    """A folder that a web server serves as it is: each file is whole at every moment."""

    carried: frozenset[str] | None = None

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.name = str(folder)
        self._own = self.folder / _OWN_FOLDER

    def check(self, store: Path) -> None:
        """Refuse a folder that is the store, or that holds what was not published."""
        # A link or `..` may lead there too. `Path.resolve` refuses links that lead in a circle.
        store, folder = (Path(os.path.realpath(path)) for path in (store, self.folder))
        if folder == store or folder in store.parents or store in folder.parents:
            raise QuickExitError(
                "the store cannot be published into itself",
                where=self.name,
                hint="name a folder outside of it",
            )
        with _system_errors(self.folder):
            known = self._own.is_dir() or (self.folder / LEDGER_FILE).is_file()
            if self.folder.exists() and not known and names_in(self.folder):
                raise QuickExitError(
                    "this folder holds something that was not published",
                    where=self.name,
                    hint="name a new folder",
                )

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the folder's lock, which stands in for conditional writes."""
        with _system_errors(self.folder):
            self._own.mkdir(parents=True, exist_ok=True)
            with locked(self._own / "lock", "something else is publishing here"):
                remove_folder(self._own / "aside")
                (self._own / "aside").mkdir()
                yield

    def keys(self) -> set[str]:
        """Return the paths of all files."""
        with _system_errors(self.folder):
            own = f"{_OWN_FOLDER}/"
            return {path for path in paths_below(self.folder) if not path.startswith(own)}

    def read(self, key: str) -> StoredObject | None:
        """Return a file with its time."""
        file = self.folder / key
        with _system_errors(self.folder, key):
            try:
                return StoredObject(read_file(file), {"time": str(int(file.stat().st_mtime))}, {})
            except (FileNotFoundError, NotADirectoryError):
                return None

    def attributes(self, item: PublishObject) -> Mapping[str, str]:
        """Return the time that the file carries."""
        return {"time": str(content_time(item.identity))}

    def write(self, item: PublishObject, seen: StoredObject | None) -> None:
        """Put a file, whole, in its place."""
        if self.read(item.key) != seen:
            raise TakenError
        aside = self._own / "aside" / secrets.token_hex(8)
        file = self.folder / item.key
        time = content_time(item.identity)
        with _system_errors(self.folder, item.key):
            write_file(aside, item.body)
            os.utime(aside, (time, time))
            file.parent.mkdir(parents=True, exist_ok=True)
            aside.replace(file)
            flush_directory(file.parent)

    def remove(self, key: str) -> None:
        """Remove a file."""
        with _system_errors(self.folder, key):
            (self.folder / key).unlink(missing_ok=True)


def _in_the_way(folder: Path, key: str) -> Path | None:
    """Return what stands in the place of the file `key`, or of a folder around it, if anything."""
    file = folder / key
    if key and file.exists() and not file.is_file():
        return file
    return next((path for path in file.parents if path.exists() and not path.is_dir()), None)


@contextmanager
def _system_errors(folder: Path, key: str = "") -> Iterator[None]:
    """Turn what the system refuses into a sentence; `key` is the file that it is about."""
    try:
        yield
    except OSError as error:
        blocking = _in_the_way(folder, key)
        if blocking is not None:
            wanted = "file" if blocking == folder / key and key else "folder"
            raise QuickExitError(
                f"this is in the way of a {wanted} that is to be published",
                where=str(blocking),
                hint="move it away, then run it again",
            ) from error
        raise QuickExitError(
            f"cannot be published to ({error.strerror or error})",
            where=str(error.filename or folder / key),
            hint=f"{hint_of(error)}, then run it again",
        ) from error
