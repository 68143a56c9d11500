"""Scripts judged by acorn, which the product does not use."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping

import pytest
from tests.build.acorn import ES2017, trees

from quickexit.build.bundles import bundle_script, load_bundles
from quickexit.build.widget import build
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.paths import widget_directory

_CONSTANTS = {
    "__FRAMES__": '"/v0/faq/"',
    "__OPTIONS__": '{"open":"|a"}',
    "__CONTROL_STYLE__": '"a{b:c}"',
}


@pytest.fixture(scope="module")
def built() -> Mapping[str, bytes]:
    return build(Source(Settings()), major=0)


@pytest.mark.parametrize("part", ["embed", "frame"])
def test_minified_bundles_mean_the_same_as_their_source(part: str) -> None:
    bundles = load_bundles(widget_directory())
    files = bundles.embed_scripts if part == "embed" else bundles.frame_scripts
    plain = bundle_script(files, _CONSTANTS, minify=False, short_names=False)
    minified = bundle_script(files, _CONSTANTS, short_names=False)
    before, after = trees([plain, minified])
    assert before is not None
    assert before == after
    assert len(minified) < len(plain)


def _scripts(built: Mapping[str, bytes]) -> list[str]:
    frames = [data.decode() for name, data in built.items() if name.startswith("faq/")]
    inline = [re.findall(r"<script>(.*?)</script>", frame, re.DOTALL) for frame in frames]
    assert [len(scripts) for scripts in inline] == [1] * len(frames)
    return [built["embed.js"].decode(), *{scripts[0] for scripts in inline}]


def test_every_built_script_parses_as_es2017(built: Mapping[str, bytes]) -> None:
    assert None not in trees(_scripts(built), ES2017)


def test_newer_syntax_is_no_es2017() -> None:
    assert trees(["a?.b;", "({...a});", "async () => { await a; };"], ES2017)[:2] == [None, None]


def test_a_built_script_is_one_function_call_so_that_no_name_becomes_global(
    built: Mapping[str, bytes],
) -> None:
    for tree in trees(_scripts(built), ES2017):
        body = json.loads(tree or "null")["body"]
        assert [statement["type"] for statement in body] == ["ExpressionStatement"]
        assert body[0]["expression"]["type"] == "CallExpression"
        strict = body[0]["expression"]["callee"]["body"]["body"][0]
        assert strict["directive"] == "use strict"


def test_two_copies_in_a_row_do_not_run_into_one_another(built: Mapping[str, bytes]) -> None:
    embed = built["embed.js"].decode()
    (tree,) = trees([embed + embed], ES2017)
    assert len(json.loads(tree or "null")["body"]) == 2


def test_a_bundle_that_runs_adds_no_name_to_the_global_object() -> None:
    script = bundle_script(load_bundles(widget_directory()).embed_scripts, _CONSTANTS)
    program = (
        "const vm = require('vm'); const scope = vm.createContext({});"
        "const source = require('fs').readFileSync(0, 'utf8');"
        # Without a document it may stop early: its declarations are made before.
        "try { vm.runInContext(source, scope); } catch (error) { void error; }"
        "process.stdout.write(JSON.stringify(Object.getOwnPropertyNames(scope)))"
    )
    for source, names in ((script, []), ("var leaked = 1;", ["leaked"])):
        answer = subprocess.run(
            ["node", "-e", program], input=source, capture_output=True, text=True, check=True
        )
        assert json.loads(answer.stdout) == names
