"""Printing: results on the standard output, warnings and progress on the standard error."""

from __future__ import annotations

import io
import json
import os
import sys
from collections import UserDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


# Fewer files are done before anybody could read how far they are.
_WORTH_SHOWING = 30


def say(text: str, *, end: str = "\n") -> None:
    """Print a result; where its reader has gone (`| head`), nothing more is printed."""
    try:
        click.echo(text + end, nl=False)
    except BrokenPipeError:
        discard(sys.stdout)


def say_json(value: object) -> None:
    """Print a value as JSON."""
    say(json.dumps(value, ensure_ascii=False, indent=2))


def warn(sentence: str) -> None:
    """Print a sentence on the standard error; where nobody can read that, the command goes on."""
    with suppress(OSError):
        click.echo(sentence, err=True)


def progress(text: str) -> None:
    """Say on the standard error what takes a while, to a person who waits for it."""
    if _is_terminal():
        warn(text)


def progress_bar(count: int, label: str) -> ProgressBar[int]:
    """Return a bar on the standard error, hidden where that is no terminal or `count` is small."""
    return click.progressbar(
        length=count,
        label=label,
        file=sys.stderr,
        hidden=count < _WORTH_SHOWING or not _is_terminal(),
        show_pos=True,
    )


class CountedFiles(UserDict[str, bytes]):
    """Files that move a bar on the standard error as they are taken one by one."""

    def __init__(self, files: Mapping[str, bytes], label: str) -> None:
        super().__init__(files)
        self._label = label

    def __iter__(self) -> Iterator[str]:
        with progress_bar(len(self), self._label) as bar:
            for path in self.data:
                yield path
                bar.update(1)


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows of cells as lines whose columns are aligned."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "".join("  ".join(map(str.ljust, row, widths)).rstrip() + "\n" for row in rows)


def discard(stream: object) -> None:
    """Let what a standard stream still buffers, and all that follows, go nowhere.

    Python writes the buffer once more when it ends, and would end with its own status, 120.
    """
    if isinstance(stream, io.TextIOWrapper):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def flush_or_discard() -> None:
    """Write what is still buffered; where that fails, forget it."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except OSError:
            discard(stream)


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()
