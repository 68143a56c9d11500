"""The shapes of the content files, and the sentence that says what is wrong with a file."""

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Self, TypeVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from quickexit.errors import QuickExitError, did_you_mean
from quickexit.text_files import read_text
from quickexit.toml_files import line_of_key, parse_toml

Shape = TypeVar("Shape", bound=BaseModel)
PLACEHOLDER = re.compile(r"\{[^{}]*\}?|\}")
# The kinds of numbers that a contact may have.
NUMBERS = ("call", "text", "tty")

# Each string of a language, with the placeholders that it must hold.
# fmt: off
STRINGS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        (
            "title", "heading", "default_publisher", "exit_label", "exit_presses_left",
            "exit_leaving", "exit_limits", "exit_blocked", "leave_heading", "leave_text",
            "leave_text_shift", "leave_text_escape", "leave_text_no_keys", "leave_backup",
            "limits_heading", "limit_history", "limit_earlier_pages", "limit_no_script",
            "limit_loading", "limit_tabs", "limit_keys", "limit_watched", "emergency_heading",
            "emergency_text", "contacts_heading", "contacts_trace", "call", "text", "tty", "hours",
            "languages", "cost", "owner", "questions_heading", "all_answers", "history_heading",
            "history_summary", "language_label", "hosted_link", "unreviewed_notice",
            "unchecked_notice", "copy_number", "number_copied", "number_not_copied",
            "preview_description",
        ),
        frozenset(),
    ),
    "unreviewed_hotline": frozenset({"{name}", "{call}", "{languages}"}),
    "hotline_sentence": frozenset({"{name}", "{call}", "{text}"}),
    "hotline_sentence_call": frozenset({"{name}", "{call}"}),
}
# fmt: on


