"""Whatever happens to a command while it writes, the store is whole before and after."""

from __future__ import annotations

import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.resilience.small_widget import SmallWidget, assert_whole

from quickexit.releases.store import Store

VERSIONS = ("0.1.0", "0.1.1", "0.1.2")
ACTIONS = {
    "release": ("release", "0.1.3"),
    "promote": ("promote", "0.1.1", "--to", "v0"),
    "withdraw": ("withdraw", "0.1.2", "--reason", "test"),
}
# With those before every change (70 of a release, 10 each of the others) more than a hundred kills
# in `make test-all`, of which `make test` makes those of a promotion and a tenth of the others.
RANDOM_KILLS = [
    ("release", 2),
    *(pytest.param(*case, marks=pytest.mark.slow)
      for case in (("release", 8), ("promote", 4), ("withdraw", 4))),
]  # fmt: skip
SEED = 20261124
CORES = 2


@pytest.fixture(scope="module")
def widget(tmp_path_factory: pytest.TempPathFactory) -> SmallWidget:
    return SmallWidget(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def original(widget: SmallWidget, tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("original") / "store"
    for version in VERSIONS:
        _, said = finish(widget.start(store, ("release", version)))
        assert Store(store).read_ledger()["channels"]["v0"] == version, said
    return store


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Callable[[object], Path]:
    return lambda name: Path(shutil.copytree(original, tmp_path / str(name) / "store"))


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    printed, said = process.communicate(timeout=120)
    return process.returncode, printed + said


def changes(widget: SmallWidget, store: Path, action: str) -> int:
    status, said = finish(widget.start(store, ACTIONS[action], ("count", 0)))
    assert status == 0, said
    return int(said.split()[-1])


def at_changes(
    widget: SmallWidget,
    copy: Callable[[object], Path],
    action: str,
    kind: str,
    *,
    first: int = 1,
    step: int = 1,
) -> list[tuple[int, Path, int, str]]:
    """Let `kind` happen before the changes `first`, `first + step` …; return what came of each."""
    total = changes(widget, copy("count"), action)

    def one(number: int) -> tuple[int, Path, int, str]:
        store = copy(number)
        return number, store, *finish(widget.start(store, ACTIONS[action], (kind, number)))

    with ThreadPoolExecutor(CORES) as pool:
        return list(pool.map(one, range(first, total + 1, step)))


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("action", "first", "step", "fewest"),
    [
        ("release", 1, 10, 6),
        ("promote", 1, 1, 8),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in (("release", 1, 2, 30), ("release", 2, 2, 30), ("withdraw", 1, 1, 8))
        ),
    ],
)
def test_killed_before_every_change_to_the_disk_the_store_is_whole(
    widget: SmallWidget,
    copy: Callable[[object], Path],
    action: str,
    first: int,
    step: int,
    fewest: int,
) -> None:
    results = at_changes(widget, copy, action, "kill", first=first, step=step)
    assert len(results) >= fewest
    for number, store, status, said in results:
        assert status == -signal.SIGKILL, (number, said)
        assert_whole(store, set(VERSIONS), f"{action}, change {number}")


@pytest.mark.parametrize(("action", "kills"), RANDOM_KILLS)
def test_killed_at_random_moments_the_store_is_whole(
    widget: SmallWidget, copy: Callable[[object], Path], action: str, kills: int
) -> None:
    began = time.monotonic()
    finish(widget.start(copy("whole"), ACTIONS[action]))
    whole = time.monotonic() - began
    moments = random.Random(SEED)  # noqa: S311 - the same moments each time
    for number in range(kills):
        store = copy(number)
        process = widget.start(store, ACTIONS[action])
        try:
            # Most of the first half goes by before anything is written.
            process.communicate(timeout=whole * moments.uniform(0.4, 1.1))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
        assert_whole(store, set(VERSIONS), f"{action}, moment {number} of seed {SEED}")


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("action", "step"),
    [
        ("release", 18),
        ("promote", 3),
        *(
            pytest.param(*case, marks=pytest.mark.slow)
            for case in (("release", 7), ("promote", 1), ("withdraw", 1))
        ),
    ],
)
def test_on_a_disk_that_fills_up_nothing_changes_and_one_sentence_says_so(
    widget: SmallWidget, copy: Callable[[object], Path], original: Path, action: str, step: int
) -> None:
    before = (original / "releases.json").read_bytes()
    for number, store, status, said in at_changes(widget, copy, action, "full", step=step):
        if status == 0:
            # What came after is flushing and tidying up: the ledger stands already.
            assert (store / "releases.json").read_bytes() != before
        else:
            assert (status, said.count("\n")) == (1, 1), (number, said)
            assert "No space left on device" in said
        assert_whole(store, set(VERSIONS), f"{action}, change {number}: {said}")


@pytest.mark.parametrize("action", ACTIONS)
def test_where_files_may_not_grow_nothing_changes(
    widget: SmallWidget, copy: Callable[[object], Path], action: str
) -> None:
    store = copy("limited")
    before = (store / "releases.json").read_bytes()
    limit = (
        "import os, resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (512, 512));"
        "os.execv(sys.argv[1], sys.argv[1:])"
    )
    words = [sys.executable, "-c", limit, *widget.command(store, ACTIONS[action])]
    done = subprocess.run(
        words, env=widget.environment, capture_output=True, text=True, check=False
    )
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 512
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    assert "File too large" in done.stderr
    assert (store / "releases.json").read_bytes() == before
    assert_whole(store, set(VERSIONS), action)


def test_of_eight_at_once_each_does_its_own_and_nothing_is_lost(
    widget: SmallWidget, copy: Callable[[object], Path]
) -> None:
    store = copy("raced")
    commands = [
        *(("release", f"0.1.{number}", "--backport") for number in (3, 4, 5)),
        ("release", "0.1.5", "--backport"),
        ("promote", "0.1.0", "--to", "v0.1"),
        ("rollback", "v0"),
        ("withdraw", "0.1.1", "--reason", "test"),
        ("withdraw", "0.1.1", "--reason", "again"),
    ]
    done = [finish(process) for process in [widget.start(store, words) for words in commands]]
    statuses = [status for status, _ in done]
    assert statuses[:2] == [0, 0]
    assert sorted(statuses[2:4]) == [0, 1], "of two that release one number, one wins"
    assert statuses[4:6] == [0, 0]
    assert sorted(statuses[6:]) == [0, 1], "it is withdrawn once"
    assert all(said.count("\n") == 1 for status, said in done if status)
    releases = Store(store).read_ledger()["releases"]
    assert set(releases) == {*VERSIONS, "0.1.3", "0.1.4", "0.1.5"}
    assert releases["0.1.1"]["status"] == "withdrawn"
    assert_whole(store, set(releases), "eight at once")
