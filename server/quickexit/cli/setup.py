"""The commands `init` and `keygen`, which prepare a deployment: its folder and its own key."""

from pathlib import Path

import click

from quickexit.atomic_files import write_new_tree, write_secret
from quickexit.cli.common import FILE, FOLDER, json_option
from quickexit.cli.output import say, say_json
from quickexit.deployment.scaffold import starter_files
from quickexit.releases.signing import SigningKey, key_integrity, new_key


@click.command(epilog='Example: quickexit init city --brand "#005ea2"')
@click.argument("directory", type=FOLDER)
@click.option(
    "--brand", metavar="HEX", help='The theme is made from this colour, such as "#005ea2".'
)
def init(directory: Path, brand: str | None) -> None:
    """Make a folder for your own deployment: settings, a theme, contacts and words."""
    write_new_tree(directory, starter_files(directory.resolve().name, brand))
    say(f"{directory}: the folder of a deployment; its README.md says what you can change.")


@click.command(epilog="Example: quickexit keygen signing-key.pem")
@click.argument("file", type=FILE, default="signing-key.pem")
@json_option
def keygen(file: Path, as_json: bool) -> None:
    """Write a new key for signing scripts into FILE, and print its public key."""
    pem = new_key()
    write_secret(file, pem)
    public = SigningKey(pem, file).public_key
    if as_json:
        say_json({"file": str(file), "public_key": public, "integrity": key_integrity(public)})
    else:
        say(public)
