"""What stands against publishing a language: lost or stray parts, promises, hard words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from html import escape
from pathlib import Path

from quickexit.content_values import Faq, forbidden_words
from quickexit.errors import QuickExitError
from quickexit.plain_language import GRADE_LIMIT, grade, long_words, prose
from quickexit.settings import DEFAULT_LANGUAGE

# The language that the others are compared with, and the one whose plainness can be measured.
REFERENCE = DEFAULT_LANGUAGE


def content_problems(faq: Faq, reference: Faq) -> tuple[QuickExitError, ...]:
    """Return what must be put right in `faq` before anybody reads it; empty where all is well.

    Questions, facts and contacts must be those of `reference` (the English content), no fewer and
    no more; strings are compared when a file is read. Nothing may promise what no page can keep;
    names of contacts are not looked at, since they are not ours to choose. Each English answer
    may be as hard to read as `GRADE_LIMIT` says.
    """
    return (
        *_parity(faq, reference),
        *_promises(faq),
        *(_hard_answers(faq) if faq.language.code == REFERENCE else ()),
    )


def refuse_problems(faqs: Mapping[str, Faq]) -> None:
    """Raise the first problem of the languages, by code; `faqs` must hold the English content."""
    found = [problem for faq in faqs.values() for problem in content_problems(faq, faqs[REFERENCE])]
    if not found:
        return
    more = f" (and {len(found) - 1} more: quickexit content check)" if len(found) > 1 else ""
    raise QuickExitError(found[0].problem, where=found[0].where, cure=f"{found[0].cure}{more}")


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
    folder = str(faq.file("questions"))
    for identifier in theirs:
        if identifier not in own:
            yield QuickExitError(
                f'the question "{identifier}" is missing',
                where=folder,
                cure="translate its file, or leave this language out of the setting 'languages'",
            )
    for identifier, question in own.items():
        if identifier not in theirs:
            yield QuickExitError(
                f'the question "{identifier}" is not in the English content',
                where=str(faq.file(f"questions/{question.file}")),
                cure="take it out",
            )
        if identifier in theirs:
            where = str(faq.file(f"questions/{question.file}"))
            yield from _facts(question.facts, theirs[identifier].facts, where)
    history = str(faq.file("history.md"))
    yield from _facts(faq.history_facts, reference.history_facts, history)
    yield from _differences(
        faq.contact_words,
        reference.contact_words,
        "entry",
        str(faq.file("strings.toml")),
        "add it",
        "take it out",
    )
    if list(own) != list(theirs) and set(own) == set(theirs):
        order = ", ".join(theirs)
        yield QuickExitError(
            "the questions stand in another order",
            where=folder,
            cure=f"number the files so that it is {order}",
        )


def _facts(own: Collection[str], theirs: Collection[str], where: str) -> Iterator[QuickExitError]:
    return _differences(own, theirs, "fact", where, "say it and mark it", "take its mark out")


def _differences(
    own: Collection[str], theirs: Collection[str], kind: str, where: str, add: str, remove: str
) -> Iterator[QuickExitError]:
    for name in theirs:
        if name not in own:
            yield QuickExitError(f'the {kind} "{name}" is missing', where=where, cure=add)
    for name in own:
        if name not in theirs:
            place = _place(Path(where), f"{{#{name}}}")
            problem = f'the {kind} "{name}" is not in the English content'
            yield QuickExitError(problem, where=place, cure=remove)


def _promises(faq: Faq) -> Iterator[QuickExitError]:
    texts = [("strings.toml", text) for text in faq.strings.values()]
    texts += [(f"questions/{q.file}", f"{q.title} {q.html}") for q in faq.questions]
    texts += [("history.md", faq.history_help_html)]
    for file, text in texts:
        for word in promised_words(faq, text):
            yield QuickExitError(
                f'"{word}" is a promise that no page can keep',
                where=_place(faq.file(file), word),
                cure="say what happens instead",
            )


def _hard_answers(faq: Faq) -> Iterator[QuickExitError]:
    for file, text in _answers(faq).items():
        reached = grade(text)
        if reached > GRADE_LIMIT:
            yield QuickExitError(
                f"this reads at grade {reached:.1f}, and {GRADE_LIMIT} is the limit",
                where=str(faq.file(file)),
                cure="use shorter sentences and shorter words",
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
