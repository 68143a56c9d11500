"""What the sources may not do. `make lint` holds the floors and the walls between modules."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "server" / "quickexit"

# What a path of one person's machine looks like; addresses of a site never begin so.
MACHINE_PATH = re.compile(r"""["'\s(=](?:/(?:home|root|Users|work)/|[A-Z]:\\\\)""")


def prints(source: str) -> bool:
    """Say whether a source calls `print` or click's `echo`."""
    called = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    names = {
        func.id if isinstance(func, ast.Name) else func.attr
        for func in called
        if isinstance(func, ast.Name | ast.Attribute)
    }
    return bool(names & {"print", "echo", "secho"})


def sources() -> dict[str, str]:
    """Return the source of each module; a folder's files count as one module."""
    found: dict[str, str] = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).parts[0].removesuffix(".py")
        found[name] = found.get(name, "") + file.read_text("utf-8") + "\n"
    del found["__init__"]
    return found


def test_only_the_command_line_prints() -> None:
    printing = {name for name, source in sources().items() if prints(source)}
    assert printing == {"cli"}, "return a value or raise an error; cli prints it"


def test_a_module_that_prints_is_found() -> None:
    assert prints("import click\nclick.echo(1)")
    assert prints("print(1)")
    assert not prints("shown = 'print(1)'")


def checked_in_files() -> list[Path]:
    folders = ("server", "widget", "examples", "docs", "tests", ".ci")
    below = (file for folder in folders for file in (ROOT / folder).rglob("*"))
    text = {".py", ".js", ".ts", ".css", ".html", ".toml", ".md", ""}
    inside = [
        file
        for file in below
        if file.is_file() and file.suffix in text and "__pycache__" not in file.parts
    ]
    return [*inside, *ROOT.glob("*.md"), ROOT / "Makefile", ROOT / "pyproject.toml"]


def test_no_file_names_a_path_of_one_machine() -> None:
    own = Path(__file__).resolve()
    naming = [
        str(file.relative_to(ROOT))
        for file in checked_in_files()
        if file.resolve() != own and MACHINE_PATH.search(file.read_text("utf-8"))
    ]
    assert not naming, "work the path out from the file's own place"


def test_a_path_of_one_machine_is_found() -> None:
    assert MACHINE_PATH.search('STORE = "/home/somebody/store"')
    assert not MACHINE_PATH.search('HREF = "/releases"')
