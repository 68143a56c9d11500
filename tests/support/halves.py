"""A plugin of pytest: `--half` keeps those tests that run in every engine, or the others alone."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

HALVES: Final = ("engines", "others")
# Go with the first half, so that both take about as long.
_BALANCE = {Path(__file__).parents[1] / name for name in ("build", "crash", "fire", "publish")}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option; without it all tests run."""
    parser.addoption("--half", choices=HALVES, help="in every engine, or the others")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out the other half: a test that runs in every engine has the fixture `engine`."""
    half = config.getoption("--half")
    left_out = [item for item in items if half and half != _half_of(item)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def _half_of(item: pytest.Item) -> str:
    is_balance = not _BALANCE.isdisjoint(item.path.parents)
    in_engines = "engine" in getattr(item, "fixturenames", ())
    return "engines" if in_engines or is_balance else "others"
