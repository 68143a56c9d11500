"""The studio's process: its places, its signals, and its end."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from tests.support.served_store import served_app

from quickexit.web.studio.process import BODY_PLACES, REQUEST_PLACES, StudioRequest, held
from quickexit.web.studio.respond import studio_response

SERVE = """
import os, sys
from multiprocessing.connection import Pipe
from quickexit.web.studio import process
process.LONGEST_SECONDS = 0.2
here, there = Pipe()
if os.fork() == 0:
    here.send({request!r})
    os._exit(0)
here.close()
def studio_response(request):
    while request == "for ever":
        pass
    return request
process.serve_requests(there, studio_response)
print("ended")
"""


def served(asked: str) -> tuple[int, str]:
    """Serve one request of a client that is gone at once; return status and output."""
    code = SERVE.replace("{request!r}", repr(asked))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_a_request_that_never_ends_is_ended_though_the_server_is_gone() -> None:
    assert served("for ever") == (-signal.SIGPROF, "")


def test_a_process_whose_server_is_gone_ends_by_itself() -> None:
    assert served("shortly") == (0, "ended\n")


@pytest.fixture
def flask(tmp_path: Path) -> Flask:
    (tmp_path / "releases.json").write_text('{"schema":1,"releases":{},"channels":{}}', "utf-8")
    return served_app(tmp_path)


def test_where_no_place_is_left_the_status_is_503_and_says_when_to_ask_again(flask: Flask) -> None:
    client, process = flask.test_client(), flask.extensions["quickexit"].studio
    with ExitStack() as stack:
        for _ in range(REQUEST_PLACES):
            assert client.get("/studio/snippet").status_code == 200
            stack.enter_context(held(process.places))
        for path in ("/studio/snippet", "/studio/theme", "/studio/page"):
            reply = client.get(path)
            assert (reply.status_code, reply.headers["Retry-After"]) == (503, "1")
            assert reply.headers["Cache-Control"] == "no-store"
        assert reply.content_type.startswith("text/html")
        assert b'<meta http-equiv="refresh" content="1">' in reply.data
    assert client.get("/studio/snippet").status_code == 200


def test_where_too_many_bodies_are_read_only_uploads_are_refused(flask: Flask) -> None:
    client, process = flask.test_client(), flask.extensions["quickexit"].studio
    with ExitStack() as stack:
        for _ in range(BODY_PLACES):
            stack.enter_context(held(process.body_places))
        assert client.post("/studio/upload").status_code == 503
        assert client.get("/studio/snippet").status_code == 200
    assert client.post("/studio/upload").status_code == 200


def test_a_failure_that_nobody_foresaw_ends_no_process_and_tells_nothing(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked = StudioRequest("theme", {"start": "telltale"})
    reply = studio_response(None, None, asked)  # type: ignore[arg-type]
    assert (reply.status, b"telltale" in reply.body) == (500, False)
    assert "AttributeError" in caplog.text
    assert "telltale" not in caplog.text
