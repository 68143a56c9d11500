"""A store that has grown for years: 500 releases start, are served, and are followed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from tests.support.served_command import ServedCommand
from tests.support.served_store import add_release, files
from tests.support.waiting import eventually

from quickexit.releases.ledger import LEDGER_FILE, ledger_text
from quickexit.releases.store import Store

COUNT = 500


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the first release, and give its files to 499 later ones by hard links."""
    directory = tmp_path_factory.mktemp("many") / "store"
    add_release(directory, "1.0.0")
    ledger = Store(directory).read_ledger()
    for patch in range(1, COUNT):
        version = f"1.0.{patch}"
        shutil.copytree(directory / "1.0.0", directory / version, copy_function=os.link)
        ledger["releases"][version] = ledger["releases"]["1.0.0"]
    ledger["channels"] |= dict.fromkeys(ledger["channels"], f"1.0.{COUNT - 1}")
    # It gets a new one.
    ledger.pop("checksum")
    (directory / LEDGER_FILE).write_text(ledger_text(ledger), "utf-8")
    return directory


def test_500_releases_are_served_and_a_new_one_is_followed(store: Path) -> None:
    with ServedCommand(store) as served:
        for version in ("1.0.0", "1.0.250", f"1.0.{COUNT - 1}", "v1", "v1.0"):
            reply = served.ask(f"/{version}/embed.js")
            assert (reply.status, reply.content) == (200, files("<1.0.0>")["embed.js"])
        page = served.ask("/releases").content.decode()
        assert all(f"1.0.{patch}<" in page for patch in range(COUNT))
        add_release(store, f"1.0.{COUNT}")
        new = files(f"<1.0.{COUNT}>")["embed.js"]
        eventually(lambda: served.ask("/v1/embed.js").content == new, "v1 shows the new release")
        assert served.ask("/1.0.0/embed.js").content == files("<1.0.0>")["embed.js"]


def test_damage_in_one_of_500_releases_is_found(store: Path) -> None:
    assert Store(store).verify() == []
    damaged = store / "1.0.250" / "embed.js"
    damaged.unlink()
    damaged.write_bytes(files("<1.0.0>")["embed.js"] + b" ")
    assert [str(damaged) in problem for problem in Store(store).verify()] == [True]
