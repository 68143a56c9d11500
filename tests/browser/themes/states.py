"""Every part of a page that can be pressed, in every state, in the colours that are painted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Frame, Page

from quickexit.themes.colour import contrast
from quickexit.themes.contrast import PAIRS
from quickexit.themes.theme import Theme

_FIND = Path(__file__).with_name("states.js").read_text("utf-8")
STATES = ("at rest", "with the focus", "disabled", "under the pointer", "while it is pressed")


@dataclass(frozen=True)
class Seen:
    """What lies in front of what: `what` is text, mark, edge or ring, `part` where it is seen.

    Of an edge, one of the `fronts` is enough: the line, or what it encloses. Something that would
    change colours in a way that is not computed has the name of its property.
    """

    part: str
    state: str
    what: str
    fronts: tuple[str, ...]
    back: str
    need: float

    @property
    def ratio(self) -> float:
        """The contrast of the best front, 1 to 21."""
        return max(contrast(front, self.back) for front in self.fronts)

    def __str__(self) -> str:
        return (
            f"{self.part} {self.state}: {self.what} {'/'.join(self.fronts)} on {self.back}"
            f" has {self.ratio:.2f}, not {self.need:g}"
        )


class Parts:
    """The parts of a frame that can be pressed, one of each look that is shown at the moment.

    `only` is a selector that they must match; `known` are keys of looks that were tried before.
    """

    def __init__(self, frame: Frame, only: str = "*", known: Iterable[str] = ()) -> None:
        self._frame = frame
        self._page: Page = frame.page
        frame.evaluate(_FIND, [only, list(known)])
        self.names: list[str] = frame.evaluate("states.names")
        self.keys: list[str] = frame.evaluate("states.keys")

    def seen(self) -> Iterator[Seen]:
        """Yield what is seen of every part in every state."""
        yield from self.seen_without_pointer()
        for number in range(len(self.names)):
            yield from self._pressed(number)

    def seen_without_pointer(self) -> Iterator[Seen]:
        """Yield what is seen at rest, with the focus, and disabled."""
        yield from self._all("at rest", "states.atRest()")
        # Only who uses the keyboard sees a ring.
        self._page.keyboard.press("Tab")
        yield from self._all("with the focus", "states.focused()")
        yield from self._all("disabled", "states.disabled()")

    def place(self, number: int) -> tuple[float, float]:
        """Bring a part into view and return its middle, in CSS pixels of the page."""
        x, y = self._frame.evaluate("n => states.place(n)", number)
        if self._frame.parent_frame is None:
            return x, y
        box = self._frame.frame_element().bounding_box()
        assert box, "the frame is shown"
        return box["x"] + x, box["y"] + y

    def flat(self, number: int) -> tuple[float, float, str] | None:
        """Return a place of a part where its ground alone is painted, and that colour as computed.

        None where a part has no such room. It is in view after `place`.
        """
        found = self._frame.evaluate("n => states.flat(n)", number)
        return tuple(found) if found else None

    def _pressed(self, number: int) -> Iterator[Seen]:
        self._page.mouse.move(*self.place(number))
        yield from self._one(number, ":hover", "under the pointer")
        self._page.mouse.down()
        yield from self._one(number, ":active", "while it is pressed")
        # Elsewhere, so that nothing was clicked.
        self._page.mouse.move(0, 0)
        self._page.mouse.up()

    def _one(self, number: int, selector: str, state: str) -> Iterator[Seen]:
        looks = self._frame.evaluate("([n, state]) => states.look(n, state)", [number, selector])
        assert looks is not None, f"{self.names[number]} is {state}"
        yield from _seen(self.names[number], state, looks)

    def _all(self, state: str, call: str) -> Iterator[Seen]:
        for name, looks in zip(self.names, self._frame.evaluate(call), strict=True):
            yield from _seen(name, state, looks)


def _seen(part: str, state: str, looks: Iterable[Any]) -> Iterator[Seen]:
    for look in looks:
        fronts = tuple(look["fronts"])
        yield Seen(part, state, look["what"], fronts, look["back"], look["need"])


def faults(seen: Iterable[Seen]) -> list[str]:
    """Return a sentence for whatever cannot be told apart from its ground."""
    return sorted({str(one) for one in seen if one.ratio < one.need})


def unchecked(seen: Iterable[Seen], theme: Theme, scheme: str) -> set[str]:
    """Return what is seen in two colours of which the gate of contrast checks no pair.

    An edge whose line or filling is told apart from its ground by a checked pair is checked.
    """
    checked = {
        (theme.colour(scheme, pair.front), theme.colour(scheme, pair.back), need)
        for pair in PAIRS
        for need in (3, 4.5)
        if pair.least >= need
    }
    return {
        f"{one.part}: {one.what}"
        for one in seen
        if not any((front, one.back, one.need) in checked for front in one.fronts)
    }
