"""Writing files so that a power cut or a kill leaves the old state or the new one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from quickexit.errors import QuickExitError


def write_file(file: Path, data: bytes) -> None:
    """Write a file that is not there yet, and wait until the disk has it."""
    with file.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def replace_file(file: Path, data: bytes) -> None:
    """Let a file that is there hold `data`, whole or not at all.

    Raises `QuickExitError` for what cannot be written.
    """
    # What a link points to is written, and the link stays one.
    file = file.resolve()
    aside = file.with_name(f".{file.name}.new")
    try:
        aside.unlink(missing_ok=True)
        try:
            write_file(aside, data)
            shutil.copymode(file, aside)
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)
        flush_directory(file.parent)
    except OSError as error:
        raise _unwritten(file, error) from error


def write_new_file(file: Path, data: bytes) -> None:
    """Write a file that is not there yet, whole or not at all, and the folders above it.

    Raises `QuickExitError` for one that is there, and for what cannot be written.
    """
    aside = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.unlink(missing_ok=True)
        try:
            write_file(aside, data)
            _link_new(aside, file)
        finally:
            aside.unlink(missing_ok=True)
        flush_directory(file.parent)
    except OSError as error:
        raise _unwritten(file, error) from error


def _unwritten(place: Path, error: OSError) -> QuickExitError:
    return QuickExitError(
        f"cannot be written ({error.strerror or error})",
        where=str(place),
        cure="see that the folder can be written to and the disk has room",
    )


def _link_new(aside: Path, file: Path) -> None:
    """Unlike a rename, a link never takes the place of what is there."""
    try:
        os.link(aside, file)
    except FileExistsError:
        raise QuickExitError(
            "this file is there already", where=str(file), cure="take another name, or remove it"
        ) from None


def flush_directory(directory: Path) -> None:
    """Wait until the disk has the names in a folder (a rename is not kept before)."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all that is in it, if it is there."""
    if folder.exists():
        shutil.rmtree(folder)


def write_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write `files` (path below `folder` to bytes) into a new folder, and wait for the disk."""
    folder.mkdir()
    for path, data in sorted(files.items()):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_file(folder / path, data)
    for directory in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        flush_directory(directory)


def paths_below(folder: Path) -> set[str]:
    """Return the paths of all that is below a folder and is not a folder itself."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def write_new_tree(folder: Path, files: Mapping[str, bytes]) -> None:
    """Let `folder` hold `files`: written aside, then put in its place, whole or not at all.

    Raises `QuickExitError` for a folder that is not empty, and for what cannot be written.
    """
    folder = folder.absolute()
    aside = folder.with_name(f".{folder.name}.new")
    try:
        if folder.exists() and any(folder.iterdir()):
            raise QuickExitError(
                "this folder is not empty", where=str(folder), cure="name a new one"
            )
        folder.parent.mkdir(parents=True, exist_ok=True)
        remove_folder(aside)
        try:
            write_tree(aside, files)
            aside.replace(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise _unwritten(folder, error) from error
