"""`python -m tests`, what `make test` calls, on a project of two tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_TESTS = Path(__file__).parents[1]
_CODE = """import pytest
@pytest.fixture
def engine(): pass
def test_in_every_engine(engine): {engines}
def test_in_none(): {others}
"""


def _run(folder: Path, **bodies: str) -> subprocess.CompletedProcess[str]:
    for name in ("__main__.py", "support/halves.py"):
        copied = folder / "tests" / name
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(_TESTS / name, copied)
    code = _CODE.format(**{"engines": "pass", "others": "pass", **bodies})
    (folder / "tests" / "test_both.py").write_text(code, "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "tests", "-p", "no:cacheprovider"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_each_test_is_in_one_of_two_runs_and_if_all_pass_the_status_is_0(tmp_path: Path) -> None:
    done = _run(tmp_path)
    assert done.returncode == 0
    assert done.stdout.count("1 passed, 1 deselected") == 2
    assert "FAILED" not in done.stdout


@pytest.mark.parametrize(
    ("half", "name"), [("engines", "test_in_every_engine"), ("others", "test_in_none")]
)
def test_what_failed_in_either_run_stands_in_the_last_line(
    tmp_path: Path, half: str, name: str
) -> None:
    done = _run(tmp_path, **{half: "assert 1 == 2, 'told apart'"})
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == (
        f"FAILED tests.test_both::{name}: AssertionError: told apart"
    )


def test_a_run_that_breaks_off_is_told_apart_from_one_that_passed(tmp_path: Path) -> None:
    done = _run(tmp_path, others="__import__('os')._exit(3)")
    assert done.returncode == 3
    assert done.stdout.splitlines()[-1] == (
        "FAILED others: this run ended with 3 before it was whole"
    )
