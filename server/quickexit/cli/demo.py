"""The command `demo`."""

from __future__ import annotations

import click

from quickexit.cli.output import say
from quickexit.demo.servers import run


@click.command(epilog="Example: quickexit demo --port 8000 --demo-port 8001")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--demo-port", type=click.IntRange(1, 65535), default=8001, show_default=True)
def demo(host: str, port: int, demo_port: int) -> None:
    """Serve the present source and a partner's site beside it, to be tried out."""
    run(port, demo_port, host, say=say)
