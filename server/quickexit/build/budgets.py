"""Budgets of bytes: a visitor's page may not grow in silence."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.releases.compression import precompressed


@dataclass(frozen=True)
class Budget:
    """What a file may weigh, and what it is aimed at, in bytes of brotli 11."""

    limit: int
    aim: int


def load_budgets(file: Path | None = None) -> Mapping[str, Budget]:
    """Return the budget of each file that has one, from `file` (default: `widget/budgets.toml`).

    Raises `QuickExitError` for a list that is missing or malformed.
    """
    file = file or widget_directory() / "budgets.toml"
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))["brotli"]
        return {name: Budget(int(e["limit"]), int(e["aim"])) for name, e in entries.items()}
    except (OSError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise QuickExitError(
            f"the budgets cannot be read ({type(error).__name__}: {error})",
            where=file.name,
            hint='write a table [brotli."<file>"] with `limit` and `aim` for each file',
        ) from error


def check_budgets(files: Mapping[str, bytes], budgets: Mapping[str, Budget]) -> None:
    """Refuse a build in which a file is over its budget, or lacks.

    Raises `QuickExitError` with the file, its size, its limit, and what to do.
    """
    for name, budget in budgets.items():
        if name not in files:
            raise QuickExitError(
                "the file has a budget, but was not built",
                where=name,
                hint="correct its name in widget/budgets.toml",
            )
        size = len(precompressed(files[name])["br"])
        if size > budget.limit:
            raise QuickExitError(
                f"{size} bytes (brotli) are {size - budget.limit} over the limit of {budget.limit}",
                where=name,
                hint="make the file smaller, or raise the limit in widget/budgets.toml and say why",
            )
