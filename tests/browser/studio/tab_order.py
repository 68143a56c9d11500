"""A walk over the studio's page by Tab alone, and what must be true of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from playwright.sync_api import Page
from tests.browser.studio.controls import Control, ask_focused, controls_there, find, focused

_FOCUS = Path(__file__).with_name("focus.js").read_text("utf-8")
_LOOKED_AT = f"""one => [
    one.localName, ({_FOCUS})(one), one.matches("details:not([open]) > summary"),
]"""
# Far more than there are places, those within the preview among them.
_MOST_STEPS = 300
# Of a group of these one is a stop of Tab; arrows lead to the others.
_GROUPED = ("radio", "tab")


@dataclass
class Walk:
    """The controls that the key led to, in their order, and the places where no focus was seen."""

    stops: list[Control] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)


def walk(page: Page, key: str = "Tab", most: int = _MOST_STEPS) -> Walk:
    """Walk from the page's edge until it begins again; open whatever is closed on the way.

    A trap fails here: the page never begins again.
    """
    found = Walk()
    for _ in range(most):
        page.keyboard.press(key)
        stop = focused(page)
        # Past the edge the focus is nowhere, or at once at the other edge.
        if found.stops and stop in (None, found.stops[0]):
            return found
        if stop:
            _note(page, stop, found)
    raise AssertionError(f"the page never begins again: {most} times {key} lead to {stop}")


def _note(page: Page, stop: Control, found: Walk) -> None:
    place, problem, is_closed = ask_focused(page, _LOOKED_AT)
    if problem:
        found.unseen.append(f"{stop.name} ({place}): {problem}")
    # The places within the preview are one stop of the studio's page.
    if stop.kind != "iframe" or found.stops[-1:] != [stop]:
        found.stops.append(stop)
    if is_closed:
        page.keyboard.press("Enter")


def walk_by_arrows(page: Page, stops: list[Control]) -> set[str]:
    """Return what arrows lead to from those stops that are one of a group, and go back there."""
    return {
        name for stop in stops if stop.kind in _GROUPED for name in _round_by_arrows(page, stop)
    }


def _round_by_arrows(page: Page, first: Control) -> set[str]:
    find(page, first.name).focus()
    others: set[str] = set()
    for _ in range(_MOST_STEPS):
        page.keyboard.press("ArrowRight")
        now = focused(page)
        if not now or now == first:
            return others
        others.add(now.name)
    raise AssertionError(f"arrows never lead back to {first.name}")


def check_reached(page: Page, stops: list[Control], by_arrows: set[str]) -> None:
    """Fail unless Tab or arrows lead to all that is there, Tab in the order of the document."""
    there = [one.name for one in controls_there(page)]
    reached = [one.name for one in stops]
    missed = sorted({*there} - {*reached} - by_arrows)
    assert not missed, f"no key leads to {', '.join(missed)}"
    expected = [name for name in there if name not in by_arrows]
    for here, wanted in zip_longest(reached, expected):
        assert here == wanted, f"another order than the document's: {here} instead of {wanted}"


def check_seen(found: Walk) -> None:
    """Fail unless the focus was seen wherever it was."""
    assert not found.unseen, "the focus is not seen: " + "; ".join(found.unseen)
