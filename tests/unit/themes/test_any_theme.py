"""Whatever a theme's file holds, it is a theme that can be read, or one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomlkit
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.support.themes import ANY_THEME, MENDED, passes

from quickexit.errors import QuickExitError
from quickexit.themes.contrast import legible
from quickexit.themes.design_tokens import parse_design_tokens
from quickexit.themes.theme import Theme, load_theme, parse_theme, to_toml
from quickexit.themes.tokens import TOKENS

FILE_STAYS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
TABLES = st.dictionaries(
    st.sampled_from(["color", "type", "exit", "shape"]) | st.text(max_size=5),
    st.dictionaries(
        st.sampled_from(["light", "dark", "size", "corner", "body"]) | st.text(max_size=5),
        VALUES,
        max_size=4,
    )
    | VALUES,
    max_size=4,
)


def outcome(text: str) -> str:
    """Return "a theme", or the sentence that refuses it."""
    try:
        parse_theme(text, "own", "own.toml")
    except QuickExitError as error:
        return str(error)
    return "a theme"


def is_fine(said: str) -> bool:
    return said == "a theme" or (said.startswith("own.toml:") and said.endswith("."))


@given(st.text())
@example("a" * 5 + "." * 3000)
@example("[" * 5000)
@example("x = " + "9" * 5000)
@example("x = " + "[" * 5000)
@example(".".join("a" * 2000) + " = 1")
def test_any_text_is_a_theme_or_a_sentence(text: str) -> None:
    assert is_fine(outcome(text))


@given(TABLES)
def test_any_table_is_a_theme_or_a_sentence(table: dict[str, object]) -> None:
    assert is_fine(outcome(tomlkit.dumps(table)))


@given(st.sampled_from(sorted(TOKENS)), VALUES)
def test_any_value_of_any_token_is_a_theme_or_a_sentence(name: str, value: object) -> None:
    table: object = value
    for part in reversed(name.split(".")):
        table = {part: table}
    assert isinstance(table, dict)
    assert is_fine(outcome(tomlkit.dumps(table)))


@given(st.text() | st.text(alphabet='{}[]",:0').map(str))
def test_any_text_is_a_token_file_or_a_sentence(text: str) -> None:
    try:
        parse_design_tokens(text, "own", "own.json")
    except QuickExitError as error:
        assert str(error).startswith("own.json")  # noqa: PT017 - a theme is as good an outcome


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "own.toml"


@given(theme=ANY_THEME | MENDED)
@FILE_STAYS
def test_a_theme_passes_and_is_built_or_fails_and_is_refused_with_its_line(
    theme: Theme, file: Path
) -> None:
    file.write_text(to_toml(theme), "utf-8")
    if passes(theme):
        assert legible(load_theme(file)) == theme
        return
    with pytest.raises(QuickExitError, match="too little to see") as caught:
        legible(load_theme(file))
    where = str(caught.value.where)
    line = file.read_text("utf-8").splitlines()[int(where.rpartition(":")[2]) - 1]
    assert line.partition(" =")[0] in caught.value.problem
