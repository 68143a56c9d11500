"""A store with two releases, served by the installed command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.support.served_command import ServedCommand
from tests.support.served_store import add_release


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Beside the store lies what nobody may read."""
    around = tmp_path_factory.mktemp("around")
    (around / "secret.txt").write_text("root:x:0:0: not of the store", "utf-8")
    add_release(around / "store", "1.0.0")
    return around / "store"


@pytest.fixture(scope="module")
def server(store: Path) -> Iterator[ServedCommand]:
    with ServedCommand(store) as served:
        yield served
