"""A deployment's own words and contacts over a package that a test may change."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, override_notices, source_of
from quickexit.paths import widget_directory


def copy_package(folder: Path) -> Path:
    """Return a copy of the package's content, to be changed as a later version would."""
    copy = folder / "package"
    shutil.copytree(widget_directory() / "content", copy / "content")
    shutil.copy(widget_directory() / "contacts.toml", copy / "contacts.toml")
    return copy


def source(city: Path, upstream: Path | None = None, settings: Settings | None = None) -> Source:
    """Return what the deployment `city` is made of, over a copy of the package or itself."""
    made = source_of(settings or Settings(), city)
    if upstream is None:
        return made
    return replace(made, contents=(upstream / "content",), contacts=upstream / "contacts.toml")


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
