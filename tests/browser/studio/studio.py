"""The studio on a page in Chromium, with what tests ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from playwright.sync_api import Page, Route, expect
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Widget, quickexit

CODE = "#snippet-code"
PREVIEW = "#preview"
# The preview's sandbox lets it speak with the studio, as it must: both are ours.
_EXPECTED_IN_THE_CONSOLE = {"allow-same-origin", "Unsafe attempt to initiate navigation"}


class Studio:
    """The studio on a page, and whatever the console said that it should not."""

    def __init__(self, visit: PlaywrightVisit, widget: Widget) -> None:
        self.visit = visit
        self.page: Page = visit.page
        self.widget = widget
        self.problems = visit.problems
        self._expected = set(_EXPECTED_IN_THE_CONSOLE)
        self.page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        known = any(part in message.text for part in self._expected)
        if message.type in ("error", "warning") and not known:
            self.problems.append(message.text)

    def open(self, fragment: str = "") -> Studio:
        """Open the studio anew with that fragment, and wait until its script runs."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.widget.origin}/{fragment}")
        self.page.locator("html[data-ready]").wait_for(state="attached")
        return self

    def wait_until_whole(self) -> Studio:
        """Wait until snippet, verdict and preview are there: nothing arrives later by itself."""
        self.page.locator("#costs div").first.wait_for(state="attached")
        self.page.locator("#pairs li, #panel-theme[hidden]").first.wait_for(state="attached")
        self.expect_in_faq("document.readyState", "complete")
        return self

    def wait_until_answered(self) -> Studio:
        """Wait until nothing that was chosen is still asked of the server."""
        expect(self.page.locator("[aria-busy=true]")).to_have_count(0)
        return self

    def expect_code(self, part: str) -> None:
        """Wait until the snippet holds that part."""
        expect(self.page.locator(CODE)).to_contain_text(part)

    @property
    def code(self) -> str:
        """Return the snippet as it is shown."""
        return self.page.locator(CODE).text_content() or ""

    def pass_over_refusals(self) -> None:
        """Pass over the console's notes on status 400 from now on: a wrong choice brings them."""
        self._expected.add("status of 400")

    def pass_over_busy(self) -> None:
        """Pass over the console's notes on status 503 from now on."""
        self._expected.add("status of 503")

    @contextmanager
    def held(self, addresses: str) -> Iterator[None]:
        """Hold back what is asked of these addresses; in the end it is answered."""
        asked: list[Route] = []
        is_held = True

        def hold(route: Route) -> None:
            if is_held:
                asked.append(route)
            else:
                route.continue_()

        self.page.route(addresses, hold)
        yield
        is_held = False
        for route in asked:
            route.continue_()

    @contextmanager
    def lost(self, addresses: str) -> Iterator[None]:
        """Leave what is asked of these addresses unanswered, as a server does that is down."""
        self._expected.add("net::ERR_FAILED")
        self.page.route(addresses, lambda route: route.abort())
        yield
        self.page.unroute(addresses)

    def write(self, text: str) -> None:
        """Write where the focus is; on a busy machine the server is asked amid it, and refuses."""
        self.pass_over_refusals()
        self.page.keyboard.type(text)

    def in_sample(self, expression: str) -> Any:
        """Return what the expression gives on the newest made-up page; None: not there yet."""
        samples = [frame for frame in self.page.frames if "/studio/page" in frame.url]
        return samples[-1].evaluate(f"() => ({expression})") if samples else None

    def expect_in_sample(self, expression: str, value: object) -> None:
        """Wait until the expression has that value on the made-up page."""
        self.expect(lambda: self.in_sample(expression), value)

    def expect_in_faq(self, expression: str, value: object) -> None:
        """Wait until the expression has that value in the frame of the questions."""
        self.page.frame_locator(PREVIEW).locator("[data-quick-exit-faq] iframe").wait_for()
        self.expect(lambda: self.in_faq(expression), value)

    def expect_address(self, name: str, value: str | None) -> None:
        """Wait until the page's address holds that value by that name; None: nothing."""
        asked = f"new URLSearchParams(location.hash.slice(1)).get({name!r})"
        self.expect(lambda: self.page.evaluate(asked), value)

    def in_faq(self, expression: str) -> Any:
        """Return what the expression gives in the frame of the questions; None: not there yet."""
        frame = self.page.frame_locator(PREVIEW).locator("[data-quick-exit-faq] iframe")
        faq = frame.element_handle().content_frame()
        return faq.evaluate(f"() => ({expression})") if faq else None

    def expect(self, get: Callable[[], Any], value: object) -> None:
        """Wait until what is got equals the value."""
        found: list[object] = []

        def is_so() -> bool:
            found[:] = [get()]
            return found == [value]

        try:
            self.visit.wait_for(is_so, f"it is {value!r}")
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {found}") from None


def custom_property(name: str) -> str:
    """Return the expression of a custom property of the frame's theme."""
    return f"getComputedStyle(document.documentElement).getPropertyValue('{name}').trim()"


@cache
def printed(widget: Widget, *choices: str) -> str:
    """Return what the command prints with these choices."""
    words = ("snippet", "--base-url", widget.origin, "--store", str(widget.store))
    return quickexit(*words, *choices)
