"""The command, run without the start of another Python: in a fork, or in this process."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, NoReturn

import click
import minify
import pytest

from quickexit.build.minify import scripts
from quickexit.cli import commands, run
from quickexit.cli import snippet as snippet_module
from quickexit.deployment.source import Source
from quickexit.snippets.make import SnippetInputs

# The status of a fork whose command has raised instead of ending.
_ESCAPED = 99


def run_command(
    *words: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command in a fork of this process, with files of its own for what it writes.

    Its modules are loaded already, which is most of what the installed command takes: a fork takes
    20 ms, the installed command 400 ms.
    """
    _load_commands()
    arguments = list(map(str, words))
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        child = os.fork()
        if not child:
            _run_and_end(arguments, output.fileno(), errors.fileno(), cwd, environment or {})
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        written = (_text_of(file) for file in (output, errors))
        return subprocess.CompletedProcess(arguments, status, *written)


class _MinifyElsewhere:
    """Minifies in a new Python: tdewolff-minify is Go, and Go's threads are not in a fork.

    There its calls come to an end or wait for ever, as its garbage collector happens to run.
    """

    MinifyError = minify.MinifyError
    _PROGRAM = (
        "import json, sys, minify; minify.config(json.loads(sys.argv[1]));"
        "sys.stdout.write(minify.string(sys.argv[2], sys.stdin.read()))"
    )

    def config(self, options: Mapping[str, object]) -> None:
        self._options = json.dumps(options)

    def string(self, media_type: str, text: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", self._PROGRAM, self._options, media_type],
            input=text,
            capture_output=True,
            encoding="utf-8",
        )
        if done.returncode:
            raise minify.MinifyError(done.stderr.splitlines()[-1])
        return done.stdout


def _run_and_end(
    words: list[str], output: int, errors: int, cwd: Path | None, environment: Mapping[str, str]
) -> NoReturn:
    """End this process with the status of the command, whatever it raises."""
    status = _ESCAPED
    try:
        for number, file in ((1, output), (2, errors)):
            os.dup2(file, number)
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: PTH123, SIM115 - for this process
        sys.stdout, sys.stderr = (open(number, "w", encoding="utf-8") for number in (1, 2))  # noqa: PTH123, SIM115
        vars(scripts)["minify"] = _MinifyElsewhere()
        os.environ.update(environment)
        os.chdir(cwd or Path.cwd())
        status = run(words)
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(status)


def _text_of(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode("utf-8")


@cache
def _load_commands() -> None:
    """Import the module of each command."""
    context = click.Context(commands)
    for name in commands.list_commands(context):
        commands.get_command(context, name)


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
        patch.setattr(snippet_module, "check_script", lambda _address, _about: None)
        yield
