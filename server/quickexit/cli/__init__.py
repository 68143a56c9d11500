"""The command `quickexit`: each command has a module here, and only these modules print."""

import io
import re
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from quickexit.cli.output import flush_or_discard, warn
from quickexit.errors import QuickExitError, UsageError, sentence_of

# What a shell reports for a command that was ended by SIGINT: 128 + 2.
_INTERRUPTED = 130
# A word that is not UTF-8: Python passes such bytes of the command line on as lone surrogates.
_NO_TEXT = re.compile(r"\S*[\ud800-\udfff]\S*")


# The module of each command. It is imported when the command is called: the libraries of the build
# take half a second, which `promote` and `verify` need not wait for.
_COMMANDS = {
    "build": "build",
    "release": "release",
    "promote": "store",
    "rollback": "store",
    "withdraw": "store",
    "releases": "store",
    "verify": "store",
    "publish": "publish",
    "snippet": "snippet",
    "serve": "serve",
    "demo": "demo",
    "content": "content",
    "theme": "theme",
    "init": "init",
    "keygen": "keygen",
    "check-page": "check_page",
}


class _Commands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"quickexit.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: quickexit release 0.1.0 --allow-unchecked --allow-unreviewed",
)
@click.version_option(package_name="quickexit")
def commands() -> None:
    """Build, release and serve a questions-and-answers widget with a quick exit."""


def main() -> None:
    """Run the command with the process's arguments, and end the process with its status."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command and return its exit status: 0, 1 (it failed) or 2 (called wrongly).

    Every error is one sentence on the standard error, never a traceback.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    streams = sys.stdout, sys.stderr
    try:
        return _run(arguments)
    except BrokenPipeError:
        return 0
    except SystemExit:
        # click replaces the streams and exits where the reader of `--help` has gone (8.5).
        if streams == (sys.stdout, sys.stderr):
            raise
        sys.stdout, sys.stderr = streams
        return 0
    except (KeyboardInterrupt, click.Abort):
        return _fail("Interrupted; no partly written file remains.", _INTERRUPTED)
    except Exception as error:  # the last resort: a person gets a sentence
        # The names of the folders above the present one come from no argument.
        refusal = _no_text(error.object) if isinstance(error, UnicodeEncodeError) else None
        return _fail(sentence_of(refusal or error), (refusal or QuickExitError).exit_status)
    finally:
        flush_or_discard()


def _run(arguments: Sequence[str]) -> int:
    try:
        refusal = _no_text(" ".join(arguments))
        if refusal:
            raise refusal
        status = commands.main(list(arguments), prog_name="quickexit", standalone_mode=False)
        if sys.stdout is not None:
            # A disk that is full is told here, and not when Python ends.
            sys.stdout.flush()
        return int(status or 0)  # a command returns its status, or None
    except QuickExitError as error:
        return _fail(str(error), error.exit_status)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return UsageError.exit_status
    except click.UsageError as error:
        return _fail(_usage_sentence(error), UsageError.exit_status)
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)


def _usage_sentence(error: click.UsageError) -> str:
    path = error.ctx.command_path if error.ctx else "quickexit"
    # click's suggestion is a sentence of its own.
    advice = re.compile(r"\.? \(?Did you mean (.*)\?\)?$")
    problem = advice.sub(r"; did you mean \1", error.format_message()).rstrip(".")
    return f"{problem}; see: {path} --help."


def _no_text(given: str) -> UsageError | None:
    """Return the refusal of the first word that is not UTF-8, if there is one."""
    word = _NO_TEXT.search(given)
    return UsageError(f'"{word[0]}" is not UTF-8', hint="write it in UTF-8") if word else None


def _fail(sentence: str, status: int) -> int:
    warn(" ".join(sentence.split()))
    return status
