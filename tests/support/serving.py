"""The installed command `quickexit serve` as a child process."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.site import COMMAND
from tests.support.web import free_port

from quickexit.serving import wait_until_healthy

_WAIT = 30


@contextmanager
def served(*words: str | Path, port: int | None = None) -> Iterator[int]:
    """Run ``quickexit serve`` with these words until the block ends; gives its port."""
    port = port or free_port()
    process = subprocess.Popen(
        [COMMAND, "serve", "--port", str(port), *words],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}", _WAIT)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=_WAIT)
