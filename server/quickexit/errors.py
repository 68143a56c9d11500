"""Errors that a person can act on: one sentence each, never a traceback."""

from __future__ import annotations


class QuickExitError(Exception):
    """What was asked for failed.

    `problem` says what is wrong, `where` names the file and line (``themes/x.toml:12``), `cure`
    says what to do next. `str()` joins them into one sentence. The command ends with
    `exit_status` 1.
    """

    exit_status = 1

    def __init__(self, problem: str, *, where: str | None = None, cure: str | None = None) -> None:
        self.problem = problem.rstrip(".")
        self.where = where
        self.cure = cure.rstrip(".") if cure else None
        super().__init__(self.problem)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        next_step = f"; {self.cure}" if self.cure else ""
        return one_line(f"{place}{self.problem}{next_step}.")


def one_line(text: str) -> str:
    """Return a text as one line that gives no orders to the terminal that shows it.

    Names and words that others chose may stand in it.
    """
    line = " ".join(text.splitlines())
    return "".join(one if _is_shown(one) else ascii(one)[1:-1] for one in line)


def _is_shown(character: str) -> bool:
    """Say whether a character is seen, or joins or parts letters as Urdu and others need."""
    return character.isprintable() or character in "\u00a0\u200c\u200d"


def sentence_of(error: Exception) -> str:
    """Return the one sentence that is said of an error, of one that nobody foresaw too."""
    if isinstance(error, QuickExitError):
        return str(error)
    if isinstance(error, OSError):
        place = str(error.filename) if error.filename else None
        return str(QuickExitError(f"the system refused ({error.strerror or error})", where=place))
    kind = type(error).__name__
    problem = f"something unexpected failed ({kind}: {error})"
    return str(QuickExitError(problem, cure="please report it"))


class UsageError(QuickExitError):
    """What was asked for was asked wrongly. The command ends with `exit_status` 2."""

    exit_status = 2
