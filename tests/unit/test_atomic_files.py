"""Writers of files and folders: what is there already, and what stands beside it, stays."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from quickexit.atomic_files import (
    replace_file,
    write_file,
    write_new_file,
    write_new_tree,
    write_stream,
)
from quickexit.errors import QuickExitError

FILES = {"a.toml": b"1", "content/en/b.toml": b"2", "themes/c.toml": b"3"}


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_an_empty_folder_is_filled_and_stays_the_same_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = tmp_path / "city"
    city.mkdir(mode=0o750)
    before, around = city.stat(), tmp_path.stat()
    monkeypatch.chdir(city)
    write_new_tree(Path(), FILES)
    assert held(city) == FILES
    # A shell that stands in it stands in the filled one.
    assert Path.cwd() == city
    assert (city.stat().st_ino, city.stat().st_mode) == (before.st_ino, before.st_mode)
    # Where its parent cannot be written to, nothing needs to be.
    assert tmp_path.stat().st_mtime_ns == around.st_mtime_ns
    assert {path.name for path in city.iterdir()} == {"a.toml", "content", "themes"}


@pytest.mark.parametrize("there", [True, False])
def test_what_a_link_points_to_is_filled_and_the_link_stays_one(
    tmp_path: Path, there: bool
) -> None:
    city, link = tmp_path / "city", tmp_path / "link"
    link.symlink_to(city)
    if there:
        city.mkdir()
    write_new_tree(link, FILES)
    assert link.is_symlink()
    assert held(city) == FILES


def test_a_folder_that_cannot_be_filled_whole_stays_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = Path.rename

    def refuse(entry: Path, target: Path) -> Path:
        if target == tmp_path / "themes":
            raise OSError(28, "No space left on device")
        return moved(entry, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(QuickExitError, match="No space left on device"):
        write_new_tree(tmp_path, FILES)
    assert not list(tmp_path.iterdir())


def test_a_folder_with_anything_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".hidden").write_bytes(b"")
    with pytest.raises(QuickExitError, match="this folder is not empty"):
        write_new_tree(tmp_path, FILES)
    assert held(tmp_path) == {".hidden": b""}


def replace(file: Path) -> None:
    file.write_bytes(b"old")
    replace_file(file, b"new")


@pytest.mark.parametrize(
    "write",
    [lambda path: write_new_tree(path, FILES), lambda path: write_new_file(path, b"new"), replace],
    ids=["tree", "new file", "replaced file"],
)
def test_nobody_elses_file_or_folder_is_taken_for_ones_own(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    """What is written aside has a name that only this writer knows."""
    work = tmp_path / ".city.new"
    work.mkdir()
    (work / "work").write_bytes(b"mine")
    write(tmp_path / "city")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".city.new", "city"]
    assert held(work) == {"work": b"mine"}


def refuse_links(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    def link(source: Path, target: Path) -> None:
        raise OSError(number, os.strerror(number), str(source), None, str(target))

    monkeypatch.setattr(os, "link", link)


def refuse_folders(monkeypatch: pytest.MonkeyPatch, number: int, *, opened: bool) -> None:
    """Let opening a folder fail, or waiting for the disk to have its names."""
    opening, flushing = os.open, os.fsync

    def refuse_open(path: Path, flags: int, mode: int = 0o777) -> int:
        if opened and Path(path).is_dir():
            raise OSError(number, os.strerror(number), str(path))
        return opening(path, flags, mode)

    def refuse_flush(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(number, os.strerror(number))
        flushing(descriptor)

    monkeypatch.setattr(os, "open", refuse_open)
    monkeypatch.setattr(os, "fsync", refuse_flush)


@pytest.mark.parametrize("number", [errno.EPERM, errno.ENOTSUP, errno.ENOSYS])
def test_a_file_system_without_links_gets_a_new_file_and_keeps_an_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    refuse_links(monkeypatch, number)
    write_new_file(tmp_path / "themes" / "sea.toml", b"1")
    with pytest.raises(QuickExitError, match="this file exists already"):
        write_new_file(tmp_path / "themes" / "sea.toml", b"2")
    assert held(tmp_path) == {"themes/sea.toml": b"1"}


def test_a_disk_that_holds_nothing_but_what_its_file_system_put_there_is_filled(
    tmp_path: Path,
) -> None:
    for name in ("lost+found", "System Volume Information", ".snapshot"):
        (tmp_path / name).mkdir()
    (tmp_path / ".DS_Store").touch()
    write_new_tree(tmp_path, FILES)
    assert FILES.items() <= held(tmp_path).items()


@pytest.mark.parametrize(
    ("number", "hint"),
    [
        (errno.EBUSY, "what is mounted by itself cannot be replaced"),
        (errno.EXDEV, "what is mounted by itself cannot be replaced"),
        (errno.EROFS, "it is mounted read-only"),
        (errno.ENOTDIR, "something else has this name"),
        (errno.ENAMETOOLONG, "use a folder with a shorter path"),
        (errno.ENOTSUP, "this file system may not support it"),
        (errno.ENOSPC, "the disk has room"),
    ],
)
def test_what_the_system_refuses_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, hint: str
) -> None:
    file = tmp_path / "contacts.toml"
    file.write_bytes(b"old")

    def refuse(source: Path, target: Path) -> None:
        raise OSError(number, os.strerror(number), str(source), None, str(target))

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(QuickExitError, match=hint):
        replace_file(file, b"new")
    assert held(tmp_path) == {"contacts.toml": b"old"}


def test_another_failure_of_a_link_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_links(monkeypatch, errno.EIO)
    with pytest.raises(QuickExitError, match="cannot be written"):
        write_new_file(tmp_path / "sea.toml", b"1")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("number", "opened"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EACCES, True)]
)
@pytest.mark.parametrize(
    "write",
    [lambda path: write_new_tree(path, FILES), lambda path: write_new_file(path, b"new"), replace],
    ids=["tree", "new file", "replaced file"],
)
def test_a_file_system_that_cannot_flush_folders_is_written_to(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[Path], None],
    number: int,
    opened: bool,
) -> None:
    refuse_folders(monkeypatch, number, opened=opened)
    write(tmp_path / "city")
    assert [path.name for path in tmp_path.iterdir()] == ["city"]


def test_a_disk_that_fails_under_a_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_folders(monkeypatch, errno.EIO, opened=False)
    with pytest.raises(QuickExitError, match="cannot be written"):
        write_new_file(tmp_path / "city", b"new")


@pytest.fixture
def flushed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what the disk was waited for, in order; a file is aside while it is flushed."""
    names: list[str] = []
    real = os.fsync

    def fsync(descriptor: int) -> None:
        names.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return names


def test_a_file_and_then_its_folder_are_on_the_disk(tmp_path: Path, flushed: list[str]) -> None:
    file = tmp_path / "one.txt"
    write_file(file, b"new")
    assert flushed == ["one.txt"]
    replace_file(file, b"other")
    assert len(flushed) == 3
    assert flushed[2] == tmp_path.name


def test_every_file_and_folder_of_a_tree_is_on_the_disk(tmp_path: Path, flushed: list[str]) -> None:
    write_stream(tmp_path / "tree", [("a.txt", b"a"), ("in/b.txt", b"b")])
    assert sorted(flushed[:2]) == ["a.txt", "b.txt"]
    assert sorted(flushed[2:]) == ["in", "tree"]
