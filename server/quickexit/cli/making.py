"""Commands that make something: a build, a release."""

from __future__ import annotations

from importlib.metadata import version as installed_version
from pathlib import Path

import click

from quickexit.budget import check_budgets, load_budgets
from quickexit.build import build as build_files
from quickexit.build import load_faqs, write_build
from quickexit.cli.common import (
    Deployment,
    deployment_option,
    json_option,
    open_deployment,
    open_store,
    progress,
    say,
    say_json,
    store_options,
    today,
)
from quickexit.cli.content import find
from quickexit.release import Release, major_of, make_release


def prepare_release(
    deployment: Deployment,
    version: str,
    *,
    allow_unchecked: bool = False,
    allow_unreviewed: bool = False,
) -> Release:
    """Build a release from the present source; raises `QuickExitError` for what stands against it.

    What a person has yet to look at is asked first, so that nobody waits for that refusal.
    """
    major = major_of(version)
    findings = find(load_faqs(deployment.source).values())
    findings.refuse(allow_unchecked=allow_unchecked, allow_unreviewed=allow_unreviewed)
    files = build_files(deployment.source, major=major)
    check_budgets(files, load_budgets())
    return make_release(
        version,
        files,
        today(),
        findings,
        allow_unchecked=allow_unchecked,
        allow_unreviewed=allow_unreviewed,
    )


@click.command(epilog="Example: quickexit build --out dist")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write: embed.js and faq/<theme>/<lang>.html.",
)
@deployment_option
def build(out: Path, deployment: Path | None) -> None:
    """Build the widget's files into a folder, without a number and without a store."""
    # A build has no number of its own yet: it is of the package's major.
    major = major_of(installed_version("quickexit"))
    files = build_files(open_deployment(deployment).source, major=major)
    check_budgets(files, load_budgets())
    write_build(files, out)
    say(f"{out}: {len(files)} files are built.")


@click.command(
    epilog="Example: quickexit release 0.1.0 --allow-unchecked --allow-unreviewed",
)
@click.argument("version", metavar="X.Y.Z")
@click.option("--no-promote", is_flag=True, help="Leave the channels where they are.")
@click.option("--backport", is_flag=True, help="Allow a number below the newest of its line.")
@click.option("--allow-unreviewed", is_flag=True, help="Release languages that are drafts.")
@click.option("--allow-unchecked", is_flag=True, help="Release contacts nobody rang lately.")
@store_options
@json_option
def release(
    version: str,
    no_promote: bool,
    backport: bool,
    allow_unreviewed: bool,
    allow_unchecked: bool,
    store_directory: Path | None,
    deployment: Path | None,
    as_json: bool,
) -> None:
    """Build the widget and write it into the store as X.Y.Z, which then never changes."""
    here = open_deployment(deployment)
    store = open_store(store_directory, deployment)
    store.check_new(version, backport=backport)
    progress(f"Building {version} …")
    made = prepare_release(
        here, version, allow_unchecked=allow_unchecked, allow_unreviewed=allow_unreviewed
    )
    moved = store.add(made, promote=not no_promote, backport=backport)
    if as_json:
        say_json({"version": version, "channels": moved, "store": str(store.directory)})
        return
    say(f"{version} is released.")
    for channel in moved:
        say(f"{channel} shows {version}.")
