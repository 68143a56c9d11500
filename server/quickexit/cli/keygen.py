"""The command `keygen`."""

from pathlib import Path

import click

from quickexit.atomic_files import write_secret
from quickexit.cli.common import FILE, json_option
from quickexit.cli.output import say, say_json
from quickexit.releases.signing import SigningKey, key_integrity, new_key


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
