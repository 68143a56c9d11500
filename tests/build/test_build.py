"""What a build holds, and how it is written."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import pytest
from tests.support.deployments import make_deployment

from quickexit.build.frame import UnthemedPage, unthemed_page
from quickexit.build.output import write_build
from quickexit.build.release import standby_files
from quickexit.build.widget import build
from quickexit.content.models import Faq
from quickexit.deployment.settings import Settings, load_settings
from quickexit.deployment.source import Source, load_faqs
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory


@pytest.fixture(scope="module")
def built() -> Mapping[str, bytes]:
    return build(Source(Settings()), major=0)


@pytest.fixture
def copied(tmp_path: Path) -> Source:
    widget = tmp_path / "widget"
    shutil.copytree(widget_directory(), widget)
    return Source(Settings(), widget=widget)


def test_every_theme_has_a_frame_in_every_language(built: Mapping[str, bytes]) -> None:
    themes = {file.stem for file in (widget_directory() / "themes").glob("*.toml")}
    codes = {file.parent.name for file in (widget_directory() / "content").glob("*/language.toml")}
    assert "embed.js" in built
    frames = {f"faq/{theme}/{code}.html" for theme in themes for code in codes}
    assert set(built) == {"embed.js", *frames}


def test_the_script_depends_on_code_alone(copied: Source) -> None:
    before = build(copied, major=0)
    strings = copied.widget / "content" / "en" / "strings.toml"
    strings.write_text(strings.read_text("utf-8").replace("trafficking", "Trafficking"), "utf-8")
    themes = copied.widget / "themes"
    (themes / "other.toml").write_bytes((themes / "default.toml").read_bytes())
    settings = Settings(publisher="The Office", exit_href="https://a.b/")
    after = build(dataclasses.replace(copied, settings=settings), major=0)
    assert before["embed.js"] == after["embed.js"]
    assert before["faq/default/en.html"] != after["faq/default/en.html"]
    assert "faq/other/en.html" in after


def test_a_deployment_ships_what_it_names_under_its_own_title(copied: Source) -> None:
    themes = copied.widget / "themes"
    (themes / "other.toml").write_bytes((themes / "default.toml").read_bytes())
    settings = Settings(
        languages=("en",), themes=("other", "default"), title="Help desk", noindex=False
    )
    files = build(dataclasses.replace(copied, settings=settings), major=0)
    assert {name.split("/")[1] for name in files if "/" in name} == {"default", "other"}
    page = files["faq/other/en.html"]
    assert b"<title>Help desk</title>" in page
    assert b"noindex" not in page
    assert b"<nav" not in page
    assert not [name for name in files if name.endswith("/es.html")]
    with pytest.raises(QuickExitError, match=r'names "othr".*did you mean "other"'):
        build(dataclasses.replace(copied, settings=Settings(themes=("othr",))), major=0)


def test_a_title_that_promises_too_much_is_named_where_it_stands(tmp_path: Path) -> None:
    text = 'publisher = "Private Eyes"\nlanguages = [\n  "en",\n  "xx",\n]\ntitle = "{}"\n'
    (tmp_path / "quickexit.toml").write_text(text.format("Private help"), "utf-8")
    settings = load_settings(tmp_path)
    with pytest.raises(
        QuickExitError, match=r'quickexit\.toml:4: .* names "xx", which is not there'
    ):
        load_faqs(Source(settings, tmp_path))
    english = settings.model_copy(update={"languages": ("en",)})
    with pytest.raises(QuickExitError, match=r'quickexit\.toml:6: "Private" is a promise'):
        load_faqs(Source(english, tmp_path))
    named = english.model_copy(update={"title": "Private Eyes"})
    assert load_faqs(Source(named, tmp_path))["en"].strings["title"] == "Private Eyes"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (" {#servitude}", "", 'the fact "servitude" is missing'),
        ("It has many forms", "You are safe", '"safe" is a promise that no page can keep'),
        ("It has many forms", "Unimaginable " * 60, "this reads at grade"),
    ],
)
def test_a_lost_fact_a_promise_and_a_hard_answer_stop_the_build(
    copied: Source, old: str, new: str, problem: str
) -> None:
    question = copied.widget / "content" / "en" / "questions" / "1-what-is-it.md"
    text = question.read_text("utf-8")
    assert old in text
    # A second language keeps the fact, so that English is compared with something.
    shutil.copytree(copied.widget / "content" / "en", copied.widget / "content" / "xx")
    about = copied.widget / "content" / "xx" / "language.toml"
    about.write_text(
        re.sub(r"aliases = .*", "", about.read_text("utf-8")).replace('"en"', '"xx"'), "utf-8"
    )
    broken = question if new else copied.widget / "content" / "xx" / "questions" / question.name
    broken.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(QuickExitError, match=re.escape(problem)):
        build(copied, major=0)


def test_the_script_knows_its_major(copied: Source) -> None:
    assert build(copied, major=1)["embed.js"] != build(copied, major=2)["embed.js"]


def test_a_tag_that_two_languages_claim_is_refused(copied: Source) -> None:
    folder = copied.widget / "content"
    shutil.copytree(folder / "en", folder / "eo")
    words = (folder / "eo" / "language.toml").read_text("utf-8")
    (folder / "eo" / "language.toml").write_text(
        words.replace('code = "en"', 'code = "eo"'), "utf-8"
    )
    with pytest.raises(QuickExitError, match="belongs to the language"):
        build(copied, major=0)


def test_a_deployments_own_themes_languages_and_contacts_go_before(tmp_path: Path) -> None:
    widget = widget_directory()
    (tmp_path / "themes").mkdir()
    shutil.copy(widget / "themes" / "default.toml", tmp_path / "themes" / "own.toml")
    shutil.copytree(widget / "content" / "en", tmp_path / "content" / "en")
    strings = tmp_path / "content" / "en" / "strings.toml"
    strings.write_text(strings.read_text("utf-8").replace("trafficking", "TRAFFICKING"), "utf-8")
    source = Source(Settings(), tmp_path)
    files = build(source, major=0)
    assert b"TRAFFICKING" in files["faq/own/en.html"]
    assert source.contacts == widget / "contacts.toml"
    (tmp_path / "contacts.toml").write_bytes((widget / "contacts.toml").read_bytes())
    assert Source(Settings(), tmp_path).override("en").contacts == tmp_path / "contacts.toml"


def all_files(deployment: Path) -> Mapping[str, bytes]:
    """Return what a release of a deployment holds, also for the day on which it is withdrawn."""
    source = Source(Settings(themes=("default",)), deployment)
    faqs = load_faqs(source)
    return {**build(source, major=0, faqs=faqs), **standby_files(source, faqs)}


def telling_of_the_hotline(files: Mapping[str, bytes]) -> set[str]:
    """Return the files that hold one of its numbers, or its name in any language."""
    hotlines = [faq.contacts[1] for faq in load_faqs(Source(Settings())).values()]
    words = {w for one in hotlines for w in (one.call, one.call_shown, one.text, escape(one.name))}
    return {
        name for name, data in files.items() if any(str(word) in data.decode() for word in words)
    }


def test_a_removed_contact_is_in_no_file_and_who_is_in_danger_still_finds_whom_to_call(
    tmp_path: Path,
) -> None:
    (tmp_path / "contacts.toml").write_text('remove = ["hotline"]\n', "utf-8")
    files = all_files(tmp_path)
    assert telling_of_the_hotline(files) == set()
    for name in (name for name in files if name.endswith(".html")):
        assert re.search(rb'<p class="emergency[^"]*"><a href="tel:911">', files[name]), name
        assert b"data-quick-exit" in files[name], name


def test_a_contact_that_nobody_removed_is_in_every_page(tmp_path: Path) -> None:
    files = all_files(tmp_path)
    assert telling_of_the_hotline(files) == {name for name in files if name.endswith(".html")}


def _read(folder: Path) -> dict[str, bytes]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


def test_a_build_is_written_whole_and_replaces_an_earlier_one_whole(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    write_build({"embed.js": b"1", "faq/a/en.html": b"1"}, out)
    newer = {"embed.js": b"2", "faq/b/en.html": b"2"}
    write_build(newer, out)
    assert _read(out) == newer
    assert [entry.name for entry in out.parent.iterdir()] == ["out"]


def test_a_folder_with_anything_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(QuickExitError, match="something else than an earlier build"):
        write_build({"embed.js": b"1"}, tmp_path)
    with pytest.raises(QuickExitError, match="this is a file"):
        write_build({"embed.js": b"1"}, tmp_path / "thesis.txt")
    assert _read(tmp_path) == {"thesis.txt": b"years of work"}


def test_a_build_that_cannot_be_written_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    earlier = {"embed.js": b"1", "faq/a/en.html": b"1"}
    write_build(earlier, out)
    write_bytes = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == "en.html":
            raise OSError(28, "No space left on device")
        return write_bytes(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(QuickExitError, match="No space left"):
        write_build({"embed.js": b"2", "faq/a/en.html": b"2"}, out)
    assert _read(out) == earlier
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]


def test_each_language_is_rendered_once_however_many_themes_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_deployment(tmp_path, languages=3, themes=5)
    rendered: list[str] = []

    def counted(faq: Faq, *given: Any, **named: Any) -> UnthemedPage:
        rendered.append(faq.language.code)
        return unthemed_page(faq, *given, **named)

    monkeypatch.setattr("quickexit.build.widget.unthemed_page", counted)
    files = build(Source(load_settings(tmp_path), tmp_path), major=0)
    frames = [name for name in files if name.endswith(".html")]
    assert rendered == ["en", "qab", "qac"]
    assert len({files[name] for name in frames}) == 3 * 5
