"""Every block of commands in the documents is run as it stands, in a folder as its page assumes."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.support.served_command import ServedCommand
from tests.support.site import COMMAND, quickexit
from tests.support.web import PageServer, free_port

from quickexit.paths import widget_directory

pytestmark = pytest.mark.process

ROOT = Path(__file__).resolve().parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").glob("*.md"),
    *(ROOT / "examples").rglob("*.md"),
    *widget_directory().rglob("*.md"),
]
_BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ALLOWED = " --allow-unchecked --allow-unreviewed"
# Blocks that other tests run, by a line of each.
ELSEWHERE = {
    "make run": "tests/unit/test_docs.py names the targets; CI runs `make test` itself",
    "--verify-against": "tests/unit/releases/test_reproduction.py",
}
DEPLOY = "deploy"  # tests/publish/test_deploy_docs.py runs those pages


@dataclass(frozen=True)
class Block:
    """A block of commands, and the file that it stands in, relative to the project."""

    page: str
    text: str

    @property
    def first(self) -> str:
        """The first command: what a failure names."""
        return self.text.splitlines()[0].partition("#")[0].strip()


BLOCKS = [
    Block(page.relative_to(ROOT).as_posix(), text)
    for page in sorted(PAGES)
    if not page.name.startswith(DEPLOY)
    for text in _BLOCK.findall(page.read_text("utf-8"))
    if not any(line in text for line in ELSEWHERE)
]


def shell(script: str, folder: Path) -> str:
    """Run commands with the installed command first on the path; return what they printed."""
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-euc", script],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, f"{script}{done.stdout}{done.stderr}"
    return done.stdout


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """Return the text with what a reader replaces; a word that it lacks fails the test."""
    for word, value in changes.items():
        assert word in text, f"the page no longer says {word!r}: correct this test"
        text = text.replace(word, value)
    return text


def init(folder: Path) -> Path:
    """Make a deployment like the one of the page for agencies, with two languages and themes."""
    quickexit("init", str(folder / "city"), "--brand", "#005ea2")
    with (folder / "city" / "quickexit.toml").open("a", encoding="utf-8") as settings:
        settings.write('languages = ["en", "es"]\nthemes = ["default", "city"]\n')
    return folder / "city"


def serve_for_a_moment(folder: Path) -> None:
    """Run `quickexit serve --watch` until it is healthy, and end it."""
    with ServedCommand(deployment=folder, options=("--watch",)):
        pass


def snippets(text: str, folder: Path) -> None:
    shell(text, folder)


def installed(text: str, folder: Path) -> None:
    """The wheel and its demonstration have a test of their own: tests/build/test_wheel.py."""
    begin = re.compile(r"^(pip install|quickexit demo).*\n", re.MULTILINE)
    assert len(begin.findall(text)) == 2
    shell(begin.sub("", text), folder)


def check_page(text: str, folder: Path) -> None:
    """The partners' pages are of a server here, and their snippet is one of this deployment."""
    city = init(folder)
    shell(f"quickexit release 0.1.0{ALLOWED}", city)
    snippet = quickexit("snippet", "--deployment", str(city), "--store", str(city / "store"))
    with PageServer("127.0.0.1") as partner:
        address = partner.html("/", f'<!doctype html><html lang="en"><body>{snippet}')
        if "partners.txt" not in text:
            names = "https://www.city.example/help https://library.example/contact"
            shell(replaced(text, {names: f"{address} --allow-private"}), city)
            return
        (city / "partners.txt").write_text(f"{address}\n--allow-private\n", "utf-8")
        # What stands before it says when cron runs it.
        line = replaced(text, {"0 3 * * * ": "", "/srv/city": str(city)})
        assert shell(line, city) == ""
        partner.html("/", "<!doctype html><title>Nothing pasted</title>")
        with pytest.raises(AssertionError, match="WRONG"):
            shell(line, city)


def content_checked(text: str, folder: Path) -> None:
    city = init(folder)
    shell(text, city)
    assert "Your name" in (city / "contacts.toml").read_text("utf-8")


def releases(text: str, folder: Path) -> None:
    """The contacts of a new deployment are unchecked and its languages drafts: both are allowed."""
    city = init(folder)
    shell(f"quickexit release 1.4.1{ALLOWED}", city)
    assert "quickexit release 1.4.2" in text
    shell(re.sub(r"(quickexit release \S+)", rf"\1{ALLOWED}", text), city)
    listed = quickexit("releases", "--store", str(city / "store"))
    assert "withdrawn" in listed
    assert "1.5.0-rc.1" in listed


def signed(text: str, folder: Path) -> None:
    """The public address is that of a server here, from which the script is read back."""
    city = init(folder)
    port = free_port()
    settings = city / "quickexit.toml"
    address = f'public_address = "http://127.0.0.1:{port}"'
    found = re.subn(r"(?m)^# public_address = .*$", address, settings.read_text("utf-8"))
    assert found[1] == 1
    settings.write_text(found[0], "utf-8")
    release, snippet = re.split(r"(?=^quickexit snippet)", text, flags=re.MULTILINE)
    shell(re.sub(r"(quickexit release \S+)", rf"\1{ALLOWED}", release), city)
    with ServedCommand(deployment=city, store=city / "store", port=port):
        assert "ed25519-" in shell(snippet, city)


def theme_work(text: str, folder: Path) -> None:
    """A page or README for agencies: `init` runs if it is there, and what serves is ended."""
    if "quickexit init" not in text:
        init(folder)
        text = f"cd city\n{text}"
    for line in text.splitlines():
        if "serve --watch" in line:
            serve_for_a_moment(folder / "city")
        elif line.partition("#")[0].strip() != "cd city":
            inside = folder / "city" if (folder / "city").exists() else folder
            shell(line.replace("{theme}", "city"), inside)


RUN: Mapping[str, Callable[[str, Path], None]] = {
    "README.md": installed,
    "docs/check-pages.md": check_page,
    "docs/embed.md": snippets,
    "docs/languages.md": content_checked,
    "docs/releases.md": releases,
    "docs/themes.md": theme_work,
    "widget/starter/README.md": theme_work,
}
OTHERS = {"quickexit keygen signing-key.pem": signed}


@pytest.mark.sample(3)
@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page}: {block.first}")
def test_the_commands_of_a_page_run_as_they_stand(block: Block, tmp_path: Path) -> None:
    OTHERS.get(block.first, RUN[block.page])(block.text, tmp_path)


def test_no_page_with_commands_is_left_out() -> None:
    assert {block.page for block in BLOCKS} == set(RUN)
    assert len(BLOCKS) >= 10


def test_a_command_that_fails_fails_its_test(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="--no-such-option"):
        shell("quickexit snippet --no-such-option\n", tmp_path)
