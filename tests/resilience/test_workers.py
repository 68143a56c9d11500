"""What a worker does before it takes its first request."""

from __future__ import annotations

import multiprocessing
import os
import re
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests.resilience.slow_file import on_slow_disk
from tests.support.served_command import ServedCommand
from tests.support.served_store import add_release, ask
from tests.support.site import COMMAND
from tests.support.waiting import eventually

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.web.run import load_application

MASKS = re.compile(r"^Sig(?:Cgt|Blk|Ign):\s+([0-9a-f]+)$", re.MULTILINE)
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    add_release(tmp_path, "1.0.0")
    return tmp_path


def in_a_worker(store: Path, others_answer: bool) -> dict[str, object]:
    """Load the application in a process of its own; say what holds right after that."""
    here, there = FORK.Pipe()
    others = FORK.Event()
    if others_answer:
        others.set()

    def work(sender: Connection) -> None:
        application = load_application(store, Source(Settings()), others)
        status = ask(application, "/v1/embed.js").status
        sender.send({"status": status, "ready": others.wait(30)})

    worker = FORK.Process(target=work, args=(there,))
    worker.start()
    assert here.poll(30)
    found: dict[str, object] = here.recv()
    worker.join(30)
    return found


def test_a_worker_that_joins_others_has_read_the_store_before_it_answers(store: Path) -> None:
    assert in_a_worker(store, others_answer=True)["status"] == 200


def test_a_worker_says_that_others_may_answer_once_it_has_read_the_store(store: Path) -> None:
    assert in_a_worker(store, others_answer=False)["ready"] is True


def test_a_worker_that_still_reads_ends_at_once_on_a_signal(tmp_path: Path) -> None:
    store, pipe = tmp_path / "store", tmp_path / "pipe"
    add_release(store, "1.0.0")
    slow_disk = on_slow_disk(store / "1.0.0" / "embed.js", pipe)
    # Where there are two, they read before granian handles signals in them.
    with ServedCommand(store, workers=2, wait=False, command=(*slow_disk, COMMAND)) as server:
        writer = eventually(lambda: opened_by_a_reader(pipe), "a worker reads")
        try:
            eventually(lambda: nobody_catches_the_end(server.child_ids()), "signals end both")
        finally:
            os.close(writer)


def opened_by_a_reader(pipe: Path) -> int:
    """Return a pipe that is open for writing, 0 where nobody reads it; whoever reads waits on."""
    try:
        return os.open(pipe, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return 0


def nobody_catches_the_end(processes: list[int]) -> bool:
    """Say whether there are two processes in which SIGINT and SIGTERM have their own effect."""
    states = [Path(f"/proc/{process}/status").read_text() for process in processes]
    # Caught, blocked and ignored signals, a bit for each from 1 on (Linux, proc(5)).
    masks = [int(mask, 16) for state in states for mask in MASKS.findall(state)]
    ends = sum(1 << (number - 1) for number in (signal.SIGINT, signal.SIGTERM))
    return len(processes) == 2 and not any(mask & ends for mask in masks)
