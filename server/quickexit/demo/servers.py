"""The widget's server and a partner's site, both in this process, until a signal ends them.

The store is thrown away at the end, and is built from the present source without asking who checked
the contacts, so that no demonstration fails one day by the calendar.
"""

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from quickexit.build.release import build_release
from quickexit.demo.partner_site import partner_server, partner_site
from quickexit.deployment.source import Source
from quickexit.errors import QuickExitError, UsageError
from quickexit.paths import examples_directory
from quickexit.releases.store import Store
from quickexit.snippets.make import load_snippet_inputs, make_snippet
from quickexit.web.run import check_address, is_healthy, serve, site_address

VERSION = "0.1.0"
_ROUND_SECONDS = 0.2


class _Ended(Exception):  # noqa: N818 - an order to end is not an error
    """SIGINT or SIGTERM came."""


@contextmanager
def _ending_on_signals() -> Iterator[None]:
    """Turn the first SIGINT or SIGTERM into `_Ended`, also where a shell had them ignored.

    Later ones do nothing: what is left is cleaning up.
    """
    signals = (signal.SIGINT, signal.SIGTERM)

    def end(_number: int, _frame: object) -> None:
        for number in signals:
            # Not SIG_IGN: Python complains of a signal that was already on its way.
            signal.signal(number, lambda *_: None)
        raise _Ended

    before = [signal.signal(number, end) for number in signals]
    try:
        yield
    except _Ended:
        return
    for number, handler in zip(signals, before, strict=True):
        signal.signal(number, handler)


def _check_port(host: str, port: int, option: str, variable: str) -> str:
    """Return the IP address that `host` means; raises `QuickExitError` that names `option`."""
    try:
        return check_address(host, port)
    except QuickExitError as error:
        raise QuickExitError(
            error.problem, hint=f"choose another with {option} (make run {variable}=…)"
        ) from error


def run(
    port: int = 8000,
    demo_port: int = 8001,
    host: str = "127.0.0.1",
    *,
    source: Source,
    today: date,
    say: Callable[[str], None] = lambda _line: None,
) -> None:
    """Serve the widget on `port` and the partner's site on `demo_port`, until SIGINT or SIGTERM.

    `say` gets each line for people; the addresses come once ``/healthz`` answers. Raises
    `QuickExitError` for a busy port, and for what is wrong with the source; `UsageError` for one
    port for both.
    """
    if port == demo_port:
        raise UsageError("both sites cannot use the same port", hint="choose another --demo-port")
    _check_port(host, port, "--port", "PORT")
    partner_address = _check_port(host, demo_port, "--demo-port", "DEMO_PORT")
    widget = site_address(host, port)
    with _ending_on_signals(), tempfile.TemporaryDirectory(prefix="quickexit-demo-") as folder:
        say("Building the widget …")
        store = Store(Path(folder) / "store")
        store.add(
            build_release(source, VERSION, today, allow_unchecked=True, allow_unreviewed=True)
        )
        inputs, ledger = load_snippet_inputs(source), store.read_ledger()

        def snippet_of(variant: str) -> str:
            return make_snippet({"variant": variant, "base-url": widget}, inputs, ledger).html

        site = partner_site(examples_directory(), snippet_of, widget)
        with partner_server(partner_address, demo_port, site) as partner:
            for work in (partner.serve_forever, lambda: _say_addresses(widget, demo_port, say)):
                threading.Thread(target=work, daemon=True).start()
            serve(host, port, store.directory, source)
            partner.shutdown()


def _say_addresses(widget: str, demo_port: int, say: Callable[[str], None]) -> None:
    while not is_healthy(widget):
        time.sleep(_ROUND_SECONDS)
    say(f"The widget:         {widget}")
    say(f"A partner's page:   http://localhost:{demo_port}")
    say("Ctrl-C ends both.")


def end_with_make() -> None:
    """End this process by SIGTERM once its parent, GNU make, was interrupted or is gone.

    Make passes SIGTERM on to what it runs, but not SIGINT. Where that comes to make alone, and not
    to its whole group as from Ctrl-C, make gives up its handler and waits for what it runs. Linux
    shows the handlers in /proc; elsewhere this does nothing.
    """
    status = Path(f"/proc/{os.getppid()}/status")

    def watch() -> None:
        while _minds_interrupts(status):
            time.sleep(_ROUND_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    if status.exists():
        threading.Thread(target=watch, daemon=True).start()


def _minds_interrupts(status: Path) -> bool:
    """Say whether a process lives, and catches or ignores SIGINT (proc(5): SigCgt and SigIgn)."""
    try:
        lines = status.read_text("utf-8").splitlines()
    except OSError:
        return False
    fields = dict(line.split(":", 1) for line in lines)
    # A zombie keeps its masks until it is waited for.
    if "Z" in fields["State"]:
        return False
    masks = (int(fields[name], 16) for name in ("SigCgt", "SigIgn"))
    return any(mask >> (signal.SIGINT - 1) & 1 for mask in masks)
