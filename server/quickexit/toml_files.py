"""TOML that people write: what it holds, and the line of each key."""

import re
import tomllib
from collections.abc import Mapping

from quickexit.errors import QuickExitError


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


def line_of_key(text: str, place: tuple[int | str, ...]) -> int:
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
            table = _parts_of_key(header[1])
            lines.setdefault(table, number)
        elif pair:
            lines.setdefault(table + _parts_of_key(pair[1]), number)
    return lines


def line_of_entry(text: str, place: tuple[int | str, ...], entry: str | None, time: int = 1) -> int:
    """Return the line on which the list at `place` has an entry for the `time`-th time.

    Of None, and of an entry that is not found, it is the line of the list.
    """
    start = line_of_key(text, place)
    if entry is None:
        return start
    lines = enumerate(text.split("\n")[start - 1 :], start)
    quoted = re.compile(f"[\"']{re.escape(entry)}[\"']")
    found = [number for number, line in lines for _ in quoted.findall(line)]
    return found[time - 1] if len(found) >= time else start


def nearest_line(lines: Mapping[tuple[str, ...], int], place: tuple[int | str, ...]) -> int | None:
    """Return the line of a key, or of what is nearest around it, if there is any."""
    wanted = tuple(str(part) for part in place)
    around = (wanted[:depth] for depth in range(len(wanted), 0, -1))
    return next((lines[path] for path in around if path in lines), None)


def _parts_of_key(key: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in key.split("."))
