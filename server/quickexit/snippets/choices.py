"""What a partner may choose by name, and the checks of each choice."""

import re
from collections.abc import Collection, Mapping
from functools import cache
from typing import TypeVar

from quickexit.content.models import Faq
from quickexit.deployment.widget_options import WidgetOption, widget_options
from quickexit.errors import UsageError, did_you_mean, shown_name
from quickexit.snippets.heights import WIDTHS, Heights, Table, heights_of
from quickexit.snippets.options import VARIANTS
from quickexit.snippets.places import PLACES, WORDPRESS
from quickexit.urls import option_address

NONCE = "{{ nonce }}"
# What a template's placeholder or a nonce is made of; a quote or a semicolon would end the
# directive in which it is printed.
_NONCE = re.compile(r"[^\s\"';,<>&](?:[^\"';,<>&\r\n]{0,78}[^\s\"';,<>&])?")
# Choices that are no option of the page's script.
_OF_THE_SNIPPET = (
    "variant", "for", "base-url", "channel", "release", "reserve", "nonce-placeholder"
)  # fmt: skip
_Item = TypeVar("_Item")


def script_options() -> Mapping[str, WidgetOption]:
    """Return the options of the page's script that are choices."""
    return {name: option for name, option in widget_options().items() if option.part != "page"}


@cache
def listed_values() -> Mapping[str, tuple[str, ...]]:
    """Return the choices that have listed values, with those values, the default first."""
    listed = {name: option.values for name, option in script_options().items() if option.values}
    return {"variant": VARIANTS, "for": (*PLACES, WORDPRESS), **listed}


def check_names(choices: Collection[str], dashes: str) -> None:
    """Raise `UsageError` for the first name that is no choice."""
    known = (*_OF_THE_SNIPPET, *script_options())
    for name in choices:
        if name not in known:
            hint = did_you_mean(name, known) or f"choose from {', '.join(known)}"
            raise UsageError(f"there is no option {dashes}{shown_name(name)}", hint=hint)


def chosen_item(kind: str, name: str, items: Mapping[str, _Item]) -> _Item:
    """Return the item of that name; raise `UsageError` where there is none."""
    if name not in items:
        hint = did_you_mean(name, items) or f"there are {', '.join(items)}"
        raise UsageError(f'there is no {kind} "{shown_name(name)}"', hint=hint)
    return items[name]


def chosen_value(name: str, choices: Mapping[str, str], dashes: str) -> str:
    """Return a choice of `listed_values`, by default the first; raise `UsageError` for another."""
    values = listed_values()[name]
    value = choices.get(name, values[0])
    if value not in values:
        problem = f'{dashes}{name} cannot be "{shown_name(value)}"'
        raise UsageError(problem, hint=f"choose {', '.join(values)}")
    return value


def chosen_values(choices: Mapping[str, str], faq: Faq, dashes: str) -> dict[str, str]:
    """Return the values that were chosen for the options of the page's script, by name.

    The language is that of `faq`: the script's form is that of a tag without its region.
    Raises `UsageError` for what an option does not take.
    """
    return {
        name: _chosen(option, choices[name], faq, dashes)
        for name, option in script_options().items()
        if name in choices and name != "lang"
    }


def _chosen(option: WidgetOption, value: str, faq: Faq, dashes: str) -> str:
    if option.name.endswith("-href"):
        return option_address(dashes + option.name, value)
    if option.name == "open" and value:
        questions = {question.identifier: value for question in faq.questions}
        return chosen_item("question", value, questions)
    if not option.takes(value):
        hint = f"choose {', '.join(option.values) or option.meaning}"
        problem = f'{dashes}{option.name} cannot be "{shown_name(value)}"'
        raise UsageError(problem, hint=hint)
    return value


def chosen_nonce(choices: Mapping[str, str], dashes: str) -> str | None:
    """Return the placeholder of the nonce; raise `UsageError` where a policy cannot hold it."""
    nonce = choices.get("nonce-placeholder")
    if nonce is not None and not _NONCE.fullmatch(nonce):
        raise UsageError(
            f"{dashes}nonce-placeholder is empty, too long, or has a character that ends a policy",
            hint=f"write the text that your templates replace, like {NONCE}",
        )
    return nonce


def chosen_heights(
    choices: Mapping[str, str], table: Table, theme: str, language: str, dashes: str
) -> Heights | None:
    """Return the heights of the frame: those of the table, or three that were chosen, or none.

    Raises `UsageError` for anything else.
    """
    value = choices.get("reserve", "auto")
    if value == "auto":
        return heights_of(table, theme, language)
    if value == "none":
        return None
    if not re.fullmatch(r"[1-9]\d{1,4}( [1-9]\d{1,4}){2}", value, re.ASCII):
        raise UsageError(
            f'{dashes}reserve cannot be "{shown_name(value)}"',
            hint="choose auto, none, or three heights in pixels, for a window "
            f"{', '.join(map(str, WIDTHS))} pixels wide",
        )
    first, second, third = map(int, value.split())
    return first, second, third
