"""Projects of npm: installed once outside of the tree, changed as a recipe says, built, served."""

from __future__ import annotations

import hashlib
import mimetypes
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from playwright.sync_api import ConsoleMessage
from tests.places.whole_widget import (
    expect_control,
    expect_leaves_by_the_link,
    expect_questions,
    expect_whole,
    expect_words,
)
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site, Widget, quickexit
from tests.support.visit import CONTROL
from tests.support.waiting import eventually
from tests.support.web import PageServer, Reply

ROOT = Path(__file__).parents[2]
RECIPES = ROOT / "docs" / "places"
PROJECTS = Path(__file__).parent
_CACHE = Path.home() / ".cache" / "quickexit-places"
_QUIET = {
    "NEXT_TELEMETRY_DISABLED": "1",
    "ASTRO_TELEMETRY_DISABLED": "1",
    "DO_NOT_TRACK": "1",
    "NO_UPDATE_NOTIFIER": "1",
    "CI": "1",
}
SCRIPTS = "document.querySelectorAll('script[data-quick-exit-script]').length"


class RecipeError(AssertionError):
    """A recipe cannot be followed as it is written."""


@dataclass(frozen=True)
class Project:
    """A copy of a project; its packages are installed in the folder above it."""

    folder: Path

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a program of the project; return what it said, with errors among the output."""
        done = subprocess.run(
            words,
            cwd=self.folder,
            env=_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=800,
        )
        assert not check or done.returncode == 0, f"{' '.join(words)}:\n{done.stdout}"
        return done

    def program(self, name: str) -> str:
        """Return the path of a package's program (`next`)."""
        return str((self.folder.parent / "node_modules" / ".bin" / name).resolve())

    def build(self) -> None:
        """Run `npm run build`; its failure fails the test, with what the build said."""
        self.run("npm", "run", "build")

    @contextmanager
    def serving(self, port: int, *words: str) -> Iterator[str]:
        """Run a server of the project; give its address once it answers, and end it after that."""
        with (
            tempfile.TemporaryFile("w+") as said,
            subprocess.Popen(
                words, cwd=self.folder, env=_environment(), stdout=said, stderr=said
            ) as server,
        ):
            try:
                eventually(lambda: _answers(server, port), f"{' '.join(words)} listens")
                yield f"http://partner.localhost:{port}"
            finally:
                server.terminate()
                server.wait(timeout=20)


def _answers(server: subprocess.Popen[bytes], port: int) -> bool:
    assert server.poll() is None, "the project's server has ended by itself"
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def _environment() -> dict[str, str]:
    return {**os.environ, **_QUIET}


def _installed(system: str) -> Path:
    """Return the folder that holds the locked packages, installed unless they are there."""
    source = PROJECTS / system
    locked = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()
    folder = _CACHE / f"{system}-{locked[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    whole = folder / ".installed"
    with FileLock(folder.with_suffix(".lock")):
        if not whole.exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(source / name, folder)
            Project(folder).run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            whole.touch()
    return folder


@contextmanager
def project(system: str) -> Iterator[Project]:
    """Give a fresh copy of `tests/places/<system>`, with its packages; nothing of it stays."""
    with tempfile.TemporaryDirectory(prefix="app-", dir=_installed(system)) as folder:
        # Node looks for packages in the folders above, too.
        shutil.copytree(PROJECTS / system, folder, dirs_exist_ok=True)
        (Path(folder) / "package-lock.json").unlink()
        yield Project(Path(folder))


# -- recipes --------------------------------------------------------------------------------------

_STEP = re.compile(r"(?P<before>[^\n]*)\n\n```(?P<language>\w+)\n(?P<code>.*?)\n```", re.DOTALL)
_COMMAND = re.compile(r"quickexit snippet(?P<choices>[^>#\n]*)(?:> (?P<file>\S+))?")
_NAMED_FILE = re.compile(r"`([^`]+)`[^`]*:$")
_PRINTED = re.compile(r"^.*<!-- the lines of (\S+) -->.*$", re.MULTILINE)
Printer = Callable[[list[str]], str]


def printer(widget: Widget, destination: PageServer) -> Printer:
    """Return what runs the command of a recipe, for the widget and destination of the tests."""
    own = ("--base-url", widget.origin, "--store", str(widget.store))
    leaving = ("--exit-href", f"{destination.origin}/")
    # Behind those of the recipe, whose address is an example: of two the last one counts.
    return lambda choices: quickexit("snippet", *choices, *own, *leaving)


def follow(recipe: str, app: Project, printed: Printer, heading: str | None = None) -> None:
    """Do in the project what `docs/places/<recipe>.md` says, in its order.

    With a heading, only that section is followed. In `sh`, each `quickexit snippet … > FILE` is
    run; other commands are the test's to run. In `diff`, the lines with `+` go behind the line
    before them into the file that the sentence above names; the code of other blocks becomes that
    file.
    `<!-- the lines of FILE -->` stands for what was printed.
    """
    text = (RECIPES / f"{recipe}.md").read_text("utf-8")
    if heading is not None:
        text = section(text, heading)
    done = [_do(step, app.folder, printed) for step in _STEP.finditer(f"\n\n{text}")]
    if not any(done):
        raise RecipeError(f"docs/places/{recipe}.md has no step that could be followed")


def section(text: str, heading: str) -> str:
    """Return the part of a page below that heading, until the next of its level."""
    found = re.search(
        rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE
    )
    if not found:
        raise RecipeError(f"there is no heading {heading!r}")
    return found[1]


