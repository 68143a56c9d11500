"""Break the product on purpose, one line at a time, and see that its tests notice.

`python -m tests.breaks [WORD…]` makes each break of `breaks.toml` whose name holds all words in a
copy of the tree, runs the tests that it names, and prints what noticed it. A test that fails only
because its own change of the script finds nothing to change does not count. Ends with 1 where a
break was not noticed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from tests.breaks.listed import ROOT, Break, listed_breaks

_COPIED = ("server", "widget", "tests", "examples", "docs", "changes")
# Said by tests.support.site.changed.
_NOTHING_TO_CHANGE = "holds nothing like"
_MANY_FAILURES = 4
# Where a break lets something wait for ever, `make test` would wait for five minutes.
_LONGEST_SECONDS = 60
# A broken script may be a few bytes longer, and must not be refused for that.
_BUDGETS = "widget/budgets.toml"
_LIMIT = re.compile(r"^limit = (\d+)$", re.MULTILINE)


def _copy_tree(target: Path) -> None:
    for name in _COPIED:
        if (ROOT / name).exists():
            shutil.copytree(
                ROOT / name, target / name, ignore=shutil.ignore_patterns("__pycache__")
            )
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, target)
    for name in (".venv", "node_modules", ".ci"):
        (target / name).symlink_to(ROOT / name)
    budgets = target / _BUDGETS
    budgets.write_text(_LIMIT.sub(r"limit = \g<1>0", budgets.read_text("utf-8")), "utf-8")


def _noticed_by(tree: Path, planned: Break) -> list[str]:
    """Run the tests of a break in a tree that has it; return those that failed because of it.

    Those of one engine come first: most breaks are noticed there.
    """
    others = [name for name in ("chromium", "firefox", "webkit") if name != planned.engine]
    elsewhere = " or ".join(others)
    return _failures(tree, planned, f"not ({elsewhere})") or _failures(tree, planned, elsewhere)


def _failures(tree: Path, planned: Break, selected: str) -> list[str]:
    report = tree / "report.xml"
    report.unlink(missing_ok=True)
    options = ["-q", "-p", "no:cacheprovider", f"--maxfail={_MANY_FAILURES}", "-m", "not slow"]
    options += [f"--timeout={_LONGEST_SECONDS}"]
    words = [sys.executable, "-m", "pytest", *options, "-k", selected]
    # Before the installed package; and a page that never leaves is not waited for as long.
    setting = {"PYTHONPATH": str(tree / "server"), "PATIENCE_SECONDS": "12"}
    subprocess.run(
        [*words, f"--junitxml={report}", *planned.tests],
        cwd=tree,
        env={**os.environ, **setting},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    )
    if not report.exists():
        return []
    return [
        case.get("name", "")
        for case in ET.parse(report).getroot().iter("testcase")  # noqa: S314 - pytest's own report
        for failure in (*case.findall("failure"), *case.findall("error"))
        if _NOTHING_TO_CHANGE not in (failure.get("message") or "")
    ]


def main(words: list[str]) -> int:
    """Try the breaks whose names hold all `words`; return the exit status."""
    chosen = [planned for planned in listed_breaks() if all(w in planned.name for w in words)]
    unnoticed = 0
    for planned in chosen:
        with tempfile.TemporaryDirectory() as folder:
            tree = Path(folder)
            _copy_tree(tree)
            file = tree / planned.file
            file.write_text(planned.applied(file.read_text("utf-8")), "utf-8")
            names = _noticed_by(tree, planned)
        unnoticed += not names
        sys.stdout.write(f"{planned.name}: {names[0] if names else 'NOT NOTICED'}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(chosen)} breaks, {unnoticed} not noticed\n")
    return 1 if unnoticed or not chosen else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
