"""The partner's site: its pages, its server, and how the demonstration ends."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.support.web import free_port

from quickexit.demo import servers as demo
from quickexit.demo.partner_site import MARKER, Answer, load_examples, partner_site, site_handler
from quickexit.errors import QuickExitError, UsageError
from quickexit.paths import examples_directory
from quickexit.snippets.options import VARIANTS
from quickexit.web.run import check_address, site_address

pytestmark = pytest.mark.process

WIDGET = "http://127.0.0.1:8000"
SNIPPETS = {variant: f'<a data-quick-exit href="/">{variant}</a>\n' for variant in VARIANTS}
COMMAND = str(Path(sys.executable).with_name("quickexit"))
# Loaded by every Python process that finds it: Ctrl-C while the server is starting.
INTERRUPTER = """
import os, signal, sys
if "serve" in sys.orig_argv:
    os.killpg(os.getpgrp(), signal.SIGINT)
"""


def site() -> dict[str, Answer]:
    return partner_site(load_examples(examples_directory()), SNIPPETS, WIDGET, b"body{}")


@contextmanager
def listening(answers: dict[str, Answer]) -> Iterator[http.client.HTTPConnection]:
    with ThreadingHTTPServer(("127.0.0.1", 0), site_handler(answers)) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        try:
            yield connection
        finally:
            connection.close()
            server.shutdown()


def can_listen(host: str) -> bool:
    try:
        return bool(check_address(host, 0))
    except QuickExitError:
        return False


def write_example(folder: Path, page: str, about: str) -> Path:
    example = folder / "01-plain"
    example.mkdir()
    (example / "page.html").write_text(page, encoding="utf-8")
    (example / "example.toml").write_text(about, encoding="utf-8")
    return folder


def test_the_eight_examples_are_numbered_without_a_gap() -> None:
    numbers = [int(example.name[:2]) for example in load_examples(examples_directory())]
    assert numbers == list(range(1, 9))


def test_every_page_holds_its_snippet_once_and_no_marker() -> None:
    for example in load_examples(examples_directory()):
        page = site()[f"/{example.name}/"].body.decode()
        assert page.count(SNIPPETS[example.variant].strip()) == 1, example.name
        assert MARKER not in page
        assert "{widget}" not in page


def test_no_page_asks_anything_of_a_third_party() -> None:
    for path, answer in site().items():
        text = answer.body.decode().replace(WIDGET, "")
        assert "http://" not in text, path
        assert "https://" not in text, path


def test_the_index_leads_to_every_example() -> None:
    index = site()["/"].body.decode()
    for example in load_examples(examples_directory()):
        assert f'href="/{example.name}/"' in index


def test_the_strict_policy_admits_the_widget_alone() -> None:
    policy = site()["/03-strict-csp/"].headers["Content-Security-Policy"]
    assert f"script-src {WIDGET};" in policy
    assert f"frame-src {WIDGET};" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


def test_a_page_without_a_place_for_the_snippet_is_refused_by_name(tmp_path: Path) -> None:
    about = 'title = "A"\nshows = "B"\nvariant = "script"\n'
    folder = write_example(tmp_path, "<p>nothing</p>", about)
    with pytest.raises(QuickExitError, match=r"page\.html: the page has no single place"):
        load_examples(folder)


def test_an_example_without_its_variant_is_refused_by_name(tmp_path: Path) -> None:
    folder = write_example(tmp_path, MARKER, 'title = "A"\nshows = "B"\n')
    with pytest.raises(QuickExitError, match=r"example\.toml: the key 'variant' is missing"):
        load_examples(folder)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/site.css", 200),
        ("/01-plain/", 200),
        ("/01-plain/?utm=1", 200),
        ("/01-plain", 301),
        ("/01-plain/page.html", 404),
        ("/../pyproject.toml", 404),
    ],
)
def test_the_server_answers_with_the_site_and_nothing_else(path: str, status: int) -> None:
    with listening(site()) as connection:
        connection.request("GET", path)
        assert connection.getresponse().status == status


def test_head_answers_without_a_body() -> None:
    with listening(site()) as connection:
        connection.request("HEAD", "/")
        answer = connection.getresponse()
        assert int(answer.headers["Content-Length"]) > 0
        assert answer.read() == b""


def test_a_busy_port_is_one_sentence_that_names_the_option() -> None:
    other = free_port()
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = int(busy.getsockname()[1])
        with pytest.raises(QuickExitError, match=rf"port {port}.*; choose another with --port"):
            demo.run(port, other)
        with pytest.raises(QuickExitError, match=rf"port {port}.*; choose .* --demo-port"):
            demo.run(other, port)


# A machine may have no IPv6.
LOOPBACKS = [host for host in ("127.0.0.1", "::1") if can_listen(host)]


@pytest.mark.parametrize("host", LOOPBACKS)
def test_the_partner_s_site_may_stand_on_an_address_of_either_kind(host: str) -> None:
    with demo.PartnerServer((host, 0), site_handler(site())) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = site_address(host, server.server_address[1])
        with urllib.request.urlopen(f"{address}/site.css", timeout=10) as answer:  # noqa: S310 - ours
            assert answer.read() == b"body{}"
        server.shutdown()


def test_one_port_for_both_sites_is_asked_wrongly() -> None:
    with pytest.raises(UsageError, match="both sites cannot have one port"):
        demo.run(8000, 8000)


@pytest.mark.parametrize(
    ("order", "host"), [(signal.SIGINT, "127.0.0.1"), (signal.SIGTERM, "localhost")]
)
def test_the_demonstration_says_both_addresses_and_ends_with_0_and_frees_its_ports(
    order: signal.Signals, host: str
) -> None:
    port, demo_port = free_port(), free_port()
    command = [COMMAND, "demo", "--host", host, "--port", str(port), "--demo-port", str(demo_port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            said = ""
            while f"http://localhost:{demo_port}" not in said:
                line = process.stdout.readline()
                assert line, f"it ended early, after saying: {said}"
                said += line
            assert f"http://{host}:{port}" in said
            process.send_signal(order)
            assert process.wait(30) == 0
        finally:
            process.kill()
    for freed in (port, demo_port):
        check_address("127.0.0.1", freed)


def test_ctrl_c_while_the_server_starts_says_nothing_and_leaves_no_server(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(INTERRUPTER)
    ports = ("--port", str(free_port()), "--demo-port", str(free_port()))
    with subprocess.Popen(
        [COMMAND, "demo", *ports],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            # To the end of what it says on the standard error, which the server shares.
            said, complained = process.communicate()
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    assert (process.returncode, said, complained) == (0, "Building the widget …\n", "")
