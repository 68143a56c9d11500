"""A screen of its own for browsers that need one, and real keys on it."""

from __future__ import annotations

import os
import subprocess
from types import TracebackType
from typing import Self


class Display:
    """An X server that picks its own number; `name` is what DISPLAY should say."""

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        self._server = subprocess.Popen(
            [
                "Xvfb",
                "-displayfd",
                str(writing),
                "-screen",
                "0",
                "1280x1024x24",
                "-nolisten",
                "tcp",
            ],
            pass_fds=[writing],
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as numbers:
            self.name = f":{numbers.readline().strip()}"
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.terminate()
        self._server.wait()

    @property
    def environment(self) -> dict[str, str]:
        """Return this process's environment with DISPLAY set to this screen."""
        return {**os.environ, "DISPLAY": self.name}

    def focus_window(self, window_class: str) -> None:
        """Give the keyboard to the newest visible window of that class."""
        found = self._xdotool("search", "--sync", "--onlyvisible", "--class", window_class)
        self._xdotool("windowfocus", "--sync", found.split()[-1])

    def press(self, key: str, times: int) -> None:
        """Press a real key, as a keyboard would; the browser's own shortcuts see it first."""
        self._xdotool("key", "--repeat", str(times), "--repeat-delay", "60", "--delay", "30", key)

    def click(self, x: float, y: float) -> None:
        """Click with a real pointer, in px from the screen's upper left corner."""
        self._xdotool("mousemove", str(round(x)), str(round(y)), "click", "1")

    def _xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words],
            env=self.environment,
            check=True,
            capture_output=True,
            text=True,
            timeout=30,
        )
        return done.stdout
