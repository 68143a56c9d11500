"""The sources of the page script: what they may do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from quickexit.build.bundles import load_bundles
from quickexit.build.modules import order_modules
from quickexit.paths import widget_directory

WIDGET = widget_directory()
FOLDERS = ("shared", "exit", "loader")


def scripts() -> list[Path]:
    return sorted(file for folder in FOLDERS for file in (WIDGET / folder).glob("*.js"))


def listed() -> set[Path]:
    bundles = load_bundles(WIDGET)
    entries = (bundles.embed_scripts, bundles.frame_scripts, bundles.standby_scripts)
    return {module for scripts in entries for module in order_modules(scripts)}


def test_every_script_stands_in_a_bundle() -> None:
    assert set(scripts()) <= listed()


@pytest.mark.parametrize("file", scripts(), ids=lambda file: file.name)
def test_no_script_stores_sends_or_writes_markup(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    forbidden = (
        r"localStorage|sessionStorage|indexedDB|document\.cookie|sendBeacon|fetch\(|"
        r"XMLHttpRequest|innerHTML|outerHTML\s*=|document\.write|eval\("
    )
    # `history="single"` replaces entries; nothing else touches the history.
    if file.name != "history.js":
        forbidden += "|replaceState|pushState"
    code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
    assert not re.search(forbidden, code)


def test_the_control_wins_against_important_rules_of_the_host() -> None:
    style = (WIDGET / "exit" / "control.css").read_text(encoding="utf-8")
    host = re.search(r":host \{(.*?)\}", style, re.DOTALL)
    assert host
    declarations = [line for line in host[1].split(";") if line.strip()]
    assert all(line.strip().endswith("!important") for line in declarations)
