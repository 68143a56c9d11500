"""The WordPress plug-in: each language's snippet, the script's attributes, and the zip."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.support.snippet_command import snippet_command

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import source_of
from quickexit.releases.ledger import empty_ledger
from quickexit.snippets.make import load_snippet_inputs, make_snippet
from quickexit.snippets.render import SnippetParts
from quickexit.snippets.wordpress import plugin, plugin_zip

INPUTS = load_snippet_inputs(source_of(Settings()))
POST = (Path(__file__).parents[3] / "examples" / "10-wordpress" / "post.html").read_text("utf-8")
# A literal of PHP in single quotes, in which a backslash stands before a backslash or a quote.
LITERAL = r"'((?:[^'\\]|\\.)*)'"


def made(place: str, **choices: str) -> str:
    named = {name.replace("_", "-"): value for name, value in choices.items()}
    return make_snippet({**named, "for": place}, INPUTS, empty_ledger()).html


def array(php: str, name: str) -> dict[str, str]:
    """Return the array that a constant of the plug-in holds, as PHP reads it."""
    start = php.index(f"const {name} = array(\n")
    text = php[start : php.index("\n);", start)]
    pairs = re.findall(rf"^\t{LITERAL} => {LITERAL},$", text, re.MULTILINE)
    assert pairs
    return {key: re.sub(r"\\(.)", r"\1", value) for key, value in pairs}


class Script(HTMLParser):
    """The attributes of the script in some HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.attributes = {name: value or "" for name, value in attrs}


@pytest.mark.parametrize("variant", ["script", "iframe", "exit-only"])
def test_the_plug_in_has_the_snippet_of_each_language(variant: str) -> None:
    php = made("wordpress", variant=variant)
    snippets = array(php, "QUICK_EXIT_SNIPPETS")
    assert list(snippets) == list(INPUTS.faqs)
    for code, html in snippets.items():
        printed = made("html", variant=variant, lang=code)
        assert html == re.sub(r"<script .*</script>\n", "", printed), code


def test_the_script_has_all_its_attributes() -> None:
    assert array(made("wordpress"), "QUICK_EXIT_SCRIPT") == Script(made("html")).attributes


def test_a_quote_or_a_backslash_ends_no_literal() -> None:
    choices = {"exit_href": "https://a.example/?a='.phpinfo().'&b=\\"}
    with pytest.raises(Exception, match=r"is not an address|no address has"):
        made("wordpress", **choices)
    odd = {"en": SnippetParts({}, ("a'b\\",), {"src": "'\\'"})}
    php = plugin(odd, "en")
    assert array(php, "QUICK_EXIT_SCRIPT") == {"src": "'\\'"}
    assert "a'b\\" in array(php, "QUICK_EXIT_SNIPPETS")["en"]


def test_what_the_example_writes_is_what_the_plug_in_offers() -> None:
    php = made("wordpress")
    (block, attributes), (shortcode, language) = (
        re.findall(r"<!-- wp:(quick-exit/\w+) (\{.*\}) /-->", POST)[0],
        re.findall(r'\[(\w+) lang="(\w+)"\]', POST)[0],
    )
    assert f"add_shortcode( '{shortcode}'" in php
    assert json.loads(attributes) == {"lang": language}
    with zipfile.ZipFile(io.BytesIO(plugin_zip(php))) as archive:
        about = json.loads(archive.read("quick-exit/block.json"))
    assert about["name"] == block
    assert list(about["attributes"]) == ["lang"]


def test_the_command_writes_the_zip_and_no_other_place_does(tmp_path: Path) -> None:
    file = tmp_path / "quick-exit.zip"
    done = snippet_command(tmp_path, {"for": "wordpress", "out": str(file)})
    assert (done.status, done.said) == (0, "")
    with zipfile.ZipFile(file) as archive:
        assert archive.read("quick-exit/quick-exit.php").decode() == made("wordpress")
        assert "Stable tag" in archive.read("quick-exit/readme.txt").decode()
    refused = snippet_command(tmp_path, {"for": "react", "out": str(tmp_path / "x")})
    assert refused.status == 2
    assert "--out is for --for wordpress alone" in refused.said
