"""docs/commands.md has a row for each command, written from its own help.

`UPDATE_DOCS=1 .venv/bin/pytest tests/unit/cli/test_commands_doc.py` writes the rows.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import click

from quickexit.cli import commands

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "commands.md"
TABLE = re.compile(r"^\| command \|.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
# The document says once what these mean.
EVERYWHERE = {"--help", "--store", "--deployment", "--json"}


def every_command(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from every_command(command, (*path, name))
        else:
            yield (*path, name)


def command_at(path: tuple[str, ...]) -> click.Command:
    command: click.Command = commands
    for name in path:
        assert isinstance(command, click.Group)
        found = command.get_command(click.Context(command), name)
        assert found
        command = found
    return command


def row(path: tuple[str, ...]) -> str:
    command = command_at(path)
    about = " ".join((command.help or "").split("\n\n")[0].split())
    options = [
        f"`{option.opts[0]}`"
        for option in command.params
        if isinstance(option, click.Option) and option.opts[0] not in EVERYWHERE
    ]
    return f"| `quickexit {' '.join(path)}` | {about} | {' '.join(options)} |"


def table() -> str:
    head = ["| command | what it does | its options |", "|---|---|---|"]
    return "\n".join([*head, *map(row, every_command(commands))])


def test_the_table_of_commands_is_that_of_the_command_line() -> None:
    text = DOCUMENT.read_text("utf-8")
    if os.environ.get("UPDATE_DOCS"):
        text = TABLE.sub(lambda _: table(), text, count=1)
        DOCUMENT.write_text(text, "utf-8")
    assert table() in text, "run this file with UPDATE_DOCS=1"


def test_a_command_and_its_options_are_found() -> None:
    assert (
        row(("promote",))
        == "| `quickexit promote` | Point CHANNEL to the release X.Y.Z. | `--to` |"
    )
    assert "`--dry-run` `--nginx`" in row(("publish",))
    assert ("content", "checked") in set(every_command(commands))
