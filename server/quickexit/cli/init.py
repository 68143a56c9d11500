"""The command `init`."""

from pathlib import Path

import click

from quickexit.atomic_files import write_new_tree
from quickexit.cli.common import FOLDER
from quickexit.cli.output import say
from quickexit.deployment.scaffold import starter_files


@click.command(epilog='Example: quickexit init city --brand "#005ea2"')
@click.argument("directory", type=FOLDER)
@click.option(
    "--brand", metavar="HEX", help='The theme is made from this colour, such as "#005ea2".'
)
def init(directory: Path, brand: str | None) -> None:
    """Make a folder for your own deployment: settings, a theme, contacts and words."""
    write_new_tree(directory, starter_files(directory.resolve().name, brand))
    say(f"{directory}: the folder of a deployment; its README.md says what you can change.")
