"""The command `demo`."""

import click

from quickexit.cli.common import today
from quickexit.cli.output import say
from quickexit.demo.servers import end_with_make, run
from quickexit.deployment.source import open_source


@click.command(epilog="Example: quickexit demo --port 8000 --demo-port 8001")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo-port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--end-with-make", "ends_with_make", is_flag=True, hidden=True)
def demo(host: str, port: int, demo_port: int, *, ends_with_make: bool) -> None:
    """Serve the current source and a partner's site beside it, to try them out."""
    if ends_with_make:
        end_with_make()
    run(port, demo_port, host, source=open_source(None), today=today(), say=say)
