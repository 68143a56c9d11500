"""The bench's slow line: a connection is set up once, and every answer takes a round trip."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread

import pytest
from tests.bench.slow_proxy import Line, SlowProxy
from tests.support.web import free_port

ROUND_TRIP = 2.0
_PATIENCE = 60


class Clock:
    """Time passes only while something sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0.0)


class _Echo(BaseRequestHandler):
    def handle(self) -> None:
        while data := self.request.recv(65_536):
            self.request.sendall(data)
        self.request.sendall(b"end")


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


@pytest.fixture
def echo_port() -> Iterator[int]:
    with _Server(("127.0.0.1", 0), _Echo) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def connect(proxy: SlowProxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=_PATIENCE)


def exchange(connection: socket.socket) -> None:
    connection.sendall(b"x")
    assert connection.recv(1) == b"x"


def send_to_the_end(connection: socket.socket, data: bytes) -> None:
    connection.sendall(data)
    connection.shutdown(socket.SHUT_WR)


def read_all(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65_536), b""))


def test_what_is_sent_at_once_waits_until_the_connection_is_set_up() -> None:
    line = Line(ROUND_TRIP, opened=100)
    assert line.from_client(100) == 100 + 2 * ROUND_TRIP + ROUND_TRIP / 2
    assert line.from_client(103.9) == 100 + 2 * ROUND_TRIP + ROUND_TRIP / 2


def test_a_connection_that_was_opened_early_costs_one_way_alone() -> None:
    line = Line(ROUND_TRIP, opened=100)
    assert line.from_client(110) == 110 + ROUND_TRIP / 2
    assert line.from_server(111) == 111 + ROUND_TRIP / 2


def test_bytes_under_way_delay_none_behind_them() -> None:
    line = Line(ROUND_TRIP, opened=0)
    assert line.from_server(10.5) - line.from_server(10) == 0.5


def test_a_first_answer_takes_three_round_trips_and_the_next_takes_one(echo_port: int) -> None:
    clock = Clock()
    with (
        SlowProxy(echo_port, ROUND_TRIP, clock=clock, sleep=clock.sleep) as proxy,
        closing(connect(proxy)) as first,
    ):
        exchange(first)
        assert clock.now == 3 * ROUND_TRIP
        exchange(first)
        assert clock.now == 4 * ROUND_TRIP
        with closing(connect(proxy)) as second:
            exchange(second)
            assert clock.now == 7 * ROUND_TRIP


def test_a_round_trip_set_later_holds_for_new_connections_alone(echo_port: int) -> None:
    clock = Clock()
    with (
        SlowProxy(echo_port, clock=clock, sleep=clock.sleep) as proxy,
        closing(connect(proxy)) as first,
    ):
        exchange(first)
        proxy.round_trip = ROUND_TRIP
        exchange(first)
        assert clock.now == 0
        with closing(connect(proxy)) as second:
            exchange(second)
            assert clock.now == 3 * ROUND_TRIP


def test_all_bytes_pass_unchanged_to_the_end_of_both_directions(echo_port: int) -> None:
    sent = bytes(range(256)) * 4000
    with SlowProxy(echo_port) as proxy, closing(connect(proxy)) as connection:
        sender = Thread(target=send_to_the_end, args=(connection, sent))
        sender.start()
        assert read_all(connection) == sent + b"end"
        sender.join()


def test_where_nobody_listens_the_connection_ends() -> None:
    with SlowProxy(free_port()) as proxy, closing(connect(proxy)) as connection:
        assert read_all(connection) == b""
