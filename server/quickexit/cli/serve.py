"""The command `serve`."""

from functools import partial
from pathlib import Path

import click

from quickexit.cli.common import open_store, store_options
from quickexit.cli.output import say
from quickexit.deployment.source import find_deployment, load_source
from quickexit.web.run import serve as serve_store


@click.command(epilog="Example: quickexit serve --host 0.0.0.0 --port 8080")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option(
    "--watch", is_flag=True, help="Serve the current source; build it again after each edit."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes serve: one for each core.",
)
@click.option("--no-studio", is_flag=True, help="Leave the studio out, as for a public server.")
@store_options
def serve(
    host: str,
    port: int,
    watch: bool,
    workers: int,
    no_studio: bool,
    store_directory: Path | None,
    deployment: Path | None,
) -> None:
    """Serve the store over HTTP until it is interrupted."""
    directory = find_deployment(deployment)
    if watch:
        # Its library is needed for this option alone.
        from quickexit.cli.watch import watched_store

        store, reread = watched_store(directory), partial(load_source, directory)
    else:
        store, reread = open_store(store_directory, deployment), None
    serve_store(
        host,
        port,
        store.directory,
        load_source(directory),
        workers=workers,
        has_studio=not no_studio,
        reread=reread,
        say=say,
    )
