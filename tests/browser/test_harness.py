"""The harness itself, on plain pages: each verb does in each engine what its name says."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.support import webkit_visit
from tests.support.display import Display
from tests.support.site import Widget, named_script
from tests.support.visit import Visit
from tests.support.web import PageServer, RefusingProxy

from quickexit.build.minify.scripts import shorten_names

LINK = '<a id=leave rel="nofollow noreferrer" href="{href}">Leave</a>'


def test_a_click_reaches_the_destination_and_back_returns(
    visit: Visit, partner: PageServer, destination: PageServer
) -> None:
    page = partner.html("/", "<!doctype html><h1>Page</h1>" + LINK.format(href=destination.origin))
    visit.open(page)
    visit.click("#leave")
    visit.wait_for_url(destination.origin)
    assert destination.visits()[0].referrer is None
    visit.back()
    visit.wait_for_url(page)


def test_a_referrer_is_seen_where_one_is_sent(
    visit: Visit, partner: PageServer, destination: PageServer
) -> None:
    link = f"<!doctype html><a id=leave href={destination.origin}>Leave</a>"
    visit.open(partner.html("/", link, Referrer_Policy="unsafe-url"))
    visit.click("#leave")
    visit.wait_for_url(destination.origin)
    assert destination.visits()[0].referrer == partner.origin + "/"


def test_keys_reach_the_page(visit: Visit, partner: PageServer) -> None:
    visit.open(
        partner.html(
            "/",
            "<!doctype html><h1>Keys</h1><script>var keys = [];"
            "addEventListener('keydown', event => keys.push(event.key))</script>",
        )
    )
    visit.press("Shift", 2)
    visit.press("Escape")
    assert visit.evaluate("keys") == ["Shift", "Shift", "Escape"]


def test_a_request_to_a_stranger_is_heard_of(
    visit: Visit, partner: PageServer, proxy: RefusingProxy
) -> None:
    proxy.asked_for.clear()
    visit.open(partner.html("/", "<!doctype html><img src=http://stranger.example/pixel.gif>"))
    visit.wait_for(
        lambda: "http://stranger.example/pixel.gif" in proxy.asked_for, "the proxy hears of it"
    )


def test_what_is_altered_is_the_released_script_before_its_names_were_shortened(
    widget: Widget,
) -> None:
    assert shorten_names(named_script(), "embed.js") == widget.file("embed.js")


_DEAF_AT_FIRST = """#!{python}
import os, socket, sys
first = not os.path.exists({note!r})
open({note!r}, "a").write("started\\n")
if not first:
    os.execv("{driver}", ["{driver}", *sys.argv[1:]])
listening = socket.create_server(("localhost", int(sys.argv[2])))
while True:
    asking, _ = listening.accept()
    with asking:
        if asking.recv(9999).startswith(b"POST"):
            while asking.recv(9999):
                pass  # until whoever asked gives up
        asking.send(b'HTTP/1.1 200 OK\\r\\n\\r\\n{{"value": {{"ready": true}}}}')
"""


def test_a_driver_that_does_not_find_its_browser_is_started_again(
    display: Display, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, note = tmp_path / "driver", tmp_path / "note"
    code = _DEAF_AT_FIRST.format(python=sys.executable, note=str(note), driver=webkit_visit._DRIVER)
    driver.write_text(code, "utf-8")
    driver.chmod(0o755)
    monkeypatch.setattr(webkit_visit, "_DRIVER", str(driver))
    monkeypatch.setattr(webkit_visit, "_START_SECONDS", (1, 40, 40))
    browser = webkit_visit.WebKitBrowser(display.name)
    visit = webkit_visit.WebKitVisit(browser, owns_browser=True)
    try:
        assert visit.evaluate("1 + 1") == 2
        assert note.read_text("utf-8").startswith("started\n" * 2)  # a third is the real one's luck
    finally:
        visit.close()
