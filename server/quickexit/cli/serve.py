"""The commands `serve` and `demo`."""

from functools import partial
from pathlib import Path

import click

from quickexit.cli.common import open_store, store_options, today
from quickexit.cli.output import say
from quickexit.deployment.source import find_deployment, load_source, open_source
from quickexit.web.run import serve as serve_store

_PORT = click.IntRange(1, 65535)
_host_option = click.option("--host", default="127.0.0.1", show_default=True)
_port_option = click.option("--port", type=_PORT, default=8000, show_default=True)


@click.command(epilog="Example: quickexit serve --host 0.0.0.0 --port 8080")
@_host_option
@_port_option
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


@click.command(epilog="Example: quickexit demo --port 8000 --demo-port 8001")
@_host_option
@_port_option
@click.option("--demo-port", type=_PORT, default=8001, show_default=True)
@click.option("--end-with-make", "ends_with_make", is_flag=True, hidden=True)
def demo(host: str, port: int, demo_port: int, ends_with_make: bool) -> None:
    """Serve the current source and a partner's site beside it, to try them out."""
    # `serve` does not wait for the libraries of the build.
    from quickexit.demo.servers import end_with_make, run

    if ends_with_make:
        end_with_make()
    run(port, demo_port, host, source=open_source(None), today=today(), say=say)
