"""The store on disk: immutable versions beside one ledger.

A release appears whole or not at all. Its files are written aside, flushed and renamed into
place, and the ledger is replaced last, so that a reader who follows the ledger never meets half
a release. What a killed process leaves is marked by a folder of its own and removed by the next
write.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from quickexit.compression import Earlier, compressed_files
from quickexit.errors import QuickExitError
from quickexit.files import flush_directory, remove_folder, write_file, write_stream
from quickexit.ledger import (
    NEXT,
    FileEntry,
    Ledger,
    check_channel,
    empty_ledger,
    is_version,
    ledger_text,
    newest_for_channel,
    newest_of_line,
    own_channels,
    parse_ledger,
    parse_version,
    show,
    show_in_own_channels,
    step_back,
)
from quickexit.release import Release, ledger_entry
from quickexit.verification import store_problems

LEDGER_FILE = "releases.json"
_LOCK_FILE = ".lock"
_LEDGER_ASIDE = ".releases.json.new"
_ASIDE = ".new-"
# Longer than the slowest release takes, so that a second command waits instead of failing.
_LOCK_SECONDS = 120


class Store:
    """A folder of releases. Every method that writes holds the lock while it does."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.ledger_file = directory / LEDGER_FILE

    def read_ledger(self) -> Ledger:
        """Return the ledger; of a store in which nothing was released yet, an empty one.

        Raises `QuickExitError` if it is damaged or cannot be read.
        """
        try:
            return parse_ledger(self.ledger_file.read_bytes(), self.ledger_file)
        except (FileNotFoundError, NotADirectoryError):
            return empty_ledger()
        except OSError as error:
            raise _unusable(self.ledger_file, error) from error

    def resolve(self, channel: str) -> str:
        """Return the version that a channel shows; raises `QuickExitError` if it shows none."""
        version = self.read_ledger()["channels"].get(check_channel(channel))
        if version is None:
            raise QuickExitError(
                f"the channel {channel} shows no release",
                where=str(self.directory),
                cure="list what there is with: quickexit releases",
            )
        return version

    def check_new(self, version: str, *, backport: bool = False) -> None:
        """Refuse a version that exists, or that is lower than its line's newest.

        Raises `QuickExitError`. Asked before a build, so that nobody waits for a refusal; `add`
        asks again under the lock.
        """
        _refuse_taken(self.read_ledger(), version, backport)

    def add(
        self, release: Release, *, promote: bool = True, backport: bool = False
    ) -> tuple[str, ...]:
        """Write a release, and let the channels of its line show it if `promote`.

        Returns the channels that moved. Raises `QuickExitError` and changes nothing if the
        version exists, is lower than its line's newest without `backport`, or cannot be written.
        """
        with self._writing() as ledger:
            _refuse_taken(ledger, release.version, backport)
            aside = self.directory / f"{_ASIDE}{release.version}"
            entries = self._write_version(release, aside, Earlier(self.directory, ledger))
            ledger["releases"][release.version] = ledger_entry(release, entries)
            moved = show_in_own_channels(ledger, release.version) if promote else ()
            self._write_ledger(ledger)
            # Only now: until the ledger lists the version, this folder marks it as unfinished.
            with suppress(OSError):
                aside.rmdir()
            return moved

    def promote(self, version: str, channel: str) -> None:
        """Let `channel` show `version`; raises `QuickExitError` if it may not."""
        check_channel(channel)
        with self._writing() as ledger:
            _refuse_promotion(ledger, version, channel)
            show(ledger, channel, version)
            self._write_ledger(ledger)

    def rollback(self, channel: str) -> str:
        """Let `channel` show what it showed before, and return that version.

        Raises `QuickExitError` where nothing was shown before.
        """
        check_channel(channel)
        with self._writing() as ledger:
            version = step_back(ledger, channel)
            self._write_ledger(ledger)
            return version

    def withdraw(self, version: str, reason: str) -> dict[str, str]:
        """Mark a release as withdrawn, and let its channels show the newest one that remains.

        Returns the channels that moved with what they show now. The bytes stay where they are.
        Raises `QuickExitError` where a channel would be left with nothing to show.
        """
        with self._writing() as ledger:
            entry = ledger["releases"].get(version)
            if entry is None:
                raise _unknown(version)
            if entry["status"] == "withdrawn":
                raise QuickExitError(f"the release {version} was withdrawn before")
            entry["status"] = "withdrawn"
            entry["reason"] = reason
            moved = _move_away(ledger, version)
            self._write_ledger(ledger)
            return moved

    def verify(self) -> list[str]:
        """Read everything again and return a sentence for each thing that is wrong."""
        try:
            # The folder is listed before the ledger is read: a release that is written meanwhile
            # is then either marked as unfinished or listed.
            if not self.directory.is_dir():
                raise QuickExitError("there is no store here", where=str(self.directory))
            present = self._names()
            self._refuse_lost_ledger(present)
            ledger = self.read_ledger()
        except QuickExitError as error:
            return [str(error)]
        own = {LEDGER_FILE, _LOCK_FILE, _LEDGER_ASIDE}
        unfinished = {name.removeprefix(_ASIDE) for name in present if name.startswith(_ASIDE)}
        own |= unfinished | {_ASIDE + version for version in unfinished}
        return store_problems(self.directory, ledger, present - own)

    def _names(self) -> set[str]:
        try:
            return {entry.name for entry in os.scandir(self.directory)}
        except FileNotFoundError:
            return set()
        except OSError as error:
            raise _unusable(self.directory, error) from error

    @contextmanager
    def _writing(self) -> Iterator[Ledger]:
        """Hold the lock, clean up after killed processes, and give the ledger to change."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            with FileLock(
                self.directory / _LOCK_FILE, timeout=_LOCK_SECONDS, fallback_to_soft=False
            ):
                self._remove_leftovers()
                self._refuse_lost_ledger(self._names())
                try:
                    yield self.read_ledger()
                except BaseException:
                    with suppress(OSError, QuickExitError):
                        self._remove_leftovers()
                    raise
        except Timeout as error:
            raise QuickExitError(
                "another command is writing to this store",
                where=str(self.directory),
                cure="try again when it is done",
            ) from error
        except OSError as error:
            raise _unusable(self.directory, error) from error

    def _refuse_lost_ledger(self, present: set[str]) -> None:
        """Refuse a store that has releases and no ledger: a new one would forget them."""
        unfinished = {name.removeprefix(_ASIDE) for name in present if name.startswith(_ASIDE)}
        lost = sorted(filter(is_version, present - unfinished))
        if lost and LEDGER_FILE not in present:
            raise QuickExitError(
                f"the ledger is missing, and {lost[0]} is here",
                where=str(self.ledger_file),
                cure="put the ledger's last backup in its place",
            )

    def _remove_leftovers(self) -> None:
        """Remove what a killed process left: an unlisted version first, its mark after it."""
        (self.directory / _LEDGER_ASIDE).unlink(missing_ok=True)
        marks = sorted(name for name in self._names() if name.startswith(_ASIDE))
        listed = self.read_ledger()["releases"] if marks else {}
        for mark in marks:
            version = mark.removeprefix(_ASIDE)
            if version and version not in listed:
                remove_folder(self.directory / version)
            remove_folder(self.directory / mark)

    def _write_version(
        self, release: Release, aside: Path, earlier: Earlier
    ) -> dict[str, FileEntry]:
        """Write a release's files and their twins; return what the ledger says of each file."""
        entries: dict[str, FileEntry] = {}
        target = self.directory / release.version
        if target.exists():
            raise QuickExitError(
                "this folder stands where the release would, and the ledger does not list it",
                where=str(target),
                cure="move it away, or put the ledger's last backup in its place",
            )
        aside.mkdir()
        files = aside / "files"
        write_stream(files, _with_twins(release.files, earlier, entries))
        flush_directory(aside)
        flush_directory(self.directory)
        files.rename(target)
        flush_directory(self.directory)
        return entries

    def _write_ledger(self, ledger: Ledger) -> None:
        aside = self.directory / _LEDGER_ASIDE
        write_file(aside, ledger_text(ledger).encode())
        aside.replace(self.ledger_file)
        flush_directory(self.directory)


