"""The walls between modules, as CONTRIBUTING.md draws them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "server" / "quickexit"

# In the order in which data flows: a module uses only those before it.
ORDER = [
    "errors",
    "sentences",
    "written_files",
    "json_lines",
    "paths",
    "addresses",
    "settings",
    "web",
    "content_schema",
    "content_values",
    "plain_language",
    "content_problems",
    "content_overrides",
    "contact_overlay",
    "content_overlay",
    "language_overlay",
    "content_upstream",
    "content_markdown",
    "content",
    "contact_checks",
    "colour",
    "theme_tokens",
    "theme",
    "contrast",
    "palette",
    "design_token_values",
    "design_tokens",
    "script_constructs",
    "script_guard",
    "modules",
    "script_scopes",
    "script_names",
    "style_constructs",
    "style_guard",
    "filters",
    "bundle",
    "page",
    "own_files",
    "build",
    "budget",
    "files",
    "starter",
    "ledger",
    "seal",
    "standby",
    "rules",
    "standby_build",
    "signing",
    "notes",
    "release",
    "readback",
    "reproduction",
    "compression",
    "verification",
    "store_refusals",
    "store",
    "heights",
    "link_style",
    "snippet_words",
    "snippet",
    "contents",
    "negotiation",
    "lookup",
    "site",
    "catalogue",
    "choices",
    "studio",
    "studio_page",
    "studio_views",
    "app",
    "serving",
    "publishing",
    "headers_file",
    "nginx_syntax",
    "nginx",
    "targets",
    "object_store",
    "publish",
    "partner",
    "demo",
    "cli",
    "__main__",
]

ONLY = {
    "flask": {"app", "serving", "studio_views"},
    "granian": {"serving"},
    "obstore": {"object_store"},
    "webassets": {"bundle", "filters"},
}
# What a path of one person's machine looks like; addresses of a site never begin so.
MACHINE_PATH = re.compile(r"""["'\s(=](?:/(?:home|root|Users|work)/|[A-Z]:\\\\)""")


def imports_of(source: str) -> set[str]:
    """Return the modules that a source imports, as dotted names."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def own_modules_of(source: str) -> set[str]:
    """Return the modules of this package that a source imports."""
    own = (name.split(".") for name in imports_of(source) if name.startswith("quickexit."))
    return {parts[1] for parts in own}


def out_of_order(name: str, source: str) -> set[str]:
    """Return what a module imports although it does not stand before it."""
    return own_modules_of(source) - set(ORDER[: ORDER.index(name)]) - {name}


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


def test_every_module_has_its_place_in_the_order() -> None:
    unplaced = set(sources()) - set(ORDER)
    assert not unplaced, f"write {sorted(unplaced)} into ORDER, where the data passes them"
    gone = set(ORDER) - set(sources())
    assert not gone, f"take {sorted(gone)} out of ORDER"


@pytest.mark.parametrize("name", ORDER)
def test_a_module_uses_only_those_above_it(name: str) -> None:
    wrong = out_of_order(name, sources()[name])
    assert not wrong, f"{name} may not use {sorted(wrong)}: move what is shared further up"


def test_a_module_that_looks_down_is_found() -> None:
    assert out_of_order("theme", "from quickexit.cli import main") == {"cli"}
    assert out_of_order("theme", "from quickexit import store") == {"store"}
    assert not out_of_order("theme", "from quickexit.errors import QuickExitError")


@pytest.mark.parametrize("library", sorted(ONLY))
def test_a_library_is_known_only_behind_its_wall(library: str) -> None:
    knowing = {
        name
        for name, source in sources().items()
        if any(imported.split(".")[0] == library for imported in imports_of(source))
    }
    assert knowing, f"nobody uses {library}: take it out of ONLY"
    assert knowing <= ONLY[library], f"ask {sorted(ONLY[library])} instead of {library} itself"


def test_only_the_command_line_prints() -> None:
    printing = {name for name, source in sources().items() if prints(source)}
    assert printing == {"cli"}, "return a value or raise an error; cli.py says it"


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
