"""Show how far a build of many frames has come, to a person who waits for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import click

# Fewer are done before anybody could read how far they are.
_WORTH_SHOWING = 30


class Shown(Mapping[str, bytes]):
    """Files that show on the standard error, where that is a terminal, how many were taken."""

    def __init__(self, files: Mapping[str, bytes], label: str) -> None:
        self._files = files
        self._label = label

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __len__(self) -> int:
        return len(self._files)

    def __iter__(self) -> Iterator[str]:
        hidden = len(self) < _WORTH_SHOWING or sys.stderr is None or not sys.stderr.isatty()
        with click.progressbar(
            length=len(self), label=self._label, file=sys.stderr, hidden=hidden, show_pos=True
        ) as bar:
            for path in self._files:
                yield path
                bar.update(1)
