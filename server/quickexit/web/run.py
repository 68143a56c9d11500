"""Run the application under granian: start, watch the ledger, end cleanly."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from quickexit.deployment.source import Source
from quickexit.errors import QuickExitError
from quickexit.releases.ledger import LEDGER_FILE
from quickexit.releases.reader import read_ledger
from quickexit.web.app import create_app
from quickexit.web.state import ServedState
from quickexit.web.studio.process import REQUEST_PLACES

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess
    from multiprocessing.synchronize import Event

    from _typeshed.wsgi import WSGIApplication

# How soon a new release shows. A look at one file's state costs microseconds, and works on every
# file system, network ones too, where notifications do not.
LOOK_AGAIN_SECONDS = 0.5
# A state that could not be used is read again after 1, 2, 4 … looks: its files may still arrive.
LONGEST_PAUSE = 16
# Requests in flight may finish for as long as this after SIGTERM.
FINISH_SECONDS = 10
ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# By then the main thread of a worker waits: it needs microseconds for that.
REPEAT_SECONDS = 0.1
# A client that takes longer for its headers is cut off.
HEADERS_MILLISECONDS = 15_000


def _file_state(file: Path) -> tuple[int, int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _follow_ledger(state: ServedState, ledger: Path, ready: Event) -> NoReturn:
    """Read the store at once, and again whenever its ledger has changed.

    `ready` is set after the first reading.
    """
    known = _file_state(ledger)
    state.reload()
    ready.set()
    pause = looks = 1
    while True:
        time.sleep(LOOK_AGAIN_SECONDS)
        found = _file_state(ledger)
        if found != known:
            known, pause = found, 1
        elif state.status in ("ok", "damaged") or looks < pause:
            looks += 1
            continue
        else:
            pause = min(2 * pause, LONGEST_PAUSE)
        state.reload()
        looks = 1


def load_application(
    store_directory: Path,
    source: Source,
    others: Event,
    reread: Callable[[], Source] | None = None,
    *,
    has_studio: bool = True,
) -> WSGIApplication:
    """Make the application of one worker; its ledger is followed by a thread of its own.

    `others` is set while other workers may be answering: the store is then read before this one
    takes a request, since a visitor would rather wait than be told that a worker is starting.
    `reread` is that of `ServedState`.
    """
    if server := multiprocessing.parent_process():
        threading.Thread(target=_end_with, args=(server,), daemon=True, name="server").start()
        _repeat_signals()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    state = ServedState(store_directory, source, reread, has_studio=has_studio)
    if others.is_set():
        state.reload()
    arguments = (state, store_directory / LEDGER_FILE, others)
    threading.Thread(target=_follow_ledger, args=arguments, daemon=True, name="ledger").start()
    # Without Flask's own layer: granian calls the look-up itself.
    return create_app(state).wsgi_app


def _end_with(server: BaseProcess) -> None:
    """End this worker, requests in flight first, once the main process is gone.

    Killed, it tells nobody; its workers would listen on, and nobody would end them.
    """
    server.join()
    os.kill(os.getpid(), signal.SIGTERM)


def _end_new_workers_at_signals() -> None:
    """Let SIGINT and SIGTERM end a worker from its first moment until granian handles them there.

    A forked worker has the handlers of the main process, which do nothing in it: it would be waited
    for as long as requests in flight may take. Meanwhile the signals are held back.
    """
    os.register_at_fork(
        before=lambda: signal.pthread_sigmask(signal.SIG_BLOCK, ENDING_SIGNALS),
        after_in_parent=lambda: signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING_SIGNALS),
        after_in_child=_end_at_signals,
    )


def _end_at_signals() -> None:
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDING_SIGNALS)


def _repeat_signals() -> None:
    """Have each kind of signal come once more to this thread, the main one, shortly after it came.

    Python handles signals in the main thread, where granian (2.8.7) waits without a limit. One that
    comes right before it waits, or that another thread gets, would not wake it: of 150 workers that
    were told to end just after their start, 5 went on until they were killed, and cut off the
    answers in flight.
    """
    received, sent = socket.socketpair()
    sent.setblocking(False)
    # Python writes a byte for each signal, in whichever thread it comes.
    signal.set_wakeup_fd(sent.detach())
    main = threading.get_ident()

    def repeat() -> None:
        known: set[bytes] = set()
        while number := received.recv(1):
            if number not in known:
                known.add(number)
                time.sleep(REPEAT_SECONDS)
                signal.pthread_kill(main, number[0])

    threading.Thread(target=repeat, daemon=True, name="signals").start()


def site_address(host: str, port: int) -> str:
    """Return what a browser asks for to reach `host`, a name or an IP address, on `port`."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def check_address(host: str, port: int) -> str:
    """Return the IP address that `host` means, on whose `port` one can listen (TCP).

    Raises `QuickExitError`, one sentence, where nobody can.
    """
    try:
        if port not in range(65536):
            raise OverflowError("a port is at most 65535")
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        # Of a name with both kinds, such as localhost, the one that every client tries.
        family, kind, protocol, _, address = min(
            found, key=lambda entry: entry[0] != socket.AF_INET
        )
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
        return str(address[0])
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise QuickExitError(
            f"the server cannot listen on {host} port {port} ({reason})",
            hint="stop what is using it, or choose another with --port",
        ) from error


def serve(
    host: str,
    port: int,
    store_directory: Path,
    source: Source,
    *,
    workers: int = 1,
    has_studio: bool = True,
    reread: Callable[[], Source] | None = None,
    say: Callable[[str], None] = lambda _line: None,
) -> None:
    """Serve a store over HTTP until SIGINT or SIGTERM; requests in flight then finish.

    `source` holds the settings, and what the studio offers, where there is one (`has_studio`);
    where it may change meanwhile, `reread` (which can be pickled) returns it anew at each release.
    New releases show within a second. Nothing about a request is ever logged. `say` gets the
    server's address, once nothing stands in the way of it. Raises `QuickExitError` where the port
    is busy, or the store has no usable ledger.
    """
    read_ledger(store_directory)
    address = check_address(host, port)
    say(f"{site_address(host, port)}/")
    server: Any = Granian(
        "quickexit",
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        # One thread responds from memory: more would only wait for each other. The others wait
        # for the studio's process, without the interpreter's lock.
        blocking_threads=1 + REQUEST_PLACES if has_studio else 1,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_MILLISECONDS),
        websockets=False,
        backlog=2048,
        log_level=LogLevels.error,
        log_access=False,
        respawn_failed_workers=True,
        workers_kill_timeout=FINISH_SECONDS,
    )
    others = multiprocessing.Event()
    if workers > 1:
        others.set()
    loader = partial(
        load_application,
        store_directory.resolve(),
        source,
        others,
        reread,
        has_studio=has_studio,
    )
    _end_new_workers_at_signals()
    server.serve(target_loader=loader, wrap_loader=False)


def is_healthy(address: str) -> bool:
    """Say whether ``<address>/healthz`` answers 200; `address` is http(s) and ours."""
    try:
        with urllib.request.urlopen(f"{address.rstrip('/')}/healthz", timeout=2) as response:  # noqa: S310
            return bool(response.status == 200)
    except OSError:
        return False
