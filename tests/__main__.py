"""`python -m tests [options of pytest]`: all tests, in two runs side by side.

Browsers and servers are mostly waited for: what they leave of two cores is enough for the tests
that need none. Those yield to them; their output follows that of the others, and what failed in
either stands last.
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

# Without a browser, and without a look at the clock that a busy machine could spoil.
APART = ("tests/unit", "tests/build", "tests/publish", "tests/crash")


def main(options: list[str]) -> int:
    """Run the tests with those options; return the worse of pytest's statuses, 0 if all passed."""
    # A shell that starts this in the background lets it ignore Ctrl-C, and what it starts, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder:
        records = [Path(folder, "beside.xml"), Path(folder, "apart.xml")]
        beside, apart = (
            [sys.executable, "-m", "pytest", f"--junit-xml={record}", *options]
            for record in records
        )
        with Path(folder, "said.txt").open("w+") as said:
            runs = [
                subprocess.Popen([*beside, *(f"--ignore={path}" for path in APART)]),
                subprocess.Popen(["nice", "-n", "5", *apart, *APART], stdout=said, stderr=said),
            ]
            _pass_on_signals(runs)
            statuses = [run.wait() for run in runs]
            said.seek(0)
            shutil.copyfileobj(said, sys.stdout)
        for record, status in zip(records, statuses, strict=True):
            sys.stdout.writelines(f"{line}\n" for line in _failures(record, status))
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
