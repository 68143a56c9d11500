"""Waiting for what a process of ours does by itself, however busy the machine is."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from typing import TypeVar

# The one limit for what comes by itself. Generous: whatever is waited for comes at once on an idle
# machine, and a busy one is no failure. `make breaks`, where failures are wanted, waits for less.
PATIENCE_SECONDS = int(os.environ.get("PATIENCE_SECONDS", "60"))

Found = TypeVar("Found")


def eventually(condition: Callable[[], Found], promise: str) -> Found:
    """Return the first true value of `condition`; fail with the promise that was broken.

    A refused connection is no value yet.
    """
    deadline = time.monotonic() + PATIENCE_SECONDS
    moment = threading.Event()
    while time.monotonic() < deadline:
        try:
            if found := condition():
                return found
        except ConnectionRefusedError:
            pass  # nobody listens yet
        moment.wait(0.01)
    raise AssertionError(f"not so in {PATIENCE_SECONDS} s: {promise}")
