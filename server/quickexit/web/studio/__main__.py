"""The studio's process, as `StudioProcess` starts it; the argument is its end of the sockets."""

import logging
import os
import sys
from functools import partial
from multiprocessing.connection import Connection

from quickexit.releases.reader import read_ledger
from quickexit.snippets.make import load_snippet_inputs
from quickexit.web.studio.process import serve_requests
from quickexit.web.studio.respond import studio_response

# A third of the processor's time of a process that has the usual 0 (Linux, sched(7)): a script is
# looked up at once, and a machine that is busy otherwise does not keep the studio from its work.
NICENESS = 5


def main(descriptor: int) -> None:
    """Read source and store, say so, and respond to requests until the server is gone."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    connection = Connection(descriptor)
    try:
        directory, source = connection.recv()
        inputs, (_, ledger) = load_snippet_inputs(source), read_ledger(directory)
        connection.send("ready")
    except Exception:
        # The server, which reads the same, says what is wrong with it.
        return
    os.nice(NICENESS)
    serve_requests(connection, partial(studio_response, inputs, ledger))


if __name__ == "__main__":
    main(int(sys.argv[1]))
