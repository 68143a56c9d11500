"""Files that people write: which there are, and their text."""

from pathlib import Path

from quickexit.errors import QuickExitError

# In bytes; the largest that is shipped, the words of a language, has about 20,000.
LARGEST = 1_000_000


def is_left_over(name: str) -> bool:
    """Say whether editors and systems leave such a name behind: `.#x.toml`, `._x.toml`, `x.md~`."""
    return name.startswith((".", "#")) or name.endswith("~")


def entries(folder: Path) -> list[Path]:
    """Return what people put into a folder, sorted, without what `is_left_over`.

    A folder that is not there is empty. Raises `QuickExitError` for a folder that cannot be read,
    and for what is not a folder.
    """
    try:
        return sorted(path for path in folder.iterdir() if not is_left_over(path.name))
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not folder.is_symlink():
            return []
        raise QuickExitError(
            f"this folder cannot be read ({error.strerror})",
            where=str(folder),
            hint="check that it is a folder which you may read",
        ) from None


def read_text(file: Path, missing: str = "add it") -> str:
    """Return the text of a UTF-8 file (a byte order mark is dropped).

    Raises `QuickExitError` where it is missing (`missing` is the hint), unreadable, larger than
    LARGEST or not UTF-8, naming the line.
    """
    try:
        # Reading a pipe would wait, and a device may never end.
        if file.exists() and not file.is_file():
            raise QuickExitError("this is not a file", where=str(file), hint="name a file")
        with file.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except FileNotFoundError:
        problem = "this file is missing"
        if file.is_symlink():
            problem, missing = "this link points to no file", "correct the link, or remove it"
        raise QuickExitError(problem, where=str(file), hint=missing) from None
    except OSError as error:
        raise QuickExitError(
            f"this file cannot be read ({error.strerror})",
            where=str(file),
            hint="check that it is a file which you may read",
        ) from None
    if len(data) > LARGEST:
        raise QuickExitError(
            "this file is too large", where=str(file), hint="check what it contains"
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise QuickExitError(
            "this line is not UTF-8", where=f"{file}:{line}", hint="save the file as UTF-8"
        ) from None
