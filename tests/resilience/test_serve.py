"""The installed `serve`: whole files over HTTP, its first sentence, its end on a signal."""

from __future__ import annotations

import json
import signal
import subprocess
from pathlib import Path

import pytest
from tests.support.served_command import ServedCommand
from tests.support.served_store import add_release, files
from tests.support.site import COMMAND
from tests.support.waiting import PATIENCE_SECONDS, eventually
from tests.support.web import free_port

from quickexit.errors import QuickExitError
from quickexit.web.run import check_address, is_healthy


@pytest.mark.parametrize("coding", ["br", "gzip", "identity"])
def test_script_and_frame_arrive_whole_over_real_http(server: ServedCommand, coding: str) -> None:
    for path in ("embed.js", "faq/default/en.html"):
        reply = server.ask(f"/v1/{path}", accept_encoding=coding)
        assert reply.status == 200
        assert reply.content == files("<1.0.0>")[path]
        assert reply.headers["content-length"] == str(len(reply.body))


def _health(server: ServedCommand) -> object:
    return json.loads(server.ask("/healthz").body)


def test_a_broken_ledger_keeps_what_was_served_until_it_is_whole_again(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    ledger = tmp_path / "releases.json"
    good = ledger.read_bytes()
    with ServedCommand(tmp_path) as server:
        ledger.write_bytes(b"{")
        eventually(lambda: _health(server) == {"status": "stale"}, "the damage is noticed")
        assert server.ask("/v1/embed.js").status == 200
        ledger.write_bytes(good)
        eventually(lambda: _health(server) == {"status": "ok"}, "it is whole again")
        printed = server.end()
    # A state that stays broken is tried again and again, and said once.
    assert printed.count("the ledger is damaged") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_ends_cleanly_and_silently_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path) as server:
        printed = server.end(number)
        assert (server.process.returncode, printed) == (0, "")
        assert not is_healthy(server.address)


def refused(store: Path, port: int) -> str:
    """Return the one sentence with which `serve` refuses to begin."""
    words = ("serve", "--store", str(store), "--port", str(port))
    done = subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 1
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    return done.stderr


def test_a_busy_port_is_one_sentence(server: ServedCommand) -> None:
    assert server.store
    said = refused(server.store, server.port)
    assert f"port {server.port}" in said
    assert "--port" in said
    assert is_healthy(server.address)


@pytest.mark.parametrize(("host", "port"), [("no.such.host.invalid", 8000), ("127.0.0.1", 99999)])
def test_an_address_that_cannot_be_listened_on_is_one_sentence(host: str, port: int) -> None:
    with pytest.raises(QuickExitError, match=f"{host} port {port}"):
        check_address(host, port)


def test_a_host_may_be_given_by_its_name(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    with ServedCommand(tmp_path, host="localhost") as server:
        assert server.ask("/v1/embed.js").status == 200
        assert server.end() == f"http://localhost:{server.port}/\n"


def test_a_missing_store_is_one_sentence(tmp_path: Path) -> None:
    assert "there is no store here" in refused(tmp_path / "none", free_port())