def _with_twins(
    files: Mapping[str, bytes], earlier: Earlier, entries: dict[str, FileEntry]
) -> Iterator[tuple[str, bytes]]:
    """Give each file and its twins to be written, and note their `entries`."""
    for path, data, twins in compressed_files(files, earlier):
        entries[path] = twins.entry
        yield path, data
        for ending, twin in twins.by_ending.items():
            yield path + ending, twin


def _refuse_taken(ledger: Ledger, version: str, backport: bool) -> None:
    parsed = parse_version(version)
    if version in ledger["releases"]:
        raise QuickExitError(
            f"the release {version} exists, and a release never changes",
            cure="choose the next number",
        )
    highest = newest_of_line(ledger, parsed)
    if highest is not None and parsed < parse_version(highest) and not backport:
        raise QuickExitError(
            f"{version} is lower than {highest}, the newest of its line",
            cure="choose a higher number, or say --backport to correct an older line",
        )


def _refuse_promotion(ledger: Ledger, version: str, channel: str) -> None:
    parsed = parse_version(version)
    entry = ledger["releases"].get(version)
    if entry is None:
        raise _unknown(version)
    if entry["status"] == "withdrawn":
        raise QuickExitError(
            f"the release {version} was withdrawn", cure="promote one that was not"
        )
    if channel not in (*own_channels(parsed), NEXT):
        raise QuickExitError(
            f"the channel {channel} is not of the line of {version}",
            cure=f"its channels are {' and '.join(own_channels(parsed))}",
        )


def _move_away(ledger: Ledger, version: str) -> dict[str, str]:
    moved = {}
    for channel in [c for c, shown in ledger["channels"].items() if shown == version]:
        remaining = newest_for_channel(ledger, channel)
        if remaining is None:
            raise QuickExitError(
                f"{version} is the only release that the channel {channel} can show",
                cure="release a corrected version first, then withdraw this one",
            )
        show(ledger, channel, remaining)
        moved[channel] = remaining
    return moved


def _unknown(version: str) -> QuickExitError:
    return QuickExitError(
        f"there is no release {version}", cure="list what there is with: quickexit releases"
    )


def _unusable(path: Path, error: OSError) -> QuickExitError:
    return QuickExitError(
        f"the store cannot be used ({error.strerror or error})",
        where=str(error.filename or path),
        cure="nothing was changed: see that the folder can be written to and the disk has room",
    )
