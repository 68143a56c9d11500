"""The options of the snippet: one file, from which script, command and documentation are made."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.deployment.option_table import DOCUMENT, documented, option_table, update

from quickexit.build.bundles import load_bundles
from quickexit.build.widget import embed_script
from quickexit.deployment.settings import Settings
from quickexit.deployment.widget_options import (
    OPTIONS_FILE,
    load_widget_options,
    script_table,
    widget_options,
)
from quickexit.errors import QuickExitError
from quickexit.paths import widget_directory

OPTIONS = widget_options()
OPTION = 'part = "exit"\ndefault = "a"\nabout = "What it is for."\n'


def options_of(folder: Path, text: str) -> object:
    (folder / OPTIONS_FILE).write_text(text, "utf-8")
    return load_widget_options(folder / OPTIONS_FILE)


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_takes_its_default_and_what_is_listed_and_nothing_else(name: str) -> None:
    option = OPTIONS[name]
    assert all(option.takes(value) for value in (option.default, *option.values))
    assert not any(option.takes(value) for value in ("<no value>", f"{option.default}\n"))


@pytest.mark.parametrize("name", ["exit-href", "exit-fallback-href", "base"])
def test_addresses_of_other_schemes_are_not_taken(name: str) -> None:
    assert OPTIONS[name].takes("https://example.org/")
    assert not OPTIONS[name].takes("javascript:alert(1)")


@pytest.mark.parametrize("name", OPTIONS)
def test_the_script_takes_what_the_command_takes(name: str) -> None:
    option = OPTIONS[name]
    form = re.compile(json.loads(script_table(OPTIONS))[name])
    assert form.pattern.split("|")[0] == option.default
    for value in (option.default, *option.values, "https://example.org/", "x", "9", "<no value>"):
        assert bool(form.fullmatch(value)) == option.takes(value), value


def test_the_build_puts_the_table_into_the_script(tmp_path: Path) -> None:
    bundles = load_bundles(widget_directory())
    script = embed_script(bundles, 1)
    assert all(json.dumps(option.script_form()) in script for option in OPTIONS.values())
    text = bundles.options.read_text("utf-8").replace("www.weather.gov", "neutral.example")
    (tmp_path / OPTIONS_FILE).write_text(text, "utf-8")
    changed = embed_script(replace(bundles, options=tmp_path / OPTIONS_FILE), 1)
    assert '"https://neutral.example/|https?:.+"' in changed


def test_a_deployment_without_settings_leaves_where_the_script_does() -> None:
    assert Settings().exit_href == OPTIONS["exit-href"].default
    assert Settings().exit_fallback_href == OPTIONS["exit-fallback-href"].default


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"[a]\n{OPTION}", "neither its default first, nor a form"),
        (f'[a]\n{OPTION}values = ["b", "a"]', "neither its default first, nor a form"),
        (f'[a]\n{OPTION}form = "b"', "neither its default first, nor a form"),
        (f'[a]\n{OPTION.replace("exit", "else")}values = ["a"]', 'an unknown part "else"'),
        ('[a]\npart = "exit"\ndefault = "a"\n', "has no about"),
        ("[a\n", r"options\.toml:1"),
    ],
)
def test_an_option_that_lacks_something_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(QuickExitError, match=problem):
        options_of(tmp_path, text)
    assert options_of(tmp_path, f'[a]\n{OPTION}values = ["a"]')


def test_the_documentation_has_the_table_of_the_options() -> None:
    update()
    assert documented(DOCUMENT.read_text("utf-8")) == option_table(), "run: make options"


def test_the_table_of_the_documentation_is_read() -> None:
    text = DOCUMENT.read_text("utf-8").replace("| `top-end` |", "| `top-start` |")
    assert documented(text) != option_table()
