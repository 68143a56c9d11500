"""Whatever theme cannot be read, the build refuses with one sentence, and writes nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from tests.support.themes import ANY_THEME, NAME, passes

from quickexit.cli import run
from quickexit.themes.contrast import check
from quickexit.themes.theme import Theme, to_toml

SMALL = Path(__file__).resolve().parents[2] / "fixtures" / "small"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A deployment of one language, which ships the theme that is tried."""
    city = shutil.copytree(SMALL, tmp_path / "city")
    settings_file = city / "quickexit.toml"
    text = settings_file.read_text("utf-8").replace('["default"]', f'["default", "{NAME}"]')
    settings_file.write_text(text, "utf-8")
    (city / "themes").mkdir()
    return city


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(theme=ANY_THEME)
def test_a_theme_that_cannot_be_read_is_refused_by_the_build_in_one_sentence(
    theme: Theme, city: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assume(not passes(theme))
    file, out = city / "themes" / f"{NAME}.toml", city / "out"
    file.write_text(to_toml(theme), "utf-8")
    capsys.readouterr()
    assert run(["build", "--deployment", str(city), "--out", str(out)]) == 1
    printed, said = capsys.readouterr()
    failed = [one for one in check(theme) if not one.passes]
    assert printed == ""
    assert said.startswith(f"{file}:")
    assert said.endswith(".\n")
    assert said.count("\n") == 1
    assert f"{failed[0].front} on {failed[0].back} has a contrast of {failed[0].shown}" in said
    assert not out.exists()
