"""A bundle depends on its files alone, and a mistake in one of them names it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.build.program_output import output_of

from quickexit.build.bundles import bundle_script, bundle_style, load_bundles
from quickexit.build.modules import order_modules
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory


def _file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def test_entries_are_joined_in_their_order_in_one_strict_function(tmp_path: Path) -> None:
    files = [_file(tmp_path, name, f"a( '{name}' ); // {name}\n") for name in ("z.js", "a.js")]
    assert bundle_script(files) == '(function(){"use strict";a("z.js"),a("a.js")})();\n'


def test_a_constant_reaches_each_file_before_it_is_minified(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.js", "a( __MAJOR__ );")
    assert "a(7)" in bundle_script([file], {"__MAJOR__": "7"})
    assert "a(8)" in bundle_script([file], {"__MAJOR__": "8"})


def test_a_changed_file_changes_the_bundle_at_once(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.css", "a{b:c}")
    assert bundle_style([file]) == "a{b:c}"
    file.write_text("a{b:d}")
    assert bundle_style([file]) == "a{b:d}"


def test_line_endings_of_another_system_change_nothing(tmp_path: Path) -> None:
    unix = _file(tmp_path, "a.js", "a(`x\ny`);\nb();\n")
    dos = _file(tmp_path, "b.js", "a(`x\r\ny`);\r\nb();\r\n")
    assert bundle_script([unix]) == bundle_script([dos])


def test_letters_of_every_language_are_escapes_that_every_encoding_of_a_page_reads(
    tmp_path: Path,
) -> None:
    script = bundle_script([_file(tmp_path, "a.js", "say('é 출구 ✕ 😀', `é${1}`);")])
    assert script.isascii()
    assert output_of([script]) == ["é 출구 ✕ 😀 é1"]


def test_nothing_is_written_beside_the_files(tmp_path: Path) -> None:
    bundle_script([_file(tmp_path, "a.js", "a();")])
    assert [file.name for file in tmp_path.iterdir()] == ["a.js"]


def test_a_missing_file_is_one_sentence_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(QuickExitError, match=r"lost\.js: the file cannot be read"):
        bundle_script([tmp_path / "lost.js"])


def test_a_file_that_is_not_utf8_is_one_sentence_with_its_name(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_bytes(b"a{content:'\xe9'}")
    with pytest.raises(QuickExitError, match=r"a\.css: the file is not UTF-8"):
        bundle_style([file])


def test_a_mistake_names_its_own_file_and_line_and_not_the_bundles(tmp_path: Path) -> None:
    files = [_file(tmp_path, "a.js", "a();\n\n"), _file(tmp_path, "b.js", "b();\nc(;\n")]
    with pytest.raises(QuickExitError) as raised:
        bundle_script(files)
    assert raised.value.where == f"{files[1]}:2"


def test_a_file_that_would_run_into_the_next_is_refused(tmp_path: Path) -> None:
    files = [_file(tmp_path, "a.js", "a = b"), _file(tmp_path, "b.js", "(c);")]
    with pytest.raises(QuickExitError, match=r"run into the next file"):
        bundle_script(files)


def test_every_listed_file_exists_and_every_script_is_part_of_a_bundle() -> None:
    widget = widget_directory()
    bundles = load_bundles(widget)
    entries = (bundles.embed_scripts, bundles.frame_scripts, bundles.standby_scripts)
    listed = {module for scripts in entries for module in order_modules(scripts)}
    written = {
        file
        for part in ("loader", "exit", "frame", "shared")
        for file in widget.glob(f"{part}/*.js")
    }
    assert listed == written
    assert all(file.is_file() for file in bundles.embed_styles)
    assert all(file.is_file() for file in (*bundles.frame_styles, *bundles.standby_styles))


@pytest.mark.parametrize(
    "text", ["", "[embed", "[embed]\nscripts = 3\n", "[embed]\nscripts = 'a.js'", "embed = 1"]
)
def test_a_malformed_list_of_bundles_is_one_sentence(tmp_path: Path, text: str) -> None:
    _file(tmp_path, "bundles.toml", text)
    with pytest.raises(QuickExitError, match=r"bundles\.toml: the list of bundles"):
        load_bundles(tmp_path)
