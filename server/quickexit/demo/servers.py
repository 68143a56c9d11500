"""A partner's site on a second origin: the numbered examples, each with the real snippet in it.

The widget's server runs as a child process, started by the same command that a maintainer uses. Its
store is thrown away at the end, and is built from the present source without asking who checked
the contacts, so that no demonstration fails one day by the calendar.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from quickexit.demo.partner_site import load_examples, partner_site, site_handler
from quickexit.errors import QuickExitError, UsageError
from quickexit.paths import examples_directory
from quickexit.web.run import check_address, is_healthy, site_address

VERSION = "0.1.0"
# A release needs well under 2 s on one core; a machine that is busy gets many times that.
START_SECONDS = 60.0
END_SECONDS = 15.0


class PartnerServer(ThreadingHTTPServer):
    """Listens on an IP address of either kind."""

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler]) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        super().__init__(address, handler)


class _Ended(Exception):  # noqa: N818 - an order to end is not an error
    """SIGINT or SIGTERM came."""


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "quickexit", *arguments]


def _start(*arguments: str, stdout: int, stderr: int | None = None) -> subprocess.Popen[str]:
    """Start our own command, which Ctrl-C does not reach: whoever started it ends it.

    A Python that is still starting would complain at length. It stays in our session and group, so
    that it ends with us where the terminal goes, or all are killed.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return subprocess.Popen(_command(*arguments), stdout=stdout, stderr=stderr, text=True)  # noqa: S603
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _output_of(*arguments: str) -> str:
    """Run our own command and return what it prints; its sentence becomes our error."""
    with _start(*arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        try:
            output, said = child.communicate()
        except BaseException:
            child.kill()
            raise
    if child.returncode:
        # What it says while it works stands on the same line, before the last "… ".
        sentence = said.strip().rpartition("\n")[2].rpartition("… ")[2]
        raise QuickExitError(sentence or f"{arguments[0]} failed")
    return output


def _snippets(variants: set[str], widget: str, store: Path) -> dict[str, str]:
    def one(variant: str) -> str:
        return _output_of(
            "snippet", "--variant", variant, "--base-url", widget, "--store", str(store)
        )

    with ThreadPoolExecutor() as pool:
        ordered = sorted(variants)
        return dict(zip(ordered, pool.map(one, ordered), strict=True))


@contextmanager
def _widget_server(store: Path, host: str, port: int) -> Iterator[subprocess.Popen[str]]:
    words = ("serve", "--store", str(store), "--host", host, "--port", str(port))
    # Its own greeting would come before the server answers; what it has to complain of is shown.
    child = _start(*words, stdout=subprocess.DEVNULL)
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait_until_healthy(child: subprocess.Popen[str], widget: str) -> None:
    pause = threading.Event()
    for _ in range(int(START_SECONDS / 0.1)):
        if child.poll() is not None:
            raise QuickExitError(f"the widget's server ended with status {child.returncode}")
        if is_healthy(widget):
            return
        pause.wait(0.1)
    raise QuickExitError(f"{widget} did not start within {START_SECONDS:g} seconds")


def _check_port(host: str, port: int, option: str, variable: str) -> str:
    """Return the IP address that `host` means; raises `QuickExitError` that names `option`."""
    try:
        return check_address(host, port)
    except QuickExitError as error:
        raise QuickExitError(
            error.problem, hint=f"choose another with {option} (make run {variable}=…)"
        ) from error


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into `_Ended`, also where a shell had them ignored.

    Later ones do nothing, to the end of the process: what is left is cleaning up.
    """
    told = False

    def end(_number: int, _frame: object) -> None:
        # Not SIG_IGN for the later ones: Python complains of one that was already on its way.
        nonlocal told
        if not told:
            told = True
            raise _Ended

    before = [(number, signal.signal(number, end)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    except _Ended:
        pass
    finally:
        if not told:
            for number, handler in before:
                signal.signal(number, handler)


def run(
    port: int = 8000,
    demo_port: int = 8001,
    host: str = "127.0.0.1",
    *,
    say: Callable[[str], None] = lambda _line: None,
) -> None:
    """Serve the widget on `port` and the partner's site on `demo_port`, until SIGINT or SIGTERM.

    `say` is told each line for people; the addresses come once ``/healthz`` answers. Raises
    `QuickExitError` for a busy port and where there are no examples, `UsageError` for one port
    for both.
    """
    if port == demo_port:
        raise UsageError("both sites cannot have one port", hint="choose another --demo-port")
    directory = examples_directory()
    _check_port(host, port, "--port", "PORT")
    here = (_check_port(host, demo_port, "--demo-port", "DEMO_PORT"), demo_port)
    with _ending_on_signals(), tempfile.TemporaryDirectory(prefix="quickexit-demo-") as folder:
        _serve_both(directory, Path(folder), host, port, here, say)


def _serve_both(
    directory: Path,
    folder: Path,
    host: str,
    port: int,
    here: tuple[str, int],
    say: Callable[[str], None],
) -> None:
    """Serve the widget on `host` and `port`, and the partner's site on the IP address `here`."""
    widget, store = site_address(host, port), folder / "store"
    say("Building the widget …")
    _output_of("release", VERSION, "--store", str(store), "--allow-unchecked", "--allow-unreviewed")
    with _widget_server(store, host, port) as child:
        examples = load_examples(directory)
        snippets = _snippets({example.variant for example in examples}, widget, store)
        style = (directory / "site.css").read_bytes()
        site = partner_site(examples, snippets, widget, style)
        with PartnerServer(here, site_handler(site)) as partner:
            threading.Thread(target=partner.serve_forever, daemon=True).start()
            try:
                _wait_until_healthy(child, widget)
                say(f"The widget:         {widget}")
                say(f"A partner's page:   http://localhost:{here[1]}")
                say("Ctrl-C ends both.")
                raise QuickExitError(
                    f"the widget's server ended by itself with status {child.wait()}"
                )
            finally:
                partner.shutdown()
