"""The options of the snippet, as `widget/options.toml` lists them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from quickexit.errors import QuickExitError
from quickexit.paths import shown_path, widget_directory
from quickexit.text_files import read_text
from quickexit.toml_files import parse_toml

OPTIONS_FILE = "options.toml"
_PARTS = ("exit", "frame", "page")


@dataclass(frozen=True)
class WidgetOption:
    """One option: its default, what it takes, and what it is for.

    `values` are those that are listed, the default first; without any, `form` is a regular
    expression of the whole and `meaning` says it in words. `part` is what the option concerns:
    `exit`, `frame`, or `page` for what is written by hand alone. `fragment` is its name in the
    fragment of the frame's address, empty where the frame need not know it.
    """

    name: str
    part: str
    default: str
    about: str
    values: tuple[str, ...] = ()
    form: str = ""
    meaning: str = ""
    fragment: str = ""

    def takes(self, value: str) -> bool:
        """Say whether the page's script takes a value."""
        return value == self.default or re.fullmatch(self._others(), value, re.ASCII) is not None

    def script_form(self) -> str:
        """Return the alternatives of a regular expression, of which the first is the default."""
        return f"{self.default}|{self._others()}"

    def _others(self) -> str:
        others = self.values[1:]
        if others and "".join(others) in "123456789":
            return f"[{others[0]}-{others[-1]}]"
        return "|".join(others) or self.form


def load_widget_options(file: Path) -> Mapping[str, WidgetOption]:
    """Return the options of a file, in its order.

    Raises `QuickExitError` for a file that cannot be read, or an option that lacks something.
    """
    tables: Mapping[str, Any] = parse_toml(read_text(file), shown_path(file))
    return {name: _option(name, table, file) for name, table in tables.items()}


@cache
def widget_options() -> Mapping[str, WidgetOption]:
    """Return the options of this package."""
    return load_widget_options(widget_directory() / OPTIONS_FILE)


def script_table(options: Mapping[str, WidgetOption]) -> str:
    """Return the options as the JavaScript object that the page's script reads."""
    return json.dumps({name: option.script_form() for name, option in options.items()})


def _option(name: str, table: Mapping[str, Any], file: Path) -> WidgetOption:
    for key in ("part", "default", "about"):
        if key not in table:
            raise _broken(name, f"has no {key}", file)
    values = tuple(table.get("values", ()))
    option = WidgetOption(name, **{**table, "values": values})
    if option.part not in _PARTS:
        raise _broken(name, f'concerns an unknown part "{option.part}"', file)
    if values[:1] != (option.default,) and not (option.form and option.meaning and not values):
        raise _broken(name, "lists neither its default first, nor a form with its meaning", file)
    return option


def _broken(name: str, problem: str, file: Path) -> QuickExitError:
    return QuickExitError(
        f"the option {name} {problem}",
        where=shown_path(file),
        hint="see the comment at the head of the file",
    )
