"""`python -m tests [options of pytest]`: all tests, in two runs side by side.

The one goes through all engines, the other has the rest; they take about as long (tests/support/
halves.py). The second's output follows that of the first, and what failed in either stands last.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from tests.support.halves import HALVES


def main(options: list[str]) -> int:
    """Run the tests with those options; return the worse of pytest's statuses, 0 if all passed."""
    # A shell that starts this in the background lets it ignore Ctrl-C, and what it starts, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    pytest = [sys.executable, "-m", "pytest", "-p", "tests.support.halves", *options]
    with tempfile.TemporaryDirectory() as folder:
        records = [Path(folder, f"{half}.xml") for half in HALVES]
        first, second = (
            [*pytest, f"--half={half}", f"--junit-xml={record}"]
            for half, record in zip(HALVES, records, strict=True)
        )
        with Path(folder, "said.txt").open("w+") as said:
            runs = [
                subprocess.Popen(first),
                subprocess.Popen(second, stdout=said, stderr=subprocess.STDOUT),
            ]
            _pass_on_signals(runs)
            statuses = [run.wait() for run in runs]
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout)
        for record, status in zip(records, statuses, strict=True):
            sys.stdout.writelines(f"\n{line}" for line in _failures(record, status))
    print()  # noqa: T201 # the end of the last line
    return max(map(abs, statuses))


def _failures(record: Path, status: int) -> Iterator[str]:
    """Say which tests of a run failed, and the first line of why."""
    if not record.exists():
        yield f"FAILED {record.stem}: this run ended with {status} before it was whole"
        return
    for case in ElementTree.parse(record).iter("testcase"):  # noqa: S314 # written by pytest
        for fault in [*case.findall("failure"), *case.findall("error")]:
            why = fault.get("message", "").splitlines() or [""]
            yield f"FAILED {case.get('classname')}::{case.get('name')}: {why[0]}"


def _pass_on_signals(runs: list[subprocess.Popen[bytes]]) -> None:
    """Let both end when this is told to end; Ctrl-C a terminal tells them itself."""

    def end(*_: object) -> None:
        for run in runs:
            run.terminate()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
