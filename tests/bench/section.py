"""What a section of the bench is, and how figures are summed up."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.tools import Tools

# One line of a table: a text, a number, or a `spread` of several runs.
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A part of the bench that can be run alone.

    `method` says, for a reader of the figures, how they were come by. `measure` takes the tools and
    whether this is only a trial (`quick`: few runs, figures worth nothing).
    """

    name: str
    title: str
    method: str
    measure: Callable[[Tools, bool], Sequence[Row]]


def spread(values: Sequence[float], digits: int = 1) -> dict[str, float]:
    """Return median, least and most of several runs, and how many there were."""
    return {
        "median": round(statistics.median(values), digits),
        "min": round(min(values), digits),
        "max": round(max(values), digits),
        "runs": len(values),
    }


def with_ratio(rows: Sequence[Row], figure: str, to: str, name: str) -> list[Row]:
    """Return the rows with the ratio of a figure to that of the row called `to`."""
    base = next(middle(row[figure]) for row in rows if row["what"] == to)
    return [{**row, name: round(middle(row[figure]) / base, 2) if base else None} for row in rows]


def middle(figure: float | Mapping[str, float]) -> float:
    """Return a figure, or the median of a spread."""
    return figure["median"] if isinstance(figure, Mapping) else figure
