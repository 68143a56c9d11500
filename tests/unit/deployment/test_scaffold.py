"""What a new folder says can be done as it stands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.support.deployments import notices, source, write

from quickexit.content.schema import STRINGS
from quickexit.content.validation import all_problems
from quickexit.deployment.scaffold import starter_files
from quickexit.deployment.source import load_faqs
from quickexit.paths import widget_directory

ENGLISH = widget_directory() / "content" / "en"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    for path, text in starter_files("city", None).items():
        write(tmp_path / "city", path, text.decode())
    return tmp_path / "city"


def test_every_string_stands_there_to_be_changed(city: Path) -> None:
    file = city / "content/en/strings.toml"
    before = load_faqs(source(city))["en"].strings
    start, end = "made.\n", "\n\n# What is said"
    before_them, rest = file.read_text("utf-8").split(start)
    them, after_them = rest.split(end)
    text, keys = re.subn("^# ", "", them, flags=re.MULTILINE)
    file.write_text(before_them + start + text + end + after_them, "utf-8")
    assert keys == len(STRINGS)
    assert load_faqs(source(city))["en"].strings == before
    assert len([one for one in notices(city) if "says the same as the package" in one]) == keys


def test_the_folders_readme_names_every_answer_with_its_marks(city: Path) -> None:
    text = (city / "README.md").read_text("utf-8")
    faq = load_faqs(source(city))["en"]
    for question in faq.questions:
        (row,) = re.findall(rf"^\| `questions/{question.file}` \|.*$", text, re.MULTILINE)
        assert question.title in row
        assert tuple(re.findall(r"\{#([\w-]+)\}", row)) == question.facts
    (row,) = re.findall(r"^\| `history.md` \|.*$", text, re.MULTILINE)
    assert tuple(re.findall(r"\{#([\w-]+)\}", row)) == faq.history_facts


def test_an_answer_written_by_that_list_builds_with_all_languages(city: Path) -> None:
    text = (city / "README.md").read_text("utf-8")
    name, marks = re.findall(r"^\| `(questions/1-\S+)` \|[^|]+\| (.*) \|$", text, re.MULTILINE)[0]
    answer = f"# What is it?\n\nOurs. {marks.replace('`', '')}\n"
    write(city, f"content/en/{name}", answer)
    assert all_problems(load_faqs(source(city))) == ()


def test_the_guide_names_every_answer() -> None:
    guide = (widget_directory().parent / "docs" / "themes.md").read_text("utf-8")
    assert set(re.findall(r"^- `(\d-\S+\.md)`", guide, re.MULTILINE)) == {
        file.name for file in (ENGLISH / "questions").glob("*.md")
    }
