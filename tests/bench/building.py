"""Section 6: how long builds and releases take, how much memory, and how both grow."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.bench.section import Row, Section, spread
from tests.bench.tools import BenchError, Tools
from tests.support.deployments import SHAPES, make_deployment, write_theme
from tests.support.site import COMMAND

_UNPROVEN = ("--allow-unchecked", "--allow-unreviewed")


class Cost(NamedTuple):
    """What one run of a command took."""

    seconds: float
    megabytes: float


# Linux counts the memory of the process that starts another as the other's: so a small one does.
_STARTER = """
import os, sys, time
began = time.perf_counter()
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
_, status, usage = os.wait4(child, 0)
seconds = time.perf_counter() - began
if os.waitstatus_to_exitcode(status):
    sys.exit(1)
print(seconds, usage.ru_maxrss / 1024, file=sys.stderr)
"""


def cost(*words: str | Path) -> Cost:
    """Run the installed command; wall-clock time from its start to its end, and its peak memory."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _STARTER, COMMAND, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"quickexit {words[0]} failed: {done.stderr.strip()}")
    return Cost(*map(float, done.stderr.splitlines()[-1].split()))


def _change(folder: Path, themes: int, number: int) -> None:
    name = f"theme-{themes - 1}.toml" if themes > 1 else "default.toml"
    write_theme(folder / "themes" / name, 0xABC000 + number)


def _rows(frames: int, runs: int) -> list[Row]:
    languages, themes = SHAPES[frames]
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "deployment"
        folder.mkdir()
        make_deployment(folder, languages, themes)
        here = ("--deployment", folder)

        def note(what: str, *words: str | Path) -> None:
            found.setdefault(what, []).append(cost(*words, *here))

        for number in range(runs):
            out = Path(name) / f"out-{number}"
            note("build, into a new folder", "build", "--out", out)
            note("build again, nothing changed", "build", "--out", out)
            _change(folder, themes, number)
            note("build, one theme changed", "build", "--out", out)
        note("release, the first", "release", "1.0.0", *_UNPROVEN)
        for number in range(1, runs + 1):
            _change(folder, themes, runs + number)
            note("release, one theme changed", "release", f"1.0.{number}", *_UNPROVEN)
    return [_row(frames, what, costs) for what, costs in found.items()]


def _row(frames: int, what: str, costs: Sequence[Cost]) -> Row:
    return {
        "frames": frames,
        "what": what,
        "seconds": spread([one.seconds for one in costs], 2),
        "peak_mb": spread([one.megabytes for one in costs], 0),
    }


def _measure(_tools: Tools, quick: bool) -> Sequence[Row]:
    shapes = [1, 10] if quick else sorted(SHAPES)
    return [row for frames in shapes for row in _rows(frames, 1 if quick else 5)]


SECTION = Section(
    "building",
    "Build and release: time and peak memory, for languages x themes",
    "The installed command, from its start to its end. Deployments are made of the English content "
    "and the default theme under other names (1x1, 5x2, 10x10, 20x50), and English has three "
    "regional tags besides. A release compresses each frame by brotli 11 and gzip 9, and waits for "
    "the disk.",
    _measure,
)
