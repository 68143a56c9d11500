"""The WordPress plug-in: each language's snippet, the script's attributes, and the zip."""

from __future__ import annotations

import io
import json
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.support.commands import snippet_command

from quickexit.content.tags import find_language
from quickexit.deployment.settings import DEFAULT_THEME, Settings
from quickexit.deployment.source import Source
from quickexit.paths import widget_directory
from quickexit.releases.ledger import empty_ledger
from quickexit.snippets.make import load_snippet_inputs, make_snippet
from quickexit.snippets.render import SnippetParts
from quickexit.snippets.wordpress import plugin, plugin_zip

INPUTS = load_snippet_inputs(Source(Settings()))
POST = (Path(__file__).parents[3] / "examples" / "10-wordpress" / "post.html").read_text("utf-8")
# A literal of PHP in single quotes, in which a backslash stands before a backslash or a quote.
LITERAL = r"'((?:[^'\\]|\\.)*)'"


def made(place: str, **choices: str) -> str:
    named = {name.replace("_", "-"): value for name, value in choices.items()}
    return make_snippet({**named, "for": place}, INPUTS, empty_ledger()).html


def constant(php: str, name: str) -> str:
    """Return the literal or the array, as it is written, of a constant of the plug-in."""
    found = re.search(
        rf"^const {name} += (array\(\n.*?\n\)|{LITERAL});$", php, re.DOTALL | re.MULTILINE
    )
    assert found, f"the plug-in has the constant {name}"
    return found[1]


def text(literal: str) -> str:
    """Return the text of a literal, as PHP reads it."""
    found = re.fullmatch(LITERAL, literal, re.DOTALL)
    assert found
    return re.sub(r"\\(.)", r"\1", found[1])


def pairs(written: str) -> dict[str, str]:
    """Return the keys and values of an array without arrays in it, as PHP reads them."""
    found = re.findall(rf"^\t{LITERAL} => {LITERAL},$", written, re.MULTILINE)
    assert found
    return {key: re.sub(r"\\(.)", r"\1", value) for key, value in found}


def array(php: str, name: str) -> dict[str, str]:
    """Return the array that a constant of the plug-in holds."""
    return pairs(constant(php, name))


def snippets(php: str) -> dict[str, dict[str, str]]:
    """Return the snippets of the plug-in by theme and language."""
    written = constant(php, "QUICK_EXIT_SNIPPETS")
    themes = re.findall(rf"^\t{LITERAL} => array\(\n(.*?)\n\),$", written, re.DOTALL | re.MULTILINE)
    return {name: pairs(inner) for name, inner in themes}


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
def test_the_plug_in_has_the_snippet_of_each_theme_and_language(variant: str) -> None:
    written = snippets(made("wordpress", variant=variant))
    assert list(written) == list(INPUTS.themes)
    for theme, languages in written.items():
        assert list(languages) == list(INPUTS.faqs)
        for code, html in languages.items():
            printed = made("html", variant=variant, lang=code, theme=theme)
            assert html == re.sub(r"<script .*</script>\n", "", printed), (theme, code)


def test_the_chosen_theme_and_language_are_the_defaults() -> None:
    php = made("wordpress", theme="night", lang="es-MX")
    assert text(constant(php, "QUICK_EXIT_THEME")) == "night"
    assert text(constant(php, "QUICK_EXIT_LANGUAGE")) == "es"
    assert text(constant(made("wordpress"), "QUICK_EXIT_THEME")) == DEFAULT_THEME


def test_themes_look_different() -> None:
    written = snippets(made("wordpress"))
    assert written["night"]["en"] != written["default"]["en"]
    assert 'data-theme="night"' in written["night"]["en"]
    assert "/faq/night/en.html" in written["night"]["en"]


@pytest.mark.parametrize("tag", ["zh-CN", "zh_SG", "es_MX", "EN-us", "fr", "ht", "zh-Hans"])
def test_the_plug_in_knows_the_tags_that_the_command_knows(tag: str) -> None:
    tags = array(made("wordpress"), "QUICK_EXIT_TAGS")
    assert by_tags(tags, tag) == find_language(tag, INPUTS.faqs)


@pytest.mark.parametrize("tag", ["zh-TW", "zh_HK", "zh_TW.UTF-8", "yue", "de_DE_formal", ""])
def test_a_language_that_the_plug_in_does_not_have_is_the_default(tag: str) -> None:
    assert by_tags(array(made("wordpress"), "QUICK_EXIT_TAGS"), tag) == ""


