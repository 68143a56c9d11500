"""The command `release`."""

from dataclasses import replace
from pathlib import Path

import click

from quickexit.build.release import build_release, release_files
from quickexit.cli.common import FILE, json_option, open_store, store_options, today
from quickexit.cli.output import CountedFiles, progress, say, say_json
from quickexit.deployment.source import Source, load_faqs, open_source
from quickexit.errors import QuickExitError
from quickexit.releases.remote_checks import differences, read_published
from quickexit.releases.signing import read_key
from quickexit.releases.versions import parse_version


@click.command(
    epilog="Example: quickexit release 0.1.0 --allow-unchecked --allow-unreviewed",
)
@click.argument("version", metavar="X.Y.Z")
@click.option("--no-promote", is_flag=True, help="Leave the channels where they are.")
@click.option("--backport", is_flag=True, help="Allow a number below the newest of its major.")
@click.option("--allow-unreviewed", is_flag=True, help="Release languages that are drafts.")
@click.option(
    "--allow-unchecked", is_flag=True, help="Release contacts that nobody has checked lately."
)
@click.option("--sign-key", type=FILE, help="Sign the scripts with the key in this file.")
@click.option("--allow-unsigned", is_flag=True, help="Let a channel lose its script's signature.")
@click.option(
    "--verify-against",
    metavar="LEDGER",
    help="Write nothing; compare this source's bytes with a releases.json (file or address).",
)
@store_options
@json_option
def release(
    version: str,
    no_promote: bool,
    backport: bool,
    allow_unreviewed: bool,
    allow_unchecked: bool,
    sign_key: Path | None,
    allow_unsigned: bool,
    verify_against: str | None,
    store_directory: Path | None,
    deployment: Path | None,
    as_json: bool,
) -> None:
    """Build the widget and write it into the store as X.Y.Z, which then never changes."""
    source = open_source(deployment)
    if verify_against is not None:
        _compare(source, version, verify_against, as_json=as_json)
        return
    key = read_key(sign_key) if sign_key else None
    store = open_store(store_directory, deployment)
    store.check_new(version, backport=backport)
    progress(f"Building {version} …")
    built = build_release(
        source,
        version,
        today(),
        allow_unchecked=allow_unchecked,
        allow_unreviewed=allow_unreviewed,
        key=key,
    )
    counted = replace(built, files=CountedFiles(built.files, "Compressing"))
    moved = store.add(
        counted, promote=not no_promote, backport=backport, allow_unsigned=allow_unsigned
    )
    if as_json:
        say_json({"version": version, "channels": moved, "store": str(store.directory)})
        return
    say(f"{version} is released.")
    for channel in moved:
        say(f"{channel} points to {version}.")
    if not moved:
        say(f"No channel was moved; next: quickexit promote {version} --to CHANNEL")


def _compare(source: Source, version: str, where: str, *, as_json: bool) -> None:
    """Compare what the present source gives with what was published; raise where it differs."""
    parse_version(version)
    published = read_published(where, version)
    progress(f"Building {version} …")
    different = differences(release_files(source, version, load_faqs(source)), published)
    if as_json:
        say_json({"version": version, "against": where, "different": different})
    if different:
        raise QuickExitError(
            f"this source does not give {version}: {', '.join(different)}",
            where=where,
            hint="check out its tag, and use the deployment's settings of that release",
        )
    if not as_json:
        say(f"This source gives {version} ({len(published['files'])} files).")
