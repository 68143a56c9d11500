"""WordPress of Debian's package with a private database, both on loopback alone."""

from __future__ import annotations

import getpass
import json
import shutil
import signal
import subprocess
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from tests.places.programs import Program, installed_folder, listens, program, run
from tests.support.playwright_visit import PlaywrightVisit
from tests.support.waiting import eventually
from tests.support.web import free_port

_ROOT = "/usr/share/wordpress"
# Nothing must survive a power cut, and little is stored.
_SMALL = ("--innodb-flush-method=nosync", "--innodb-log-file-size=8M")
_OWN = Path(__file__).with_name("wordpress")
PASSWORD = "only in a temporary folder"  # noqa: S105 -- of a database that ends with the test


class WordPress:
    """One WordPress with an administrator and an author; nothing of it stays."""

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            # A socket's path has at most 107 characters, and those of pytest may have more.
            name = stack.enter_context(tempfile.TemporaryDirectory(prefix="quickexit-"))
            self.folder = Path(name)
            self.root = self.folder / "www"
            self.port = free_port()
            self.address = f"http://wordpress.localhost:{self.port}"
            self._socket = self.folder / "sql"
            self._environment = {
                "WORDPRESS_ROOT": str(self.root),
                "WORDPRESS_SOCKET": str(self._socket),
                "WORDPRESS_ADDRESS": self.address,
                "WORDPRESS_LOG": str(self.folder / "wordpress.log"),
                # The block editor asks for several things at once.
                "PHP_CLI_SERVER_WORKERS": "4",
            }
            self._copy()
            self._start_database(stack)
            self.version = self.ask("administrator", "install", password=PASSWORD)["version"]
            self._start_server(stack)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stack.close()

    def ask(self, user: str, action: str, **details: Any) -> dict[str, Any]:
        """Let WordPress do something as a user (`wordpress/run.php`); return its answer."""
        done = subprocess.run(
            [program("php"), str(_OWN / "run.php")],
            input=json.dumps({"as": user, "do": action, **details}),
            capture_output=True,
            text=True,
            timeout=120,
            env={"PATH": "/usr/bin:/bin", **self._environment},
        )
        assert done.returncode == 0, f"{action}: {done.stderr}{done.stdout}{self.problems()}"
        answer: dict[str, Any] = json.loads(done.stdout)
        assert "error" not in answer, f"{action}: {answer['error']}"
        return answer

    def publish(self, user: str, content: str, kind: str = "page") -> str:
        """Publish content as a user, and return the page's address."""
        return str(self.ask(user, "publish", type=kind, content=content)["address"])

    def log_in(self, visit: PlaywrightVisit, user: str) -> None:
        """Log in by the form, as a person does."""
        visit.open(f"{self.address}/wp-login.php")
        # A script of the page selects the first field after 0.2 s, amid what is written by then.
        selected = "document.activeElement.id === 'user_login'"
        visit.wait_for_page(selected, "WordPress has selected the first field")
        visit.page.fill("#user_login", user)
        visit.page.fill("#user_pass", PASSWORD)
        visit.page.click("#wp-submit")
        visit.page.wait_for_url("**/wp-admin/**")

    def problems(self) -> str:
        """Return the warnings and errors of PHP that WordPress has logged."""
        log = Path(self._environment["WORDPRESS_LOG"])
        return log.read_text("utf-8") if log.exists() else ""

    def _copy(self) -> None:
        """Copy the package: PHP takes the place of a file from where it is, not from a link."""
        shutil.copytree(installed_folder(_ROOT), self.root, ignore=_no_configuration)
        shutil.copy(_OWN / "wp-config.php", self.root)

    def _start_database(self, stack: ExitStack) -> None:
        data, user = self.folder / "data", getpass.getuser()
        run(
            program("mariadb-install-db"),
            *("--no-defaults", f"--datadir={data}", f"--user={user}", "--skip-test-db"),
            *("--auth-root-authentication-method=normal", *_SMALL),
        )
        words = [
            *(program("mariadbd"), "--no-defaults", f"--datadir={data}", f"--user={user}"),
            *(f"--socket={self._socket}", f"--pid-file={self.folder / 'pid'}"),
            *("--skip-networking", "--innodb-fast-shutdown=2", *_SMALL),
        ]
        server = stack.enter_context(Program(words, self.folder / "mariadb.log"))
        eventually(lambda: server.runs() and self._socket.exists(), "the database listens")
        client = (program("mariadb"), "--no-defaults", f"--socket={self._socket}", "--user=root")
        run(*client, "--execute=CREATE DATABASE wordpress")

    def _start_server(self, stack: ExitStack) -> None:
        words = [program("php"), "-S", f"127.0.0.1:{self.port}", "-t", str(self.root)]
        # It waits for its workers at SIGINT alone.
        php = Program(words, self.folder / "php.log", self._environment, signal.SIGINT)
        server = stack.enter_context(php)
        eventually(lambda: server.runs() and listens(self.port), "PHP's server listens")


def _no_configuration(_folder: str, names: list[str]) -> set[str]:
    """Leave out Debian's configuration, which reads /etc/wordpress."""
    return {"wp-config.php", ".htaccess", "languages"} & set(names)