def _checked_line(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty")
    if re.search(r"[\x00-\x1f\x7f-\x9f]", text):
        raise ValueError("holds a line break or a control character")
    return text


def _checked_placeholders(text: str, info: ValidationInfo) -> str:
    key = info.field_name or ""
    found = set(PLACEHOLDER.findall(text))
    allowed = set() if key == "default_publisher" else {"{publisher}"}
    phrases = [bool(phrase.strip()) for phrase in text.split("|")]
    if lost := sorted(STRINGS[key] - found):
        problem = f"has lost {lost[0]}"
    elif unknown := sorted(found - STRINGS[key] - allowed):
        problem = f"holds {unknown[0]}, which is not known here"
    elif key == "exit_presses_left" and phrases != [True, True]:
        problem = 'needs two phrases with "|" between them: for 2 presses and for 1'
    else:
        return text
    raise PydanticCustomError("placeholders", "{problem}", {"problem": problem})


Words = Annotated[str, AfterValidator(_checked_line)]
# A field for each string of a language.
String = Annotated[Words, AfterValidator(_checked_placeholders)]
# A short number (911, 711, 233733), or E.164: + and up to 15 digits (ITU-T E.164, 2010).
_PHONE_NUMBER = r"^(\+[1-9][0-9]{6,14}|[1-9][0-9]{2,5})$"
PhoneNumber = Annotated[str, StringConstraints(pattern=_PHONE_NUMBER)]
# Language tags as RFC 5646 writes them: language, script, region.
_TAG = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
Tag = Annotated[str, StringConstraints(pattern=_TAG)]

# What is wrong with a value, and what to do, by the type of pydantic's error.
_TYPE_SENTENCES = {
    "missing": ("is missing", "add it"),
    "string_type": ("is not text", 'write it in quotes, such as "words"'),
    "bool_type": ("is neither true nor false", "write true or false, without quotes"),
    "int_type": ("is not a whole number", "write it without quotes, such as 90"),
    "greater_than_equal": ("is less than {ge}", "write {ge} or more"),
    "less_than_equal": ("is more than {le}", "write {le} or less"),
    "date_type": ("is not a day", "write it without quotes, such as 2026-01-31"),
    "list_type": ("is not a list", 'write it in brackets, such as ["one", "two"]'),
    "too_short": ("is empty", "write at least one into it"),
    "dict_type": ("is not a table", "write its lines below [{key}]"),
    "model_type": ("is not a table", "write its lines below [{key}]"),
    "placeholders": ("{problem}", "correct it"),
    "literal_error": ("has another value", "write {expected}"),
}
# The same for a text that does not match its pattern.
_PATTERN_SENTENCES = {
    _PHONE_NUMBER: (
        "is not a number to dial",
        'write it as a phone dials it, such as "+12125550100", or a short number such as "911"',
    ),
    _TAG: ("is not the tag of a language", 'write one such as "es" or "es-MX"'),
}


class Strict(BaseModel):
    """A table whose every key is known, and which is immutable."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ContactWords(Strict):
    """The words on a contact in one language."""

    name: Words
    note: Words | None = None
    hours: Words | None = None
    languages: Words | None = None
    cost: Words | None = None
    owner: Words | None = None


class ContactData(Strict):
    """A contact in `contacts.toml`: its numbers, and who called them when."""

    call: PhoneNumber | None = None
    call_shown: Words | None = None
    text: PhoneNumber | None = None
    text_shown: Words | None = None
    tty: PhoneNumber | None = None
    tty_shown: Words | None = None
    checked_on: date | None = None
    checked_by: Words | None = None
    valid_days: int = Field(ge=1, le=366)

    @model_validator(mode="after")
    def _numbers_agree(self) -> Self:
        if self.call is None and self.text is None:
            raise ValueError("a contact needs a number to call or to text")
        for kind in NUMBERS:
            number, shown = getattr(self, kind), getattr(self, f"{kind}_shown")
            # It may be shown without its country code, with the 0 of its own country before it.
            digits = re.sub(r"[^0-9]", "", shown or "").lstrip("0")
            dials = number is not None and len(digits) >= 3 and number.endswith(digits)
            if shown is not None and not dials:
                raise ValueError(f"{kind}_shown shows another number than {kind}")
        if (self.checked_on is None) != (self.checked_by is None):
            raise ValueError("set checked_on and checked_by together, after the call")
        return self


class ContactsFile(Strict):
    """`contacts.toml`: the contacts in the order in which they are shown.

    `former` names contacts that were here once, and that a deployment may still remove.
    """

    former: list[Words] = []
    contacts: dict[str, ContactData] = Field(min_length=1)

    @model_validator(mode="after")
    def _emergency_first(self) -> Self:
        if next(iter(self.contacts)) != "emergency":
            raise ValueError('the first contact must be "emergency"')
        return self


class _WithContactWords(Strict):
    contacts: dict[str, ContactWords] = {}


_STRING_FIELDS: dict[str, Any] = dict.fromkeys(STRINGS, (String, ...))
# `strings.toml`: every key of STRINGS, and a table for each contact.
StringsFile = create_model("StringsFile", __base__=_WithContactWords, **_STRING_FIELDS)


def read_toml(file: Path, shape: type[Shape]) -> tuple[Shape, str]:
    """Return the content of a TOML file in its shape, and its text (to find lines in).

    Raises `QuickExitError`, one sentence with file and line, for anything malformed.
    """
    text = read_text(file)
    return validated(parse_toml(text, str(file)), shape, file, text), text


def validated(data: object, shape: type[Shape], file: Path, text: str) -> Shape:
    """Return `data`, of which `text` in `file` is the source, in its shape.

    Raises `QuickExitError`, one sentence with file and line, where it has another.
    """
    try:
        return shape.model_validate(data)
    except ValidationError as error:
        details = error.errors(include_url=False)
    found = [(line_of_key(text, detail["loc"]), detail) for detail in details]
    line, first = min(found, key=lambda pair: pair[0])
    problem, hint = _problem_and_hint(shape, first)
    if len(found) > 1:
        hint = f"{hint.rstrip('.')} (and look at {len(found) - 1} more)"
    raise QuickExitError(problem, where=f"{file}:{line}", hint=hint)


def _problem_and_hint(shape: type[BaseModel], error: ErrorDetails) -> tuple[str, str]:
    if error["type"] == "extra_forbidden":
        return _unknown_key(shape, error["loc"])
    key = ".".join(str(part) for part in error["loc"])
    details = error.get("ctx", {})
    if error["type"] == "value_error":
        reason = error["msg"].removeprefix("Value error, ")
        return (f'"{key}": {reason}' if key else reason), "correct it"
    said = _TYPE_SENTENCES.get(error["type"]) or _PATTERN_SENTENCES.get(details.get("pattern", ""))
    if said is None:
        return f'"{key}": {error["msg"]}', "correct it"
    return f'"{key}" {said[0].format(**details)}', said[1].format(key=key, **details)


def _unknown_key(shape: type[BaseModel], place: tuple[int | str, ...]) -> tuple[str, str]:
    *around, last = (str(part) for part in place)
    inner: Any = shape
    # The shape of the table around the key; all values of a mapping have one shape.
    for part in around:
        fields = getattr(inner, "model_fields", None)
        inner = fields[part].annotation if fields else get_args(inner)[-1]
    known, table = inner.model_fields, ".".join(around)
    problem = f'"{".".join([*around, last])}" is not a known key'
    if "name" in known and last in ContactData.model_fields:
        return problem, f"numbers stand below [{table}] of contacts.toml"
    if "valid_days" in known and last in ContactWords.model_fields:
        return problem, f"words stand below [{table}] of content/<language>/strings.toml"
    if around and last in shape.model_fields:
        return f'"{last}" stands in [{table}]', "move it to the top of the file, above every table"
    return problem, did_you_mean(last, known) or f"known are {', '.join(known)}"
