"""The store on disk: immutable versions beside one ledger.

A release appears whole or not at all. Its files are written aside, flushed and renamed into
place, and the ledger is replaced last, so that a reader who follows the ledger never meets half
a release. What a killed process leaves is marked by a folder of its own and removed by the next
write.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from quickexit.atomic_files import (
    flush_directory,
    hint_of,
    locked,
    names_in,
    remove_folder,
    write_file,
    write_stream,
)
from quickexit.errors import QuickExitError, one_line
from quickexit.releases.channels import channels_to_move, move_away, show, step_back
from quickexit.releases.compression import encoded_files, released_files
from quickexit.releases.layout import SCRIPT
from quickexit.releases.ledger import (
    LEDGER_FILE,
    FileEntry,
    Ledger,
    checksum_problem,
    empty_ledger,
    ledger_text,
    without_checksum,
)
from quickexit.releases.policy import (
    listed_release,
    refuse_lost_signature,
    refuse_promotion,
    refuse_taken,
)
from quickexit.releases.reader import NoStoreError, read_ledger, unreadable
from quickexit.releases.release import Release, ledger_entry
from quickexit.releases.verify import store_problems
from quickexit.releases.versions import check_channel, is_version

_LOCK_FILE = ".lock"
_LEDGER_ASIDE = ".releases.json.new"
_ASIDE = ".new-"


class Store:
    """A folder of releases. Every method that writes holds the lock while it does."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.ledger_file = directory / LEDGER_FILE

    def read_ledger(self) -> Ledger:
        """Return the ledger; of a store in which nothing was released yet, an empty one.

        Raises `QuickExitError` if it is damaged or cannot be read.
        """
        return self._read()[1]

    def _read(self) -> tuple[bytes, Ledger]:
        try:
            return read_ledger(self.directory)
        except NoStoreError:
            return b"", empty_ledger()

    def check_new(self, version: str, *, backport: bool = False) -> None:
        """Refuse a version that exists, or that is lower than its line's newest.

        Raises `QuickExitError`. Asked before a build, so that nobody waits for a refusal; `add`
        asks again under the lock.
        """
        refuse_taken(self.read_ledger(), version, backport)

    def add(
        self,
        release: Release,
        *,
        promote: bool = True,
        backport: bool = False,
        allow_unsigned: bool = False,
    ) -> tuple[str, ...]:
        """Write a release, and let the channels of its line show it if `promote`.

        Returns the channels that moved. Raises `QuickExitError` and changes nothing if the
        version exists, is lower than its line's newest without `backport`, takes the signature
        from a channel without `allow_unsigned`, or cannot be written.
        """
        with self._writing(new=True) as ledger:
            refuse_taken(ledger, release.version, backport)
            moved = channels_to_move(ledger, release.version) if promote else ()
            if not allow_unsigned:
                refuse_lost_signature(ledger, release.signatures.get(SCRIPT), moved)
            entries = self._write_version(release, ledger)
            ledger["releases"][release.version] = ledger_entry(release, entries)
            for channel in moved:
                show(ledger, channel, release.version)
            return moved

    def promote(self, version: str, channel: str) -> None:
        """Let `channel` show `version`; raises `QuickExitError` if it may not."""
        check_channel(channel)
        with self._writing() as ledger:
            refuse_promotion(ledger, version, channel)
            show(ledger, channel, version)

    def rollback(self, channel: str) -> str:
        """Let `channel` show what it showed before, and return that version.

        Raises `QuickExitError` where nothing was shown before.
        """
        check_channel(channel)
        with self._writing() as ledger:
            return step_back(ledger, channel)

    def withdraw(self, version: str, reason: str) -> dict[str, str | None]:
        """Mark a release as withdrawn, and let its channels show the newest one that remains.

        A channel of which none remains stays where it is, and stands by (`channels.shown_files`).
        Returns the channels that moved with what they show now, and with None those that stand
        by. The bytes stay where they are. Raises `QuickExitError` where a release cannot stand by,
        since it was made without the files for that.
        """
        with self._writing() as ledger:
            entry = listed_release(ledger, version)
            if entry["status"] == "withdrawn":
                raise QuickExitError(f"the release {version} was withdrawn before")
            entry["status"] = "withdrawn"
            entry["reason"] = reason
            return move_away(ledger, version)

    def verify(self) -> list[str]:
        """Read everything again and return a sentence for each thing that is wrong."""
        try:
            # The folder is listed before the ledger is read: a release that is written meanwhile
            # is then either marked as unfinished or listed.
            self._refuse_missing()
            present, unfinished = self._present()
            self._refuse_lost_ledger()
            data, ledger = self._read()
        except QuickExitError as error:
            return [str(error)]
        marks = {_ASIDE + version for version in unfinished}
        own = {LEDGER_FILE, _LOCK_FILE, _LEDGER_ASIDE, *unfinished, *marks}
        problems = store_problems(self.directory, ledger, present - own)
        if data and (problem := checksum_problem(data, ledger)):
            problems.insert(0, f"{self.ledger_file}: {problem}; replace it with its last backup.")
        return [one_line(problem) for problem in problems]

    def _refuse_missing(self) -> None:
        if not self.directory.is_dir():
            raise NoStoreError(self.directory)

    def _present(self) -> tuple[set[str], set[str]]:
        """Return the names in the folder, and the versions that a mark there calls unfinished.

        A mark is a folder. Whatever else has such a name was not made here, and is left alone.
        """
        try:
            present = names_in(self.directory)
        except OSError as error:
            raise unreadable(self.directory, error) from error
        marks = [self.directory / name for name in present if name.startswith(_ASIDE)]
        folders = [mark for mark in marks if mark.is_dir() and not mark.is_symlink()]
        marked = (folder.name.removeprefix(_ASIDE) for folder in folders)
        return present, set(filter(is_version, marked))

    @contextmanager
    def _writing(self, *, new: bool = False) -> Iterator[Ledger]:
        """Hold the lock, give the ledger to change, and write it, unless something is raised.

        What killed processes left is removed before, and what this one leaves afterwards. A `new`
        store may have to be made first; else one that is not there is refused.
        """
        try:
            if new:
                self.directory.mkdir(parents=True, exist_ok=True)
            self._refuse_missing()
            busy = "another command is writing to this store"
            with locked(self.directory / _LOCK_FILE, busy):
                self._refuse_linked_ledger()
                self._remove_leftovers()
                self._refuse_lost_ledger()
                try:
                    ledger = without_checksum(*self._read())
                    yield ledger
                    self._write_ledger(ledger)
                finally:
                    with suppress(OSError, QuickExitError):
                        self._remove_leftovers()
        except OSError as error:
            raise QuickExitError(
                f"the store cannot be used ({error.strerror or error})",
                where=str(error.filename or self.directory),
                hint=f"nothing was changed: {hint_of(error)}",
            ) from error

    def _refuse_linked_ledger(self) -> None:
        """Refuse to write a ledger that stands elsewhere.

        A rename would put a file in the link's place; and the lock keeps nobody out of there.
        """
        if self.ledger_file.is_symlink():
            raise QuickExitError(
                "the ledger is a link, and only a file can be written whole or not at all",
                where=str(self.ledger_file),
                hint="replace the link with the file that it points to",
            )

    def _refuse_lost_ledger(self) -> None:
        """Refuse a store that has releases and no ledger: a new one would forget them."""
        present, unfinished = self._present()
        lost = sorted(filter(is_version, present - unfinished))
        if lost and LEDGER_FILE not in present:
            raise QuickExitError(
                f"the ledger is missing, and {lost[0]} is here",
                where=str(self.ledger_file),
                hint="restore the ledger's last backup",
            )

    def _remove_leftovers(self) -> None:
        """Remove what a write left: versions that the ledger does not list, and then all marks.

        Until the ledger lists a version, its mark says that it is unfinished.
        """
        (self.directory / _LEDGER_ASIDE).unlink(missing_ok=True)
        _, unfinished = self._present()
        listed = self.read_ledger()["releases"] if unfinished else {}
        for version in sorted(unfinished):
            folder = self.directory / version
            if version not in listed and folder.is_dir() and not folder.is_symlink():
                remove_folder(folder)
            remove_folder(self.directory / f"{_ASIDE}{version}")

    def _write_version(self, release: Release, ledger: Ledger) -> dict[str, FileEntry]:
        """Write a release's files in every encoding; return what the ledger says of each file."""
        entries: dict[str, FileEntry] = {}
        target = self.directory / release.version
        aside = self.directory / f"{_ASIDE}{release.version}"
        for place in (target, aside):
            if place.exists() or place.is_symlink():
                raise QuickExitError(
                    "this is in the way of the release, and the ledger does not list it",
                    where=str(place),
                    hint="move it away, or restore the ledger's last backup",
                )
        aside.mkdir()
        files = aside / "files"
        released = released_files(self.directory, ledger)
        write_stream(files, encoded_files(release.files, released, entries))
        flush_directory(aside)
        flush_directory(self.directory)
        files.rename(target)
        flush_directory(self.directory)
        return entries

    def _write_ledger(self, ledger: Ledger) -> None:
        aside = self.directory / _LEDGER_ASIDE
        write_file(aside, ledger_text(ledger).encode())
        aside.replace(self.ledger_file)
        try:
            flush_directory(self.directory)
        except OSError as error:
            raise QuickExitError(
                f"the change is made, but a power cut may undo it ({error.strerror or error})",
                where=str(self.ledger_file),
                hint="check the channels with: quickexit releases",
            ) from error
