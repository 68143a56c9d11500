"""The peers and the tools, installed below build/bench at their pinned versions."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
FOLDER = ROOT / "build" / "bench"
# Unpacked, not installed: no root is needed, and no nginx is started by the system.
_DEBIAN = ("nginx", "libnginx-mod-http-brotli-static", "wrk", "libluajit-5.1-2")
_SECONDS = 400


class BenchError(Exception):
    """One sentence on why a section could not be measured."""


def run(
    *words: str | Path, where: Path | None = None, data: bytes | None = None, **more: str
) -> bytes:
    """Run a program and return what it prints; raises `BenchError` with what it complained of."""
    try:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=where,
            env={**os.environ, **more},
            input=data,
            capture_output=True,
            check=True,
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise BenchError(f"{words[0]} is not installed") from None
    except subprocess.TimeoutExpired:
        raise BenchError(f"{words[0]} did not end within {_SECONDS} seconds") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).decode(errors="replace").strip().splitlines()
        reason = said[-1] if said else f"status {error.returncode}"
        raise BenchError(f"{Path(words[0]).name} failed: {reason}") from None
    return done.stdout


@dataclass(frozen=True)
class Tools:
    """Everything that the project itself does not need; each part is installed when first used."""

    folder: Path = FOLDER

    @cached_property
    def npm(self) -> Path:
        """Return the folder `node_modules` of the peers."""
        folder = self.folder / "npm"
        mark = folder / ".installed"
        wanted = (HERE / "package-lock.json").read_bytes()
        if not mark.is_file() or mark.read_bytes() != wanted:
            folder.mkdir(parents=True, exist_ok=True)
            for name in ("package.json", "package-lock.json", ".npmrc"):
                shutil.copy(HERE / name, folder)
            run("npm", "ci", "--ignore-scripts", where=folder, PUPPETEER_SKIP_DOWNLOAD="1")
            mark.write_bytes(wanted)
        return folder / "node_modules"

    @cached_property
    def debian(self) -> Path:
        """Return the folder into which nginx and wrk were unpacked."""
        folder = self.folder / "debian"
        if not (folder / "usr/bin/wrk").is_file() or not (folder / "usr/sbin/nginx").is_file():
            packages = self.folder / "packages"
            packages.mkdir(parents=True, exist_ok=True)
            try:
                run("apt-get", "download", *_DEBIAN, where=packages)
            except BenchError:
                # The lists of packages may be missing, or old.
                run("apt-get", "-o", "DPkg::Lock::Timeout=300", "update")
                run("apt-get", "download", *_DEBIAN, where=packages)
            for package in packages.glob("*.deb"):
                run("dpkg-deb", "-x", package, folder)
        return folder

    @cached_property
    def libraries(self) -> str:
        """Return the folder of Debian's libraries that wrk needs."""
        found = [str(file.parent) for file in self.debian.glob("usr/lib/*/libluajit*.so*")]
        return found[0] if found else ""

    @cached_property
    def gunicorn(self) -> Path:
        """Return a folder for PYTHONPATH that holds gunicorn."""
        folder = self.folder / "python"
        if not (folder / "gunicorn").is_dir():
            wanted = ("--require-hashes", "--no-deps", "-r", HERE / "requirements.txt")
            run(sys.executable, "-m", "pip", "install", "-q", "--target", folder, *wanted)
        return folder

    @cached_property
    def chromium(self) -> str:
        """Return the program of Chromium."""
        found = os.environ.get("CHROMIUM") or shutil.which("chromium")
        if not found:
            raise BenchError("Chromium is not installed: run `make test` first")
        return found


def machine() -> dict[str, str | int]:
    """Return what a reader must know about the machine to make sense of a figure."""
    facts = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in facts if line.startswith("model name")]
    memory = Path("/proc/meminfo").read_text("utf-8").split()[1]
    return {
        "processor": names[0] if names else platform.machine(),
        "cores": os.cpu_count() or 0,
        "memory_gb": round(int(memory) / 1024 / 1024),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def versions(*packages: str) -> dict[str, str]:
    """Return the versions of installed Python packages."""
    return {name: version(name) for name in packages}