def _do(step: re.Match[str], folder: Path, printed: Printer) -> bool:
    """Do one step; say whether anything was written."""
    code = step["code"]
    if step["language"] == "sh":
        commands = [found for found in _COMMAND.finditer(code) if found["file"]]
        for command in commands:
            _write(folder / command["file"], printed(command["choices"].split()))
        return bool(commands)
    named = _NAMED_FILE.search(step["before"])
    if not named:
        raise RecipeError(f"no file is named above these lines:\n{code}")
    file = folder / named[1]
    if step["language"] == "diff":
        code = with_additions(file.read_text("utf-8"), code)
    _write(file, _PRINTED.sub(lambda found: (folder / found[1]).read_text("utf-8"), code))
    return True


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text if text.endswith("\n") else text + "\n", "utf-8")


def with_additions(text: str, diff: str) -> str:
    """Return the text with the lines of a diff that begin with `+`, and without those with `-`.

    A line of the diff without a sign is looked for from the last one on; indentation does not
    count. Lines that are added before the first of these go to the top. Raises `RecipeError` where
    a line is not found.
    """
    lines, place = text.split("\n"), 0
    for line in diff.split("\n"):
        if line.startswith("+"):
            lines.insert(place, line[1:])
            place += 1
        elif line.strip():
            kept = line[1:].strip()
            found = [n for n in range(place, len(lines)) if lines[n].strip() == kept]
            if not found:
                raise RecipeError(f"the file has no line {kept!r}")
            place = found[0] + 1
            if line.startswith("-"):
                place -= 1
                del lines[place]
    return "\n".join(lines)


# -- serving and looking --------------------------------------------------------------------------


def serve_folder(server: PageServer, folder: Path, not_found: str | None = None) -> None:
    """Let the server answer with the files of a build, `/a/` and `/a` with `a/index.html`.

    Put down anew by each test: the server forgets. `not_found` names the routes of a single page.
    """
    for file in sorted(folder.rglob("*")):
        if not file.is_file():
            continue
        path = "/" + file.relative_to(folder).as_posix()
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        if kind.startswith("text/"):
            kind += "; charset=utf-8"
        reply = Reply(file.read_bytes(), kind)
        names = {path}
        if path.endswith("/index.html"):
            names |= {path.removesuffix("index.html"), path.removesuffix("/index.html")}
        elif path.endswith(".html"):
            names.add(path.removesuffix(".html"))
        for name in names:
            server.routes[name] = reply
    if not_found:
        server.routes[not_found] = server.routes["/index.html"]


def listen_to_console(visit: PlaywrightVisit) -> list[str]:
    """Return the list that will hold errors and warnings of the page's console, and its errors."""
    said = visit.problems

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(message.text)

    visit.page.on("console", hear)
    return said


def open_idle(visit: PlaywrightVisit, address: str) -> None:
    """Open a page until its scripts are there: a router that is not would leave links alone."""
    visit.page.goto(address, wait_until="networkidle")


def go(visit: PlaywrightVisit, name: str) -> None:
    """Follow the link of that name to the page whose title has the same name, in one document."""
    visit.evaluate("window.sameDocument = true")
    # By the keyboard: a frame above may take its height between a mouse's press and release.
    visit.page.get_by_role("link", name=name, exact=True).first.press("Enter")
    # Tools for documentation put a link beside the words.
    visit.page.get_by_role("heading", name=name, level=1).wait_for()
    assert visit.evaluate("window.sameDocument"), "the router has navigated, not the browser"


def expect_whole_on_each_page(
    visit: PlaywrightVisit, site: Site, first: str, *names: str, idle: bool = True
) -> None:
    """Load the first page and follow the links to the others: all works, nothing is complained of.

    Ends at the destination. A server for development keeps asking: it never lets the page be idle.
    """
    said = listen_to_console(visit)
    if idle:
        open_idle(visit, first)
    else:
        visit.open(first)
    for name in names:
        expect_words(visit)
        expect_questions(visit)
        expect_control(visit)
        go(visit, name)
    assert visit.evaluate(SCRIPTS) == 1
    assert said == []
    expect_whole(visit, site)


def expect_whole_on_load(visit: PlaywrightVisit, site: Site, address: str) -> None:
    """Load a page: all works, nothing is complained of. Ends at the destination."""
    said = listen_to_console(visit)
    visit.open(address)
    expect_questions(visit)
    expect_control(visit)
    assert said == []
    expect_whole(visit, site)


def expect_twice(visit: PlaywrightVisit, site: Site, address: str, scripts: int = 1) -> None:
    """Two elements on a page: each has its questions, and one control leaves.

    `scripts` are those on the page: HTML that stands there twice brings one each.
    """
    said = listen_to_console(visit)
    visit.open(address)
    visit.wait_for_faq(0)
    visit.wait_for_faq(1)
    assert visit.evaluate(SCRIPTS) == scripts
    hosts = "document.querySelectorAll('[data-quick-exit-control]').length"
    assert visit.evaluate(hosts) == 1, "one control"
    assert said == []
    expect_whole(visit, site)


def expect_no_script_after_navigation(
    visit: PlaywrightVisit, first: str, path: str, name: str
) -> None:
    """The page at `first` + `path` is whole where it is loaded, and lacks its script after a link.

    Inserted HTML runs no script: link, words and questions are there, the control is not.
    """
    visit.open(f"{first}{path}")
    expect_control(visit)
    open_idle(visit, first)
    go(visit, name)
    expect_words(visit)
    expect_questions(visit)
    assert not visit.evaluate(f"!!({CONTROL})")


def expect_whole_without_scripts(
    begin: Callable[..., PlaywrightVisit], site: Site, address: str
) -> None:
    """Without JavaScript: words, questions, and the link that leaves."""
    visit = begin(java_script_enabled=False)
    visit.open(address)
    expect_words(visit)
    expect_questions(visit)
    expect_leaves_by_the_link(visit, site)
