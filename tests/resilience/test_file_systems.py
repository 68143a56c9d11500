"""Commands on file systems that refuse what others do: links, flushing a folder, locks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.publish.published import release

from quickexit.releases.store import Store

# Runs commands in one process, with the system calls of some file systems refused. The first
# argument names them, the second the folder of the command; "--" stands between commands.
RUN = """
import errno, fcntl, itertools, os, stat, sys

kinds, *words = sys.argv[1:]
link, flush, opened = os.link, os.fsync, os.open

def refuse(number):
    raise OSError(number, os.strerror(number))

def no_link(*given, **named):
    refuse(errno.EPERM)

def no_folder_flush(descriptor):
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        refuse(errno.EINVAL)
    flush(descriptor)

def no_folder_open(path, flags, *rest, **named):
    if os.path.isdir(path) and not flags & os.O_PATH and not flags & os.O_NOFOLLOW:
        refuse(errno.EACCES)
    return opened(path, flags, *rest, **named)

def no_lock(*given):
    refuse(errno.ENOSYS)

for kind in kinds.split(","):
    if kind == "link": os.link = no_link
    if kind == "flush": os.fsync = no_folder_flush
    if kind == "open": os.open = no_folder_open
    if kind == "lock": fcntl.flock = no_lock
from quickexit.cli import run
commands = [list(group) for is_end, group in itertools.groupby(words, "--".__eq__) if not is_end]
sys.exit(max(run(command) for command in commands))
"""
REFUSED = ("link", "flush", "open", "link,flush", "link,open")


def run(kinds: str, folder: Path, *commands: str) -> subprocess.CompletedProcess[str]:
    words = " -- ".join(commands).split()
    return subprocess.run(
        [sys.executable, "-c", RUN, kinds, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    release(tmp_path / "store", "1.0.0")
    release(tmp_path / "store", "1.0.1")
    return tmp_path


@pytest.mark.sample(2)
@pytest.mark.parametrize("kinds", REFUSED)
def test_commands_work_where_links_and_the_flushing_of_folders_are_refused(
    folder: Path, kinds: str
) -> None:
    done = run(
        kinds,
        folder,
        "init city",
        "theme new sea --brand #005ea2 --deployment city",
        "keygen key.pem",
        "rollback v1",
        "promote 1.0.1 --to v1",
        "withdraw 1.0.0 --reason test",
        "verify",
        "publish www --nginx",
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert (folder / "city" / "themes" / "sea.toml").read_text().strip()
    assert Store(folder / "store").verify() == []
    assert (folder / "www" / "v1" / "embed.js").is_file()
    assert [path.name for path in folder.rglob("*") if path.name.startswith(".quickexit-")] == []


def test_without_links_a_file_that_is_there_stays(folder: Path) -> None:
    (folder / "city" / "themes").mkdir(parents=True)
    (folder / "city" / "quickexit.toml").touch()
    theme = folder / "city" / "themes" / "sea.toml"
    theme.write_text("mine")
    done = run("link", folder, "theme new sea --brand #005ea2 --deployment city")
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "this file exists already" in done.stderr
    assert theme.read_text() == "mine"


@pytest.mark.parametrize("command", ["promote 1.0.0 --to v1", "publish www"])
def test_a_file_system_without_locks_is_named(folder: Path, command: str) -> None:
    before = (folder / "store" / "releases.json").read_bytes()
    done = run("lock", folder, command)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "this file system cannot lock files; use a folder on another" in done.stderr
    assert (folder / "store" / "releases.json").read_bytes() == before
