"""Files that people write: which there are, their text, what it holds as TOML, each key's line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from quickexit.errors import QuickExitError

# In bytes; the largest that is shipped, the words of a language, has about 20,000.
LARGEST = 1_000_000


def is_left_over(name: str) -> bool:
    """Say whether editors and systems leave such a name behind: `.#x.toml`, `._x.toml`, `x.md~`."""
    return name.startswith((".", "#")) or name.endswith("~")


def entries(folder: Path) -> list[Path]:
    """Return what people put into a folder, sorted, and nothing that `is_left_over`.

    A folder that is not there holds nothing. Raises `QuickExitError` for one that cannot be read,
    and for what is no folder.
    """
    try:
        return sorted(one for one in folder.iterdir() if not is_left_over(one.name))
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not folder.is_symlink():
            return []
        raise QuickExitError(
            f"this folder cannot be read ({error.strerror})",
            where=str(folder),
            hint="see that it is a folder which you may read",
        ) from None


def read_text(file: Path, missing: str = "add it") -> str:
    """Return the text of a UTF-8 file (a byte order mark is dropped).

    Raises `QuickExitError` where it is missing (`missing` is the hint), unreadable, larger than
    LARGEST or not UTF-8, naming the line.
    """
    data = _read(file, missing)
    if len(data) > LARGEST:
        raise QuickExitError("this file is too large", where=str(file), hint="look what it holds")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise QuickExitError(
            "this line is not UTF-8", where=f"{file}:{line}", hint="save the file as UTF-8"
        ) from None


def _read(file: Path, missing: str) -> bytes:
    try:
        # A pipe would be waited for, and a device may never end.
        if file.exists() and not file.is_file():
            raise QuickExitError("this is not a file", where=str(file), hint="name a file")
        with file.open("rb") as stream:
            return stream.read(LARGEST + 1)
    except FileNotFoundError:
        if file.is_symlink():
            problem, missing = "this link leads to no file", "mend the link, or remove it"
        else:
            problem = "this file is missing"
        raise QuickExitError(problem, where=str(file), hint=missing) from None
    except OSError as error:
        raise QuickExitError(
            f"this file cannot be read ({error.strerror})",
            where=str(file),
            hint="see that it is a file which you may read",
        ) from None


def parse_toml(text: str, where: str) -> dict[str, object]:
    """Return what a text holds as TOML; raises `QuickExitError` with `where` and the line."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at line (\d+), column \d+\)$", str(error))
        line = int(found[1]) if found else text.rstrip("\n").count("\n") + 1
        reason = re.sub(r" \(at [^)]*\)$", "", str(error).splitlines()[0])
        place = f"{where}:{line}"
    # Numbers of thousands of digits, brackets nested a thousand deep.
    except (ValueError, RecursionError):
        reason, place = "a number is too long, or brackets nest too deep", where
    raise QuickExitError(f"this is not TOML ({reason})", where=place, hint="correct this line")


def line_of(text: str, place: tuple[int | str, ...]) -> int:
    """Return the line (from 1) where a key stands, or the nearest table around it, else 1."""
    return nearest_line(lines_of_keys(text), place) or 1


def lines_of_keys(text: str) -> dict[tuple[str, ...], int]:
    """Return the line (from 1) on which each key and table of a TOML text stands first."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    # Not `splitlines`, which also breaks where TOML and editors do not.
    for number, line in enumerate(text.split("\n"), start=1):
        header = re.match(r"\s*\[+([^\]]+)\]", line)
        pair = re.match(r"\s*([\w\"'-]+(?:\s*\.\s*[\w\"'-]+)*)\s*=", line)
        if header:
            table = _split(header[1])
            lines.setdefault(table, number)
        elif pair:
            lines.setdefault(table + _split(pair[1]), number)
    return lines


def line_of_entry(text: str, place: tuple[int | str, ...], entry: str | None) -> int:
    """Return the line on which the list at `place` has an entry; of None, that of the list."""
    start = line_of(text, place)
    if entry is None:
        return start
    lines = enumerate(text.split("\n")[start - 1 :], start)
    quoted = (f'"{entry}"', f"'{entry}'")
    return next((number for number, line in lines if any(one in line for one in quoted)), start)


def nearest_line(lines: Mapping[tuple[str, ...], int], place: tuple[int | str, ...]) -> int | None:
    """Return the line of a key, or of what is nearest around it, if there is any."""
    wanted = tuple(str(part) for part in place)
    around = (wanted[:depth] for depth in range(len(wanted), 0, -1))
    return next((lines[path] for path in around if path in lines), None)


def _split(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))
