"""The measure of plain words: known words by the dictionary, others by their vowels."""

from __future__ import annotations

import pytest

from quickexit.content.readability import grade, long_words, prose, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("cat", 1),
        ("fire", 2),
        ("hour", 2),
        ("people", 2),
        ("hurt", 1),
        ("used", 1),
        ("area", 3),
        ("don't", 1),
        ("psychological", 5),
    ],
)
def test_a_word_of_the_dictionary_has_the_syllables_that_are_spoken(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"), [("zzz", 1), ("blorpable", 3), ("unvictimed", 3), ("snarked", 1)]
)
def test_a_word_that_the_dictionary_lacks_is_counted_by_its_vowels(word: str, count: int) -> None:
    assert syllables(word) == count


def test_the_measure_tells_hard_words_from_plain_ones() -> None:
    assert grade("The cat sat on the mat.") == pytest.approx(-1.45, abs=0.01)
    assert grade("Psychological coercion perpetuates involuntary servitude.") > 20


def test_figures_are_no_words_and_a_question_ends_a_sentence() -> None:
    assert grade("Call 911. Why?") == pytest.approx(grade("Call. Why?"))


def test_long_words_are_listed_once_in_their_order() -> None:
    text = "Immigration and deportation. Immigration. A family."
    assert long_words(text) == ("immigration", "deportation")


def test_an_item_of_a_list_ends_a_sentence() -> None:
    html = "<p>One <strong>two</strong>:</p>\n<ul>\n<li>three</li>\n<li>four</li></ul>"
    assert prose(html).split() == ["One", "two:.", "three.", "four."]
