"""Libraries that come with an extra: loaded by those alone who use them, missed in one sentence."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from tests.publish.published import release

from quickexit.releases.signing import new_key

# Runs a command in this process, without the libraries that are named first, and prints on the
# last line which libraries are loaded at its end.
RUN = """
import sys
hidden, *words = sys.argv[1:]
for name in filter(None, hidden.split(",")):
    sys.modules[name] = None
from quickexit.cli import run
status = run(words)
print(*{name.partition(".")[0] for name, module in sys.modules.items() if module})
sys.exit(status)
"""
# The preset address may be that of a `make run` in another terminal.
NOBODY = "http://127.0.0.1:9"
HEAVY = {"cryptography", "obstore", "webassets", "jsmin", "csscompressor", "tree_sitter", "flask"}


def run(*words: str | Path, hidden: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", RUN, hidden, *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def loaded(done: subprocess.CompletedProcess[str]) -> set[str]:
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


@pytest.fixture
def store(tmp_path: Path) -> Path:
    release(tmp_path / "store", "1.0.0")
    return tmp_path / "store"


@pytest.mark.parametrize(
    "words",
    [
        ("promote", "1.0.0", "--to", "v1"),
        ("releases",),
        ("verify",),
        ("withdraw", "1.0.0", "--reason", "test"),
        ("snippet",),
        ("snippet", "--variant", "pinned", "--base-url", NOBODY),
    ],
    ids=lambda words: " ".join(words),
)
def test_a_command_loads_neither_the_build_nor_an_extra(
    store: Path, words: tuple[str, ...]
) -> None:
    if words[0] == "withdraw":
        release(store, "1.0.1")
    assert not loaded(run(*words, "--store", store)) & HEAVY


def test_what_a_command_does_load_would_be_found(tmp_path: Path) -> None:
    assert "cryptography" in loaded(run("keygen", tmp_path / "key.pem"))


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert (done.returncode, done.stderr.count("\n")) == (1, 1), done.stderr
    return done.stderr.strip()


def missing(package: str, extra: str) -> str:
    return (
        f"this needs {package}, which is not installed;"
        f' install it with: pip install "quickexit[{extra}]".'
    )


def test_without_the_extra_for_signatures_one_sentence_says_how_to_install_it(
    store: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    assert sentence(run("keygen", key, hidden="cryptography")) == missing("cryptography", "sign")
    assert not key.exists()
    key.write_bytes(new_key())
    words = ("release", "1.0.1", "--sign-key", key, "--store", store)
    assert sentence(run(*words, hidden="cryptography")) == missing("cryptography", "sign")
    assert not (store / "1.0.1").exists()


def test_without_the_extra_for_object_stores_one_sentence_says_how_to_install_it(
    store: Path, tmp_path: Path
) -> None:
    words = ("publish", "s3://bucket", "--store", store)
    assert sentence(run(*words, hidden="obstore")) == missing("obstore", "s3")
    done = run("publish", tmp_path / "www", "--store", store, hidden="obstore,cryptography")
    assert done.returncode == 0, done.stderr
