"""`python -m tests`, what `make test` calls, on a project of a few tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_RUNNER = Path(__file__).parents[1] / "__main__.py"
_PASSES = "def test_it(): pass\n"
_FAILS = "def test_it(): assert 1 == 2, 'told apart'\n"


def _run(
    folder: Path, browsers: str = _PASSES, units: str = _PASSES
) -> subprocess.CompletedProcess[str]:
    tests = folder / "tests"
    for name, text in {"e2e": browsers, "unit": units}.items():
        (tests / name).mkdir(parents=True)
        (tests / name / f"test_{name}.py").write_text(text, "utf-8")
    for name in ("build", "publish", "crash"):
        (tests / name).mkdir()
    shutil.copy(_RUNNER, tests)
    return subprocess.run(
        [sys.executable, "-m", "tests", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_all_passed_is_status_0_and_both_runs_are_shown(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert done.returncode == 0
    assert done.stdout.count("1 passed") == 2
    assert "FAILED" not in done.stdout


@pytest.mark.parametrize("where", ["browsers", "units"])
def test_what_failed_in_either_run_stands_in_the_last_line(tmp_path: Path, where: str) -> None:
    done = _run(tmp_path, **{where: _FAILS})
    assert done.returncode == 1
    name = {"browsers": "e2e", "units": "unit"}[where]
    last = done.stdout.splitlines()[-1]
    assert last.startswith(f"FAILED tests.{name}.test_{name}::test_it: ")
    assert "told apart" in last


def test_a_run_that_breaks_off_is_told_apart_from_one_that_passed(tmp_path: Path) -> None:
    done = _run(tmp_path, browsers="import os\nos._exit(3)\n")
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == (
        "FAILED beside: this run ended with 3 before it was whole"
    )
