"""Whatever is asked of the studio, scripts and frames are answered, and its process stays one."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from tests.support.http_client import Client, request
from tests.support.served_command import ServedCommand
from tests.support.served_store import Reply, add_release, files
from tests.support.waiting import eventually

from quickexit.themes.palette import derive
from quickexit.themes.theme import to_toml
from quickexit.themes.tokens import TOKENS, Colour
from quickexit.web.studio.process import BODY_PLACES, REQUEST_PLACES
from quickexit.web.studio.respond import LARGEST_UPLOAD

CLIENTS = 8
SCRIPT = files("<1.0.0>")["embed.js"]
FRAME = files("<1.0.0>")["faq/default/en.html"]
COLOURS = [name for name, token in TOKENS.items() if isinstance(token.kind, Colour)]
MEGABYTE = 1 << 20


def random_theme(random_numbers: random.Random) -> str:
    """Return the query of a theme in which every colour is any."""
    values = (f"{name}=%23{random_numbers.randrange(1 << 24):06x}" for name in COLOURS)
    return "/studio/theme?" + "&".join(values)


def largest_upload() -> bytes:
    """Return a theme that is as large as one may be: its comments are."""
    text = to_toml(derive("my-theme", "#7a1f5c")).encode()
    return text + b"#" * (LARGEST_UPLOAD - len(text) - 1) + b"\n"


def upload(client: Client, body: bytes) -> Reply:
    path = "/studio/upload?name=my-theme&kind=toml"
    client.send(request(path, "POST", content_length=str(len(body))) + body)
    return client.receive()


def questions(client: Client, number: int) -> Iterator[Reply]:
    """Ask the studio of all kinds, one after another, without an end."""
    random_numbers = random.Random(number)  # noqa: S311 - the same each time
    body = largest_upload()
    kinds: Sequence[Callable[[], Reply]] = (
        lambda: client.ask(random_theme(random_numbers)),
        lambda: upload(client, body),
        lambda: client.ask("/studio/snippet?variant=iframe"),
        lambda: client.ask("/studio/page?lang=ar"),
    )
    for ask in itertools.islice(itertools.cycle(kinds), number, None):
        yield ask()


@contextmanager
def under_fire(server: ServedCommand, clients: int = CLIENTS) -> Iterator[list[int]]:
    """Have clients ask the studio without a pause; give the statuses that they get."""
    statuses: list[int] = []
    done = threading.Event()

    def ask_all_the_time(number: int) -> None:
        with Client(server.port) as client:
            for reply in questions(client, number):
                statuses.append(reply.status)
                if done.is_set():
                    return

    threads = [threading.Thread(target=ask_all_the_time, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        done.set()
        for thread in threads:
            thread.join()


def theme_is_answered(server: ServedCommand) -> bool:
    return server.ask("/studio/theme").status == 200


def ended(process: int) -> bool:
    """Say whether a process has ended, though nobody may have taken note of it yet."""
    status = Path(f"/proc/{process}/stat")
    return not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z"


@contextmanager
def stopped(process: int) -> Iterator[None]:
    """Let a process stand still, as one does that computes for ever."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        if not ended(process):
            os.kill(process, signal.SIGCONT)


@pytest.fixture
def studio(server: ServedCommand) -> int:
    """The process of the studio, which the first request starts."""
    assert theme_is_answered(server)
    (process,) = server.studio_ids()
    return process


def test_under_fire_every_request_is_answered_and_scripts_and_frames_beside_them(
    server: ServedCommand,
) -> None:
    with under_fire(server) as statuses, Client(server.port) as visitor:
        while len(statuses) < 8 * CLIENTS:
            assert visitor.ask("/v1/embed.js").body == SCRIPT
            assert visitor.ask("/v1/faq/default/en.html").body == FRAME
            assert server.ask("/faq").status == 200
    assert set(statuses) == {200}


def test_the_process_has_a_lower_priority_than_the_server(
    server: ServedCommand, studio: int
) -> None:
    priorities = [os.getpriority(os.PRIO_PROCESS, one) for one in (server.process.pid, studio)]
    assert priorities[1] > priorities[0]


def test_while_the_studio_stands_still_a_few_wait_the_others_are_told_so_and_scripts_come(
    server: ServedCommand, studio: int
) -> None:
    more = 4
    with ExitStack() as stack, stopped(studio):
        clients = [stack.enter_context(Client(server.port)) for _ in range(REQUEST_PLACES + more)]
        for client in clients:
            client.send(request("/studio/theme"))
        with Client(server.port) as visitor:
            for _ in range(100):
                assert visitor.ask("/v1/embed.js").body == SCRIPT
        replies = [client.receive() for client in clients]
    refused = [reply for reply in replies if reply.status == 503]
    # The first one took too long; those that waited are answered by the process that follows.
    assert len(refused) == more + 1
    assert sum(b"The studio is busy" in reply.body for reply in refused) == more
    assert all(int(reply.headers["retry-after"]) > 0 for reply in refused)
    assert {reply.status for reply in replies} == {200, 503}
    assert ended(studio)