def by_tags(tags: dict[str, str], tag: str) -> str:
    """Return what `quick_exit_language` finds, empty for the default."""
    wanted = re.sub("[.@].*", "", tag.replace("_", "-").lower())
    while wanted and wanted not in tags:
        wanted = wanted.rpartition("-")[0]
    return tags[wanted] if wanted else ""


def test_the_exit_on_every_page_has_the_options_of_the_element() -> None:
    options = {"exit_keys": "none", "exit_offset": "40", "exit_tabs": "one"}
    links = array(made("wordpress", **options), "QUICK_EXIT_LINKS")
    assert list(links) == list(INPUTS.faqs)
    for code, link in links.items():
        assert link.startswith("<a data-quick-exit data-"), code
        assert 'data-exit-keys="none" data-exit-offset="40" data-exit-tabs="one"' in link, code
        assert "data-quick-exit-faq" not in link, code


def test_what_an_option_holds_ends_no_attribute_of_the_link() -> None:
    odd = SnippetParts({"data-exit-href": '"><i>'}, ("<a data-quick-exit></a>",), None)
    link = array(
        plugin({"default": {"en": odd}}, "default", "en", {"en": "en"}), "QUICK_EXIT_LINKS"
    )
    assert link["en"] == '<a data-quick-exit data-exit-href="&quot;&gt;&lt;i&gt;"></a>'


def test_the_plug_in_asks_no_server_and_evaluates_nothing() -> None:
    """https://developer.wordpress.org/plugins/wordpress-org/detailed-plugin-guidelines/"""
    php = made("wordpress")
    calls = r"wp_remote_|curl_|fsockopen|file_get_contents|fopen|\beval\b|base64_decode|<<<"
    assert not re.search(calls, php)
    assert re.search(r"^defined\( 'ABSPATH' \) \|\| exit;$", php, re.MULTILINE)


def test_the_way_of_loading_is_given_only_to_a_wordpress_that_knows_it() -> None:
    php = made("wordpress")
    assert php.count("'strategy'") == 1
    assert re.search(r"version_compare\( get_bloginfo.*'6\.3', '>=' \) \?.*'strategy'", php)


def test_head_and_readme_say_the_same() -> None:
    php, readme = made("wordpress"), template("readme.txt")
    for name in ("Requires at least", "Requires PHP", "License URI"):
        values = {re.search(rf"{name}: (.+)", one)[1] for one in (php, readme)}  # type: ignore[index]
        assert len(values) == 1, name
    version = re.search(r"Version: (.+)", php)[1]  # type: ignore[index]
    assert f"Stable tag: {version}\n" in readme
    assert f"= {version} =\n" in readme


def template(name: str) -> str:
    return (widget_directory() / "wordpress" / name).read_text("utf-8")


def test_the_script_has_all_its_attributes() -> None:
    assert array(made("wordpress"), "QUICK_EXIT_SCRIPT") == Script(made("html")).attributes


def test_a_quote_or_a_backslash_ends_no_literal() -> None:
    choices = {"exit_href": "https://a.example/?a='.phpinfo().'&b=\\"}
    with pytest.raises(Exception, match=r"is not an address|is not allowed"):
        made("wordpress", **choices)
    odd = SnippetParts({}, ("a'b\\",), {"src": "'\\'"})
    php = plugin({"x": {"en": odd}}, "x", "en", {"en": "en"})
    assert array(php, "QUICK_EXIT_SCRIPT") == {"src": "'\\'"}
    assert "a'b\\" in snippets(php)["x"]["en"]


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
    assert list(about["attributes"]) == ["lang", "theme"]
    editor = text(constant(php, "QUICK_EXIT_EDITOR"))
    assert f'registerBlockType("{block}"' in editor
    assert all(f"{name}: {{ type:" in editor for name in about["attributes"])


def test_the_command_writes_the_zip_and_no_other_place_does(tmp_path: Path) -> None:
    file = tmp_path / "quick-exit.zip"
    done = snippet_command(tmp_path, {"for": "wordpress", "out": str(file)})
    assert (done.status, done.said) == (0, "")
    with zipfile.ZipFile(file) as archive:
        assert archive.read("quick-exit/quick-exit.php").decode() == made("wordpress")
        assert "Stable tag" in archive.read("quick-exit/readme.txt").decode()
    refused = snippet_command(tmp_path, {"for": "react", "out": str(tmp_path / "x")})
    assert refused.status == 2
    assert "--out works only with --for wordpress" in refused.said
