"""Section 5: `quickexit serve` against nginx with the same tree, and plain Flask under gunicorn."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.section import Row, Section, middle, spread
from tests.bench.tools import BenchError, Tools, run
from tests.support.http_client import wait_until_healthy
from tests.support.site import COMMAND, VERSION, quickexit
from tests.support.web import free_port

_PATHS = {"script": "/v0/embed.js", "frame": "/v0/faq/default/en.html"}
_WAIT = 20.0

_NGINX = """
worker_processes {workers};
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
load_module {modules}/ngx_http_brotli_static_module.so;
events {{ worker_connections 4096; multi_accept on; }}
http {{
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  open_file_cache max=1000;
  brotli_static on;
  gzip_static on;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  types {{ text/javascript js; text/html html; application/json json; }}
  server {{
    listen 127.0.0.1:{port} backlog=2048 reuseport;
    root {tree};
    add_header Cache-Control "public, max-age=300";
    add_header X-Content-Type-Options nosniff;
    add_header Referrer-Policy no-referrer;
    location = /healthz {{ return 200; }}
  }}
}}
"""

# What one writes in a hurry: Flask sends files, with validators, and no encodings.
_PLAIN = """
from flask import Flask, send_from_directory
app = Flask(__name__)
app.add_url_rule("/healthz", "health", lambda: "ok")
app.add_url_rule("/<path:name>", "file", lambda name: send_from_directory(r"{tree}", name))
"""


@dataclass(frozen=True)
class Contender:
    """A server to be measured: its name and how it is started on a port with workers."""

    name: str
    start: Callable[[int, int], Sequence[str | Path]]
    environment: Mapping[str, str]


def _contenders(tools: Tools, store: Path, folder: Path) -> list[Contender]:
    tree = folder / "tree"
    tree.mkdir()
    for channel in ("v0", "v0.1", VERSION):
        (tree / channel).symlink_to(store / VERSION)
    (folder / "plain.py").write_text(_PLAIN.format(tree=tree), "utf-8")

    def nginx(port: int, workers: int) -> Sequence[str | Path]:
        text = _NGINX.format(
            workers=workers, folder=folder, port=port, tree=tree,
            modules=tools.debian / "usr/lib/nginx/modules",
        )  # fmt: skip
        # Started by root, its workers would be another user, who may not read the store.
        own = "user root;\n" if os.getuid() == 0 else ""
        file = folder / f"nginx-{port}.conf"
        file.write_text(own + text, "utf-8")
        return tools.debian / "usr/sbin/nginx", "-p", folder, "-e", folder / "error.log", "-c", file

    def ours(port: int, workers: int) -> Sequence[str | Path]:
        words = ("--store", store, "--port", str(port), "--workers", str(workers))
        return COMMAND, "serve", *words

    def plain(port: int, workers: int) -> Sequence[str | Path]:
        words = ("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "error")
        return (
            sys.executable,
            "-m",
            "gunicorn",
            *words,
            "--keep-alive",
            "60",
            "-k",
            "gthread",
            ("plain:app"),
        )

    path = os.pathsep.join((str(tools.gunicorn), str(folder)))
    return [
        Contender("nginx", nginx, {}),
        Contender("quickexit serve", ours, {}),
        Contender("plain Flask, gunicorn", plain, {"PYTHONPATH": path}),
    ]


@contextmanager
def _running(contender: Contender, workers: int) -> Iterator[tuple[int, int]]:
    """Start a server; give its port and its process."""
    port = free_port()
    words = [str(word) for word in contender.start(port, workers)]
    process = subprocess.Popen(
        words,
        env={**os.environ, **contender.environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_healthy(f"http://127.0.0.1:{port}")
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_WAIT)


def _family(process: int) -> list[int]:
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return [process, *(one for child in children for one in _family(int(child)))]


def _cpu_seconds(process: int) -> float:
    ticks = 0
    for one in _family(process):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])  # utime and stime: proc(5)
    return ticks / os.sysconf("SC_CLK_TCK")


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)(us|ms|s|m)", text).groups()  # type: ignore[union-attr]
    return round(float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[unit], 3)


def _wrk(
    tools: Tools, address: str, connections: int, seconds: int, headers: Mapping[str, str]
) -> dict[str, float]:
    """Load an address; return requests per second, latencies (ms), errors and all requests."""
    named = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    said = run(
        tools.debian / "usr/bin/wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency",
        "--timeout", "10s", *named, address, LD_LIBRARY_PATH=tools.libraries,
    ).decode()  # fmt: skip
    found: dict[str, float] = {"errors": 0}
    for name, percent in (("p50_ms", "50"), ("p99_ms", "99")):
        latency = re.search(rf"^\s+{percent}%\s+(\S+)$", said, re.MULTILINE)
        found[name] = _milliseconds(latency[1]) if latency else 0.0
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    count = re.search(r"(\d+) requests in", said)
    if not rate or not count or not int(count[1]):
        raise BenchError(f"wrk measured nothing at {address}")
    found |= {"rate": float(rate[1]), "requests": int(count[1])}
    # A server that ends a connection after its answer is a read error to wrk.
    pattern = r"connect (\d+)" if "Connection" in headers else r"connect (\d+), read (\d+)"
    for group in re.findall(pattern + r".*timeout (\d+)", said):
        found["errors"] += sum(map(int, group))
    if refused := re.search(r"Non-2xx or 3xx responses: (\d+)", said):
        found["errors"] += int(refused[1])
    return found


@dataclass(frozen=True)
class Load:
    """What is asked for, and how."""

    what: str
    path: str
    connections: int
    headers: Mapping[str, str]

    @property
    def kept(self) -> bool:
        """Whether connections are kept."""
        return "Connection" not in self.headers


def _loads(quick: bool) -> list[Load]:
    kept, closed = {"Accept-Encoding": "br"}, {"Accept-Encoding": "br", "Connection": "close"}
    loads = [
        Load(what, path, connections, headers)
        for what, path in _PATHS.items()
        for connections in (32, 512)
        for headers in (kept, closed)
    ]
    unchanged = Load(
        "script, unchanged (304)", _PATHS["script"], 32, {**kept, "If-None-Match": "?"}
    )
    return [loads[0], unchanged] if quick else [*loads, unchanged]


def _entity_tag(address: str) -> str:
    said = run("curl", "-sS", "-o", "/dev/null", "-D", "-", "-H", "Accept-Encoding: br", address)
    found = re.search(rb"(?im)^etag:\s*(\S+)", said)
    if not found:
        raise BenchError(f"{address} has no ETag")
    return found[1].decode()


def _row(tools: Tools, contender: Contender, workers: int, load: Load, quick: bool) -> Row:
    with _running(contender, workers) as (port, process):
        address = f"http://127.0.0.1:{port}{load.path}"
        headers = dict(load.headers)
        if "If-None-Match" in headers:
            headers["If-None-Match"] = _entity_tag(address)
        _wrk(tools, address, load.connections, 1, headers)
        before = _cpu_seconds(process)
        runs = [
            _wrk(tools, address, load.connections, 1 if quick else 2, headers)
            for _ in range(1 if quick else 3)
        ]
        spent = _cpu_seconds(process) - before
    requests = sum(one["requests"] for one in runs)
    return {
        "server": contender.name,
        "workers": workers,
        "what": load.what,
        "connections": load.connections,
        "kept": load.kept,
        "requests_per_second": spread([one["rate"] for one in runs], 0),
        "cpu_us": round(spent / requests * 1e6, 1),
        "p50_ms": spread([one["p50_ms"] for one in runs], 2),
        "p99_ms": spread([one["p99_ms"] for one in runs], 2),
        "errors": int(sum(one["errors"] for one in runs)),
    }


def _compared(rows: Sequence[Row]) -> list[Row]:
    """Add to each row its share of nginx's requests per second under the same load."""
    same = ("workers", "what", "connections", "kept")
    base = {
        tuple(row[key] for key in same): middle(row["requests_per_second"])
        for row in rows
        if row["server"] == "nginx"
    }
    return [
        {
            **row,
            "of_nginx": round(
                middle(row["requests_per_second"]) / base[tuple(row[key] for key in same)], 3
            ),
        }
        for row in rows
    ]


def _measure(tools: Tools, quick: bool) -> Sequence[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = folder / "store"
        quickexit(
            "release", VERSION, "--store", str(store), "--allow-unchecked", "--allow-unreviewed"
        )
        contenders = _contenders(tools, store, folder)
        rows = [
            _row(tools, contender, workers, load, quick)
            for workers in (1, 2)
            for load in _loads(quick)
            # Side by side: the contenders take turns, so that a busy minute hits all of them.
            for contender in contenders
        ]
    return _compared(rows)


SECTION = Section(
    "server",
    "Requests per second, and CPU time of the server per request (microseconds)",
    "wrk with one thread, on the same machine as the server, which competes with it for the cores; "
    "brotli where the server has it (plain Flask sends the bytes as they are). Three runs of 2 s "
    "after one that is not counted; the servers take turns under each load. nginx: the same tree, "
    "static, brotli_static and gzip_static, no log, files kept open.",
    _measure,
)
