"""Run the installed command on a slow disk: whoever opens FILE waits until PIPE is written to.

python slow_file.py FILE PIPE COMMAND ARGUMENTS…
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path
from typing import Any


def on_slow_disk(file: Path, pipe: Path) -> tuple[str, ...]:
    """Make the pipe; return the command line behind which the installed command may stand."""
    os.mkfifo(pipe)
    return sys.executable, __file__, str(file), str(pipe)


def main() -> None:
    """Let the command run in this process, and in those that it forks."""
    _, file, pipe, *command = sys.argv

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        # Python raises the event before the system call.
        if event == "open" and str(arguments[0]) == file:
            Path(pipe).read_bytes()

    sys.addaudithook(hear)
    sys.argv = command
    runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    main()
