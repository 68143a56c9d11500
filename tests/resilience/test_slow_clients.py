"""Clients that take their time stop nobody else."""

from __future__ import annotations

from contextlib import ExitStack

import pytest
from tests.support.http_client import Client, request
from tests.support.served_command import ServedCommand
from tests.support.served_store import files

MANY = 200
SCRIPT = files("<1.0.0>")["embed.js"]
SLOW = {
    "headers": request("/v1/embed.js"),
    "body": request("/v1/embed.js", "POST", content_length="40") + b"x" * 40,
}


@pytest.mark.parametrize("kind", SLOW)
def test_two_hundred_clients_that_send_byte_by_byte_stop_nobody_and_are_answered_too(
    server: ServedCommand, kind: str
) -> None:
    data = SLOW[kind]
    with ExitStack() as stack:
        slow = [stack.enter_context(Client(server.port)) for _ in range(MANY)]
        other = stack.enter_context(Client(server.port))
        for position in range(len(data)):
            for client in slow:
                client.send(data[position : position + 1])
            # An answer between any two of their bytes, on a kept connection and on a new one.
            assert other.ask("/v1/embed.js").body == SCRIPT
            if position % 8 == 0:
                assert server.ask("/faq").status == 200
        assert {client.receive().status for client in slow} == {200 if kind == "headers" else 405}


def test_clients_that_never_read_their_answers_stop_nobody(server: ServedCommand) -> None:
    with ExitStack() as stack:
        for _ in range(MANY):
            deaf = stack.enter_context(Client(server.port, receive_buffer=1))
            deaf.send(request("/v1/faq/default/en.html") * 50)
        with Client(server.port) as other:
            for _ in range(100):
                assert other.ask("/v1/embed.js").body == SCRIPT
