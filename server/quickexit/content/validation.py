"""What stands against publishing a language: lost or stray parts, promises, hard words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path

from quickexit.content.models import DEFAULT_LANGUAGE, Faq, Question, forbidden_words
from quickexit.content.readability import GRADE_LIMIT, grade, long_words, prose
from quickexit.errors import QuickExitError
from quickexit.text_files import line_of, read_text

_FEWER = "or name fewer in the setting 'languages'"
_ANSWER = f"or write the same answer in each language that you ship, {_FEWER}"
_ENTRY = f"or write it in each language that you ship, {_FEWER}"
# The language that the others are compared with, and the one whose plainness can be measured.
REFERENCE = DEFAULT_LANGUAGE


@dataclass(frozen=True)
class _Files:
    """A file of one language by its name, and the English one that it is compared with."""

    faq: Faq
    name: str
    reference: Faq
    english_name: str

    @property
    def own(self) -> Path:
        return self.faq.file(self.name)

    @property
    def english(self) -> Path:
        return self.reference.file(self.english_name)

    @property
    def english_is_to_blame(self) -> bool:
        """Whether a deployment wrote the English file alone: the package's agree."""
        return self.reference.is_own(self.english_name) and not self.faq.is_own(self.name)


def content_problems(faq: Faq, reference: Faq) -> tuple[QuickExitError, ...]:
    """Return what must be put right in `faq` before anybody reads it; empty where all is well.

    Questions, facts and contacts must be those of `reference` (the English content), no fewer and
    no more; where a deployment wrote the English file alone, that one is at fault. Strings are
    compared when a file is read. Nothing may promise what no page can keep; names of contacts are
    not looked at, since they are not ours to choose. Each English answer may be as hard to read as
    `GRADE_LIMIT` says.
    """
    return (
        *_parity(faq, reference),
        *_promises(faq),
        *(_hard_answers(faq) if faq.language.code == REFERENCE else ()),
    )


def all_problems(faqs: Mapping[str, Faq]) -> tuple[QuickExitError, ...]:
    """Return the problems of the languages, by code; `faqs` must hold the English content.

    What is wrong in the English content is found in many languages, and said once.
    """
    reference = faqs[REFERENCE]
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
    """Return the words that promise what no page can keep; a publisher's name is not ours."""
    return forbidden_words(faq.language, _without(text, faq.publisher))


def long_words_of(faq: Faq) -> dict[str, tuple[str, ...]]:
    """Return the words of four syllables and more of an English content, by file."""
    found = {file: long_words(text) for file, text in _answers(faq).items()}
    return {file: words for file, words in found.items() if words}


def _parity(faq: Faq, reference: Faq) -> Iterator[QuickExitError]:
    own = {question.identifier: question for question in faq.questions}
    theirs = {question.identifier: question for question in reference.questions}
    yield from _questions(faq, own, theirs)
    for name in theirs:
        if name in own:
            files = _Files(
                faq, f"questions/{own[name].file}", reference, f"questions/{theirs[name].file}"
            )
            yield from _facts(files, own[name].facts, theirs[name].facts)
    files = _Files(faq, "history.md", reference, "history.md")
    yield from _facts(files, faq.history_facts, reference.history_facts)
    files = _Files(faq, "strings.toml", reference, "strings.toml")
    yield from _entries(files, faq.contact_words, reference.contact_words)
    if list(own) != list(theirs) and set(own) == set(theirs):
        yield _other_order(faq, reference)


def _questions(
    faq: Faq, own: Mapping[str, Question], theirs: Mapping[str, Question]
) -> Iterator[QuickExitError]:
    for name in theirs:
        if name not in own:
            yield QuickExitError(
                f'the question "{name}" is missing',
                where=str(faq.questions_folder),
                hint="translate its file, or leave this language out of the setting 'languages'",
            )
    for name, question in own.items():
        if name not in theirs:
            yield QuickExitError(
                f'the question "{name}" is not in the English content',
                where=str(faq.file(f"questions/{question.file}")),
                hint="take it out",
            )


