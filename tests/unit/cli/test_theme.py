"""The commands on themes and the folder of an agency, run as people run them."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.support.commands import run_command

from quickexit.atomic_files import write_new_file
from quickexit.deployment.scaffold import starter_files, theme_name
from quickexit.errors import QuickExitError
from quickexit.themes.contrast import PAIRS, check
from quickexit.themes.palette import derive
from quickexit.themes.theme import load_theme, parse_theme
from quickexit.themes.tokens import SCHEMES

pytestmark = pytest.mark.process

BRAND = "#005ea2"


def run(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return run_command(*words, cwd=cwd)


def is_one_sentence(text: str) -> bool:
    return text.endswith(".\n") and text.count("\n") == 1 and "Traceback" not in text


@pytest.fixture
def city(tmp_path: Path) -> Path:
    assert run("init", "city", cwd=tmp_path).returncode == 0
    return tmp_path / "city"


def test_a_new_theme_is_the_palette_of_its_brand_and_passes(city: Path) -> None:
    done = run("theme", "new", "blue", "--brand", BRAND, cwd=city)
    assert done.returncode == 0, done.stderr
    assert load_theme(city / "themes" / "blue.toml") == derive("blue", BRAND)
    checked = run("theme", "check", "blue", cwd=city)
    assert checked.returncode == 0
    assert checked.stdout.count("\npass") == len(PAIRS) * len(SCHEMES)


def test_the_deployment_may_be_named_from_elsewhere(city: Path) -> None:
    words = ("theme", "new", "blue", "--brand", BRAND, "--deployment", "city")
    assert run(*words, cwd=city.parent).returncode == 0
    assert (city / "themes" / "blue.toml").is_file()
    assert run("theme", "check", "blue", "--deployment", "city", cwd=city.parent).returncode == 0


def test_what_comes_next_is_a_command_that_works(city: Path) -> None:
    words = ("theme", "new", "blue", "--brand", BRAND, "--deployment", "city")
    said = run(*words, cwd=city.parent).stdout
    next_command = said.removesuffix("\n").rpartition("next: quickexit ")[2]
    assert run(*next_command.split(), cwd=city.parent).returncode == 0


def test_a_theme_that_no_build_takes_yet_says_so(city: Path) -> None:
    words = ("theme", "new", "blue", "--brand", BRAND)
    assert "quickexit init FOLDER makes one" in run(*words, cwd=city.parent).stdout
    with (city / "quickexit.toml").open("a", encoding="utf-8") as settings:
        settings.write('themes = ["default", "city"]\n')
    assert 'add "blue" to the themes in quickexit.toml' in run(*words, cwd=city).stdout
    done = run("theme", "new", "city-2", "--brand", BRAND, cwd=city)
    assert done.stdout.count("\n") == 2
    (city / "quickexit.toml").write_text("", "utf-8")
    assert run("theme", "new", "green", "--brand", BRAND, cwd=city).stdout.count("\n") == 1


def test_a_theme_that_is_there_is_not_written_over(city: Path) -> None:
    run("theme", "new", "blue", "--brand", BRAND, cwd=city)
    before = (city / "themes" / "blue.toml").read_bytes()
    done = run("theme", "new", "blue", "--brand", "#ff0000", cwd=city)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)
    assert "blue.toml: this file exists already; take another name" in done.stderr
    assert (city / "themes" / "blue.toml").read_bytes() == before


@pytest.mark.parametrize("words", [("blue", "--brand", "blue"), ("../up", "--brand", BRAND)])
def test_a_wrong_name_or_colour_is_one_sentence_and_writes_nothing(
    city: Path, words: tuple[str, ...]
) -> None:
    before = sorted(city.parent.rglob("*"))
    done = run("theme", "new", *words, cwd=city)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)
    assert sorted(city.parent.rglob("*")) == before


def spoil(city: Path) -> None:
    file = city / "themes" / "city.toml"
    text = file.read_text("utf-8")
    assert 'accent = "#0b5a61"' in text
    file.write_text(text.replace('accent = "#0b5a61"', 'accent = "#cccccc"'), "utf-8")


def test_a_failing_theme_is_shown_pair_by_pair_with_what_would_mend_it(city: Path) -> None:
    spoil(city)
    done = run("theme", "check", "city", cwd=city)
    assert done.returncode == 1
    failed = [line for line in done.stdout.splitlines() if line.startswith("FAIL")]
    assert len(failed) == 4
    assert all("= #" in line for line in failed)
    assert done.stderr.count("too little to see") == 4
    lines = (city / "themes" / "city.toml").read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "#cccccc" in text)
    # The fourth is mended by what stands on it.
    assert done.stderr.count(f"themes/city.toml:{line}: ") == 3


def test_programs_read_the_same_as_json(city: Path) -> None:
    spoil(city)
    done = run("theme", "check", "city", "--json", cwd=city)
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert found["passes"] is False
    failed = [pair for pair in found["pairs"] if not pair["passes"]]
    assert failed[0]["ratio"] < failed[0]["least"]
    assert failed[0]["fixes"].keys() == {"color.light.accent"}


def test_the_build_and_the_release_refuse_a_failing_theme(city: Path) -> None:
    spoil(city)
    released = ("release", "0.1.0", "--allow-unchecked", "--allow-unreviewed")
    for words in (("build", "--out", "dist"), released):
        done = run(*words, cwd=city)
        assert done.returncode == 1
        assert is_one_sentence(done.stderr)
        assert "themes/city.toml:" in done.stderr
        assert "color.light.accent on color.light.paper has a contrast of" in done.stderr
    assert not (city / "dist").exists()
    assert not (city / "store").exists()


def test_an_unknown_theme_names_the_nearest(city: Path) -> None:
    done = run("theme", "check", "defalt", cwd=city)
    assert (done.returncode, done.stderr) == (
        2,
        'there is no theme "defalt"; did you mean "default".\n',
    )


@pytest.mark.parametrize(("form", "ending"), [("tokens", ".tokens.json"), ("toml", ".toml")])
def test_what_is_exported_can_be_imported_under_another_name(
    city: Path, form: str, ending: str
) -> None:
    exported = run("theme", "export", "night", "--format", form, cwd=city)
    assert exported.returncode == 0
    (city / f"evening{ending}").write_text(exported.stdout, "utf-8")
    assert run("theme", "import", f"evening{ending}", cwd=city).returncode == 0
    night = parse_theme(
        run("theme", "export", "night", "--format", "toml", cwd=city).stdout, "x", "x"
    )
    assert load_theme(city / "themes" / "evening.toml").tokens == night.tokens


def test_an_imported_file_is_refused_with_the_line_of_the_colour(city: Path) -> None:
    (city / "low.tokens.json").write_bytes(LOW)
    said = run("theme", "import", "low.tokens.json", cwd=city).stderr
    assert said.startswith("low.tokens.json:3: color.light.text on color.light.paper has a")


def test_the_ending_of_a_file_may_be_in_capitals(city: Path) -> None:
    (city / "UP.TOML").write_text("[exit]\nsize = '50px'\n", "utf-8")
    assert run("theme", "import", "UP.TOML", "--name", "up", cwd=city).returncode == 0
    assert load_theme(city / "themes" / "up.toml").tokens["exit.size"] == "50px"


@pytest.mark.parametrize("name", ["pipe.toml", "/dev/zero"])
def test_what_is_no_file_is_not_waited_for(city: Path, name: str) -> None:
    os.mkfifo(city / "pipe.toml")
    done = run("theme", "import", name, "--name", "x", cwd=city)
    assert (done.returncode, done.stderr) == (1, f"{name}: this is not a file; name a file.\n")


# A text on paper of its own colour, in design tokens.
LOW = b"""{"color": {"$type": "color", "light": {
"paper": {"$value": {"colorSpace": "srgb", "components": [1, 1, 1]}},
"text": {"$value": "{color.light.paper}"}}}}"""


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.tokens.json", b"{"),
        ("x.tokens.json", b"[" * 100_000),
        ("x.tokens.json", b"\xff"),
        ("x.tokens.json", b'{"color": 5}'),
        ("x.tokens.json", b'{"a": ' + b"9" * 5000 + b"}"),
        ("x.toml", b"color = "),
        ("x.toml", b'[color.light]\npapper = "#ffffff"'),
        ("x.toml", b'[color.light]\ntext = "#ffffff"'),
        ("x.tokens.json", LOW),
        ("x.toml", b'"\\u001b]0;title\\u0007" = 1'),
        ("My Theme.toml", b""),
        ("gone.toml", None),
        ("big.toml", b"#" * 1_000_001),
    ],
)
def test_what_cannot_be_imported_is_one_sentence_and_writes_nothing(
    city: Path, name: str, data: bytes | None
) -> None:
    if data is not None:
        (city / name).write_bytes(data)
    before = sorted(city.rglob("*"))
    done = run("theme", "import", name, cwd=city)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr
    assert sorted(city.rglob("*")) == before


def test_a_new_deployment_is_small_and_names_only_files_that_it_has(city: Path) -> None:
    files = {file.relative_to(city).as_posix() for file in city.rglob("*") if file.is_file()}
    assert files == {
        "README.md",
        "quickexit.toml",
        "contacts.toml",
        "themes/city.toml",
        "content/en/strings.toml",
    }
    readme = (city / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in readme for name in files - {"README.md"})
    assert run("content", "check", cwd=city).returncode == 0


def test_a_new_deployment_takes_its_look_from_a_brand(tmp_path: Path) -> None:
    assert run("init", "city", "--brand", "#ffbe2e", cwd=tmp_path).returncode == 0
    theme = load_theme(tmp_path / "city" / "themes" / "city.toml")
    assert theme == derive("city", "#ffbe2e")
    done = run("init", "town", "--brand", "sun", cwd=tmp_path)
    assert done.returncode == 2
    assert is_one_sentence(done.stderr)
    assert not (tmp_path / "town").exists()


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("city", "city"),
        ("My City!", "my-city"),
        ("default", "own"),
        ("日本", "own"),
        ("-", "own"),
        ("civic", "own"),
        ("Night", "own"),
        ("high contrast", "own"),
    ],
)
def test_the_folders_theme_has_a_name_that_an_address_can_hold(folder: str, name: str) -> None:
    assert theme_name(folder) == name
    files = starter_files(folder, None)
    theme = parse_theme(files[f"themes/{name}.toml"].decode(), name, "x")
    assert all(one.passes for one in check(theme))


def test_a_new_file_is_alone_in_its_folder(tmp_path: Path) -> None:
    file = tmp_path / "themes" / "x.toml"
    write_new_file(file, b"1")
    assert [one.name for one in file.parent.iterdir()] == ["x.toml"]
    with pytest.raises(QuickExitError, match="this file exists already"):
        write_new_file(file, b"2")
    assert [one.read_bytes() for one in file.parent.iterdir()] == [b"1"]


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "themes").write_bytes(b"")
    with pytest.raises(QuickExitError, match=r"cannot be written \(.*\); something else has"):
        write_new_file(tmp_path / "themes" / "x.toml", b"1")
