"""The store changes underneath while requests run: never a missing, old or mixed answer."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.support.http_client import Client
from tests.support.served_command import ServedCommand
from tests.support.served_store import Reply, add_release, files
from tests.support.waiting import eventually

from quickexit.releases.store import Store
from quickexit.web.responses import entity_tag

VERSIONS = ("1.0.0", "1.0.1", "1.0.2", "1.0.3")
PATHS = ("embed.js", "faq/default/en.html", "faq/night/ar.html")
CODINGS = ("br", "gzip", "identity")


@dataclass
class Watcher:
    """One visitor after the other on one connection; `wrong` is what none of them should see."""

    port: int
    path: str
    coding: str
    known: dict[bytes, str]
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    count: int = 0

    def watch(self, done: threading.Event) -> None:
        with Client(self.port) as client:
            while not done.is_set():
                self.look(client.ask(f"/v1/{self.path}", accept_encoding=self.coding))

    def look(self, reply: Reply) -> None:
        """Note the release that an answer shows, and whatever does not fit together in it."""
        self.count += 1
        content = reply.content if reply.status == 200 else b""
        if content not in self.known:
            self.wrong.append(f"{reply.status} with {reply.body[:60]!r}")
        elif reply.headers["etag"] != entity_tag(content, self.coding):
            self.wrong.append("the validator is that of another content")
        elif not self.seen or self.seen[-1] != self.known[content]:
            self.seen.append(self.known[content])


@contextmanager
def watched(server: ServedCommand) -> Iterator[list[Watcher]]:
    """Ask for script and frames in every encoding, all the time."""
    done = threading.Event()
    watchers = [
        Watcher(server.port, path, coding, {files(f"<{v}>")[path]: v for v in VERSIONS})
        for path, coding in zip(PATHS, CODINGS, strict=True)
    ]
    threads = [threading.Thread(target=each.watch, args=(done,)) for each in watchers]
    for thread in threads:
        thread.start()
    try:
        yield watchers
    finally:
        done.set()
        for thread in threads:
            thread.join()


def until_all_show(watchers: list[Watcher], version: str) -> None:
    eventually(lambda: all(w.seen[-1:] == [version] for w in watchers), f"all show {version}")


def put_another_in_place(store: Path, version: str) -> None:
    """Put a whole other store where this one was, as a deployment from elsewhere does."""
    other = store.with_name("other")
    shutil.copytree(store, other)
    add_release(other, version)
    store.rename(store.with_name(f"before-{version}"))
    other.rename(store)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    add_release(tmp_path / "store", VERSIONS[0])
    return tmp_path / "store"


@pytest.mark.sample(1)
@pytest.mark.parametrize("workers", [1, 2])
def test_releases_under_load_show_everywhere_and_no_answer_is_missing_or_mixed(
    store: Path, workers: int
) -> None:
    with ServedCommand(store, workers) as server, watched(server) as watchers:
        for version in VERSIONS[1:3]:
            add_release(store, version)
            until_all_show(watchers, version)
        put_another_in_place(store, VERSIONS[3])
        until_all_show(watchers, VERSIONS[3])
        Store(store).rollback("v1")
        until_all_show(watchers, VERSIONS[2])
    for watcher in watchers:
        assert not watcher.wrong
        # Forward from release to release, and back once, by the rollback.
        assert watcher.seen == [*VERSIONS, VERSIONS[2]]
        assert watcher.count > 500


def test_an_answer_of_two_releases_is_found_out() -> None:
    old, new = (files(f"<{version}>")["embed.js"] for version in VERSIONS[:2])
    watcher = Watcher(0, "embed.js", "identity", {old: "1.0.0", new: "1.0.1"})
    tag = {"etag": entity_tag(old, "identity")}
    watcher.look(Reply(200, tag, old))
    assert not watcher.wrong
    for reply in (
        Reply(200, tag, new),
        Reply(200, tag, old[:99] + new[99:200]),
        Reply(404, {}, b""),
    ):
        watcher.look(reply)
    assert len(watcher.wrong) == 3


def test_a_damaged_release_is_not_shown_and_the_one_before_stays(store: Path) -> None:
    with ServedCommand(store) as server, watched(server) as watchers:
        until_all_show(watchers, VERSIONS[0])
        ledger = store / "releases.json"
        aside = store.with_name("aside")
        shutil.copytree(store, aside)
        add_release(aside, VERSIONS[1])
        (aside / VERSIONS[1] / "embed.js").write_bytes(b"another script")
        (aside / VERSIONS[1]).rename(store / VERSIONS[1])
        (aside / "releases.json").replace(ledger)
        eventually(lambda: b"stale" in server.ask("/healthz").body, "the change is noticed")
        assert server.ask("/healthz").status == 200
        (store / VERSIONS[1] / "embed.js").write_bytes(files("<1.0.1>")["embed.js"])
        eventually(lambda: b"ok" in server.ask("/healthz").body, "it is whole again")
        until_all_show(watchers, VERSIONS[1])
    assert not [problem for watcher in watchers for problem in watcher.wrong]
