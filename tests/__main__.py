"""`python -m tests [options of pytest]`: all tests, in two runs side by side.

Browsers and servers are mostly waited for: what they leave of two cores is enough for the tests
that need none. Those yield to them, and what they say stands last.
"""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import tempfile

# Without a browser, and without a look at the clock that a busy machine could spoil.
APART = ("tests/unit", "tests/build", "tests/publish", "tests/crash")


def main(options: list[str]) -> int:
    """Run the tests with those options; return pytest's status, 0 if all passed."""
    pytest = [sys.executable, "-m", "pytest", *options]
    yielding = ["nice", "-n", "5"]
    # A shell that starts this in the background lets it ignore Ctrl-C, and what it starts, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryFile("w+") as said:
        runs = [
            subprocess.Popen([*pytest, *(f"--ignore={folder}" for folder in APART)]),
            subprocess.Popen([*yielding, *pytest, *APART], stdout=said, stderr=said),
        ]
        _pass_on_signals(runs)
        statuses = [run.wait() for run in runs]
        said.seek(0)
        shutil.copyfileobj(said, sys.stdout)
    return max(map(abs, statuses))


def _pass_on_signals(runs: list[subprocess.Popen[bytes]]) -> None:
    """Let both end when this is told to end; Ctrl-C a terminal tells them itself."""

    def end(*_: object) -> None:
        for run in runs:
            run.terminate()

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, end)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
