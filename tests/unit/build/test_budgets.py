"""Budgets hold on the real build, and a file that outgrows its budget is named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from quickexit.build.budgets import Budget, check_budgets, load_budgets
from quickexit.build.bundles import load_bundles
from quickexit.build.widget import build, embed_script
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.releases.compression import precompressed

_NOISE = random.Random(1).randbytes(1000)  # noqa: S311 - bytes that do not compress, no secret


def test_the_real_build_is_within_its_budgets() -> None:
    check_budgets(build(Source(Settings()), major=0), load_budgets())


@pytest.mark.parametrize("major", [1, 2, 9, 10, 42])
def test_the_script_of_later_majors_is_within_its_budget(major: int) -> None:
    script = embed_script(load_bundles(widget_directory()), major).encode()
    check_budgets({"embed.js": script}, {"embed.js": load_budgets()["embed.js"]})


def test_a_file_over_its_budget_is_refused_with_name_size_limit_and_cure() -> None:
    size = len(precompressed(_NOISE)["br"])
    check_budgets({"a.js": _NOISE}, {"a.js": Budget(limit=size, aim=1)})
    with pytest.raises(QuickExitError) as raised:
        check_budgets({"a.js": _NOISE}, {"a.js": Budget(limit=size - 1, aim=1)})
    assert raised.value.where == "a.js"
    assert str(size) in str(raised.value)
    assert str(size - 1) in str(raised.value)
    assert raised.value.hint


def test_a_budget_for_a_file_that_was_not_built_is_refused() -> None:
    with pytest.raises(QuickExitError, match=r"b\.js: .*not built"):
        check_budgets({"a.js": b""}, {"b.js": Budget(limit=1, aim=1)})


@pytest.mark.parametrize("text", ["", "[brotli", "brotli = 1", '[brotli."a.js"]\nlimit = "x"'])
def test_malformed_budgets_are_one_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "budgets.toml"
    file.write_text(text)
    with pytest.raises(QuickExitError, match=r"budgets\.toml: the budgets cannot be read"):
        load_budgets(file)
