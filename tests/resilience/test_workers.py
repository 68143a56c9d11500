"""What a worker does before it takes its first request."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from tests.support.served_store import add_release, ask

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.web.run import load_application

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
        handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
        sender.send({"status": status, "handlers": handlers, "ready": others.wait(30)})

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


def test_a_worker_that_still_reads_ends_at_once_on_a_signal(store: Path) -> None:
    # What a forked worker has from the main process.
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        found = in_a_worker(store, others_answer=True)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert found["handlers"] == [signal.SIG_DFL, signal.SIG_DFL]
