"""What is wrong with a language: missing or extra parts, false promises, answers hard to read."""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from html import escape
from pathlib import Path

from quickexit.content.models import DEFAULT_LANGUAGE, Faq
from quickexit.content.override_strings import STRINGS_FILE
from quickexit.content.readability import GRADE_LIMIT, grade, long_words, prose
from quickexit.errors import QuickExitError
from quickexit.text_files import read_text
from quickexit.toml_files import line_of_key

_FEWER = "or name fewer in the setting 'languages'"
_ANSWER = f"or write the same answer in each language that you ship, {_FEWER}"
_ENTRY = f"or write it in each language that you ship, {_FEWER}"


def content_problems(faq: Faq, reference: Faq) -> tuple[QuickExitError, ...]:
    """Return what must be corrected in `faq`; empty where all is well.

    Questions, facts and contacts must be those of `reference` (the English content), no fewer and
    no more; where only the English file is a deployment's, that file is named. Nothing may promise
    what no page can keep, but for the names of contacts. The reading grade of an English answer is
    at most `GRADE_LIMIT`.
    """
    return (
        *_parity(faq, reference),
        *_promises(faq),
        *(_hard_answers(faq) if faq.language.code == DEFAULT_LANGUAGE else ()),
    )


def all_problems(faqs: Mapping[str, Faq]) -> tuple[QuickExitError, ...]:
    """Return the problems of the languages, by code; `faqs` must hold the English content.

    What is wrong in the English content is found in many languages, and said once.
    """
    reference = faqs[DEFAULT_LANGUAGE]
    found = (problem for faq in faqs.values() for problem in content_problems(faq, reference))
    return tuple({str(problem): problem for problem in found}.values())


def refuse_problems(faqs: Mapping[str, Faq]) -> None:
    """Raise the first problem of the languages, by code; `faqs` must hold the English content."""
    found = all_problems(faqs)
    if not found:
        return
    more = f" (and {len(found) - 1} more: quickexit content check)" if len(found) > 1 else ""
    raise QuickExitError(found[0].problem, where=found[0].where, hint=f"{found[0].hint}{more}")


def promised_words(faq: Faq, text: str) -> tuple[str, ...]:
    """Return the words that promise what no page can keep, in order, but for the publisher's name.

    The list is the language's own; `*` in an entry stands for any letters.
    """
    name = faq.publisher
    forbidden = _any_of(tuple(faq.language.forbidden_words))
    return tuple(forbidden.findall(text.replace(escape(name), "").replace(name, "")))


def long_words_of(faq: Faq) -> dict[str, tuple[str, ...]]:
    """Return the words of four syllables and more of an English content, by file."""
    found = {file: long_words(text) for file, text in _answer_texts(faq).items()}
    return {file: words for file, words in found.items() if words}


@cache
def _any_of(entries: tuple[str, ...]) -> re.Pattern[str]:
    words = (r"\w*".join(re.escape(part) for part in entry.split("*")) for entry in entries)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _parity(faq: Faq, reference: Faq) -> Iterator[QuickExitError]:
    questions = {question.identifier: question for question in faq.questions}
    wanted = {question.identifier: question for question in reference.questions}
    for name in wanted:
        if name not in questions:
            yield QuickExitError(
                f'the question "{name}" is missing',
                where=str(faq.questions_folder),
                hint="translate its file, or leave this language out of the setting 'languages'",
            )
    for name, question in questions.items():
        if name not in wanted:
            yield QuickExitError(
                f'the question "{name}" is not in the English content',
                where=str(faq.file(f"questions/{question.file}")),
                hint="take it out",
            )
    for name in (name for name in wanted if name in questions):
        files = (f"questions/{questions[name].file}", f"questions/{wanted[name].file}")
        pair = _Pair(faq, reference, *files)
        yield from _fact_problems(pair, questions[name].facts, wanted[name].facts)
    history = _Pair(faq, reference, "history.md", "history.md")
    yield from _fact_problems(history, faq.history_facts, reference.history_facts)
    strings = _Pair(faq, reference, STRINGS_FILE, STRINGS_FILE)
    yield from _entry_problems(strings, faq.contact_words, reference.contact_words)
    if list(questions) != list(wanted) and set(questions) == set(wanted):
        yield _other_order(faq, reference)


