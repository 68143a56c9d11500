"""All controls of the studio's page, found on the page itself, and where the focus is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import ElementHandle, Page

_ASKED = Path(__file__).with_suffix(".js").read_text("utf-8")


class Control(NamedTuple):
    """A control by its name on the page; `kind` is its role, its input's type, or its element."""

    name: str
    kind: str


def all_controls(page: Page) -> set[str]:
    """Return the names of all controls of the page, also of those that cannot be worked now."""
    return set(_ask(page, "names()"))


def controls_there(page: Page) -> list[Control]:
    """Return the controls that are shown and not disabled, in the order of the document."""
    return [Control(*one) for one in _ask(page, "there()")]


def find(page: Page, name: str) -> ElementHandle:
    """Return the first control of that name that is shown and not disabled."""
    found = page.evaluate_handle(f"name => {_ASKED}.find(name)", name).as_element()
    assert found, f"the studio shows no {name}"
    return found


def focused(page: Page) -> Control | None:
    """Return the control of the page that has the focus, or holds what has it."""
    found = _ask(page, "focused()")
    return Control(*found) if found else None


def ask_focused(page: Page, question: str) -> Any:
    """Return what a function of JavaScript says of the element that has the focus.

    That may stand within the preview and its frames.
    """
    return page.evaluate(f"() => ({question})({_ASKED}.deepest())")


def values(page: Page) -> dict[str, str | bool]:
    """Return what each control holds that keeps its state in the page's address, by its name."""
    found: dict[str, str | bool] = _ask(page, "values()")
    return found


def _ask(page: Page, question: str) -> Any:
    return page.evaluate(f"() => {_ASKED}.{question}")
