"""What the widget weighs and how long its build takes, measured against the budgets."""

from __future__ import annotations

import time

import pytest
from rich.console import Console
from rich.table import Table

from quickexit.budget import check_budgets, load_budgets, measure
from quickexit.build import build, source_of
from quickexit.settings import Settings

pytestmark = pytest.mark.slow


def test_the_sizes_of_what_is_shipped_are_within_their_budgets() -> None:
    began = time.perf_counter()
    files = build(source_of(Settings()), major=0)
    seconds = time.perf_counter() - began
    budgets = load_budgets()
    table = Table(title=f"{len(files)} files, built in {seconds:.2f} s (bytes)")
    for heading in ("file", "raw", "gzip", "brotli", "limit", "aim"):
        table.add_column(heading, justify="left" if heading == "file" else "right")
    for name, budget in budgets.items():
        sizes = measure(files[name])
        numbers = (sizes.raw, sizes.gzip, sizes.brotli, budget.limit, budget.aim)
        table.add_row(name, *(f"{number:,}" for number in numbers))
    Console().print(table)
    check_budgets(files, budgets)
