from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quickexit.content.loader import languages
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory
from quickexit.snippets.heights import WIDTHS, Heights, height_style, heights_of, load_heights

heights = st.tuples(*(st.integers(100, 9000) for _ in WIDTHS))


def kept(style: str, width: int) -> float:
    """Work out the height that a style gives in a window of that width, as a browser would."""
    inner = re.fullmatch(r"height:max\((.+)\)", style)
    assert inner, style
    parts = re.findall(r"(\d+)px(?: - ([\d.]+)vw)?", inner[1])
    return max(float(px) - float(vw or 0) / 100 * width for px, vw in parts)


@given(heights)
def test_the_room_is_never_too_little_at_a_width_that_was_measured(row: Heights) -> None:
    style = height_style(row)
    for width, height in zip(WIDTHS, row, strict=True):
        assert kept(style, width) >= height - 0.01


def test_the_room_is_that_of_the_frame_where_wider_is_lower() -> None:
    style = height_style((2405, 1726, 1622))
    assert [round(kept(style, width) - height) for width, height in zip(
        WIDTHS, (2405, 1726, 1622), strict=True)] == [0, 0, 0]  # fmt: skip


def test_an_unknown_theme_or_language_gets_the_tallest_that_is_known() -> None:
    table = {"default": {"en": (3, 2, 1), "fr": (4, 1, 1)}}
    assert heights_of(table, "default", "en") == (3, 2, 1)
    assert heights_of(table, "own", "fr") == (4, 1, 1)
    assert heights_of(table, "own", "xx") == (4, 2, 1)
    assert heights_of({}, "own", "xx") is None


def test_the_table_has_each_theme_and_each_language_of_the_package() -> None:
    folder = widget_directory()
    themes = [file.stem for file in sorted((folder / "themes").glob("*.toml"))]
    rows = {theme: tuple(row) for theme, row in load_heights(folder).items()}
    codes = languages(folder / "content")
    assert rows == dict.fromkeys(themes, codes), "run: make heights"


@pytest.mark.parametrize("text", ["en = 1", "[default]\nen = [1, 2]", "[default]\nen = 'x'", "="])
def test_a_table_that_is_none_names_its_cure(tmp_path: Path, text: str) -> None:
    (tmp_path / "heights.toml").write_text(text, "utf-8")
    with pytest.raises(QuickExitError, match=r"heights\.toml: .* make heights\."):
        load_heights(tmp_path)
