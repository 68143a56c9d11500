"""The command `build`."""

from importlib.metadata import version as installed_version
from pathlib import Path

import click

from quickexit.build.budgets import check_budgets, load_budgets
from quickexit.build.output import write_build
from quickexit.build.widget import build as build_files
from quickexit.cli.common import FOLDER, deployment_option
from quickexit.cli.output import CountedFiles, say
from quickexit.deployment.source import open_source
from quickexit.releases.versions import parse_version


@click.command(epilog="Example: quickexit build --out dist")
@click.option(
    "--out",
    required=True,
    type=FOLDER,
    help="The folder to write: embed.js and faq/<theme>/<lang>.html.",
)
@deployment_option
def build(out: Path, deployment: Path | None) -> None:
    """Build the widget's files into a folder, without a release number or a store."""
    # A build has no number of its own: its frames are those of the package's major.
    major = parse_version(installed_version("quickexit")).major
    files = build_files(open_source(deployment), major=major)
    check_budgets(files, load_budgets())
    write_build(CountedFiles(files, "Writing"), out)
    say(f"{out}: {len(files)} files are built.")
