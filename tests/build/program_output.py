"""node as a judge of what programs do: each says something by the global `say`."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = Path(__file__).with_name("program_output.js")


def output_of(programs: Sequence[str]) -> list[str]:
    """Return what each program said, one call a line, the name of an error where it threw."""
    answer = subprocess.run(
        ["node", str(_PROGRAM)],
        input=json.dumps(list(programs)),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    found: list[str] = json.loads(answer.stdout)
    return found
