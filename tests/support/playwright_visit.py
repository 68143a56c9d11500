"""Chromium and Firefox, driven by Playwright."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Frame, Page, Playwright
from tests.support.visit import PATIENCE_SECONDS, Visit

# Playwright's own list turns third-party storage into an error; the last list given wins.
_CHROMIUM_OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "SpareRendererForSitePerProcess,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,AutofillServerCommunication,Translate"
)
_CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--site-per-process",
    f"--disable-features={_CHROMIUM_OFF}",
    "--gaia-url=http://127.0.0.1:9",
    "--component-updater=url-source=http://127.0.0.1:9/",
)
_FIREFOX_PREFERENCES: Mapping[str, str | float | bool] = {
    "fission.autostart": False,  # else keys never reach a cross-site frame through the driver
    "services.settings.server": "http://127.0.0.1:9/v1",
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.newtabpage.activity-stream.feeds.system.topsites": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "app.normandy.enabled": False,
    # Measured: these take a fifth off the processor time of the browser's own process.
    "layout.frame_rate": 30,
    "browser.sessionstore.interval": 1_000_000_000,
    "browser.sessionstore.resume_from_crash": False,
    "browser.pagethumbnails.capturing_disabled": True,
    "browser.translations.enable": False,
    "dom.ipc.processPrelaunch.enabled": False,
    "dom.push.enabled": False,
    "toolkit.cosmeticAnimations.enabled": False,
    "toolkit.telemetry.unified": False,
}


def launch_chromium(
    playwright: Playwright,
    executable: str,
    *,
    proxy_port: int | None = None,
    display: str | None = None,
) -> Browser:
    """Start Chromium with the bfcache on; with a display, headed."""
    proxy = [f"--proxy-server=http://127.0.0.1:{proxy_port}"] if proxy_port else []
    return playwright.chromium.launch(
        executable_path=executable,
        headless=display is None,
        env={**os.environ, "DISPLAY": display} if display else None,
        ignore_default_args=["--disable-back-forward-cache"],
        args=[*_CHROMIUM_ARGUMENTS, *proxy],
    )


def launch_firefox(
    playwright: Playwright,
    executable: str,
    *,
    proxy_port: int | None = None,
    display: str | None = None,
    preferences: Mapping[str, str | float | bool] | None = None,
) -> Browser:
    """Start the stock Firefox; with a display, headed."""
    proxy: dict[str, str | float | bool] = {}
    if proxy_port:
        proxy = {
            "network.proxy.type": 1,
            "network.proxy.http": "127.0.0.1",
            "network.proxy.http_port": proxy_port,
            "network.proxy.ssl": "127.0.0.1",
            "network.proxy.ssl_port": proxy_port,
        }
    environment = {**os.environ, "MOZ_REMOTE_SETTINGS_DEVTOOLS": "1"}
    if display:
        environment["DISPLAY"] = display
    return playwright.firefox.launch(
        channel="moz-firefox",
        executable_path=executable,
        headless=display is None,
        env=dict(environment),
        firefox_user_prefs={**_FIREFOX_PREFERENCES, **proxy, **(preferences or {})},
    )


@cache
def _opener(browser: Browser) -> Page:
    """Return a page that opens tabs.

    Measured: Firefox takes 1.15 s of the processor's time for a visit in a new context, which is a
    new window, and 0.55 s in a tab. Chromium has no windows here, and takes 0.3 s.
    """
    context = browser.new_context()
    context.set_default_timeout(PATIENCE_SECONDS * 1000)
    return context.new_page()


# In the page, or in the shadow root of the element.
FAQ_FRAME = ":is([data-quick-exit-faq], quick-exit-faq) iframe"


class PlaywrightVisit(Visit):
    """One page; `page` and `context` are there for what one engine alone can.

    In Firefox, a visit without settings of its own begins in a new tab of a context that all such
    visits share, without the cookies of those before.
    """

    def __init__(self, engine: str, browser: Browser, **context: Any) -> None:
        self.engine = engine
        self._has_own_context = engine == "chromium" or bool(context)
        if self._has_own_context:
            self.context: BrowserContext = browser.new_context(**context)
            self.context.set_default_timeout(PATIENCE_SECONDS * 1000)
            self.page: Page = self.context.new_page()
        else:
            opener = _opener(browser)
            self.context = opener.context
            with self.context.expect_page() as opened:
                opener.evaluate("void open('about:blank', '_blank', 'noopener')")
            self.page = opened.value
        self.problems: list[str] = []
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    @property
    def engine_errors(self) -> tuple[type[Exception], ...]:
        """Return the one error class of Playwright."""
        return (Error,)

    def open(self, url: str) -> None:
        """Go to the address and wait for its load event."""
        self.page.goto(url)

    def begin(self, url: str) -> None:
        """Go to the address until its document is there, whatever still streams in."""
        self.page.goto(url, wait_until="commit")

    def evaluate(self, expression: str) -> Any:
        """Evaluate on the page; works under any Content-Security-Policy."""
        return self.page.evaluate(f"() => ({expression})")

    def wait_for_arrival(self, start: str) -> None:
        """Believe the driver's note: a script sent to a page on its way out never answers."""
        self.wait_for(lambda: self.page.url.startswith(start), f"the visitor arrives at {start}")

    def frame(self, faq: int = 0) -> Frame:
        """Return the nth FAQ's frame."""
        handle = self.page.locator(FAQ_FRAME).nth(faq).element_handle()
        frame = handle.content_frame()
        assert frame is not None, "the FAQ's iframe has a document"
        return frame

    def evaluate_in_frame(self, expression: str, faq: int = 0) -> Any:
        """Evaluate inside the nth FAQ's frame."""
        return self.frame(faq).evaluate(f"() => ({expression})")

    def click(self, selector: str) -> None:
        """Click without waiting for what the click brings about."""
        self.page.locator(selector).first.click(no_wait_after=True)

    def click_control(self) -> None:
        """Click the middle of the control by the mouse, whatever is shown there."""
        self.click("[data-quick-exit-control] [data-quick-exit]")

    def click_in_frame(self, selector: str) -> None:
        """Click inside the first FAQ's frame."""
        self.frame().locator(selector).first.click(no_wait_after=True)

    def press(self, key: str, times: int = 1) -> None:
        """Press and release."""
        for _ in range(times):
            self.page.keyboard.press(key)

    def chord(self, held: str, key: str, times: int = 1) -> None:
        """Press while another key is held."""
        self.page.keyboard.down(held)
        self.press(key, times)
        self.page.keyboard.up(held)

    def screenshot(self, file: Path) -> None:
        """Write a picture of the viewport."""
        self.page.screenshot(path=file)

    @property
    def tabs(self) -> list[Page]:
        """Return the open tabs of this visit."""
        return self.context.pages[0 if self._has_own_context else 1 :]

    def close(self) -> None:
        """Close the context, or all tabs of this visit."""
        if self._has_own_context:
            self.context.close()
            return
        for page in self.tabs:
            page.close()
        self.context.clear_cookies()
        self.context.set_offline(False)

    def _pause(self) -> None:
        # Between two looks at a condition; the browser's events come in meanwhile.
        self.page.wait_for_timeout(20)
