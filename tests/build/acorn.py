"""acorn as a judge of scripts, in one process of node for any number of programs."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

_PROGRAM = Path(__file__).with_name("acorn.js")
ES2017 = 8


def trees(programs: Sequence[str], version: int | str = "latest") -> list[str | None]:
    """Return each program's tree as text without positions, None where it is no JavaScript."""
    answer = subprocess.run(
        ["node", str(_PROGRAM)],
        input=json.dumps({"version": version, "programs": list(programs)}),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    judged: list[str | None] = json.loads(answer.stdout)
    return judged