def test_a_request_that_takes_too_long_is_ended_and_says_when_to_try_again(
    server: ServedCommand, studio: int
) -> None:
    with stopped(studio):
        reply = server.ask("/studio/theme")
    assert (reply.status, reply.headers["retry-after"]) == (503, "3")
    assert "longer than 2 seconds" in json.loads(reply.body)["problem"]
    assert ended(studio)
    assert theme_is_answered(server)


def test_a_process_that_dies_is_replaced_and_nobody_who_asks_after_that_sees_it(
    server: ServedCommand, studio: int
) -> None:
    os.kill(studio, signal.SIGKILL)
    eventually(lambda: ended(studio), "it has died")
    assert theme_is_answered(server)
    assert server.studio_ids() != [studio]


def test_clients_that_never_finish_an_upload_stop_neither_the_visitors_nor_the_studio(
    server: ServedCommand,
) -> None:
    with ExitStack() as stack:

        def begin_to_upload() -> None:
            client = stack.enter_context(Client(server.port))
            client.send(request("/studio/upload", "POST", content_length="100") + b"name")

        def refusal() -> bool:
            with Client(server.port) as client:
                return upload(client, b"").status == 503

        def refusal_beside_one_more() -> bool:
            # The one that is asked for may have held a place while the last of them were refused.
            begin_to_upload()
            return refusal()

        for _ in range(4 * REQUEST_PLACES):
            begin_to_upload()
        assert BODY_PLACES < REQUEST_PLACES
        eventually(refusal_beside_one_more, "so many bodies are read that no other is")
        with Client(server.port) as visitor:
            for _ in range(100):
                assert visitor.ask("/v1/embed.js").body == SCRIPT
        assert theme_is_answered(server)
    eventually(lambda: not refusal(), "the places are free again")


def resident(process: int) -> int:
    """Return the bytes of memory that a process holds (proc(5), statm)."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def growth(samples: Sequence[int]) -> int:
    """Return how far the last quarter of `samples` lies above the second quarter, at the median."""
    quarter = len(samples) // 4
    middle = [sorted(part)[quarter // 2] for part in (samples[quarter : 2 * quarter],
                                                      samples[-quarter:])]  # fmt: skip
    return middle[1] - middle[0]


@pytest.mark.parametrize("themes", [100, pytest.param(500, marks=pytest.mark.slow)])
def test_hundreds_of_themes_in_a_row_leave_its_memory_flat(
    server: ServedCommand, studio: int, themes: int
) -> None:
    random_numbers = random.Random(1)  # noqa: S311 - the same each time
    samples = []
    with Client(server.port) as client:
        for _ in range(themes):
            assert client.ask(random_theme(random_numbers)).status == 200
            samples.append(resident(studio))
    assert server.studio_ids() == [studio]
    assert growth(samples) < MEGABYTE


def test_memory_that_grows_with_each_theme_is_noticed() -> None:
    assert growth([50 * MEGABYTE + number * 10_000 for number in range(500)]) > MEGABYTE
    assert growth([50 * MEGABYTE] * 500) == 0


@pytest.mark.parametrize("victim", ["server", "worker"])
def test_the_studio_ends_with_a_server_that_is_killed(tmp_path: Path, victim: str) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path) as server:
        assert theme_is_answered(server)
        (studio,), (worker,) = server.studio_ids(), server.worker_ids()
        os.kill(server.process.pid if victim == "server" else worker, signal.SIGKILL)
        eventually(lambda: ended(worker), "the worker has ended")
        eventually(lambda: ended(studio), "the studio has ended")
        assert victim == "worker" or server.printed() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_studio_ends_with_a_server_that_is_told_to(
    tmp_path: Path, number: signal.Signals
) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path) as server:
        assert theme_is_answered(server)
        (studio,) = server.studio_ids()
        assert server.end(number) == ""
    eventually(lambda: ended(studio), "it has ended")


def test_without_a_studio_its_addresses_are_not_there_and_nothing_is_started(
    tmp_path: Path,
) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path, options=("--no-studio",)) as server:
        for path in ("/", "/studio/theme", "/studio/snippet", "/studio/page", "/studio/practice"):
            assert server.ask(path).status == 404
        assert server.ask("/studio/upload", "POST").status == 405
        assert server.ask("/v1/embed.js").body == SCRIPT
        assert server.ask("/releases").status == 200
        assert server.studio_ids() == []


def test_a_release_is_known_to_the_studio_too(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")

    def version(server: ServedCommand) -> object:
        return json.loads(server.ask("/studio/snippet").body).get("version")

    with ServedCommand(tmp_path) as server:
        assert version(server) == "1.0.0"
        add_release(tmp_path, "1.0.1")
        eventually(lambda: version(server) == "1.0.1", "the studio offers the newer one")
