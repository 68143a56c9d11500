"""An error is one sentence on one line."""

from __future__ import annotations

from quickexit.errors import QuickExitError, did_you_mean


def test_place_problem_and_cure_are_one_sentence() -> None:
    error = QuickExitError("it is wrong.", where="a.toml:3", hint="mend it.")
    assert str(error) == "a.toml:3: it is wrong; mend it."


def test_a_line_break_in_what_was_asked_for_breaks_no_sentence() -> None:
    assert str(QuickExitError('there is no "a\r\nb"')) == 'there is no "a b".'


def test_a_name_in_another_case_or_with_underscores_is_recognised() -> None:
    assert did_you_mean("ES", ["en", "es", "fr"]) == 'did you mean "es"'
    assert did_you_mean("zh_hans", ["es", "zh-Hans"]) == 'did you mean "zh-Hans"'
    assert did_you_mean("nothing", ["es", "zh-Hans"]) is None
