"""A bundle depends on its files alone, and a mistake in one of them names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quickexit.build.bundles import bundle_script, bundle_style, load_bundles
from quickexit.build.modules import order_modules
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory


def _file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def _refusal(entry: Path) -> str:
    """Return the one sentence with which a script is refused, without the folder of the file."""
    with pytest.raises(QuickExitError) as raised:
        bundle_script([entry])
    return str(raised.value).replace(f"{entry.parent}/", "")


def test_entries_are_joined_in_their_order_in_one_strict_function(tmp_path: Path) -> None:
    files = [_file(tmp_path, name, f"a( '{name}' ); // {name}\n") for name in ("z.js", "a.js")]
    assert bundle_script(files) == ("(function(){\"use strict\";a('z.js');\na('a.js');\n})();\n")


def test_each_module_stands_once_after_those_that_it_imports(tmp_path: Path) -> None:
    _file(tmp_path, "c.js", 'export const c = 1;\nsay("c");')
    _file(tmp_path, "b.js", 'import { c } from "./c.js";\nexport function b() {}\nsay("b", c);')
    entry = _file(
        tmp_path,
        "a.js",
        '// First.\nimport {\n  b,\n} from "./b.js";\nimport { c } from "./c.js";\nsay("a", b, c);',
    )
    assert bundle_script([entry], short_names=False) == (
        '(function(){"use strict";const c=1;say("c");\nfunction b(){}\nsay("b",c);\n'
        'say("a",b,c);\n})();\n'
    )


_FORMS = {
    'import b from "./b.js";': "this form of import is not supported",
    'import * as b from "./b.js";': "this form of import is not supported",
    'import { b as c } from "./b.js";': "this form of import is not supported",
    'import b, { c } from "./b.js";': "this form of import is not supported",
    'import {} from "./b.js";': "this form of import is not supported",
    'import "./b.js";': "this form of import is not supported",
    'import { b } from "./b.js" with { type: "json" };': "this form of import is not supported",
    'import { b } from "b";': '"b" is not the path of a file beside this one',
    'import { b } from "https://example.org/b.js";': "is not the path of a file beside this one",
    'import { b } from "./c.js";': "there is no file c.js to import",
    'import { d } from "./b.js";': "b.js does not export d",
    'import { hidden } from "./b.js";': "b.js does not export hidden",
    "export default 1;": "this form of export is not supported",
    "export default function d() {}": "this form of export is not supported",
    'export * from "./b.js";': "this form of export is not supported",
    'export { b } from "./b.js";': "this form of export is not supported",
    "const d = 1; export { d };": "this form of export is not supported",
    "const d = 1; export { d as e };": "this form of export is not supported",
}


@pytest.mark.parametrize("form", _FORMS)
def test_another_form_of_import_or_export_is_refused_with_its_line(
    tmp_path: Path, form: str
) -> None:
    _file(tmp_path, "b.js", "export const b = 1;\nconst hidden = 2;\nsay(hidden);")
    sentence = _refusal(_file(tmp_path, "a.js", f"say(1);\n{form}\n"))
    assert sentence.startswith("a.js:2: ")
    assert _FORMS[form] in sentence


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    _file(tmp_path, "c.js", 'import { b } from "./b.js";\nexport const c = b;')
    _file(tmp_path, "b.js", '\nimport { c } from "./c.js";\nexport const b = c;')
    sentence = _refusal(_file(tmp_path, "a.js", 'import { b } from "./b.js";\nsay(b);'))
    assert sentence.startswith("c.js:1: modules import each other in a circle")


def test_a_module_that_imports_itself_is_refused(tmp_path: Path) -> None:
    entry = _file(tmp_path, "a.js", 'import { a } from "./a.js";\nexport const a = 1;')
    assert "a.js:1: modules import each other in a circle" in _refusal(entry)


@pytest.mark.parametrize(
    "declaration",
    ["const same = 1;", "let { x: same } = q;", "function same() {}", "class same {}"],
)
def test_a_name_that_two_modules_declare_is_refused(tmp_path: Path, declaration: str) -> None:
    _file(tmp_path, "b.js", f"export const b = 1;\n{declaration}")
    entry = _file(tmp_path, "a.js", 'import { b } from "./b.js";\n\nconst same = b;')
    sentence = _refusal(entry)
    assert sentence.startswith("a.js:3: same is declared in b.js too")


def test_a_name_inside_a_function_may_be_that_of_another_module(tmp_path: Path) -> None:
    _file(tmp_path, "b.js", "export const b = 1;\nconst same = 1;\nsay(same);")
    entry = _file(tmp_path, "a.js", 'import { b } from "./b.js";\nsay(same => same + b);')
    assert "same=>same+b" in bundle_script([entry], short_names=False)


def test_a_constant_reaches_each_file_before_it_is_minified(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.js", "a( __MAJOR__ );")
    assert "a(7);" in bundle_script([file], {"__MAJOR__": "7"})
    assert "a(8);" in bundle_script([file], {"__MAJOR__": "8"})


def test_a_changed_file_changes_the_bundle_at_once(tmp_path: Path) -> None:
    file = _file(tmp_path, "a.css", "a{b:c}")
    assert bundle_style([file]) == "a{b:c}"
    file.write_text("a{b:d}")
    assert bundle_style([file]) == "a{b:d}"


def test_line_endings_of_another_system_change_nothing(tmp_path: Path) -> None:
    unix = _file(tmp_path, "a.js", "a(`x\ny`);\nb();\n")
    dos = _file(tmp_path, "b.js", "a(`x\r\ny`);\r\nb();\r\n")
    assert bundle_script([unix]) == bundle_script([dos])


def test_letters_of_every_language_survive(tmp_path: Path) -> None:
    assert "'é 출구 ✕'" in bundle_script([_file(tmp_path, "a.js", "a('é 출구 ✕');")])


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


@pytest.mark.parametrize("text", ["", "[embed", "[embed]\nscripts = 3\n", "embed = 1"])
def test_a_malformed_list_of_bundles_is_one_sentence(tmp_path: Path, text: str) -> None:
    _file(tmp_path, "bundles.toml", text)
    with pytest.raises(QuickExitError, match=r"bundles\.toml: the list of bundles"):
        load_bundles(tmp_path)
