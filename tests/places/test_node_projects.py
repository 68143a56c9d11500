"""Recipes are followed as they are written, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.places.node_projects import Project, RecipeError, follow, section, with_additions

FILE = "import a;\n\n<body>\n  <main />\n</body>"


def test_lines_are_added_at_the_top_and_behind_the_line_before_them() -> None:
    added = with_additions(FILE, "+import b;\n import a;\n   <body>\n+    <QuickExit />")
    assert added == "import b;\nimport a;\n\n<body>\n    <QuickExit />\n  <main />\n</body>"


def test_a_line_with_a_minus_is_taken_out() -> None:
    assert with_additions(FILE, "-  <main />\n+  <p />") == FILE.replace("<main />", "<p />")


def test_a_recipe_whose_line_is_not_in_the_file_is_refused() -> None:
    with pytest.raises(RecipeError, match="no line '<header>'"):
        with_additions(FILE, " <header>\n+<QuickExit />")


def test_a_heading_that_is_not_there_is_refused() -> None:
    assert section("## A\none\n## B\ntwo\n", "A") == "one\n"
    with pytest.raises(RecipeError, match="no heading 'C'"):
        section("## A\none\n", "C")


def test_a_recipe_runs_its_command_and_writes_what_was_printed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text('<body>\n  <div id="root"></div>\n', "utf-8")
    asked: list[list[str]] = []

    def printed(choices: list[str]) -> str:
        asked.append(choices)
        return "<p>printed</p>"

    follow("vite-react", Project(tmp_path), printed, "In index.html")
    assert asked == [["--base-url", "https://widget.example"]]
    page = (tmp_path / "index.html").read_text("utf-8")
    assert page == '<body>\n<p>printed</p>\n\n  <div id="root"></div>\n'
