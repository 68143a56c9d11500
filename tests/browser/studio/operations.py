"""Two ways to work a control of the studio: by keys alone, and by the pointer alone."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from itertools import cycle

from playwright.sync_api import ElementHandle, FileChooser, FilePayload
from tests.browser.studio.controls import Control, ask_focused, find, focused
from tests.browser.studio.studio import PREVIEW, Studio

_MOST_STEPS = 300
_MOST_IN_A_GROUP = 20
_GROUPED = ("radio", "tab")


class Hand(ABC):
    """The verbs of the table; each works the control of that name as a person would."""

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self.page = studio.page
        self._choosers: list[FileChooser] = []
        # From the start: the browser learns only after a while that somebody wants to hear of them.
        self.page.on("filechooser", lambda chooser: self._choosers.append(chooser))

    @abstractmethod
    def press(self, name: str) -> None:
        """Press a button, a link or a summary."""

    @abstractmethod
    def press_within(self, selector: str) -> None:
        """Press what is within the preview."""

    @abstractmethod
    def tick(self, name: str) -> None:
        """Tick a box, or take the tick away."""

    @abstractmethod
    def choose(self, name: str) -> None:
        """Choose one of a group of radio buttons or tabs."""

    @abstractmethod
    def select(self, name: str, value: str) -> None:
        """Choose an option of a list by its value."""

    @abstractmethod
    def write(self, name: str, text: str) -> None:
        """Write into a field, instead of what is there."""

    @abstractmethod
    def slide(self, name: str) -> None:
        """Move a slider to another place."""

    @abstractmethod
    def pick(self, name: str) -> None:
        """Pick another colour."""

    @abstractmethod
    def scroll(self, name: str) -> None:
        """Scroll to the end of what is longer than its room."""

    def hand_in(self, name: str, file: FilePayload) -> None:
        """Choose a file; the dialog is the system's own, so the driver answers it."""
        self._choosers.clear()
        self.press(name)
        self.studio.visit.wait_for(lambda: self._choosers, f"{name} asks for a file")
        self._choosers[0].set_files(file)

    def _wait_for_value(self, control: ElementHandle, act: Callable[[], None], old: str) -> None:
        def is_another() -> bool:
            act()
            return control.input_value() != old

        self.studio.visit.wait_for(is_another, f"its value is no longer {old}")

    def _wait_for_state(self, control: ElementHandle, selector: str) -> None:
        self.studio.visit.wait_for(
            lambda: control.evaluate("(one, to) => one.matches(to)", selector), f"it is {selector}"
        )


class Keys(Hand):
    """The keyboard alone, from the top of the page, and never the focus set by script."""

    def press(self, name: str) -> None:
        """Press Enter."""
        self._go_to(name)
        self.page.keyboard.press("Enter")

    def press_within(self, selector: str) -> None:
        """Go on by Tab, through the preview's own places."""
        asked = f"one => one.matches({selector!r})"
        self._tab_until(lambda: bool(ask_focused(self.page, asked)), selector)
        self.page.keyboard.press("Enter")

    def tick(self, name: str) -> None:
        """Press Space."""
        self._go_to(name)
        self.page.keyboard.press("Space")

    def choose(self, name: str) -> None:
        """Go to the one of the group that Tab leads to, and on by arrows."""
        group = name.partition("=")[0].partition("-")[0]
        self._tab_until(lambda: self._is_in(group), group)
        for _ in range(_MOST_IN_A_GROUP):
            if _name(focused(self.page)) == name:
                return
            self.page.keyboard.press("ArrowRight")
        raise AssertionError(f"no arrow leads to {name}")

    def select(self, name: str, value: str) -> None:
        """Go down from the first option by arrows."""
        control = self._go_to(name)
        self.page.keyboard.press("Home")
        for _ in range(_MOST_STEPS):
            if control.input_value() == value:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no arrow leads to {value} in {name}")

    def write(self, name: str, text: str) -> None:
        """Write over what is there."""
        self._go_to(name)
        self.page.keyboard.press("Control+a")
        self.studio.write(text)

    def slide(self, name: str) -> None:
        """Press an arrow: downwards, unless the thumb is at the lower end."""
        control = self._go_to(name)
        is_low = control.evaluate("one => one.value === one.min")
        self.page.keyboard.press("ArrowRight" if is_low else "ArrowLeft")

    def pick(self, name: str) -> None:
        """Open the browser's own picker, and move in it by arrows."""
        control = self._go_to(name)
        old = control.input_value()
        self.page.keyboard.press("Enter")
        # Nothing tells when the picker takes keys: until then an arrow does nothing. Both lead
        # towards black, so that none takes back what the other did.
        arrows = cycle(("ArrowLeft", "ArrowDown"))
        self._wait_for_value(control, lambda: self.page.keyboard.press(next(arrows)), old)
        self.page.keyboard.press("Enter")
        self._wait_for_state(control, ":not(:open)")

    def scroll(self, name: str) -> None:
        """Press End."""
        self._go_to(name)
        self.page.keyboard.press("End")

    def _go_to(self, name: str) -> ElementHandle:
        self._tab_until(lambda: _name(focused(self.page)) == name, name)
        return find(self.page, name)

    def _tab_until(self, is_there: Callable[[], bool], wanted: str) -> None:
        for _ in range(_MOST_STEPS):
            if is_there():
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {wanted}")

    def _is_in(self, group: str) -> bool:
        now = focused(self.page)
        return bool(now and now.kind in _GROUPED and now.name.startswith(group))


