"""The commands in the recipes for content systems run as they stand, and print what they say."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.support.site import COMMAND

pytestmark = pytest.mark.process

PLACES = Path(__file__).parents[2] / "docs" / "places"
SYSTEMS = ("wordpress", "mediawiki", "wagtail", "tag-managers")
COMMANDS = [
    (system, command)
    for system in SYSTEMS
    for block in re.findall(
        r"^```sh\n(.*?)^```$",
        (PLACES / f"{system}.md").read_text("utf-8"),
        re.DOTALL | re.MULTILINE,
    )
    for command in block.splitlines()
]


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-euc", command],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_each_recipe_has_a_command() -> None:
    assert {system for system, _ in COMMANDS} == set(SYSTEMS)


@pytest.mark.sample(3)
@pytest.mark.parametrize(("system", "command"), COMMANDS)
def test_a_command_makes_a_snippet_of_its_address(
    system: str, command: str, tmp_path: Path
) -> None:
    (tmp_path / "templates").mkdir()
    done = shell(command, tmp_path)
    assert done.returncode == 0, f"{system}.md: {done.stderr}"
    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    made = done.stdout + "".join(
        file.read_text("utf-8") for file in written if file.suffix != ".zip"
    )
    if command.endswith(".zip"):
        assert [file.name for file in written] == ["quick-exit.zip"]
    else:
        assert "<a data-quick-exit " in made
        assert "https://widget.example/v0/" in made


def test_a_command_that_fails_is_noticed(tmp_path: Path) -> None:
    assert shell("quickexit snippet --no-such-option", tmp_path).returncode != 0
