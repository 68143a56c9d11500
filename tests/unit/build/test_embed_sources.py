"""The sources of the page script: what they may do, and what they say of retired options."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quickexit.build.bundles import load_bundles
from quickexit.build.modules import order_modules
from quickexit.deployment.widget_options import widget_options
from quickexit.paths import widget_directory

WIDGET = widget_directory()
SETTINGS = (WIDGET / "loader" / "settings.js").read_text(encoding="utf-8")
FOLDERS = ("shared", "exit", "loader")


def scripts() -> list[Path]:
    return sorted(file for folder in FOLDERS for file in (WIDGET / folder).glob("*.js"))


def listed() -> set[Path]:
    bundles = load_bundles(WIDGET)
    entries = (bundles.embed_scripts, bundles.frame_scripts, bundles.standby_scripts)
    return {module for scripts in entries for module in order_modules(scripts)}


RETIRED = re.compile(r'"([\w-]+)": "(.*)"')
REPLACEMENT_AND_DATE = re.compile(r"deprecated: use .+, until \d{4}-\d{2}-\d{2}")


def unclear_deprecations(source: str) -> list[str]:
    """Return the retired options that are no options, or name no replacement or no date."""
    table = re.search(r"const RETIRED = \{(.*?)\};", source, re.DOTALL)
    assert table
    return [
        name
        for name, words in RETIRED.findall(table[1])
        if name not in widget_options() or not REPLACEMENT_AND_DATE.fullmatch(words)
    ]


def test_what_is_deprecated_names_its_replacement_and_the_date() -> None:
    assert unclear_deprecations(SETTINGS) == []


def test_a_deprecation_without_replacement_or_date_is_found() -> None:
    entries = {
        "open": "deprecated: use that instead, until 2027-06-01",
        "lang": "deprecated: use that instead",
        "gone": "deprecated: use that instead, until 2027-06-01",
    }
    table = ",\n".join(f'  "{name}": "{words}"' for name, words in entries.items())
    changed = SETTINGS.replace("const RETIRED = {}", f"const RETIRED = {{\n{table}\n}}")
    assert unclear_deprecations(changed) == ["lang", "gone"]


def test_every_script_stands_in_a_bundle() -> None:
    assert set(scripts()) <= listed()


@pytest.mark.parametrize("file", scripts(), ids=lambda file: file.name)
def test_no_script_stores_sends_or_writes_markup(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    forbidden = (
        r"localStorage|sessionStorage|indexedDB|document\.cookie|sendBeacon|fetch\(|"
        r"XMLHttpRequest|innerHTML|outerHTML|document\.write|eval\(|replaceState|pushState"
    )
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    assert not re.search(forbidden, code)


def test_the_control_wins_against_important_rules_of_the_host() -> None:
    style = (WIDGET / "exit" / "control.css").read_text(encoding="utf-8")
    host = re.search(r":host \{(.*?)\}", style, re.DOTALL)
    assert host
    declarations = [line for line in host[1].split(";") if line.strip()]
    assert all(line.strip().endswith("!important") for line in declarations)
