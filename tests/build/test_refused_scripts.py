"""`quickexit build` makes no script that a browser could not run: it refuses, and says where."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.build.acorn import ES2017, trees
from tests.support.site import COMMAND

from quickexit.build.bundles import load_bundles
from quickexit.paths import widget_directory

_ROOT = widget_directory().parent
_START = load_bundles(widget_directory()).embed_scripts[0].relative_to(_ROOT).as_posix()
# Each line is put at the end of the module that the page's script begins with.
_LINES = {
    "const attempt = 1;": "attempt is declared in widget/shared/attempt.js too",
    "function create() {}": "create is declared in widget/shared/create.js too",
    "attempt = null;": "attempt.js, and cannot be changed here",
    "const twice = 1; const twice = 2;": "twice has already been declared",
    "import x from './y.js';": "this form of import is not supported",
    "export { attempt };": "this form of export is not supported",
    "self.t = await 1;": "not every browser runs",
    "self.t = 010;": "not every browser runs `010`",
    "{ using x = null; }": "not every browser runs",
    "let x = 1; delete x;": "not every browser runs `delete x`",
    "self.t = self?.t;": "not every browser runs",
    "self.t = 1 < !--self.u;": "jsmin would change",
}


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    copy = tmp_path_factory.mktemp("checkout")
    for part in ("server", "widget"):
        shutil.copytree(_ROOT / part, copy / part)
    # What is added here takes bytes, too.
    budgets = copy / "widget" / "budgets.toml"
    budgets.write_text(budgets.read_text("utf-8").replace("limit = ", "limit = 1"), "utf-8")
    return copy


def _build(checkout: Path, script: str) -> subprocess.CompletedProcess[str]:
    (checkout / _START).write_text(script, "utf-8")
    return subprocess.run(
        [str(COMMAND), "build", "--out", str(checkout / "out")],
        env={**os.environ, "PYTHONPATH": str(checkout / "server")},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.sample(4)
@pytest.mark.process
@pytest.mark.parametrize("line", _LINES)
def test_a_line_that_no_browser_could_run_ends_the_build_with_its_place(
    checkout: Path, line: str
) -> None:
    source = (_ROOT / _START).read_text("utf-8")
    result = _build(checkout, f"{source}{line}\n")
    assert result.returncode == 1
    assert result.stdout == ""
    place = f"{_START}:{source.count(chr(10)) + 1}: "
    (sentence,) = re.sub(r"\s+", " ", result.stderr).strip().split("\n")
    assert place in sentence
    assert _LINES[line] in sentence
    assert not (checkout / "out").exists()


@pytest.mark.process
def test_a_hash_bang_ends_the_build_with_its_place(checkout: Path) -> None:
    source = (_ROOT / _START).read_text("utf-8")
    result = _build(checkout, f"#!/usr/bin/env node\n{source}")
    assert result.returncode == 1
    assert f"{_START}:1: not every browser runs `#!/usr/bin/env node`" in result.stderr


@pytest.mark.process
def test_a_line_that_every_browser_runs_is_built(checkout: Path) -> None:
    source = (_ROOT / _START).read_text("utf-8")
    result = _build(checkout, f"{source}self.t = `a${{1}}` + [...'b'].map(x => x);\n")
    assert (result.returncode, result.stderr) == (0, "")
    assert None not in trees([(checkout / "out" / "embed.js").read_text("utf-8")], ES2017)
    shutil.rmtree(checkout / "out")