class _Pair:
    """A file of one language and the English file that it is compared with."""

    def __init__(self, faq: Faq, reference: Faq, name: str, english_name: str) -> None:
        self.file = faq.file(name)
        self.english = reference.file(english_name)
        # The package's files agree: where only the English file is a deployment's, it is wrong.
        self.english_is_wrong = reference.is_override(english_name) and not faq.is_override(name)


def _fact_problems(
    pair: _Pair, facts: Collection[str], wanted: Collection[str]
) -> Iterator[QuickExitError]:
    missing = [name for name in wanted if name not in facts]
    extra = [name for name in facts if name not in wanted]
    if pair.english_is_wrong:
        for name in extra:
            problem = f"this answer has lost the mark {{#{name}}}, which other languages have"
            yield QuickExitError(problem, where=str(pair.english), hint=f"keep it, {_ANSWER}")
        for name in missing:
            problem = f"the mark {{#{name}}} is not in every language"
            where = _place_of_words(pair.english, f"{{#{name}}}")
            yield QuickExitError(problem, where=where, hint=f"take it out, {_ANSWER}")
        return
    for name in missing:
        problem = f'the fact "{name}" is missing'
        yield QuickExitError(problem, where=str(pair.file), hint="write the fact and its mark")
    for name in extra:
        problem = f'the fact "{name}" is not in the English content'
        where = _place_of_words(pair.file, f"{{#{name}}}")
        yield QuickExitError(problem, where=where, hint="take its mark out")


def _entry_problems(
    pair: _Pair, entries: Collection[str], wanted: Collection[str]
) -> Iterator[QuickExitError]:
    for name in wanted:
        if name not in entries and pair.english_is_wrong:
            problem = f'the entry "{name}" is not in every language'
            where = f"{pair.english}:{line_of_key(read_text(pair.english), tuple(name.split('.')))}"
            yield QuickExitError(problem, where=where, hint=f"take it out, {_ENTRY}")
        elif name not in entries:
            problem = f'the entry "{name}" is missing'
            yield QuickExitError(problem, where=str(pair.file), hint="add it")
    for name in entries:
        if name not in wanted:
            problem = f'the entry "{name}" is not in the English content'
            yield QuickExitError(problem, where=str(pair.file), hint="take it out")


def _other_order(faq: Faq, reference: Faq) -> QuickExitError:
    if any(reference.is_override(f"questions/{item.file}") for item in reference.questions):
        return QuickExitError(
            "the questions stand in another order than in other languages",
            where=str(reference.questions_folder),
            hint="give your files the numbers that the package gives them, or number the files of"
            f" each language that you ship alike, {_FEWER}",
        )
    order = ", ".join(question.identifier for question in reference.questions)
    return QuickExitError(
        "the questions stand in another order",
        where=str(faq.questions_folder),
        hint=f"number the files so that it is {order}",
    )


def _promises(faq: Faq) -> Iterator[QuickExitError]:
    texts = [(STRINGS_FILE, text) for text in faq.strings.values()]
    texts += [(f"questions/{q.file}", f"{q.title} {q.html}") for q in faq.questions]
    texts += [("history.md", faq.history_help_html)]
    for file, text in texts:
        for word in promised_words(faq, text):
            yield QuickExitError(
                f'"{word}" is a promise that no page can keep',
                where=_place_of_words(faq.file(file), word),
                hint="say what happens instead",
            )


def _hard_answers(faq: Faq) -> Iterator[QuickExitError]:
    for file, text in _answer_texts(faq).items():
        if (reached := grade(text)) > GRADE_LIMIT:
            yield QuickExitError(
                f"this reads at grade {reached:.1f}, and {GRADE_LIMIT} is the limit",
                where=str(faq.file(file)),
                hint="use shorter sentences and shorter words",
            )


def _answer_texts(faq: Faq) -> dict[str, str]:
    answers = {f"questions/{q.file}": f"{q.title} {prose(q.html)}" for q in faq.questions}
    return {**answers, "history.md": prose(faq.history_help_html)}


def _place_of_words(file: Path, words: str) -> str:
    """Return the file, with the line on which the words stand where that can be told."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    found = next((at for at, line in enumerate(lines, 1) if words in line), None)
    return f"{file}:{found}" if found else str(file)
