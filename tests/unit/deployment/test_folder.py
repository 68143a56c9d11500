"""What a deployment has of its own is read, refused or named, and never dropped without a word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.support.deployments import source, write

from quickexit.atomic_files import write_new_tree
from quickexit.deployment.folder import unread_files
from quickexit.deployment.scaffold import starter_files
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import load_faqs, load_themes
from quickexit.errors import QuickExitError
from quickexit.text_files import entries

ENGLISH = Settings(languages=("en",))


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    write_new_tree(folder, starter_files("city", None))
    return folder


def read(city: Path) -> tuple[object, ...]:
    """Return all that a build reads of a deployment, in English."""
    made = source(city, settings=ENGLISH)
    return load_faqs(made), load_themes(made)


LEFT_OVER = [
    "themes/._city.toml",
    "themes/.hidden.toml",
    "themes/#city.toml",
    "themes/city.toml~",
    "content/en/questions/1-what-is-it.md~",
    "content/en/questions/#1-what-is-it.md#",
    "content/en/questions/.1-what-is-it.md.swp",
    "content/.git/language.toml",
    "content/en~/language.toml",
]


def test_what_editors_and_systems_leave_behind_is_passed_over(city: Path) -> None:
    before = read(city)
    for path in LEFT_OVER:
        write(city, path, "[")
    (city / "themes" / ".#city.toml").symlink_to("somebody@somewhere.1")
    assert read(city) == before
    assert not list(unread_files(city))


@pytest.mark.parametrize("path", ["themes/a.toml", "content/en/questions/1-what-is-it.md"])
def test_the_same_under_a_name_of_its_own_is_read(city: Path, path: str) -> None:
    write(city, path, "[")
    with pytest.raises(QuickExitError, match=Path(path).name):
        read(city)


def nothing(path: Path) -> None:
    path.symlink_to("nowhere")


@pytest.mark.parametrize("put", [nothing, Path.mkdir], ids=["link to nothing", "folder"])
@pytest.mark.parametrize(
    "path", ["contacts.toml", "content/en/strings.toml", "content/en/history.md"]
)
def test_what_stands_in_the_place_of_a_file_is_refused(
    city: Path, path: str, put: Callable[[Path], None]
) -> None:
    (city / path).unlink(missing_ok=True)
    put(city / path)
    with pytest.raises(QuickExitError) as caught:
        read(city)
    assert caught.value.where == str(city / path)
    assert caught.value.problem in ("this link points to no file", "this is not a file")
    assert caught.value.hint


@pytest.mark.parametrize("put", [nothing, Path.touch], ids=["link to nothing", "file"])
@pytest.mark.parametrize("path", ["themes", "content", "content/en", "content/en/questions"])
def test_what_stands_in_the_place_of_a_folder_is_refused(
    city: Path, path: str, put: Callable[[Path], None]
) -> None:
    if (city / path).exists():
        (city / path).rename(city / "moved")
    put(city / path)
    with pytest.raises(QuickExitError, match="this folder cannot be read") as caught:
        read(city)
    assert caught.value.where == str(city / path)


def test_a_folder_that_nobody_may_read_is_refused_and_one_that_is_missing_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert entries(tmp_path / "missing") == []

    def refuse(_folder: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(QuickExitError, match=r"cannot be read \(Permission denied\); check that"):
        entries(tmp_path)


def test_all_that_init_makes_is_read(city: Path) -> None:
    assert not list(unread_files(city))


@pytest.mark.parametrize(
    ("path", "named", "hint"),
    [
        ("contact.toml", "contact.toml", 'did you mean "contacts.toml"'),
        ("Contacts.toml", "Contacts.toml", 'did you mean "contacts.toml"'),
        ("theme/city.toml", "theme", 'did you mean "themes"'),
        ("contents/en/strings.toml", "contents", 'did you mean "content"'),
        ("themes/spring.tml", "themes/spring.tml", "a theme is a file that ends with .toml"),
        (
            "content/strings.toml",
            "content/strings.toml",
            "words stand in the folder of their language, such as en",
        ),
        ("content/en/string.toml", "content/en/string.toml", 'did you mean "strings.toml"'),
        ("content/en/question/1-x.md", "content/en/question", 'did you mean "questions"'),
        (
            "content/en/notes",
            "content/en/notes",
            "what is read here is strings.toml, language.toml, history.md, questions",
        ),
    ],
)
def test_what_nothing_reads_is_named_with_what_was_meant(
    city: Path, path: str, named: str, hint: str
) -> None:
    write(city, path, "")
    assert list(unread_files(city)) == [f"{city / named}: no command reads this file; {hint}."]


@pytest.mark.parametrize(
    "path",
    ["LICENSE", "store/releases.json", "dist/embed.js", "contacts.toml.bak", "notes.toml",
     "spring.tokens.json", "content/README.md", "themes/readme.txt", "CHANGELOG.md",
     "changes/+x.agencies.md", "tests/a.py", "settings.toml", "signing-key.pem"],
)  # fmt: skip
def test_what_else_stands_there_is_nobodys_business(city: Path, path: str) -> None:
    write(city, path, "")
    assert not list(unread_files(city))
