"""`make screenshots`: the pictures of the README, taken from a running demonstration.

Each is a PNG below 150 KB in docs/images, light and dark.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from tests.support.playwright_visit import launch_chromium
from tests.support.web import free_port

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
MOST_BYTES = 150_000
# In CSS pixels; the first shows the page down to the first words of the frame.
PARTNER: ViewportSize = {"width": 900, "height": 1080}
STUDIO: ViewportSize = {"width": 1024, "height": 720}


@contextmanager
def demonstration() -> Iterator[tuple[str, str]]:
    """Run `quickexit demo` on free ports; give the addresses of the widget and of the partner."""
    port, demo_port = free_port(), free_port()
    command = [sys.executable, "-m", "quickexit", "demo", f"--port={port}"]
    with subprocess.Popen(
        [*command, f"--demo-port={demo_port}"], stdout=subprocess.PIPE, text=True
    ) as demo:
        try:
            # It prints both addresses once the server answers.
            assert demo.stdout is not None
            for line in demo.stdout:
                if str(demo_port) in line:
                    break
            yield f"http://127.0.0.1:{port}", f"http://localhost:{demo_port}"
        finally:
            demo.terminate()


def take(browser: Browser, scheme: Literal["light", "dark"], widget: str, partner: str) -> None:
    """Take both pictures in one colour scheme."""
    page = browser.new_page(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(PARTNER)
    page.goto(f"{partner}/01-plain/")
    page.wait_for_selector("[data-quick-exit-control]", state="attached")
    page.frame_locator("iframe").locator("summary").first.wait_for()
    keep(page, f"partner-{scheme}")
    page.set_viewport_size(STUDIO)
    page.goto(f"{widget}/")
    page.frame_locator("#preview").locator("[data-quick-exit-faq]").wait_for()
    keep(page, f"studio-{scheme}")
    page.close()


def keep(page: Page, name: str) -> None:
    """Write what is seen, once its fonts are there; fail for a picture that weighs too much."""
    page.evaluate("document.fonts.ready.then(() => 0)")
    picture = page.screenshot()
    if len(picture) > MOST_BYTES:
        raise SystemExit(f"{name}.png has {len(picture):,} bytes, more than {MOST_BYTES:,}")
    (IMAGES / f"{name}.png").write_bytes(picture)


def main() -> None:
    """Take all pictures."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        raise SystemExit("chromium is not installed: run `make test`, which installs it")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        demonstration() as (widget, partner),
        sync_playwright() as playwright,
    ):
        browser = launch_chromium(playwright, program)
        for scheme in ("light", "dark"):
            take(browser, scheme, widget, partner)
        browser.close()


if __name__ == "__main__":
    main()
