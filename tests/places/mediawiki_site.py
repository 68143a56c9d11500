"""MediaWiki of Debian's package with SQLite in a temporary folder, on loopback alone."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

from tests.places.programs import Program, installed_folder, listens, program, run
from tests.support.waiting import eventually
from tests.support.web import free_port

_ROOT = "/usr/share/mediawiki"
_PASSWORD = "only in a temporary folder"  # noqa: S105 -- of a database that ends with the test
_ADMINISTRATOR = "Administrator"


class MediaWiki:
    """One wiki; the package's files stay where they are, and all that is written is temporary."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="quickexit-"))
            self.folder = Path(name)
            self._root = installed_folder(_ROOT)
            self.port = free_port()
            self.address = f"http://mediawiki.localhost:{self.port}"
            self.settings = self.folder / "LocalSettings.php"
            # MediaWiki reads this in the place of its own folder's LocalSettings.php.
            self._environment = {
                "MW_CONFIG_FILE": str(self.settings),
                "PHP_CLI_SERVER_WORKERS": "4",
            }
            self._install()
            # What is compiled is otherwise kept for two seconds after the settings have changed.
            fresh = ("-d", "opcache.enable=0")
            words = [program("php"), *fresh, "-S", f"127.0.0.1:{self.port}", "-t", str(self._root)]
            # It waits for its workers at SIGINT alone.
            php = Program(words, self.folder / "php.log", self._environment, signal.SIGINT)
            server = stack.enter_context(php)
            eventually(lambda: server.runs() and listens(self.port), "PHP's server listens")
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def configure(self, *lines: str) -> None:
        """Put lines at the end of LocalSettings.php, in the place of those of the last call."""
        self.settings.write_text("\n".join((self._installed, *lines, "")), "utf-8")

    def edit(self, title: str, text: str) -> None:
        """Save a page's text."""
        done = subprocess.run(
            [
                program("php"),
                str(self._root / "maintenance" / "edit.php"),
                "--user",
                _ADMINISTRATOR,
                title,
            ],
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
            env={**os.environ, **self._environment},
        )
        assert done.returncode == 0, f"{title}: {done.stderr}{done.stdout}"

    def page(self, title: str, skin: str) -> str:
        """Return the address of a page in a skin."""
        return f"{self.address}/index.php?{urlencode({'title': title, 'useskin': skin})}"

    def _install(self) -> None:
        run(
            *(program("php"), str(self._root / "maintenance" / "install.php")),
            *("--dbtype=sqlite", f"--dbpath={self.folder}", f"--confpath={self.folder}"),
            *("--scriptpath=", f"--server={self.address}", f"--pass={_PASSWORD}"),
            *("Partner", _ADMINISTRATOR),
            **self._environment,
        )
        self._installed = self.settings.read_text("utf-8")
