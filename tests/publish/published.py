"""Small releases to publish, and a place to publish them to, seen from outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quickexit.deployment.settings import Settings
from quickexit.publish.plan import Plan, make_plan
from quickexit.publish.sync import PublishSteps, Step, publish
from quickexit.publish.target import Target
from quickexit.releases.ledger import integrity
from quickexit.releases.reader import ContentCache
from quickexit.releases.release import Release
from quickexit.releases.store import Store
from quickexit.web.routes import load_routes


def small_files(mark: str, *languages: str) -> dict[str, bytes]:
    """Return the files of a small release in which every byte sequence holds `mark`."""
    frames = {
        f"faq/default/{language}.html": f'<html lang="{language}">{mark} '.encode() * 40
        for language in languages or ("en", "es")
    }
    return {"embed.js": f"/*{mark}*/".encode() * 40, **frames}


def release(
    store: Path, version: str, *languages: str, aliases: Mapping[str, str] | None = None
) -> None:
    """Release `version`, whose files hold it, and promote it."""
    files = small_files(version, *languages)
    made = Release(version, "2026-11-24", 1, files, aliases=aliases or {})
    Store(store).add(made)


def plan_of(store: Path, *, folder: bool, settings: Settings | None = None) -> Plan:
    """Return what is to be published of a store."""
    routes = load_routes(store, settings or Settings(), ContentCache())
    return make_plan(routes, html_names=folder)


@dataclass(frozen=True)
class Place:
    """A target with a view of it from outside: `read` and `keys` see what visitors can."""

    kind: str
    address: str
    target: Callable[[], Target]
    read: Callable[[str], bytes | None]
    keys: Callable[[], set[str]]
    put: Callable[[str, bytes], None]

    def plan(self, store: Path) -> Plan:
        return plan_of(store, folder=self.kind == "folder")

    def publish(
        self, store: Path, ready: Callable[[PublishSteps], None] | None = None
    ) -> PublishSteps:
        return publish(self.plan(store), self.target(), ready or _nothing, _nothing)

    def content(self) -> dict[str, bytes]:
        return {key: self.read(key) or b"" for key in self.keys()}


def ledger_problems(place: Place) -> list[str]:
    """Follow the ledger as a reader would; return what it names and is not there whole."""
    raw = place.read("releases.json")
    if raw is None:
        return []
    ledger = json.loads(raw)
    named = [
        (f"{version}/{path}", about["integrity"])
        for version, entry in ledger["releases"].items()
        for path, about in entry["files"].items()
    ]
    return [key for key, published in named if integrity(place.read(key) or b"") != published]


def _nothing(_: PublishSteps | Step) -> None:
    pass
