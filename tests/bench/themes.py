"""Section 9: what contrast advice and palettes cost, for the studio, `theme check` and builds."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from random import Random

from tests.bench.section import Row, Section, spread, with_ratio
from tests.bench.tools import Tools

from quickexit.themes.contrast import check
from quickexit.themes.palette import derive
from quickexit.themes.theme import Theme, theme_from_values
from quickexit.themes.tokens import ROLES, SCHEMES

_PASSES = "check a theme that passes"
_RANDOM = Random(15)  # noqa: S311 - colours, not secrets


def _colour() -> str:
    return f"#{_RANDOM.randrange(1 << 24):06x}"


def _random_theme() -> Theme:
    return theme_from_values(
        "random", {f"color.{scheme}.{role}": _colour() for scheme in SCHEMES for role in ROLES}
    )


def _milliseconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return 1000 * (time.process_time() - began)


def _measure(_tools: Tools, quick: bool) -> Sequence[Row]:
    runs = 10 if quick else 200
    passing = theme_from_values("passing", {})
    found = {
        _PASSES: [_milliseconds(lambda: check(passing)) for _ in range(runs)],
        "check a theme of random colours, with advice": [
            _milliseconds(lambda theme=theme: check(theme))  # type: ignore[misc]
            for theme in [_random_theme() for _ in range(runs)]
        ],
        "derive a palette from a brand": [
            _milliseconds(lambda brand=brand: derive("city", brand))  # type: ignore[misc]
            for brand in [_colour() for _ in range(runs)]
        ],
    }
    rows = [{"what": what, "ms": spread(values, 2)} for what, values in found.items()]
    return with_ratio(rows, "ms", _PASSES, "times")


SECTION = Section(
    "themes",
    "Themes: contrast advice and palettes",
    "Processor time within one process, each with other colours. All pairs of a theme that passes "
    "are only measured; for each that fails, the nearest colours that pass are computed.",
    _measure,
)
