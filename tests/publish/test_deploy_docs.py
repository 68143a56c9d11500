"""docs/deploy*.md: the commands run as they stand, the arithmetic is that of the budgets."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.publish.deploy_docs import BLOCKS, TEXT, block, put
from tests.publish.object_store import ObjectStoreServer
from tests.publish.published import Place, release
from tests.support.http_client import ask, wait_until_healthy
from tests.support.served_command import ServedCommand
from tests.support.served_store import add_release, served_app
from tests.support.site import COMMAND
from tests.support.web import free_port

from quickexit.build.budgets import load_budgets
from quickexit.releases.store import Store

ROOT = Path(__file__).resolve().parents[2]
WAIT = 60
# Blocks that no test runs, by a word of each: the text says so at the place.
NOT_RUN = {"FROM python", "python3 -m venv"}


def shell(script: str, folder: Path) -> str:
    """Run a block in a folder, with the installed command first on the path."""
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-euc", script], cwd=folder, env={**os.environ, "PATH": path},
        capture_output=True, text=True, timeout=WAIT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_what_is_not_run_says_so_before_it() -> None:
    for word in NOT_RUN:
        text = next(text for _, text in BLOCKS if word in text)
        section = TEXT[: TEXT.index(text)].rpartition("\n## ")[2]
        assert "*Not run here*" in section
    assert {kind for kind, _ in BLOCKS} == {"sh", "ini", "nginx", "dockerfile"}


def test_the_unit_is_one_that_systemd_understands(tmp_path: Path) -> None:
    text = put(block("ini", "ExecStart"), ("/opt/quickexit/.venv/bin/quickexit", str(COMMAND)))
    unit = tmp_path / "quickexit.service"
    unit.write_text(text)
    parsed = configparser.ConfigParser(interpolation=None)
    # systemd's names are told apart by their case.
    parsed.optionxform = str  # type: ignore[assignment, method-assign]
    parsed.read_string(text)
    assert parsed["Install"]["WantedBy"] == "multi-user.target"
    judge = shutil.which("systemd-analyze")
    if judge:
        said = subprocess.run([judge, "verify", unit], capture_output=True, text=True, timeout=WAIT)
        assert (said.returncode, said.stdout + said.stderr) == (0, "")


def test_the_unit_s_command_serves_and_ends_on_sigterm_in_time(tmp_path: Path) -> None:
    (tmp_path / "quickexit.toml").touch()
    add_release(tmp_path / "store", "1.0.0")
    port = free_port()
    line = re.findall(r"^ExecStart=(.*)$", block("ini", "ExecStart"), re.MULTILINE)[0]
    line = put(
        line,
        ("/opt/quickexit/.venv/bin/quickexit", str(COMMAND)),
        ("/srv/widget", str(tmp_path)),
        ("--port 8000", f"--port {port}"),
    )
    process = subprocess.Popen(shlex.split(line), stdout=subprocess.DEVNULL)
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}")
        assert ask(port, "/v1/embed.js").status == 200
    finally:
        process.terminate()
    stop = re.findall(r"^TimeoutStopSec=(\d+)$", block("ini", "ExecStart"), re.MULTILINE)[0]
    assert process.wait(timeout=int(stop)) == 0


def test_the_container_gets_all_that_a_package_is_made_of(tmp_path: Path) -> None:
    here = tmp_path / "copied"
    here.mkdir()
    for line in re.findall(r"^COPY (.*)$", block("dockerfile", "FROM python"), re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, here / source)
            else:
                shutil.copy(ROOT / source, here / source)
    assert (here / "requirements" / "run.lock").is_file()
    words = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "."]
    done = subprocess.run(words, cwd=here, capture_output=True, text=True, timeout=WAIT)
    assert done.returncode == 0, done.stderr
    (wheel,) = here.glob("*.whl")
    names = ZipFile(wheel).namelist()
    assert {"quickexit/cli/publish.py", "quickexit/widget/contacts.toml"} <= set(names)


def test_the_backup_that_is_described_can_be_restored(tmp_path: Path) -> None:
    release(tmp_path / "store", "1.0.0")
    said = shell(block("sh", "backup.tar"), tmp_path)
    assert said.count("all is as published") == 2


def test_a_lost_store_can_be_taken_from_what_was_published(
    place: Place, store: Path, tmp_path: Path
) -> None:
    release(store, "1.0.1")
    place.publish(store)
    found = tmp_path / "found"
    for version in ("1.0.0", "1.0.1"):
        for key in sorted(key for key in place.content() if key.startswith(f"{version}/")):
            (found / key).parent.mkdir(parents=True, exist_ok=True)
            (found / key).write_bytes(place.read(key) or b"")
    (found / "releases.json").write_bytes(place.read("releases.json") or b"")
    assert Store(found).verify() == []


def test_the_commands_for_an_object_store_do_what_they_say(
    bucket: ObjectStoreServer, store: Path
) -> None:
    first, second = block("sh", "s3://widget").strip().splitlines()
    shell(first, store.parent)
    assert bucket.written == []
    shell(second, store.parent)
    assert bucket.written[-1] == "releases.json"


def test_the_commands_for_nginx_and_for_a_release_do_what_they_say(tmp_path: Path) -> None:
    port = free_port()
    add_release(tmp_path / "store", "0.1.0")
    shell(block("sh", "publish www --nginx"), tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {
        "store", "www", "www.nginx.conf", "www.listen",
    }  # fmt: skip
    build, serve = block("sh", "quickexit release 0.1.0").strip().splitlines()
    assert build.startswith("quickexit release 0.1.0 --store store")
    words = shlex.split(serve)
    assert words[:4] == ["quickexit", "serve", "--store", "store"]
    with ServedCommand(tmp_path / "store", port=port):
        assert ask(port, "/v0/embed.js").status == 200


def row(beginning: str) -> str:
    """Return what the table says in its second column."""
    found = re.findall(rf"^\| {re.escape(beginning)}[^|]*\| ([^|]+) \|$", TEXT, re.MULTILINE)
    assert len(found) == 1, f"docs/deploy-operate.md has no row {beginning!r}"
    return str(found[0])


def expect(beginning: str, value: str) -> None:
    assert row(beginning) == value, f"write {value} into docs/deploy-operate.md, row {beginning!r}"


def test_the_arithmetic_of_serving_millions_is_that_of_the_budgets() -> None:
    budgets = load_budgets()
    limits = sum(budgets[name].limit for name in ("embed.js", "faq/default/en.html"))
    headers = int(row("bytes of their headers").replace(",", ""))
    gigabytes = (limits + headers) * 1_000_000 / 1e9
    million_requests = 2
    expect("requests: `embed.js`", str(million_requests))
    expect("bytes of both", f"{limits:,}")
    expect("one million first views", f"{gigabytes:g} GB, {million_requests} million requests")
    prices = re.search(r"\$([\d.]+) for a GB and \$([\d.]+) for a million requests", TEXT)
    assert prices
    cost = gigabytes * float(prices[1]) + million_requests * float(prices[2])
    expect("their cost", f"${cost:.2f}")


def test_the_load_on_the_origin_is_that_of_the_cache_times(store: Path) -> None:
    reply = served_app(store).test_client().get("/v1/embed.js")
    fresh = re.search(r"max-age=(\d+)", reply.headers["Cache-Control"])
    counts = re.search(r"from (\d+) locations, for a script and (\d+) languages", TEXT)
    assert fresh
    assert counts
    day = 24 * 60 * 60
    requests = int(counts[1]) * (1 + int(counts[2])) * day // int(fresh[1])
    expect("requests to the origin", f"{requests:,}")
    expect("the same, a second", f"{requests / day:g}")


def test_headers_are_no_more_than_the_arithmetic_says(store: Path) -> None:
    at_most = int(row("bytes of their headers").replace(",", ""))
    paths = ("/v1/embed.js", "/v1/faq/default/en.html")
    with ServedCommand(store) as server:
        sizes = [header_bytes(server.port, path) for path in paths]
    assert sum(sizes) <= at_most, f"write {sum(sizes)} into docs/deploy-operate.md"
    assert sum(sizes) > at_most / 2, "the arithmetic is far from what is sent"


def header_bytes(port: int, path: str) -> int:
    request = f"GET {path} HTTP/1.1\r\nHost: widget\r\nConnection: close\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=WAIT) as connection:
        connection.sendall(request.encode())
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return len(received.partition(b"\r\n\r\n")[0]) + 4
