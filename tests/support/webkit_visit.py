"""WebKitGTK, driven by Selenium. It is neither Safari nor iOS."""

from __future__ import annotations

import os
import signal
import warnings
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from selenium.common.exceptions import WebDriverException
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from tests.support.visit import CONTROL, PATIENCE_SECONDS, Visit, iframe
from tests.support.web import free_port
from urllib3.exceptions import TimeoutError as NoAnswerError

_DRIVER = "/usr/bin/WebKitWebDriver"
# How long each start may take to answer, and then any word to the driver: longer than a script,
# which may take PATIENCE_SECONDS.
_START_SECONDS = (PATIENCE_SECONDS + 15,) * 3

_KEYS = {
    "Shift": Keys.SHIFT,
    "Escape": Keys.ESCAPE,
    "Control": Keys.CONTROL,
    "Enter": Keys.ENTER,
    "Tab": Keys.TAB,
}

_CLEAR_STORAGE = """
for (const storage of ["localStorage", "sessionStorage"]) try { self[storage].clear(); } catch {}
"""


def mini_browsers() -> list[str]:
    """Return the browsers that the driver can start; they are not on the PATH."""
    return [str(found) for found in Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser")]


class WebKitBrowser:
    """One MiniBrowser and its driver, which takes a second or more to start.

    Several visits may follow one another in it: each gets a new window, and with it a history of
    its own. What a page stores is cleared after each visit.
    """

    def __init__(
        self, display: str, *, proxy_port: int | None = None, javascript: bool = True
    ) -> None:
        options = Options()
        options.binary_location = mini_browsers()[0]
        options.add_argument("--automation")
        # Else every word to the driver waits for a frame that never arrives.
        options.page_load_strategy = "none"
        if not javascript:
            options.add_argument("--enable-javascript=false")
        self._options, self._environment = options, _environment(display, proxy_port)
        self._start()

    def _start(self) -> None:
        self._service, self.driver = _start(self._options, self._environment)
        self.driver.set_script_timeout(PATIENCE_SECONDS)
        self.driver.set_page_load_timeout(PATIENCE_SECONDS)

    def open_window(self) -> None:
        """Leave one new window open; a browser that the last visit has left stuck starts anew."""
        try:
            self._replace_windows()
        except (WebDriverException, NoAnswerError):
            self._kill()
            self._start()

    def _replace_windows(self) -> None:
        before = self.driver.window_handles
        self.driver.switch_to.new_window("window")
        newest = self.driver.current_window_handle
        for handle in before:
            self.driver.switch_to.window(handle)
            self.driver.close()
        self.driver.switch_to.window(newest)

    def clear(self) -> None:
        """Forget what the present page has stored; a page that does not answer is passed over."""
        with suppress(WebDriverException, NoAnswerError):
            self.driver.switch_to.default_content()
            self.driver.delete_all_cookies()
            self.driver.execute_script(_CLEAR_STORAGE)

    def _kill(self) -> None:
        _kill(self._service)

    def close(self) -> None:
        """End the browser and its driver."""
        try:
            self.driver.quit()
            self._service.stop()
        except (WebDriverException, NoAnswerError):
            self._kill()


class WebKitVisit(Visit):
    """One window of a MiniBrowser. With `owns_browser`, the browser ends with the visit."""

    engine = "webkit"

    def __init__(
        self,
        browser: WebKitBrowser,
        *,
        viewport: tuple[int, int] | None = None,
        owns_browser: bool = False,
    ) -> None:
        self._browser, self._owns_browser = browser, owns_browser
        if not owns_browser:
            browser.open_window()
        if viewport:
            self._resize(*viewport)

    @property
    def driver(self) -> WebDriver:
        """Return Selenium's driver, for what this engine alone can do."""
        return self._browser.driver

    def _resize(self, width: int, height: int) -> None:
        """Make the page itself that large: the window's own bars come on top."""
        self.driver.set_window_size(width, height)
        inner = self.evaluate("[innerWidth, innerHeight]")
        self.driver.set_window_size(2 * width - inner[0], 2 * height - inner[1])

    @property
    def engine_errors(self) -> tuple[type[Exception], ...]:
        """Return the base of Selenium's errors."""
        return (WebDriverException,)

    @property
    def url(self) -> str:
        """Ask the browser, not the page: a script sent to a page on its way out never answers."""
        return str(self.driver.current_url)

    def wait_for_url(self, start: str) -> None:
        """Wait for the address, which the browser tells early, and then for the page there."""
        super().wait_for_url(start)
        self.wait_for(lambda: self.evaluate("location.href").startswith(start), f"at {start}")

    def open(self, url: str) -> None:
        """Go to the address and wait for its load event."""
        before = self.evaluate("performance.timeOrigin")
        self.driver.get(url)
        loaded = "document.readyState === 'complete' && performance.timeOrigin"
        self.wait_for_page(f"({loaded}) > {before}", f"{url} is loaded")

    def begin(self, url: str) -> None:
        """Set off; with its page load strategy the driver waits for nothing."""
        self.driver.get(url)

    def evaluate(self, expression: str) -> Any:
        """Evaluate on the page."""
        return self.driver.execute_script(f"return ({expression})")

    def _in_frame(self, action: Callable[[], Any], faq: int = 0) -> Any:
        self.driver.switch_to.frame(self.evaluate(iframe(faq)))
        try:
            return action()
        finally:
            self.driver.switch_to.default_content()

    def evaluate_in_frame(self, expression: str, faq: int = 0) -> Any:
        """Evaluate inside the nth FAQ's frame."""
        return self._in_frame(lambda: self.evaluate(expression), faq)

    def click(self, selector: str) -> None:
        """Click a node of the page."""
        self.driver.find_element(By.CSS_SELECTOR, selector).click()

    def click_control(self) -> None:
        """Click the control by the pointer at its middle."""
        middle = self.wait_for_page(
            f"(() => {{ const b = ({CONTROL}).getBoundingClientRect(),"
            " x = b.x + b.width / 2, y = b.y + b.height / 2;"
            " return x > 0 && x < innerWidth && y > 0 && y < innerHeight && [x, y] })()",
            "the control is on the screen",
        )
        actions = ActionChains(self.driver, duration=0)
        pointer = actions.w3c_actions.pointer_action
        pointer.move_to_location(int(middle[0]), int(middle[1]))  # type: ignore[no-untyped-call]
        pointer.click()
        actions.perform()

    def click_in_frame(self, selector: str) -> None:
        """Click inside the first FAQ's frame.

        The driver presses beside a node that the page around has below its fold, and says nothing:
        it scrolls the frame alone, which is as tall as its text.
        """
        node = f"document.querySelector('{selector}')"
        top = self.evaluate_in_frame(f"{node}.getBoundingClientRect().top")
        box = f"{iframe()}.getBoundingClientRect()"
        self.evaluate(f"scrollBy(0, {box}.top + {top} - innerHeight / 2)")
        self._in_frame(lambda: self.click(selector))

    def press(self, key: str, times: int = 1) -> None:
        """Press and release, wherever the browser itself has the focus."""
        code = _KEYS.get(key, key)
        for _ in range(times):
            ActionChains(self.driver, duration=0).key_down(code).key_up(code).perform()

    def chord(self, held: str, key: str, times: int = 1) -> None:
        """Press while another key is held."""
        code = _KEYS.get(key, key)
        actions = ActionChains(self.driver, duration=0).key_down(_KEYS[held])
        for _ in range(times):
            actions.key_down(code).key_up(code)
        actions.key_up(_KEYS[held]).perform()

    def screenshot(self, file: Path) -> None:
        """Write a picture of the viewport."""
        self.driver.save_screenshot(str(file))

    def close(self) -> None:
        """End the visit: forget what it stored, or end the browser that is its own."""
        if self._owns_browser:
            self._browser.close()
        else:
            self._browser.clear()

    def _pause(self) -> None:
        moments = iter((False, True))
        WebDriverWait(self.driver, 5, poll_frequency=0.03).until(lambda _: next(moments))


def _start(options: Options, environment: Mapping[str, str]) -> tuple[Service, WebDriver]:
    """Start a driver and, by it, a browser.

    Now and then the two never find each other, and the driver waits without an end (WebKitGTK
    2.50, one of 700 starts on a busy machine: it gives the browser a port that somebody else may
    have taken meanwhile). Then both are started again.
    """
    for seconds in _START_SECONDS:
        service = Service(
            _DRIVER, port=free_port(), env=environment, popen_kw={"start_new_session": True}
        )
        service.start()
        address = service.service_url
        patience = ClientConfig(remote_server_addr=address, timeout=seconds)
        try:
            with warnings.catch_warnings():
                # Selenium 4.51 trips over a deprecation of its own.
                warnings.simplefilter("ignore", DeprecationWarning)
                return service, WebDriver(address, options=options, client_config=patience)
        except NoAnswerError:
            _kill(service)
    raise AssertionError(f"of {len(_START_SECONDS)} drivers none found its browser")


def _kill(service: Service) -> None:
    """End a driver and its browser, which are a process group of their own."""
    with suppress(ProcessLookupError):
        os.killpg(service.process.pid, signal.SIGKILL)
    service.process.wait()


def _environment(display: str, proxy_port: int | None) -> dict[str, str]:
    environment = {**os.environ, "DISPLAY": display}
    if proxy_port:
        address = f"http://127.0.0.1:{proxy_port}"
        environment |= {
            "http_proxy": address,
            "https_proxy": address,
            "no_proxy": "localhost,.localhost,127.0.0.1",
        }
    return environment
