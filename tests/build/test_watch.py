"""`serve --watch` in a real process: what is edited in an agency's folder shows at once."""

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


@pytest.mark.timeout(600)
def test_an_edit_of_theme_words_and_contacts_shows_and_a_wrong_one_leaves_what_was(
    served: Served,
) -> None:
    served.edit("themes/city.toml", 'accent = "#0b5a61"', 'accent = "#123456"')
    served.wait_for(lambda: "--accent:#123456" in served.page(), "a colour shows")
    served.edit("themes/city.toml", 'accent = "#123456"', 'accent = "#cccccc"')
    served.wait_for(lambda: "too little to see" in served.said(), "a wrong colour is refused")
    assert "--accent:#123456" in served.page()
    served.edit("themes/city.toml", 'accent = "#cccccc"', 'accent = "#223344"')
    served.wait_for(lambda: "--accent:#223344" in served.page(), "it goes on after an error")
    served.edit("content/en/strings.toml", '# all_answers = "Open', 'all_answers = "Open')
    served.wait_for(lambda: "Open all answers" in served.page(), "a word shows")
    assert "Open all answers" in served.page("/v0/faq/default/en.html")
    assert served.numbers("/faq") == {"911", "+18883737888"}
    served.edit("contacts.toml", "# remove = [", "remove = [")
    served.wait_for(
        # The hosted page, the frame, and that of an address that is nowhere.
        lambda: all(
            served.numbers(path) == {"911"}
            for path in ("/faq", "/v0/faq/city/en.html", "/v0/faq/city/nowhere.html")
        ),
        "a removed contact is gone from every page",
    )
