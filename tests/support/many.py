"""Deployments of many languages and themes, made of the English content and the default theme."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from quickexit.paths import widget_directory

# How many languages and themes make that many frames.
SHAPES = {1: (1, 1), 10: (5, 2), 100: (10, 10), 1000: (20, 50)}


def make_deployment(folder: Path, languages: int, themes: int) -> None:
    """Make a deployment of `languages` x `themes` frames; the first ones are `en` and `default`."""
    widget = widget_directory()
    shutil.copytree(widget / "themes", folder / "themes")
    shutil.copy(widget / "contacts.toml", folder)
    for file in (folder / "themes").glob("*.toml"):
        if file.stem != "default":
            file.unlink()
    for number in range(1, themes):
        write_theme(folder / "themes" / f"theme-{number}.toml", number)
    shutil.copytree(widget / "content" / "en", folder / "content" / "en")
    codes = [f"q{chr(97 + number // 26)}{chr(97 + number % 26)}" for number in range(1, languages)]
    for code in codes:
        _copy_language(folder / "content", code)
    names = [f"theme-{number}" for number in range(1, themes)]
    shipped = {"languages": ["en", *codes], "themes": ["default", *names]}
    lines = (f"{key} = {json.dumps(values)}\n" for key, values in shipped.items())
    (folder / "quickexit.toml").write_text("".join(lines), "utf-8")


def write_theme(file: Path, number: int) -> None:
    """Write a theme that no other `number` gives."""
    file.write_text(f'[color.light]\nline = "#{number:06x}"\n', "utf-8")


def _copy_language(content: Path, code: str) -> None:
    shutil.copytree(content / "en", content / code)
    about = content / code / "language.toml"
    words = about.read_text("utf-8").replace('code = "en"', f'code = "{code}"')
    # A regional tag belongs to one language.
    about.write_text(re.sub("(?m)^aliases = .*$", "aliases = []", words), "utf-8")
    strings = content / code / "strings.toml"
    # Else all languages but the first would be the same bytes but for their code.
    strings.write_text(strings.read_text("utf-8").replace("police", f"police {code}"), "utf-8")
