"""Commands that make something: a build, a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from importlib.metadata import version as installed_version
from pathlib import Path

import click

from quickexit.atomic_files import write_secret
from quickexit.build.budgets import check_budgets, load_budgets
from quickexit.build.output import write_build
from quickexit.build.standby import standby_files
from quickexit.build.widget import build as build_files
from quickexit.build.widget import regional_tags
from quickexit.cli.common import (
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
from quickexit.cli.progress import Shown
from quickexit.content.loader import Faq
from quickexit.deployment.find import Deployment
from quickexit.deployment.source import load_faqs
from quickexit.errors import QuickExitError
from quickexit.paths import checkout_directory
from quickexit.releases.ledger import parse_version
from quickexit.releases.notes import read_notes
from quickexit.releases.release import Release, major_of, make_release
from quickexit.releases.remote_checks import differences, read_published
from quickexit.releases.signing import SigningKey, key_integrity, new_key, read_key


def prepare_release(
    deployment: Deployment,
    version: str,
    *,
    allow_unchecked: bool = False,
    allow_unreviewed: bool = False,
    key: SigningKey | None = None,
) -> Release:
    """Build a release from the present source; raises `QuickExitError` for what stands against it.

    What a person has yet to look at is asked first, so that nobody waits for that refusal.
    """
    parse_version(version)
    faqs = load_faqs(deployment.source)
    findings = find(faqs.values())
    findings.refuse(allow_unchecked=allow_unchecked, allow_unreviewed=allow_unreviewed)
    files = _release_files(deployment, version, faqs)
    check_budgets(files, load_budgets())
    return make_release(
        version,
        files,
        today(),
        findings,
        allow_unchecked=allow_unchecked,
        allow_unreviewed=allow_unreviewed,
        # An agency's numbers are its own, and so are its notes.
        notes=read_notes(deployment.directory or checkout_directory(), version),
        key=key,
        aliases=regional_tags(faqs),
    )


def _release_files(
    deployment: Deployment, version: str, faqs: Mapping[str, Faq]
) -> Mapping[str, bytes]:
    files = build_files(deployment.source, major=major_of(version), faqs=faqs)
    return {**files, **standby_files(deployment.source, faqs)}


_FILE = click.Path(path_type=Path, dir_okay=False)


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
    write_build(Shown(files, "Writing"), out)
    say(f"{out}: {len(files)} files are built.")


@click.command(
    epilog="Example: quickexit release 0.1.0 --allow-unchecked --allow-unreviewed",
)
@click.argument("version", metavar="X.Y.Z")
@click.option("--no-promote", is_flag=True, help="Leave the channels where they are.")
@click.option("--backport", is_flag=True, help="Allow a number below the newest of its line.")
@click.option("--allow-unreviewed", is_flag=True, help="Release languages that are drafts.")
@click.option("--allow-unchecked", is_flag=True, help="Release contacts nobody rang lately.")
@click.option("--sign-key", type=_FILE, help="Sign the scripts with the key in this file.")
@click.option("--allow-unsigned", is_flag=True, help="Let a channel lose its script's signature.")
@click.option(
    "--verify-against",
    metavar="LEDGER",
    help="Write nothing: compare this source's bytes with a file or address of releases.json.",
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
    here = open_deployment(deployment)
    if verify_against is not None:
        _compare(here, version, verify_against, as_json=as_json)
        return
    key = _signing_key(sign_key) if sign_key else None
    store = open_store(store_directory, deployment)
    store.check_new(version, backport=backport)
    progress(f"Building {version} …")
    made = prepare_release(
        here,
        version,
        allow_unchecked=allow_unchecked,
        allow_unreviewed=allow_unreviewed,
        key=key,
    )
    shown = replace(made, files=Shown(made.files, "Compressing"))
    moved = store.add(
        shown, promote=not no_promote, backport=backport, allow_unsigned=allow_unsigned
    )
    if as_json:
        say_json({"version": version, "channels": moved, "store": str(store.directory)})
        return
    say(f"{version} is released.")
    for channel in moved:
        say(f"{channel} shows {version}.")


def _compare(here: Deployment, version: str, where: str, *, as_json: bool) -> None:
    """Say whether the present source gives what was published; raises for what differs."""
    parse_version(version)
    published = read_published(where, version)
    progress(f"Building {version} …")
    different = differences(_release_files(here, version, load_faqs(here.source)), published)
    if as_json:
        say_json({"version": version, "against": where, "different": different})
    if different:
        raise QuickExitError(
            f"this source does not give {version}: {', '.join(different)}",
            where=where,
            hint="check out its tag, and see that the settings are those it was made with",
        )
    if not as_json:
        say(f"{version} is what this source gives ({len(published['files'])} files).")


def _signing_key(file: Path) -> SigningKey:
    return read_key(file)


@click.command(epilog="Example: quickexit keygen signing-key.pem")
@click.argument("file", type=_FILE, default="signing-key.pem")
@json_option
def keygen(file: Path, as_json: bool) -> None:
    """Write a new key to sign scripts with into FILE, and print its public half."""
    pem = new_key()
    write_secret(file, pem)
    public = SigningKey(pem, file).public_key
    if as_json:
        say_json({"file": str(file), "public_key": public, "integrity": key_integrity(public)})
    else:
        say(public)
