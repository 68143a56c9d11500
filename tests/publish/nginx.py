"""The real nginx as a child process, unprivileged, with all of its files in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from tests.support.waiting import PATIENCE_SECONDS

_PLACES = os.environ.get("PATH", "") + os.pathsep + "/usr/sbin"
_MAIN = """\
{user}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log main.log {level};
events {{ worker_connections 256; }}
http {{
    access_log http.log;
    client_body_temp_path temp/body;
    proxy_temp_path temp/proxy;
    fastcgi_temp_path temp/fastcgi;
    uwsgi_temp_path temp/uwsgi;
    scgi_temp_path temp/scgi;
{included}
}}
"""


def nginx_program() -> str:
    """Return the program; a missing one fails the test, it never skips it."""
    found = shutil.which("nginx", path=_PLACES)
    if not found:
        pytest.fail("nginx is not installed: run `make test`, which installs it")
    return found


class Nginx:
    """nginx with `included` in its `http` block, listening on `port` of 127.0.0.1.

    `level` is how much it may say in its main log, beside what the included text decides.
    """

    def __init__(self, folder: Path, included: str, port: int, *, level: str = "warn") -> None:
        self.folder = folder
        self.port = port
        (folder / "temp").mkdir(parents=True)
        # The workers would otherwise give up the rights by which they read a test's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        text = _MAIN.format(user=user, level=level, included=included)
        (folder / "nginx.conf").write_text(text, encoding="utf-8")

    def __enter__(self) -> Self:
        words = ["-p", str(self.folder), "-c", "nginx.conf", "-e", "main.log"]
        self._process = subprocess.Popen(
            [nginx_program(), *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(PATIENCE_SECONDS * 20):
            if self._listens():
                return self
            try:
                self._process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                continue
            break
        self._process.kill()
        said = self._process.communicate(timeout=PATIENCE_SECONDS)[0]
        raise AssertionError(f"nginx does not start: {said}{self.logged()}")

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=PATIENCE_SECONDS)

    def logged(self) -> str:
        """Return all that is in its logs."""
        return "".join(log.read_text(errors="replace") for log in self.folder.glob("*.log"))
