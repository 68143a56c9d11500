"""Writing a build into a folder, which appears whole or stays as it was."""

import tempfile
from collections.abc import Mapping
from pathlib import Path

from quickexit.atomic_files import hint_of, names_in
from quickexit.errors import QuickExitError
from quickexit.releases.layout import FRAMES, SCRIPT


def write_build(files: Mapping[str, bytes], directory: Path) -> None:
    """Write a build into `directory`, which appears whole or stays as it was.

    Raises `QuickExitError` where the folder holds something else than an earlier build, or where
    the system refuses.
    """
    directory = directory.resolve()
    _check_replaceable(directory)
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".quickexit-", dir=directory.parent) as aside:
            for name, data in files.items():
                file = Path(aside) / "new" / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
            _exchange(Path(aside), directory)
    except OSError as error:
        raise QuickExitError(
            f"the build cannot be written ({error.strerror})",
            where=str(directory),
            hint=hint_of(error),
        ) from error


def _check_replaceable(directory: Path) -> None:
    if not directory.exists():
        return
    if not directory.is_dir():
        raise QuickExitError("this is a file", where=str(directory), hint="name a folder")
    names = names_in(directory)
    if names and names != {SCRIPT, FRAMES}:
        raise QuickExitError(
            "the folder holds something else than an earlier build",
            where=str(directory),
            hint="name an empty folder, or one that is not there yet",
        )


def _exchange(aside: Path, directory: Path) -> None:
    """Put `aside`/new in the place of `directory`; the old one goes with `aside`."""
    if not directory.exists():
        (aside / "new").rename(directory)
        return
    directory.rename(aside / "old")
    try:
        (aside / "new").rename(directory)
    except OSError:
        (aside / "old").rename(directory)
        raise
