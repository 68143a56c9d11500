"""A publish that is killed, at whatever point, harms no reader and is finished by the next one."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.publish.object_store import PROBE, ObjectStoreServer
from tests.publish.published import Place, ledger_problems, release, small_files
from tests.support.site import COMMAND
from tests.support.waiting import PATIENCE_SECONDS

# Runs the command and ends it, as a power cut would, right before the n-th rename below a folder.
KILLED = """
import os, signal, sys
from quickexit.cli import run
below, at = sys.argv[1], int(sys.argv[2])
seen = 0
def hook(event, arguments):
    global seen
    if event == "os.rename" and below in str(arguments[1]):
        seen += 1
        if seen == at:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(hook)
sys.exit(run(sys.argv[3:]))
"""


def expect_whole(place: Place, versions: tuple[str, ...]) -> None:
    """Everything that can be read is one of the releases, whole; the ledger keeps its word."""
    for path in small_files(""):
        known = {small_files(version)[path] for version in versions}
        for channel in ("v1", "v1.0"):
            assert place.read(f"{channel}/{path}") in known
    assert ledger_problems(place) == []


def expect_finished(place: Place, store: Path) -> None:
    """Run again, and once more: all is as if nothing had happened."""
    place.publish(store)
    assert not place.publish(store).steps
    for path, body in small_files("1.0.1").items():
        assert place.read(f"v1/{path}") == place.read(f"1.0.1/{path}") == body
    assert place.read("releases.json") == (store / "releases.json").read_bytes()


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("moment", "key"),
    [
        ("after", PROBE),
        ("before", "1.0.1/embed.js"),
        ("after", "v1/faq/default/en.html"),
        ("before", "v1.0/embed.js"),
        ("before", "releases.json"),
        ("after", "releases.json"),
    ],
)
def test_a_publish_to_a_bucket_killed_at_a_write_can_be_run_again(
    bucket_place: Place, bucket: ObjectStoreServer, store: Path, moment: str, key: str
) -> None:
    bucket_place.publish(store)
    release(store, "1.0.1")
    words = ["publish", bucket_place.address, "--store", str(store)]
    process: list[subprocess.Popen[bytes]] = []

    def kill(written: str) -> None:
        if written.startswith(key) and process:
            process[0].kill()
            process[0].wait(timeout=PATIENCE_SECONDS)

    setattr(bucket, moment, kill)
    process.append(subprocess.Popen([COMMAND, *words], env={**os.environ}))
    assert process[0].wait(timeout=PATIENCE_SECONDS) == -signal.SIGKILL
    process.clear()
    expect_whole(bucket_place, ("1.0.0", "1.0.1"))
    expect_finished(bucket_place, store)


# 1.0.1 is 9 renames, its two channels 18, the pages 13, the ledger 3.
@pytest.mark.sample(2)
@pytest.mark.parametrize("at", [1, 10, 20, 35, 42])
def test_a_publish_to_a_folder_killed_at_a_write_can_be_run_again(
    folder_place: Place, store: Path, at: int
) -> None:
    folder_place.publish(store)
    release(store, "1.0.1")
    words = [sys.executable, "-c", KILLED, folder_place.address, str(at)]
    words += ["publish", folder_place.address, "--store", str(store)]
    assert subprocess.run(words, timeout=PATIENCE_SECONDS).returncode == -signal.SIGKILL
    expect_whole(folder_place, ("1.0.0", "1.0.1"))
    assert folder_place.read("v1/embed.js") is not None
    expect_finished(folder_place, store)
    assert not list((Path(folder_place.address) / ".quickexit" / "aside").iterdir())


def test_a_full_disk_is_one_sentence_and_leaves_what_was_there(
    folder_place: Place, store: Path
) -> None:
    folder_place.publish(store)
    release(store, "1.0.1")
    before = folder_place.content()
    done = subprocess.run(
        [COMMAND, "publish", folder_place.address, "--store", str(store)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)),
        capture_output=True, text=True, timeout=PATIENCE_SECONDS,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "the disk has room" in done.stderr
    assert folder_place.content() == before
    expect_finished(folder_place, store)


def test_a_first_publish_that_is_killed_leaves_no_ledger_and_can_be_run_again(
    folder_place: Place, store: Path
) -> None:
    release(store, "1.0.1")
    words = [sys.executable, "-c", KILLED, folder_place.address, "30"]
    words += ["publish", folder_place.address, "--store", str(store)]
    assert subprocess.run(words, timeout=PATIENCE_SECONDS).returncode == -signal.SIGKILL
    assert folder_place.read("1.0.0/embed.js") is not None
    assert folder_place.read("releases.json") is None
    expect_finished(folder_place, store)
