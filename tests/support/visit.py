"""The verbs of a visit, the same in every engine."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.waiting import PATIENCE_SECONDS as PATIENCE_SECONDS

# Selectors that both drivers understand come in two halves: a host element, and what is in its
# open shadow root.
HOST = "document.querySelector('[data-quick-exit-control]')"
CONTROL = f"{HOST}?.shadowRoot.querySelector('a[data-quick-exit]')"
FAQ = "document.querySelectorAll('[data-quick-exit-faq], quick-exit-faq')"


def iframe(faq: int = 0) -> str:
    """Return the expression of the nth FAQ's frame: in the page, or made by the script."""
    element = f"({FAQ})[{faq}]"
    return f"({element}?.querySelector('iframe') || {element}?.shadowRoot?.querySelector('iframe'))"


class Visit(ABC):
    """One visitor: a fresh profile with one page. `engine` is chromium, firefox or webkit."""

    engine: str

    @abstractmethod
    def open(self, url: str) -> None:
        """Go to the address, as if typed."""

    @abstractmethod
    def begin(self, url: str) -> None:
        """Set off for the address, without waiting for the page to have loaded."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """Return what the JavaScript expression gives on the page (promises awaited)."""

    @abstractmethod
    def evaluate_in_frame(self, expression: str, faq: int = 0) -> Any:
        """Return what the expression gives inside the frame of the nth FAQ."""

    @abstractmethod
    def click(self, selector: str) -> None:
        """Click a node of the page itself with a real pointer."""

    @abstractmethod
    def click_control(self) -> None:
        """Click the control in force, in its shadow root, with a real pointer."""

    @abstractmethod
    def click_in_frame(self, selector: str) -> None:
        """Click a node inside the first FAQ's frame with a real pointer."""

    @abstractmethod
    def press(self, key: str, times: int = 1) -> None:
        """Press and release a key wherever the focus is."""

    @abstractmethod
    def chord(self, held: str, key: str, times: int = 1) -> None:
        """Press a key some times while another is held."""

    @abstractmethod
    def screenshot(self, file: Path) -> None:
        """Write a picture of the page."""

    @abstractmethod
    def close(self) -> None:
        """End the visit; nothing of it stays."""

    @abstractmethod
    def _pause(self) -> None:
        """Let the engine work on for a moment."""

    @property
    @abstractmethod
    def engine_errors(self) -> tuple[type[Exception], ...]:
        """What the driver raises while a page is on its way to another."""

    # -- what every engine does alike --------------------------------------------------------

    @property
    def url(self) -> str:
        """Return the address of the document shown (drivers' own notes go stale in Firefox)."""
        return str(self.evaluate("location.href"))

    def back(self) -> None:
        """Go back as the button does; a page from the bfcache fires no load to wait for."""
        self._travel("back")

    def forward(self) -> None:
        """Go forward as the button does."""
        self._travel("forward")

    def _travel(self, direction: str) -> None:
        """Set off from a page that stands, and only after the driver has had its answer."""
        self.wait_for_page("document.readyState === 'complete'", "the page has arrived whole")
        self.evaluate(f"void setTimeout(() => history.{direction}())")

    def wait_for(self, condition: Callable[[], Any], promise: str) -> Any:
        """Return the first true value of the condition; fail with the promise that was broken."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                if value := condition():
                    return value
            except self.engine_errors:
                pass  # the page is being replaced: ask again
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.engine}: not so in {PATIENCE_SECONDS} s: {promise}")
            self._pause()

    def wait_for_page(self, expression: str, promise: str) -> Any:
        """Wait until the expression is true on the page."""
        return self.wait_for(lambda: self.evaluate(expression), promise)

    def wait_for_control(self) -> None:
        """Wait until the script has put its control on the page."""
        self.wait_for_page(f"!!({CONTROL})", "the script puts its control on the page")

    def wait_for_faq(self, faq: int = 0) -> None:
        """Wait until the nth frame is shown, and has been greeted by the script."""
        shown = f"({iframe(faq)}?.offsetHeight || 0) > 60"
        self.wait_for_page(shown, "the frame is shown")
        greeted = "document.documentElement.dataset.shown === 'host'"
        self.wait_for(lambda: self.evaluate_in_frame(greeted, faq), "the script greets the frame")

    def wait_for_url(self, start: str) -> None:
        """Wait until the document shown has an address that starts so."""
        self.wait_for(lambda: self.url.startswith(start), f"the visitor arrives at {start}")

    def wait_for_arrival(self, start: str) -> None:
        """Wait for a page reached by a navigation, rather than by Back or Forward."""
        self.wait_for_url(start)

    def settle(self) -> None:
        """Let queued events, messages and two frames of rendering pass on the page."""
        self.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
            "() => setTimeout(done, 50))))"
        )
