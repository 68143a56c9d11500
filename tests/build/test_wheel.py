"""A wheel, installed into an empty environment, does what a checkout does."""

from __future__ import annotations

import signal
import site
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from tests.support.web import free_port

ROOT = Path(__file__).parents[2]
WAIT = 120

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    words = ("--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT)
    pip("wheel", *map(str, words))
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel, and the dependencies of the tests' own, but not the checkout.

    Folders that a .pth file names are searched, and their own .pth files are not read: one of them
    leads to the checkout.
    """
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", folder], check=True, timeout=WAIT
    )
    pip("--python", str(folder), "install", "--no-deps", "--no-index", "--quiet", str(wheel))
    (packages,) = folder.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
    return folder


def pip(*words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *words],
        capture_output=True,
        text=True,
        timeout=WAIT,
    )
    assert done.returncode == 0, done.stderr


def read(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as reply:  # noqa: S310 - ours
        return bytes(reply.read())


@pytest.fixture
def demo(environment: Path, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Run the demonstration from the wheel; give the origins of both sites."""
    port, demo_port = free_port(), free_port()
    ports = ("--port", str(port), "--demo-port", str(demo_port))
    with subprocess.Popen(
        [environment / "bin" / "quickexit", "demo", *ports],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            partner = f"http://localhost:{demo_port}"
            assert process.stdout
            assert any(partner in line for line in process.stdout), "it says its address"
            yield f"http://127.0.0.1:{port}", partner
            process.send_signal(signal.SIGINT)
            assert process.wait(WAIT) == 0
        finally:
            process.kill()


def test_the_environment_has_the_package_of_the_wheel_and_not_of_the_checkout(
    environment: Path,
) -> None:
    code = "import quickexit, flask; print(quickexit.__file__)"
    python = environment / "bin" / "python"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, cwd=environment)
    assert Path(done.stdout.strip()).is_relative_to(environment)


def test_the_demonstration_runs_from_a_wheel(demo: tuple[str, str]) -> None:
    widget, partner = demo
    assert b"quickexit" in read(f"{widget}/v0/embed.js")
    assert b"<html" in read(f"{widget}/v0/faq/default/en.html")
    assert b"<title>Studio" in read(f"{widget}/")
    assert b'"css"' in read(f"{widget}/studio/theme")
    page = read(f"{partner}/01-plain/")
    assert f"{widget}/v0/embed.js".encode() in page


def missing(wheel: Path) -> set[str]:
    """Return what of the checkout an installed package needs, and the wheel does not hold."""
    files = [file for part in ("widget", "examples") for file in (ROOT / part).rglob("*.*")]
    needed = {f"quickexit/{file.relative_to(ROOT).as_posix()}" for file in files if file.is_file()}
    return ({"quickexit/py.typed"} | needed) - set(ZipFile(wheel).namelist())


def test_the_wheel_says_that_it_is_typed_and_holds_all_that_the_package_reads(wheel: Path) -> None:
    assert missing(wheel) == set()


def test_a_wheel_without_the_examples_is_noticed(wheel: Path, tmp_path: Path) -> None:
    lean = tmp_path / "lean.whl"
    with ZipFile(wheel) as whole, ZipFile(lean, "w") as part:
        for name in whole.namelist():
            if not name.startswith("quickexit/examples/"):
                part.writestr(name, whole.read(name))
    assert "quickexit/examples/01-plain/page.html" in missing(lean)
