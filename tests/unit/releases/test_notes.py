"""The notes of a release, from a change log and from fragments that wait to go into it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quickexit.errors import QuickExitError
from quickexit.releases.notes import read_notes

ROOT = Path(__file__).resolve().parents[3]
FRAGMENTS = {
    "+link.partners.md": "The link is larger,\nand `fixed`.\n",
    "+check.maintainers.md": "A check.",
    "+check.maintainers.1.md": "Another check.",
    "+old.deprecation.md": "Use `exit-href` instead of `href`, until 2027-06-01.",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The project's change log and configuration, and no fragment."""
    for name in ("CHANGELOG.md", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "changes").mkdir()
    shutil.copy(ROOT / "changes" / "template.md.jinja", tmp_path / "changes")
    return tmp_path


def write(folder: Path, fragments: dict[str, str]) -> None:
    for name, text in fragments.items():
        (folder / "changes" / name).write_text(text, encoding="utf-8")


def test_fragments_become_sentences_by_reader(folder: Path) -> None:
    write(folder, FRAGMENTS)
    notes = read_notes(folder, "0.2.0")
    assert {reader: sorted(sentences) for reader, sentences in notes.items()} == {
        "partners": ["The link is larger, and `fixed`."],
        "maintainers": ["A check.", "Another check."],
        "deprecations": ["Use `exit-href` instead of `href`, until 2027-06-01."],
    }


def test_compiled_fragments_read_the_same(folder: Path) -> None:
    write(folder, FRAGMENTS)
    before = read_notes(folder, "0.2.0")
    # It stages what it writes.
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    command = [sys.executable, "-m", "towncrier", "build", "--keep", "--version", "0.2.0"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    for name in FRAGMENTS:
        (folder / "changes" / name).unlink()
    after = read_notes(folder, "0.2.0")
    assert {reader: sorted(after[reader]) for reader in after} == {
        reader: sorted(before[reader]) for reader in before
    }
    assert read_notes(folder, "0.2.1") == {}
    assert (folder / "CHANGELOG.md").read_text("utf-8").index("## 0.2.0") < (
        (folder / "CHANGELOG.md").read_text("utf-8").index("## 0.1.0")
    )


def test_the_section_of_the_version_is_read_and_no_other(folder: Path) -> None:
    (folder / "CHANGELOG.md").write_text(
        "# Changes\n\n## 1.10.0 (2026-02-01)\n\n### For agencies\n\n- Ten.\n\n"
        "## 1.1.0\n\n### For agencies\n\n- One,\n  in two lines.\n- Two.\n\n### Aside\n\n- No.\n",
        encoding="utf-8",
    )
    assert read_notes(folder, "1.1.0") == {"agencies": ["One, in two lines.", "Two."]}
    assert read_notes(folder, "1.1") == {}


def test_a_change_log_may_have_been_written_on_any_system(tmp_path: Path) -> None:
    file = tmp_path / "CHANGELOG.md"
    file.write_bytes("## 1.1.0\r\n\r\n### For agencies\r\n\r\n- Größer.\r\n".encode())
    assert read_notes(tmp_path, "1.1.0") == {"agencies": ["Größer."]}
    file.write_bytes(file.read_text("utf-8").encode("latin-1"))
    with pytest.raises(
        QuickExitError, match=r"CHANGELOG\.md:5: this line is not UTF-8; save the file as UTF-8"
    ):
        read_notes(tmp_path, "1.1.0")


def test_a_folder_with_neither_and_none_have_no_notes(tmp_path: Path) -> None:
    assert read_notes(tmp_path, "1.0.0") == {}
    assert read_notes(None, "1.0.0") == {}


def test_a_file_of_an_unknown_type_is_no_fragment(folder: Path) -> None:
    write(folder, {"README.md": "- A file.", "+x.unknown.md": "Nobody reads this."})
    assert read_notes(folder, "0.2.0") == {}


def test_a_fragment_that_cannot_be_read_is_one_sentence(folder: Path) -> None:
    (folder / "changes" / "+x.partners.md").write_bytes("Größer.".encode("latin-1"))
    with pytest.raises(QuickExitError, match=r"\+x\.partners\.md:1: this line is not UTF-8"):
        read_notes(folder, "0.2.0")


@pytest.mark.parametrize("type_", ["partners", "agencies", "maintainers", "deprecation"])
def test_the_projects_configuration_knows_every_type(folder: Path, type_: str) -> None:
    write(folder, {f"+x.{type_}.md": "A sentence."})
    assert list(read_notes(folder, "9.9.9").values()) == [["A sentence."]]
