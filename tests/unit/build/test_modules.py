"""Modules become one script that does what they would do in a browser, or are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.build.program_output import output_of

from quickexit.build.bundles import bundle_script
from quickexit.build.modules import module_body, order_modules
from quickexit.errors import QuickExitError


def _file(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def _refusal(entry: Path) -> str:
    """Return the one sentence with which a script is refused, without the folder of the file."""
    with pytest.raises(QuickExitError) as raised:
        bundle_script([entry])
    return str(raised.value).replace(f"{entry.parent}/", "")


def test_each_module_stands_once_after_those_that_it_imports(tmp_path: Path) -> None:
    c = _file(tmp_path, "c.js", "export const c = 1;\nsay('c');")
    b = _file(tmp_path, "b.js", "import { c } from './c.js';\nexport function b() {}\nsay('b', c);")
    a = _file(
        tmp_path,
        "a.js",
        "// A comment.\nimport {\n  b, // its name\n} from './b.js';\n"
        "import { c } from './../{here}/c.js';\nsay('a', typeof b, c);".replace(
            "{here}", tmp_path.name
        ),
    )
    assert order_modules([a]) == (c, b, a)
    assert output_of([bundle_script([a])]) == ["c\nb 1\na function 1"]


def test_a_changed_export_is_seen_by_the_modules_that_import_it(tmp_path: Path) -> None:
    _file(tmp_path, "b.js", "export let b = 1;\nexport function add() { b += 1; }")
    a = _file(tmp_path, "a.js", "import { add, b } from './b.js';\nadd();\nsay(b);")
    assert output_of([bundle_script([a])]) == ["2"]


def test_lines_stay_in_their_places_without_the_imports() -> None:
    source = "import {\n  a,\n} from './b.js';\nexport const c = a;\n"
    assert module_body(source, "x.js") == "\n\n\n const c = a;\n"


_FORMS = {
    "import b from './b.js';": "this form of import is not supported",
    "import * as b from './b.js';": "this form of import is not supported",
    "import { b as c } from './b.js';": "this form of import is not supported",
    "import { default as c } from './b.js';": "this form of import is not supported",
    "import b, { c } from './b.js';": "this form of import is not supported",
    "import {} from './b.js';": "this form of import is not supported",
    "import './b.js';": "this form of import is not supported",
    "import { b } from './b.js' with { type: 'json' };": "this form of import is not supported",
    "import { b } from 'b';": '"b" is not the path of a file from this one',
    "import { b } from 'https://example.org/b.js';": "is not the path of a file from this one",
    "import { b } from './b.js?1';": "is not the path of a file from this one",
    "import { b } from './c.js';": "there is no file c.js to import",
    "import { d } from './b.js';": "b.js does not export d",
    "import { hidden } from './b.js';": "b.js does not export hidden",
    "import { b, b } from './b.js';": "b is imported twice",
    "export default 1;": "this form of export is not supported",
    "export default function d() {}": "this form of export is not supported",
    "export class D {}": "this form of export is not supported",
    "export * from './b.js';": "this form of export is not supported",
    "export { b } from './b.js';": "this form of export is not supported",
    "const d = 1; export { d };": "this form of export is not supported",
    "const d = 1; export { d as e };": "this form of export is not supported",
    "import('./b.js');": "not every browser runs `import` here",
    "say(import.meta.url);": "not every browser runs `import.meta` here",
    "if (say) { import { b } from './b.js'; }": "here",
    "if (say) { export const d = 1; }": "here",
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
    _file(tmp_path, "c.js", "import { b } from './b.js';\nexport const c = b;")
    _file(tmp_path, "b.js", "\nimport { c } from './c.js';\nexport const b = c;")
    sentence = _refusal(_file(tmp_path, "a.js", "import { b } from './b.js';\nsay(b);"))
    assert sentence.startswith("c.js:1: modules import each other in a circle (b.js, c.js, b.js)")


def test_a_module_that_imports_itself_is_refused(tmp_path: Path) -> None:
    entry = _file(tmp_path, "a.js", "import { a } from './a.js';\nexport const a = 1;")
    assert _refusal(entry).startswith("a.js:1: modules import each other in a circle (a.js)")


@pytest.mark.parametrize(
    "declaration",
    ["const same = 1;", "let { x: same } = q;", "let [x = 1, ...same] = q;", "function same() {}"],
)
def test_a_name_that_two_modules_declare_is_refused(tmp_path: Path, declaration: str) -> None:
    _file(tmp_path, "b.js", f"export const b = 1;\n{declaration}")
    entry = _file(tmp_path, "a.js", "import { b } from './b.js';\n\nconst same = b;")
    assert _refusal(entry).startswith("a.js:3: same is declared in b.js too")


def test_a_name_that_a_module_declares_and_imports_is_refused(tmp_path: Path) -> None:
    _file(tmp_path, "b.js", "export const b = 1;")
    entry = _file(tmp_path, "a.js", "import { b } from './b.js';\nfunction b() {}")
    assert _refusal(entry).startswith("a.js:2: b is declared in b.js too")


@pytest.mark.parametrize("second", ["let same;", "const same = 1;", "function same() {}"])
def test_a_name_that_a_module_declares_twice_is_refused(tmp_path: Path, second: str) -> None:
    entry = _file(tmp_path, "a.js", f"function same() {{}}\n{second}")
    assert _refusal(entry).startswith("a.js:2: ")


# Programs that use `stop`, a global of every page, before and after another module declares one.
@pytest.mark.parametrize(
    "use",
    [
        "stop();",
        "say({ stop });",
        "let { x = stop } = q;",
        "function f(x = stop) { let stop; }",
        "{ let stop; }\nsay(stop);",
        "(stop => stop)(stop);",
        "for (const stop of stop) say(1);",
    ],
)
def test_a_global_that_another_module_would_take_over_is_refused(tmp_path: Path, use: str) -> None:
    _file(tmp_path, "b.js", "export const b = 1;\nfunction stop() {}")
    entry = _file(tmp_path, "a.js", f"import {{ b }} from './b.js';\nsay(b);\n{use}")
    if use.startswith("for"):
        # The head of a loop sees the loop's own name, in a browser as well.
        assert "stop" not in _globals_taken_over(entry)
        return
    sentence = _refusal(entry)
    assert "stop is declared in b.js, and not imported here; import it, or rename it" in sentence


def _globals_taken_over(entry: Path) -> str:
    try:
        order_modules([entry])
    except QuickExitError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "use",
    [
        "say(same => same + b);",
        "function f(same) { return same; }",
        "{ const same = 1; say(same); }",
        "for (let same = 0; same < 1; same++) say(same);",
        "try { f(); } catch (same) { say(same); }",
        "switch (b) { case 1: let same = 1; say(same); }",
        "say(b.same, { same: 1 }, 'same');",
        "say(function same() { return same; });",
    ],
)
def test_a_name_inside_a_function_or_block_may_be_that_of_another_module(
    tmp_path: Path, use: str
) -> None:
    _file(tmp_path, "b.js", "export const b = 1;\nconst same = 1;\nsay(same);")
    entry = _file(tmp_path, "a.js", f"import {{ b }} from './b.js';\n{use}")
    assert "same" in bundle_script([entry], short_names=False)


@pytest.mark.parametrize("change", ["b = 2;", "b += 1;", "b++;", "say(() => (b = 2));"])
def test_an_import_is_changed_by_the_module_that_declares_it_alone(
    tmp_path: Path, change: str
) -> None:
    _file(tmp_path, "b.js", "export let b = 1;")
    entry = _file(tmp_path, "a.js", f"import {{ b }} from './b.js';\n{change}")
    assert _refusal(entry).startswith("a.js:2: b is declared in b.js, and cannot be changed here")


def test_a_mistake_in_an_imported_module_names_that_module(tmp_path: Path) -> None:
    _file(tmp_path, "b.js", "export const b = 1;\nlet c = 1;\nlet c = 2;\n")
    sentence = _refusal(_file(tmp_path, "a.js", "import { b } from './b.js';\nsay(b);"))
    assert sentence.startswith("b.js:3: ")
