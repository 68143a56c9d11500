"""What a person sees who waits for a large build."""

from __future__ import annotations

import io
import sys

import pytest

from quickexit.cli.output import CountedFiles

MANY = {str(n): b"x" for n in range(100)}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def printed(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, files: dict[str, bytes]) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    assert dict(CountedFiles(files, "Writing")) == files
    return stream.getvalue()


def test_a_person_at_a_terminal_sees_how_many_files_are_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = printed(monkeypatch, Terminal(), MANY)
    assert "Writing" in shown
    assert "100/100" in shown


def test_a_program_sees_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert printed(monkeypatch, io.StringIO(), MANY) == ""


def test_a_few_files_are_not_worth_showing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "0/1" not in printed(monkeypatch, Terminal(), {"embed.js": b"x"})
