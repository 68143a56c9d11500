"""Section 10: how long a script takes while others keep the studio busy."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from tests.bench.section import Row, Section, with_ratio
from tests.bench.tools import Tools
from tests.support.http_client import Client
from tests.support.served_command import ServedCommand
from tests.support.site import VERSION, quickexit

from quickexit.themes.tokens import ROLES, SCHEMES

_ALONE = "the script, alone"
_CLIENTS = 8
_RANDOM = Random(15)  # noqa: S311 - colours, not secrets
# In a process of its own: one interpreter for both would measure its lock.
_LOAD = """
import sys, threading
from tests.support.http_client import Client
port, clients, *paths = int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:]
def ask():
    with Client(port) as client:
        while True:
            for path in paths:
                client.ask(path)
for _ in range(clients):
    threading.Thread(target=ask, daemon=True).start()
print("ready", flush=True)
sys.stdin.read()
"""


def _random_themes(count: int) -> list[str]:
    names = [f"color.{scheme}.{role}" for scheme in SCHEMES for role in ROLES]
    return [
        "/studio/theme?" + "&".join(f"{n}=%23{_RANDOM.randrange(1 << 24):06x}" for n in names)
        for _ in range(count)
    ]


@contextmanager
def _busy_studio(port: int) -> Iterator[None]:
    command = [sys.executable, "-c", _LOAD, str(port), str(_CLIENTS), *_random_themes(40)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as load:
        assert load.stdout is not None
        load.stdout.readline()
        try:
            yield
        finally:
            load.terminate()


def _milliseconds(port: int, count: int) -> list[float]:
    found = []
    with Client(port) as client:
        for _ in range(count):
            began = time.perf_counter()
            assert client.ask("/v0/embed.js").status == 200
            found.append(1000 * (time.perf_counter() - began))
    return sorted(found)


def _row(what: str, sorted_ms: Sequence[float]) -> Row:
    def at(share: float) -> float:
        return round(sorted_ms[int(share * (len(sorted_ms) - 1))], 2)

    return {"what": what, "requests": len(sorted_ms), "p50_ms": at(0.5), "p95_ms": at(0.95)}


def _measure(_tools: Tools, quick: bool) -> Sequence[Row]:
    count = 300 if quick else 5000
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        words = ("release", VERSION, "--store", str(store))
        quickexit(*words, "--allow-unchecked", "--allow-unreviewed")
        with ServedCommand(store) as served:
            _milliseconds(served.port, 100)
            alone = _milliseconds(served.port, count)
            with _busy_studio(served.port):
                beside = _milliseconds(served.port, count)
    rows = [_row(_ALONE, alone), _row(f"beside {_CLIENTS} that ask for random themes", beside)]
    return with_ratio(rows, "p95_ms", _ALONE, "times")


SECTION = Section(
    "studio",
    "The script, while others keep the studio busy",
    "One connection that is kept asks for embed.js again and again, alone and beside eight clients "
    "of another process that ask for contrast advice of random themes without a pause. Server, "
    "studio, visitor and load share the same cores.",
    _measure,
)
