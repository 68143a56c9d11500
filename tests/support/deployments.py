"""Deployments: one with words and contacts of its own, and those of many languages and themes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, override_notices
from quickexit.paths import widget_directory


def copy_package(folder: Path) -> Path:
    """Return a copy of the package's content, to be changed as a later version would."""
    copy = folder / "package"
    shutil.copytree(widget_directory() / "content", copy / "content")
    shutil.copy(widget_directory() / "contacts.toml", copy / "contacts.toml")
    return copy


def source(city: Path, upstream: Path | None = None, settings: Settings | None = None) -> Source:
    """Return what the deployment `city` is made of, over a copy of the package or itself."""
    return Source(settings or Settings(), city, upstream or widget_directory())


def notices(city: Path, upstream: Path | None = None) -> list[str]:
    """Return what `content check` says of what the deployment has of its own."""
    return [str(one) for one in override_notices(source(city, upstream))]


def write(city: Path, path: str, text: str) -> Path:
    """Write a file of a deployment, and return where it stands."""
    file = city / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def change(file: Path, old: str, new: str) -> None:
    """Change words that stand in a file."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


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
