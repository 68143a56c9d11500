"""The commands `theme …`: a new theme from a colour, its contrasts, and its other forms."""

import re
import shlex
from pathlib import Path

import click

from quickexit.atomic_files import write_new_file
from quickexit.cli.common import FILE, deployment_option, json_option
from quickexit.cli.output import say, say_json, table, warn
from quickexit.deployment.folder import THEMES
from quickexit.deployment.settings import SETTINGS_FILE
from quickexit.deployment.source import find_deployment, open_source, theme_files
from quickexit.errors import UsageError, did_you_mean, shown_name
from quickexit.paths import widget_directory
from quickexit.text_files import read_text
from quickexit.themes.contrast import PairResult, check, legible, refusal
from quickexit.themes.design_tokens import parse_design_tokens, to_design_tokens
from quickexit.themes.palette import derive
from quickexit.themes.theme import Theme, load_theme, parse_theme, to_toml


@click.group(epilog='Example: quickexit theme new city --brand "#005ea2"')
def theme() -> None:
    """Make themes, and check their contrasts."""


@theme.command(epilog='Example: quickexit theme new city --brand "#005ea2"')
@click.argument("name")
@click.option("--brand", required=True, metavar="HEX", help='A colour such as "#005ea2".')
@deployment_option
def new(name: str, brand: str, deployment: Path | None) -> None:
    """Make a whole legible theme from one colour, and write it into the folder themes/."""
    _write_theme(derive(name, brand), deployment)


@theme.command("check", epilog="Example: quickexit theme check default")
@click.argument("name")
@deployment_option
@json_option
def check_contrast(name: str, deployment: Path | None, as_json: bool) -> int:
    """Show the contrast of every pair of colours; status 1 if one is too low."""
    found = _load(name, deployment)
    results = check(found)
    failed = [result for result in results if not result.passes]
    if as_json:
        pairs = [result.as_json() for result in results]
        say_json({"theme": name, "passes": not failed, "pairs": pairs})
    else:
        head = ("", "Scheme", "Pair", "Ratio", "Least", "Nearest")
        say(table([head, *map(_pair_row, results)]), end="")
        for result in failed:
            warn(str(refusal(result, found)))
        if not failed:
            say(f"{name}: all {len(results)} pairs pass.")
    return 1 if failed else 0


@theme.command(epilog="Example: quickexit theme export default --format tokens > x.tokens.json")
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["tokens", "toml"]),
    default="tokens",
    show_default=True,
    help="Design tokens of 2025.10, or TOML with every token explained.",
)
@deployment_option
def export(name: str, form: str, deployment: Path | None) -> None:
    """Print a theme for other programs."""
    loaded = _load(name, deployment)
    if form == "toml":
        say(to_toml(loaded), end="")
    else:
        say_json(to_design_tokens(loaded))


@theme.command("import", epilog="Example: quickexit theme import city.tokens.json")
@click.argument("file", type=FILE)
@click.option("--name", help="The name of the theme. [default: the file's name]")
@deployment_option
def import_(file: Path, name: str | None, deployment: Path | None) -> None:
    """Write design tokens, or a theme, into the folder themes/, if every contrast is enough."""
    if name is None:
        # What both forms of a theme are called.
        name = re.sub(r"(\.tokens)?\.json\Z|\.toml\Z", "", file.name)
    text = read_text(file, missing="name a file that is there")
    parse = parse_theme if file.suffix.lower() == ".toml" else parse_design_tokens
    _write_theme(parse(text, name, str(file)), deployment)


def _load(name: str, deployment: Path | None) -> Theme:
    """Return a theme of the package, or of the folder in which `_write_theme` writes."""
    files = theme_files((widget_directory(), find_deployment(deployment) or Path()))
    if name not in files:
        raise UsageError(
            f'there is no theme "{shown_name(name)}"',
            hint=did_you_mean(name, files) or f"there are {', '.join(sorted(files))}",
        )
    return load_theme(files[name])


def _write_theme(made: Theme, deployment: Path | None) -> None:
    source = open_source(deployment)
    file = (source.deployment or Path()) / THEMES / f"{legible(made).name}.toml"
    listed = source.settings.themes
    write_new_file(file, to_toml(made).encode())
    named = f" --deployment {shlex.quote(str(deployment))}" if deployment else ""
    say(f"{file}: the theme is written; next: quickexit theme check {made.name}{named}")
    if source.deployment is None:
        say("A build uses only themes of a deployment: quickexit init FOLDER makes one.")
    elif listed and made.name not in listed:
        say(f'A build uses it after you add "{made.name}" to the themes in {SETTINGS_FILE}.')


def _pair_row(result: PairResult) -> tuple[str, ...]:
    def role(token: str) -> str:
        return token.rpartition(".")[2]

    return (
        "pass" if result.passes else "FAIL",
        result.scheme,
        f"{role(result.front)} on {role(result.back)} ({result.what})",
        result.shown,
        f"{result.least:g}",
        ", ".join(f"{role(token)} = {colour}" for token, colour in result.fixes.items()),
    )
