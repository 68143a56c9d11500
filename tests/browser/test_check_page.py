"""`quickexit check-page` in real browsers: what only a browser tells."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.support.site import Site

ROOT = Path(__file__).resolve().parents[2]


def check(site: Site, browser: str, address: str) -> dict[str, Any]:
    """Run the command on the partner's page; give its one page."""
    # Python asks the system for *.localhost, which need not know it.
    address = address.replace("partner.localhost", "127.0.0.1")
    command = [sys.executable, "-m", "quickexit", "check-page", "--json", "--allow-private"]
    command += ["--browser", browser, "--store", str(site.widget.store), address]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode in (0, 1), done.stderr
    return dict(json.loads(done.stdout)["pages"][0])


def states(page: dict[str, Any], check_name: str) -> set[str]:
    return {finding["state"] for finding in page["findings"] if finding["check"] == check_name}


@pytest.mark.parametrize("browser", ["chromium", pytest.param("firefox", marks=pytest.mark.slow)])
def test_a_sound_page_passes_in_a_browser(site: Site, browser: str) -> None:
    page = check(site, browser, site.page())
    for name in ("browser-link", "browser-control", "browser-key-shift", "browser-key-escape"):
        assert states(page, name) == {"right"}, page
    assert states(page, "browser-back") == {"right"}


@pytest.mark.slow
def test_what_lies_over_the_link_is_named(site: Site) -> None:
    cover = '<div id=cover style="position:fixed;inset:0;z-index:2147483647"></div>'
    body = f'<div style="position:relative;z-index:1">{site.snippet()}</div>{cover}'
    page = check(site, "chromium", site.page(body))
    over = [finding["text"] for finding in page["findings"] if finding["state"] == "wrong"]
    assert any("hits div#cover" in text for text in over), page
