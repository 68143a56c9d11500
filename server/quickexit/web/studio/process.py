"""The studio's process: what is computed for a request never delays what is looked up.

A worker of the server looks up its responses in well under a millisecond, in threads that share one
lock of the interpreter. What the studio is asked takes up to half a second of that. So it is
computed in a process of its own, of lower priority, which each worker starts at the first such
request. Requests and responses go over one pair of sockets, whose end is also the end of the
process: it outlives no worker, however that dies.
"""

import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import NamedTuple

from quickexit.deployment.source import Source
from quickexit.web.responses import Response

# Of these requests one is computed, and the others wait. A studio that is opened asks for five
# things at once. Each holds one of the worker's threads, of which there is one more than this.
REQUEST_PLACES = 8
# Bodies that are read at a time: a client may send its file as slowly as it likes.
BODY_PLACES = 4
# Of the processor's time, and of any time in which the process does not ask for that.
LONGEST_SECONDS = 2.0
# Where other programs keep the processor from it.
LONGEST_STARVED_SECONDS = 10.0
# Until it has read words and themes: about one second on an idle core.
START_SECONDS = 30.0


class StudioRequest(NamedTuple):
    """What is asked of the studio: the last part of the path, the query, the body."""

    part: str
    query: Mapping[str, str]
    body: bytes = b""


class StudioBusyError(Exception):
    """There was no place, or no response in time; `retry_after` is in seconds."""

    def __init__(self, problem: str, retry_after: int) -> None:
        super().__init__(problem)
        self.retry_after = retry_after


class StudioProcess:
    """Starts the process, hands requests to it one by one, and replaces it when it ends.

    `directory` is the store. May be used by several threads at once: each that waits for a response
    holds one of `places`, and each that reads a body one of `body_places`.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._source: Source | None = None
        self.places = threading.BoundedSemaphore(REQUEST_PLACES)
        self.body_places = threading.BoundedSemaphore(BODY_PLACES)
        # Held by the thread whose request is computed.
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._is_ready = False
        self._finalizer: weakref.finalize[..., StudioProcess] | None = None

    def respond(self, request: StudioRequest) -> Response:
        """Return the process's response; call this while one of `places` is held.

        Raises `StudioBusyError` where it took too long, or the process ended: another is started.
        """
        with self._turn:
            try:
                return self._ask(request)
            except (EOFError, OSError) as error:
                self._end()
                with suppress(OSError):
                    self._start()
                if isinstance(error, TimeoutError):
                    problem = f"This took longer than {LONGEST_SECONDS:g} seconds"
                else:
                    problem = "The studio has to start again"
                raise StudioBusyError(f"{problem}: try again in some seconds.", 3) from error

    def renew(self, source: Source) -> None:
        """Have a process that reads `source` and the store as they are now."""
        with self._turn:
            self._source = source
            if self._process is not None:
                self._end()
                self._start()

    def _ask(self, request: StudioRequest) -> Response:
        if self._process is not None and self._process.poll() is not None:
            self._end()
        connection = self._connection or self._start()
        if not self._is_ready:
            if not connection.poll(START_SECONDS):
                raise TimeoutError
            connection.recv()
            self._is_ready = True
        connection.send(request)
        self._wait(connection)
        response: Response = connection.recv()
        return response

    def _wait(self, connection: Connection) -> None:
        """Return once there is a response; raises `TimeoutError` where it takes too long."""
        for _ in range(int(LONGEST_STARVED_SECONDS / LONGEST_SECONDS)):
            if connection.poll(LONGEST_SECONDS):
                return
            if self._process is None or not _asks_for_processor(self._process.pid):
                break
        # It may have responded between the two.
        if not connection.poll(0):
            raise TimeoutError

    def _start(self) -> Connection:
        here, there = Pipe()
        with there:
            # In a group of its own, since Ctrl-C is for the server, whose end is noticed.
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                [sys.executable, "-P", "-m", "quickexit.web.studio", str(there.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=[there.fileno()],
                process_group=0,
            )
        here.send((self._directory, self._source))
        self._connection, self._is_ready = here, False
        self._finalizer = weakref.finalize(self, _end, self._process, here)
        return here

    def _end(self) -> None:
        if self._finalizer:
            self._finalizer()
        self._connection = self._process = None


@contextmanager
def held(places: threading.BoundedSemaphore) -> Iterator[None]:
    """Hold one of `places`; raises `StudioBusyError` if there is none left."""
    if not places.acquire(blocking=False):
        raise StudioBusyError("The studio is busy: try again in a second.", 1)
    try:
        yield
    finally:
        places.release()


def _end(process: subprocess.Popen[bytes], connection: Connection) -> None:
    connection.close()
    # Not asked to end, since its request may be one that never ends.
    process.kill()
    process.wait()


def _asks_for_processor(process: int) -> bool:
    """Say whether a process runs, waits for that, or for the disk: R or D in Linux's proc(5)."""
    try:
        text = Path(f"/proc/{process}/stat").read_text("utf-8")
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] in "RD"


def serve_requests(connection: Connection, respond: Callable[[StudioRequest], Response]) -> None:
    """Send the response to each request that arrives, until the other end is closed.

    A request that computes for too long ends this process, also where no server is left to do that:
    the default action of the signal needs no part of the interpreter.
    """
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    with suppress(EOFError, OSError):
        while True:
            request = connection.recv()
            signal.setitimer(signal.ITIMER_PROF, LONGEST_SECONDS)
            response = respond(request)
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.send(response)
