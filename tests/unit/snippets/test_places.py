"""The snippet as a component: each place has what the HTML has, and is code of its kind."""

from __future__ import annotations

import json
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.releases.ledger import empty_ledger
from quickexit.snippets.make import load_snippet_inputs, make_snippet
from quickexit.snippets.places import PLACES

INPUTS = load_snippet_inputs(Source(Settings()))
COMPONENTS = [name for name in PLACES if name != "html"]
VARIANTS = ["script", "iframe", "exit-only"]
ROOT = Path(__file__).parents[3]
# Prints what TypeScript finds wrong with the syntax of a file.
_CHECK = """const ts = require("typescript");
const text = require("fs").readFileSync(0, "utf8");
const done = ts.transpileModule(text, { reportDiagnostics: true, fileName: "QuickExit.tsx",
  compilerOptions: { jsx: ts.JsxEmit.ReactJSX, target: ts.ScriptTarget.ES2017 } });
console.log(done.diagnostics.map(one => one.messageText).join("\\n"));"""


def made(place: str, variant: str = "script", **choices: str) -> str:
    named = {name.replace("_", "-"): value for name, value in choices.items()}
    return make_snippet({"for": place, "variant": variant, **named}, INPUTS, empty_ledger()).html


def constant(text: str, name: str) -> object:
    """Return the value that a component declares by that name."""
    found = re.search(rf"^(?:export )?const {name}\b[^=]*= (.*);$", text, re.MULTILINE)
    return json.loads(found[1].replace("<\\/", "</")) if found else None


class Elements(HTMLParser):
    """The elements of some HTML with their attributes, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("place", COMPONENTS)
def test_a_component_has_what_the_html_has(place: str, variant: str) -> None:
    choices = {"lang": "ar", "exit_offset": "9", "exit_href": "https://a.example/?a=1&b=2"}
    text = made(place, variant, **choices)
    whole = Elements(made("html", variant, **choices)).found
    script = [attributes for tag, attributes in whole if tag == "script"]
    content = Elements(str(constant(text, "html"))).found
    assert constant(text, "attributes") == whole[0][1]
    assert constant(text, "scriptAttributes") == (script[0] if script else None)
    rest = whole[1:] if place == "mdx" else [one for one in whole[1:] if one[0] != "script"]
    assert content == rest


@pytest.mark.parametrize("place", COMPONENTS)
def test_the_variant_without_a_script_adds_none(place: str) -> None:
    assert "createElement" in made(place)
    assert "createElement" not in made(place, "iframe")
    assert "scriptAttributes" not in made(place, "iframe")


@pytest.mark.parametrize("place", COMPONENTS)
def test_nothing_in_a_component_ends_the_element_around_it(place: str) -> None:
    assert made("html").count("</script") == 1
    assert made(place).count("</script") == (place in ("vue", "svelte"))


def test_the_svelte_component_declares_nothing_that_one_mode_of_svelte_refuses() -> None:
    assert "export let" not in made("svelte"), "an error in runes mode, which new projects have"
    assert "$props" not in made("svelte"), "unknown to Svelte 4"
    assert 'document.querySelector("script[nonce]")?.nonce' in made("svelte")


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_react_component_is_typescript(variant: str) -> None:
    def problems(text: str) -> str:
        done = subprocess.run(
            ["node", "-e", _CHECK], input=text, capture_output=True, text=True, cwd=ROOT, check=True
        )
        return done.stdout.strip()

    assert problems(made("react", variant)) == ""
    assert problems(made("react", variant).replace("<div", "<div <")) != ""
