"""No promise loses its test: CONTRIBUTING.md names the tests of each."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?P<promise>[^|]+?) +\| (?P<tests>(?:`tests/[^`]+` ?)+) *\|$", re.MULTILINE)
TEST = re.compile(r"^(?:async )?def test_", re.MULTILINE)


def problems(text: str, root: Path = ROOT) -> list[str]:
    """Return a sentence for each promise without a row, and each file that holds no test."""
    rows = {row["promise"]: re.findall(r"`([^`]+)`", row["tests"]) for row in ROW.finditer(text)}
    promised = re.findall(r"^([0-9]+)\. ", text.split("## The map")[0], re.MULTILINE)
    found = [
        f"promise {number} has no tests in the table"
        for number in promised
        if not any(promise.startswith(f"{number} ") for promise in rows)
    ]
    for name in sorted({name for names in rows.values() for name in names}):
        file = root / name
        if not file.is_file() or not TEST.search(file.read_text("utf-8")):
            found.append(f"{name} holds no test")
    return found if rows else ["there is no table of promises"]


def test_every_promise_and_contract_names_files_that_hold_its_tests() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    assert problems(text) == []
    # As many rows as promises at the least, and each with its own tests.
    assert len(ROW.findall(text)) >= 15


def test_a_promise_without_tests_and_a_file_that_is_gone_are_found(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_one.py").write_text("def test_it() -> None: ...\n", "utf-8")
    (tmp_path / "tests" / "test_empty.py").write_text("", "utf-8")
    table = "1. One.\n2. Two.\n\n| 1 One | `tests/test_one.py` |\n"
    assert problems(table, tmp_path) == ["promise 2 has no tests in the table"]
    table += "| 2 Two | `tests/test_empty.py` `tests/test_gone.py` |\n"
    assert problems(table, tmp_path) == [
        "tests/test_empty.py holds no test",
        "tests/test_gone.py holds no test",
    ]
    assert problems("nothing", tmp_path) == ["there is no table of promises"]
