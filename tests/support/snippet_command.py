"""`quickexit snippet` in this process: what it prints, what it says, and its exit status."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

from quickexit.cli import run
from quickexit.cli import snippet as snippet_module
from quickexit.deployment.source import Source
from quickexit.snippets.make import SnippetInputs

# What the command asks besides the choices: where the store and the deployment are, and in which
# form it answers.
NO_CHOICE = {"store-directory", "deployment", "as-json", "csp", "out"}


@dataclass(frozen=True)
class Done:
    """What came of a command."""

    status: int
    printed: str
    said: str


def snippet_command(store: Path, choices: Mapping[str, str], *words: str) -> Done:
    """Run `quickexit snippet` with an option for each choice."""
    options = [f"--{name}={value}" for name, value in choices.items()]
    printed, said = io.StringIO(), io.StringIO()
    with redirect_stdout(printed), redirect_stderr(said):
        status = run(["snippet", "--store", str(store), *words, *options])
    return Done(status, printed.getvalue(), said.getvalue())


def choices_of_the_command() -> set[str]:
    """Return the choices that the command's help offers, without their dashes."""
    options = {one.name.replace("_", "-") for one in snippet_module.snippet.params if one.name}
    assert options > NO_CHOICE
    assert all(isinstance(one, click.Option) for one in snippet_module.snippet.params)
    return options - NO_CHOICE


@contextmanager
def read_once(source: Source, inputs: SnippetInputs) -> Iterator[None]:
    """Let the command take the words and looks of `source` as they were read before.

    It reads them in each process anew, which takes 55 of its 56 ms here. A pinned script is not
    read back: nobody answers at the addresses of these cases.
    """

    def loaded(asked: Source) -> SnippetInputs:
        assert asked == source, "the command asks for another source"
        return inputs

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snippet_module, "load_snippet_inputs", loaded)
        patch.setattr(snippet_module, "check_pinned_script", lambda _address, _about: None)
        yield
