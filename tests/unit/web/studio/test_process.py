"""The end of the studio's process that computes: what it does with its signals and its sockets."""

from __future__ import annotations

import signal
import subprocess
import sys

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
def respond(request):
    while request == "for ever":
        pass
    return request
process.serve_requests(there, respond)
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
