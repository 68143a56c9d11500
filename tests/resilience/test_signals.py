"""Ends and deaths: an answer that has begun comes whole, and a dead worker is missed by nobody."""

from __future__ import annotations

import ctypes
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.support.http_client import Client, LostError, request
from tests.support.served_command import ServedCommand
from tests.support.served_store import add_release, files
from tests.support.waiting import eventually

from quickexit.releases.release import Release
from quickexit.releases.store import Store
from quickexit.web.run import is_healthy

SCRIPT = files("<1.0.0>")["embed.js"]
# More than the system's buffers between two processes take: 4 MB, tcp_wmem, on Linux.
LARGE = bytes(range(256)) * 32 * 1024
# Of the client: most of the answer stays with the server until it is read.
BUFFER = 65_536


@pytest.fixture
def store(tmp_path: Path) -> Path:
    add_release(tmp_path, "1.0.0")
    return tmp_path


@pytest.fixture
def large_store(tmp_path: Path) -> Path:
    content = {"embed.js": SCRIPT, "large.txt": LARGE}
    Store(tmp_path).add(Release("1.0.0", "2026-11-24", 1, content))
    return tmp_path


def test_sigterm_lets_an_answer_in_flight_come_whole(large_store: Path) -> None:
    with ServedCommand(large_store) as server, Client(server.port, receive_buffer=BUFFER) as client:
        client.send(request("/v1/large.txt"))
        client.wait_for_first_byte()
        server.process.terminate()
        # It listens no more, and still owes most of the answer.
        eventually(lambda: not is_healthy(server.address), "it listens no more")
        assert server.process.poll() is None
        assert client.receive().body == LARGE
        assert server.printed() == ""
        assert server.process.returncode == 0


def test_a_signal_that_does_not_wake_the_main_thread_ends_a_worker_all_the_same(
    store: Path,
) -> None:
    with ServedCommand(store) as server:
        (worker,) = server.workers_that_listen(1)
        others = {int(task.name) for task in Path(f"/proc/{worker}/task").iterdir()} - {worker}
        # Python takes note of it there, and the main thread waits on.
        ctypes.CDLL(None).tgkill(worker, min(others), signal.SIGTERM)
        wait_until_gone(worker)


def test_sigkill_does_cut_an_answer_in_flight(large_store: Path) -> None:
    with ServedCommand(large_store) as server, Client(server.port, receive_buffer=BUFFER) as client:
        client.send(request("/v1/large.txt"))
        client.wait_for_first_byte()
        for worker in server.worker_ids():
            os.kill(worker, signal.SIGKILL)
        with pytest.raises(LostError):
            client.receive()


def test_under_load_sigterm_leaves_no_answer_half_sent(store: Path) -> None:
    halves: list[bytes] = []

    def ask_until_the_end(port: int) -> None:
        try:
            while True:
                with Client(port) as client:
                    while client.ask("/v1/embed.js").body == SCRIPT:
                        pass
        except LostError as lost:
            halves.extend(filter(None, [lost.received]))
        except OSError:
            return

    with ServedCommand(store, workers=2) as server:
        askers = [threading.Thread(target=ask_until_the_end, args=(server.port,)) for _ in range(4)]
        for asker in askers:
            asker.start()
        assert server.ask("/v1/embed.js").status == 200
        assert server.end() == ""
        for asker in askers:
            asker.join()
    assert not halves


def fresh_answers(server: ServedCommand, count: int) -> Iterator[int]:
    for _ in range(count):
        yield server.ask("/v1/embed.js").status


def test_a_killed_worker_is_missed_by_nobody_who_comes_after_and_is_replaced(store: Path) -> None:
    with ServedCommand(store, workers=2) as server:
        before = server.workers_that_listen(2)
        os.kill(before[0], signal.SIGKILL)
        wait_until_gone(before[0])
        assert set(fresh_answers(server, 200)) == {200}
        assert before[0] not in server.workers_that_listen(2)
        assert set(fresh_answers(server, 200)) == {200}


def wait_until_gone(process: int) -> None:
    """Return once a process holds nothing any more: it is gone, or waits to be counted alone."""
    folder = Path(f"/proc/{process}")

    def gone() -> bool:
        # A thread that ends meanwhile takes its file away: then look again.
        with suppress(OSError):
            states = [(thread / "stat").read_text() for thread in (folder / "task").iterdir()]
            if [state.rpartition(")")[2].split()[0] for state in states] == ["Z"]:
                return True
        return not folder.exists()

    eventually(gone, f"the process {process} is gone")
