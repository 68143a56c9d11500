"""What the documents say is what the project does; each failure names its hint."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from quickexit.build.budgets import load_budgets
from quickexit.cli import commands as command_line
from quickexit.deployment.settings import Settings
from quickexit.snippets.options import VARIANTS
from quickexit.snippets.render import NOT_BY_CLOUDFLARE, NOT_OPTIMISED

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DOCUMENTS += sorted((ROOT / "examples").rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
NOT_TO_BE_PROMISED = re.compile(
    r"\b(?:keeps? you (?:safe|private)|safe and (?:private|secure)|erases? (?:the|your) history"
    r"|hides? your tracks|untraceable exit|completely (?:safe|private))\b",
    re.IGNORECASE,
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands(
    command: click.Command = command_line, before: tuple[str, ...] = ("quickexit",)
) -> list[str]:
    """Return every command as it is typed (`quickexit content check`)."""
    if not isinstance(command, click.Group):
        return [" ".join(before)]
    context = click.Context(command)
    inner = ((name, command.get_command(context, name)) for name in command.list_commands(context))
    return [typed for name, one in inner if one for typed in commands(one, (*before, name))]


def examples() -> list[str]:
    return [folder.name for folder in sorted((ROOT / "examples").glob("[0-9][0-9]-*"))]


def budget_row(name: str, limit: int, aim: int) -> re.Pattern[str]:
    """Return a pattern for the row of a budget in docs/bench/README.md."""
    return re.compile(rf"^\| `{re.escape(name)}`[^|]*\| {limit:,} \| {aim:,} \|$", re.MULTILINE)


def test_the_documentation_quotes_the_budgets_that_the_build_keeps() -> None:
    for name, budget in load_budgets().items():
        row = budget_row(name, budget.limit, budget.aim)
        assert row.search(read("docs/bench/README.md")), (
            f"write {budget} of {name} into docs/bench/README.md"
        )


def test_a_budget_quoted_wrongly_is_found() -> None:
    assert not budget_row("embed.js", 4501, 3300).search(read("docs/bench/README.md"))


def test_the_readme_names_the_two_commands_and_the_makefile_has_them() -> None:
    targets = re.findall(r"^([a-z-]+):.*##", read("Makefile"), re.MULTILINE)
    named = re.findall(
        r"(?:`|^)make ([a-z-]+)", read("README.md") + read("CONTRIBUTING.md"), re.MULTILINE
    )
    assert {"run", "test"} <= set(named), "README.md begins with `make run` and `make test`"
    assert set(named) <= set(targets), "write the target into the Makefile, or correct the name"


@pytest.mark.parametrize("command", commands())
def test_every_command_is_documented(command: str) -> None:
    assert f"| `{command}`" in read("docs/commands.md"), (
        f"write a row for `{command}` into docs/commands.md"
    )


def test_the_command_line_has_commands_to_document() -> None:
    assert "quickexit release" in commands()


def test_every_documented_command_exists() -> None:
    documented = re.findall(r"^\| `(quickexit [a-z ]+)`", read("docs/commands.md"), re.MULTILINE)
    gone = set(documented) - set(commands())
    assert not gone, f"take {sorted(gone)} out of docs/commands.md"


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_is_documented(variant: str) -> None:
    assert f"| `{variant}` |" in read("docs/embed.md"), f"describe {variant} in docs/embed.md"


@pytest.mark.parametrize("name", [*NOT_BY_CLOUDFLARE, *NOT_OPTIMISED])
def test_every_attribute_against_delayed_scripts_is_documented(name: str) -> None:
    assert f"`{name}" in read("docs/embed.md"), f"say in docs/embed.md who reads {name}"


def test_the_readme_shows_the_real_destination() -> None:
    assert Settings().exit_href in read("README.md"), "quote settings.py's exit_href in README.md"


@pytest.mark.parametrize("name", examples())
def test_every_example_is_listed_and_says_what_it_shows_and_its_negative_control(name: str) -> None:
    assert f"[{name}]({name}/)" in read("examples/README.md"), f"list {name} in examples/README.md"
    assert f"examples/{name}/" in read("docs/embed.md"), f"name {name} in docs/embed.md"
    assert "Negative control:" in read(f"examples/{name}/README.md"), f"say it in {name}/README.md"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    targets = LINK.findall(document.read_text("utf-8"))
    dead = [target for target in targets if not (document.parent / target).exists()]
    assert not dead, f"correct these links in {document.name}: {dead}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_document_promises_what_no_page_can_keep(document: Path) -> None:
    assert not NOT_TO_BE_PROMISED.search(document.read_text("utf-8"))


def test_a_promise_that_no_page_can_keep_is_found() -> None:
    assert NOT_TO_BE_PROMISED.search("This keeps you safe.")


def test_the_version_has_its_entry_in_the_change_log_for_each_reader() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    entry = read("CHANGELOG.md").partition(f"\n## {version}")[2].partition("\n## ")[0]
    for reader in ("partner sites", "agencies", "maintainers"):
        assert f"### For {reader}" in entry, f"write what {version} changes for {reader}"


def test_every_test_that_the_table_of_hazards_names_is_there() -> None:
    named = set(re.findall(r"`(test_[a-z_]+\.py)`", read("widget/exit/README.md")))
    there = {file.name for file in (ROOT / "tests" / "browser").rglob("test_*.py")}
    assert len(named) > 10
    assert named <= there, "correct the names in widget/exit/README.md"


LOOK_IN = re.compile(r"^\| to change \| look in \|\n(.*?)\n\n", re.MULTILINE | re.DOTALL)


def missing_places(text: str) -> list[str]:
    """Return what the table "to change" names and is neither in the checkout nor in the package."""
    rows = LOOK_IN.search(text)
    assert rows
    columns = "\n".join(row.split("|")[2] for row in rows[1].splitlines())
    named = [name.replace("<lang>", "en") for name in re.findall(r"`([^`]+)`", columns)]
    folders = (ROOT, ROOT / "server" / "quickexit")
    return [name for name in named if not any((folder / name).exists() for folder in folders)]


def test_every_place_that_the_table_of_changes_names_is_there() -> None:
    text = read("CONTRIBUTING.md")
    assert missing_places(text) == [], "correct the table in CONTRIBUTING.md"
    assert missing_places(text.replace("`releases/layout.py`", "`releases/paths.py`"))
