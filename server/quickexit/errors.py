"""Errors that a person can act on: one sentence each, never a traceback."""

import difflib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

_SHOWN_CHARACTERS = 60


class QuickExitError(Exception):
    """A command failed.

    `problem` says what is wrong, `where` names the file and line (``themes/x.toml:12``), `hint`
    says what to do next. `str()` joins them into one sentence. The command ends with
    `exit_status` 1.
    """

    exit_status = 1

    def __init__(self, problem: str, *, where: str | None = None, hint: str | None = None) -> None:
        self.problem = problem.rstrip(".")
        self.where = where
        self.hint = hint.rstrip(".") if hint else None
        super().__init__(self.problem)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        next_step = f"; {self.hint}" if self.hint else ""
        return one_line(f"{place}{self.problem}{next_step}.")


def one_line(text: str) -> str:
    """Return a text as one line without control characters, which a terminal would obey."""
    line = " ".join(text.splitlines())
    # Urdu and other languages need the invisible characters that join or part letters.
    return "".join(
        character
        if character.isprintable() or character in "\u00a0\u200c\u200d"
        # As Python writes it: `\\x1b`.
        else ascii(character)[1:-1]
        for character in line
    )


def sentence_of(error: Exception) -> str:
    """Return the sentence for an error, also for an unexpected one."""
    if isinstance(error, QuickExitError):
        return str(error)
    if isinstance(error, OSError):
        place = str(error.filename) if error.filename else None
        return str(QuickExitError(f"the system refused ({error.strerror or error})", where=place))
    kind = type(error).__name__
    problem = f"something unexpected failed ({kind}: {error})"
    return str(QuickExitError(problem, hint="please report it"))


class UsageError(QuickExitError):
    """A command was called wrongly. It ends with `exit_status` 2."""

    exit_status = 2


@contextmanager
def needs_extra(extra: str, package: str) -> Iterator[None]:
    """Turn a failed import of `package`, which comes with an extra, into a `QuickExitError`."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise QuickExitError(
            f"this needs {package}, which is not installed",
            hint=f'install it with: pip install "quickexit[{extra}]"',
        ) from error


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return the hint that names the nearest known name, or None where none is near."""
    # Case and `_` for `-` are what is mistaken most often.
    comparable = {entry.lower().replace("_", "-"): entry for entry in known}
    near = difflib.get_close_matches(name.lower().replace("_", "-"), comparable, n=1)
    return f'did you mean "{comparable[near[0]]}"' if near else None


def shown_name(name: str) -> str:
    """Return a name from a file, cut off where it is longer than any real name."""
    return name if len(name) <= _SHOWN_CHARACTERS else f"{name[:_SHOWN_CHARACTERS]}…"


def shown_value(value: object) -> str:
    """Return a value from a file, as TOML and JSON write it, cut off where it is long."""
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    try:
        return shown_name(json.dumps(value, ensure_ascii=False, default=str))
    except (ValueError, RecursionError):  # an integer of thousands of digits, endless brackets
        return "a value as long as this"
