"""The same source gives the same bytes, whatever the machine around it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from quickexit.paths import widget_directory

pytestmark = pytest.mark.process

_CHECKOUT = widget_directory().parent


# A script from the left and one from the right, in one theme. The first surroundings are tried with
# all languages and themes.
_SETTINGS = 'languages = ["en", "ar"]\nthemes = ["default"]\n'


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    (folder / "quickexit.toml").write_text(_SETTINGS, "utf-8")
    return folder


def _built(
    out: Path,
    checkout: Path,
    cwd: Path,
    deployment: Path | None = None,
    surroundings: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    path = str(checkout / "server")
    environment = {
        **os.environ,
        **(surroundings or {}),
        "PYTHONPATH": path,
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-m", "quickexit", "build", "--out", str(out)]
    command += ["--deployment", str(deployment)] if deployment else []
    done = subprocess.run(command, check=False, cwd=cwd, env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    files = [file for file in out.rglob("*") if file.is_file()]
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory, small: Path) -> dict[str, bytes]:
    return _built(tmp_path_factory.mktemp("usual") / "out", _CHECKOUT, _CHECKOUT, small)


def test_time_zone_and_hash_seed_change_no_byte_of_any_language_and_theme(tmp_path: Path) -> None:
    surroundings = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1", "LC_ALL": "C"}
    usual = _built(tmp_path / "usual", _CHECKOUT, _CHECKOUT)
    assert len(usual) > 40
    assert _built(tmp_path / "out", _CHECKOUT, tmp_path, None, surroundings) == usual


@pytest.mark.slow
@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "America/Los_Angeles", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"SOURCE_DATE_EPOCH": "1", "HOME": "/", "LANG": "tr_TR.UTF-8"},
    ],
)
def test_time_zone_hash_seed_locale_and_folder_change_no_byte(
    surroundings: dict[str, str], usual: dict[str, bytes], small: Path, tmp_path: Path
) -> None:
    assert _built(tmp_path / "out", _CHECKOUT, tmp_path, small, surroundings) == usual


def test_a_copy_of_the_checkout_elsewhere_changes_no_byte(
    usual: dict[str, bytes], small: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "another name é"
    for part in ("server", "widget"):
        shutil.copytree(_CHECKOUT / part, copy / part)
    assert _built(tmp_path / "out", copy, tmp_path, small) == usual


def test_a_changed_word_does_change_a_byte(
    usual: dict[str, bytes], small: Path, tmp_path: Path
) -> None:
    for part in ("server", "widget"):
        shutil.copytree(_CHECKOUT / part, tmp_path / part)
    strings = tmp_path / "widget" / "content" / "en" / "strings.toml"
    strings.write_text(strings.read_text("utf-8").replace("trafficking", "Trafficking"), "utf-8")
    changed = _built(tmp_path / "out", tmp_path, tmp_path, small)
    assert {name for name in usual if usual[name] != changed[name]} >= {"faq/default/en.html"}
    assert changed["embed.js"] == usual["embed.js"]
