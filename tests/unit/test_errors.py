"""An error is one sentence on one line."""

from __future__ import annotations

from quickexit.errors import QuickExitError


def test_place_problem_and_cure_are_one_sentence() -> None:
    error = QuickExitError("it is wrong.", where="a.toml:3", hint="mend it.")
    assert str(error) == "a.toml:3: it is wrong; mend it."


def test_a_line_break_in_what_was_asked_for_breaks_no_sentence() -> None:
    assert str(QuickExitError('there is no "a\r\nb"')) == 'there is no "a b".'