class Pointer(Hand):
    """The pointer alone, in the middle of what is seen."""

    def press(self, name: str) -> None:
        """Click."""
        control = find(self.page, name)
        # What refuses says by a press why, so it is marked as disabled and is not: the driver
        # would wait until it is no longer marked.
        control.click(force=control.get_attribute("aria-disabled") == "true")

    def press_within(self, selector: str) -> None:
        """Click inside the preview; what is pressed may go away with its page."""
        self.page.frame_locator(PREVIEW).locator(selector).locator("visible=true").click(
            no_wait_after=True
        )

    def tick(self, name: str) -> None:
        """Click."""
        self.press(name)

    def choose(self, name: str) -> None:
        """Click."""
        self.press(name)

    def select(self, name: str, value: str) -> None:
        """Open the list by a click, and take the option.

        The open list is a window of the system: the driver's pointer does not reach into it
        (measured in headless Chromium); tests/browser/studio/test_pop_ups.py uses a real one.
        """
        control = find(self.page, name)
        control.click()
        self._wait_for_state(control, ":open")
        control.click()
        control.select_option(value)

    def write(self, name: str, text: str) -> None:
        """Select what is there by three clicks; what is written needs keys in any case."""
        find(self.page, name).click(click_count=3)
        self.studio.write(text)

    def slide(self, name: str) -> None:
        """Drag along the track, from one end until the value is another."""
        control = find(self.page, name)
        control.scroll_into_view_if_needed()
        old, box = control.input_value(), control.bounding_box()
        assert box, f"{name} is shown"
        middle = box["y"] + box["height"] / 2
        self.page.mouse.move(box["x"] + box["width"] * 0.1, middle)
        self.page.mouse.down()
        for part in (0.3, 0.6):
            self.page.mouse.move(box["x"] + box["width"] * part, middle)
            if control.input_value() != old:
                break
        self.page.mouse.up()

    def pick(self, name: str) -> None:
        """Open the picker by a click, and take a colour; for its window see `select`."""
        control = find(self.page, name)
        control.click()
        self._wait_for_state(control, ":open")
        self.studio.visit.wait_for(lambda: self._is_closed(control), "the picker closes")
        control.fill(near(control.input_value()))

    def _is_closed(self, picker: ElementHandle) -> bool:
        # Until it takes keys, Escape does nothing.
        self.page.keyboard.press("Escape")
        return bool(picker.evaluate("one => !one.matches(':open')"))

    def scroll(self, name: str) -> None:
        """Turn the wheel over it."""
        find(self.page, name).hover()
        self.page.mouse.wheel(0, 5000)


def near(colour: str) -> str:
    """Return another `#rrggbb` that looks the same, so that what could be read still can be."""
    return f"#{int(colour[1:], 16) ^ 1:06x}"


def _name(control: Control | None) -> str | None:
    return control.name if control else None
