"""`serve --watch`: what is edited in an agency's folder shows at once, settings too."""

from __future__ import annotations

import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.support.web import free_port

from quickexit.cli import run, watch
from quickexit.releases.release import Release
from quickexit.releases.store import Store

pytestmark = pytest.mark.process

COMMAND = Path(sys.executable).with_name("quickexit")
PATIENCE_SECONDS = 90


class Served:
    """A deployment that is served and watched."""

    def __init__(self, folder: Path, port: int, process: subprocess.Popen[bytes]) -> None:
        self.folder = folder
        self._port = port
        self._process = process

    def page(self, path: str = "/v0/faq/city/en.html") -> str:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}") as reply:
                text: str = reply.read().decode()
                return text
        except urllib.error.HTTPError as refused:
            return refused.read().decode()
        except (urllib.error.URLError, ConnectionError):
            return ""

    def policy(self, path: str) -> str:
        """Return the policy that comes with a page; none where nothing is."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}{path}") as reply:
                return str(reply.headers["Content-Security-Policy"])
        except urllib.error.HTTPError:
            return ""

    def numbers(self, path: str) -> set[str]:
        """Return what can be called on a page."""
        return set(re.findall(r'href="tel:(.*?)"', self.page(path)))

    def said(self) -> str:
        """Return what the command has said on its standard error."""
        return (self.folder.parent / "said").read_text("utf-8")

    def wait_for(self, condition: Callable[[], bool], promise: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < deadline, f"not so in {PATIENCE_SECONDS} s: {promise}"
            with pytest.raises(subprocess.TimeoutExpired):
                self._process.wait(timeout=0.1)

    def edit(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    subprocess.run([COMMAND, "init", "city"], cwd=tmp_path, check=True, capture_output=True)
    # Two languages: each edit builds them anew.
    settings = tmp_path / "city" / "quickexit.toml"
    with settings.open("a", encoding="utf-8") as file:
        file.write(FEW)
    port = free_port()
    words = ["serve", "--watch", "--deployment", "city", "--port", str(port)]
    with (
        (tmp_path / "said").open("wb") as said,
        subprocess.Popen(
            [COMMAND, *words], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=said
        ) as process,
    ):
        served = Served(tmp_path / "city", port, process)
        served.wait_for(lambda: "--accent:#0b5a61" in served.page(), "the folder is served")
        yield served
        process.terminate()


FEW = 'languages = ["en", "es"]\n'
SETTINGS = f"""
public_address = "https://widget.example/help"
destination = "https://library.example/"
allowed_hosts = ["https://city.example"]
{FEW}"""


def check_settings_show(served: Served) -> None:
    """Edit all settings that a running server could have kept, and look where each one shows."""
    prefixed = "/help/v0/faq/city/en.html"
    assert served.policy("/v0/faq/city/en.html") == "frame-ancestors *"
    assert not served.policy(prefixed)
    (served.folder / "quickexit.toml").write_text(SETTINGS, "utf-8")
    served.wait_for(
        lambda: served.policy(prefixed) == "frame-ancestors 'self' https://city.example",
        "the path of the address and the hosts are in force",
    )
    snippet = served.page("/studio/snippet?lang=es")
    assert "https://widget.example/help/v0/embed.js" in snippet
    assert "https://library.example/" in snippet
    assert "there are en, es" in served.page("/studio/snippet?lang=fr")


def check_an_error_ends_with_the_file_that_brought_it(served: Served) -> None:
    """Let an editor leave what nobody reads, and somebody put a wrong file in place for a while."""
    themes = served.folder / "themes"
    (themes / ".#city.toml").symlink_to("somebody@somewhere.1")
    wrong = themes / "flycheck_city.toml"
    wrong.write_text("wrong", "utf-8")
    served.wait_for(lambda: "flycheck_city.toml:1: " in served.said(), "a wrong file is named")
    wrong.unlink()
    served.wait_for(
        lambda: served.said().endswith("\nBuilt again after an edit.\n"), "its error ends with it"
    )


@pytest.mark.timeout(600)
def test_an_edit_of_settings_theme_words_and_contacts_shows_and_a_wrong_one_leaves_what_was(
    served: Served,
) -> None:
    check_settings_show(served)
    check_an_error_ends_with_the_file_that_brought_it(served)
    served.edit("themes/city.toml", 'accent = "#0b5a61"', 'accent = "#123456"')
    served.wait_for(lambda: "--accent:#123456" in served.page(), "a colour shows")
    served.edit("themes/city.toml", 'accent = "#123456"', 'accent = "#cccccc"')
    served.wait_for(lambda: "too little to see" in served.said(), "a wrong colour is refused")
    assert "--accent:#123456" in served.page()
    served.edit("themes/city.toml", 'accent = "#cccccc"', 'accent = "#223344"')
    served.wait_for(lambda: "--accent:#223344" in served.page(), "it goes on after an error")
    assert served.numbers("/faq") == {"911", "+18883737888"}
    served.edit("content/en/strings.toml", '# all_answers = "Open', 'all_answers = "Open')
    served.edit("contacts.toml", "# remove = [", "remove = [")
    served.wait_for(
        # The hosted page, the frame, and that of an address that is nowhere.
        lambda: all(
            served.numbers(path) == {"911"}
            for path in ("/faq", "/v0/faq/city/en.html", "/v0/faq/city/nowhere.html")
        ),
        "a removed contact is gone from every page",
    )
    served.wait_for(lambda: "Open all answers" in served.page(), "a word shows")
    assert "Open all answers" in served.page("/v0/faq/default/en.html")


def test_whatever_one_edit_brings_about_the_next_one_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def prepare(_deployment: object, version: str, _today: object, **_allowed: bool) -> Release:
        if version == "0.0.1":
            raise LookupError("nobody\nforesaw this")
        if version == "0.0.2":
            raise PermissionError(13, "Permission denied", "content/en")
        return Release(version, "2026-01-31", 1, {"embed.js": b"1"})

    monkeypatch.setattr(watch, "build_release", prepare)
    store = Store(tmp_path)
    watch.follow_edits(store, None, iter([{"an edit"}, set(), {"two"}, {"three"}]))
    assert capsys.readouterr().err.splitlines() == [
        "something unexpected failed (LookupError: nobody foresaw this); please report it."
        " What was built before is served.",
        "content/en: the system refused (Permission denied). What was built before is served.",
        "Built again after an edit.",
    ]
    assert list(store.read_ledger()["releases"]) == ["0.0.3"]


def test_without_the_library_that_watches_one_sentence_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    assert run(["serve", "--watch"]) == 2
    assert capsys.readouterr() == (
        "",
        "--watch needs a library that is not installed; run: pip install 'quickexit[watch]'.\n",
    )


def test_that_watching_has_ended_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def changes() -> Iterator[object]:
        yield set()
        raise OSError(24, "Too many open files")

    watch.follow_edits(Store(tmp_path), None, changes())
    assert capsys.readouterr().err == (
        "the system refused (Too many open files). No further edit is noticed: start this command"
        " anew.\n"
    )