def _facts(
    files: _Files, own: Collection[str], theirs: Collection[str]
) -> Iterator[QuickExitError]:
    """Compare the marks of one answer."""
    lost = [name for name in theirs if name not in own]
    stray = [name for name in own if name not in theirs]
    if files.english_is_to_blame:
        for name in stray:
            problem = f"this answer has lost the mark {{#{name}}}, which other languages have"
            yield QuickExitError(problem, where=str(files.english), hint=f"keep it, {_ANSWER}")
        for name in lost:
            problem = f"the mark {{#{name}}} is not in every language"
            where = _place(files.english, f"{{#{name}}}")
            yield QuickExitError(problem, where=where, hint=f"take it out, {_ANSWER}")
        return
    for name in lost:
        problem = f'the fact "{name}" is missing'
        yield QuickExitError(problem, where=str(files.own), hint="say it and mark it")
    for name in stray:
        problem = f'the fact "{name}" is not in the English content'
        where = _place(files.own, f"{{#{name}}}")
        yield QuickExitError(problem, where=where, hint="take its mark out")


def _entries(
    files: _Files, own: Collection[str], theirs: Collection[str]
) -> Iterator[QuickExitError]:
    """Compare what is said about the contacts."""
    for name in theirs:
        if name not in own and files.english_is_to_blame:
            problem = f'the entry "{name}" is not in every language'
            where = f"{files.english}:{line_of(read_text(files.english), tuple(name.split('.')))}"
            yield QuickExitError(problem, where=where, hint=f"take it out, {_ENTRY}")
        elif name not in own:
            problem = f'the entry "{name}" is missing'
            yield QuickExitError(problem, where=str(files.own), hint="add it")
    for name in own:
        if name not in theirs:
            problem = f'the entry "{name}" is not in the English content'
            yield QuickExitError(problem, where=str(files.own), hint="take it out")


def _other_order(faq: Faq, reference: Faq) -> QuickExitError:
    if any(reference.is_own(f"questions/{one.file}") for one in reference.questions):
        return QuickExitError(
            "the questions stand in another order than in other languages",
            where=str(reference.questions_folder),
            hint="give your files the numbers that the package gives them, or number the files of"
            f" each language that you ship alike, {_FEWER}",
        )
    order = ", ".join(one.identifier for one in reference.questions)
    return QuickExitError(
        "the questions stand in another order",
        where=str(faq.questions_folder),
        hint=f"number the files so that it is {order}",
    )


def _promises(faq: Faq) -> Iterator[QuickExitError]:
    texts = [("strings.toml", text) for text in faq.strings.values()]
    texts += [(f"questions/{q.file}", f"{q.title} {q.html}") for q in faq.questions]
    texts += [("history.md", faq.history_help_html)]
    for file, text in texts:
        for word in promised_words(faq, text):
            yield QuickExitError(
                f'"{word}" is a promise that no page can keep',
                where=_place(faq.file(file), word),
                hint="say what happens instead",
            )


def _hard_answers(faq: Faq) -> Iterator[QuickExitError]:
    for file, text in _answers(faq).items():
        reached = grade(text)
        if reached > GRADE_LIMIT:
            yield QuickExitError(
                f"this reads at grade {reached:.1f}, and {GRADE_LIMIT} is the limit",
                where=str(faq.file(file)),
                hint="use shorter sentences and shorter words",
            )


def _answers(faq: Faq) -> dict[str, str]:
    answers = {f"questions/{q.file}": f"{q.title} {prose(q.html)}" for q in faq.questions}
    return {**answers, "history.md": prose(faq.history_help_html)}


def _place(file: Path, words: str) -> str:
    """Return the file, with the line on which the words stand where that can be told."""
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    found = next((at for at, line in enumerate(lines, 1) if words in line), None)
    return f"{file}:{found}" if found else str(file)


def _without(text: str, publisher: str) -> str:
    return text.replace(escape(publisher), "").replace(publisher, "")
