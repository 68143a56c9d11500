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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from tests.support.waiting import eventually
from tests.support.web import free_port
from werkzeug.wrappers import Response

from quickexit.demo import servers as demo
from quickexit.demo.partner_site import MARKER, load_examples, partner_server, partner_site
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.errors import QuickExitError, UsageError
from quickexit.paths import examples_directory
from quickexit.snippets.options import VARIANTS
from quickexit.web.run import check_address, is_healthy, site_address

pytestmark = pytest.mark.process

WIDGET = "http://127.0.0.1:8000"
SNIPPETS = {variant: f'<a data-quick-exit href="/">{variant}</a>\n' for variant in VARIANTS}
COMMAND = str(Path(sys.executable).with_name("quickexit"))
SOURCE = Source(Settings())
# One language and one theme: what is tested is the demonstration and not the build.
SMALL = Path(__file__).resolve().parents[2] / "fixtures" / "small"
TODAY = date(2026, 11, 24)


def site() -> dict[str, Response]:
    return partner_site(examples_directory(), SNIPPETS.__getitem__, WIDGET)


@contextmanager
def listening(answers: dict[str, Response]) -> Iterator[http.client.HTTPConnection]:
    with partner_server("127.0.0.1", 0, answers) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
        try:
            yield connection
        finally:
            connection.close()
            server.shutdown()


def run(port: int, demo_port: int) -> None:
    demo.run(port, demo_port, source=SOURCE, today=TODAY)


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


def test_the_examples_are_numbered_without_a_gap_and_most_are_pages() -> None:
    folders = sorted(examples_directory().glob("[0-9][0-9]-*"))
    assert [int(folder.name[:2]) for folder in folders] == list(range(1, len(folders) + 1))
    pages = [example.name for example in load_examples(examples_directory())]
    assert pages == [folder.name for folder in folders if (folder / "page.html").is_file()]
    assert len(pages) >= 8


def test_every_page_holds_its_snippet_once_and_no_marker() -> None:
    for example in load_examples(examples_directory()):
        page = site()[f"/{example.name}/"].get_data(as_text=True)
        assert page.count(SNIPPETS[example.variant].strip()) == 1, example.name
        assert MARKER not in page
        assert "{widget}" not in page


def test_no_page_asks_anything_of_a_third_party() -> None:
    for path, answer in site().items():
        text = answer.get_data(as_text=True).replace(WIDGET, "")
        assert "http://" not in text, path
        assert "https://" not in text, path


def test_the_index_leads_to_every_example() -> None:
    index = site()["/"].get_data(as_text=True)
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
            run(port, other)
        with pytest.raises(QuickExitError, match=rf"port {port}.*; choose .* --demo-port"):
            run(other, port)


# A machine may have no IPv6.
LOOPBACKS = [host for host in ("127.0.0.1", "::1") if can_listen(host)]


@pytest.mark.parametrize("host", LOOPBACKS)
def test_the_partner_s_site_may_stand_on_an_address_of_either_kind(host: str) -> None:
    with partner_server(host, 0, site()) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = site_address(host, server.port)
        with urllib.request.urlopen(f"{address}/site.css", timeout=10) as answer:  # noqa: S310 - ours
            assert answer.read() == (examples_directory() / "site.css").read_bytes()
        server.shutdown()


def test_one_port_for_both_sites_is_asked_wrongly() -> None:
    with pytest.raises(UsageError, match="both sites cannot use the same port"):
        run(8000, 8000)


@dataclass
class Demonstration:
    """The demonstration at work, started by a command of ours or by make."""

    command: Sequence[str]
    host: str = "127.0.0.1"
    folder: Path | None = None
    port: int = field(default_factory=free_port)
    demo_port: int = field(default_factory=free_port)

    def __enter__(self) -> subprocess.Popen[str]:
        ports = {"PORT": str(self.port), "DEMO_PORT": str(self.demo_port)}
        self.process = subprocess.Popen(
            [word.format(**ports) for word in self.command],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        return self.process

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()

    def said_until(self, words: str) -> str:
        """Return what it has printed to the end of the first line with these words."""
        assert self.process.stdout
        said = ""
        while words not in said:
            line = self.process.stdout.readline()
            assert line, f"it ended early, after saying: {said}"
            said += line
        return said

    def wait_for_addresses(self) -> None:
        """Return once both addresses are printed, and both answer."""
        said = self.said_until(f"http://localhost:{self.demo_port}")
        assert f"http://{self.host}:{self.port}" in said
        assert is_healthy(f"http://127.0.0.1:{self.port}")
        partner = f"http://127.0.0.1:{self.demo_port}/01-plain/"
        with urllib.request.urlopen(partner, timeout=10) as reply:
            assert f"http://{self.host}:{self.port}/v0/embed.js".encode() in reply.read()

    def assert_ended(self, status: int) -> None:
        """Wait for the end, of whatever it has started too, and check that its ports are free."""
        self.process.communicate(timeout=60)
        assert self.process.returncode == status
        for freed in (self.port, self.demo_port):
            eventually(partial(check_address, "127.0.0.1", freed), f"port {freed} is free")


def quickexit_demo(host: str = "127.0.0.1") -> Demonstration:
    words = ("--host", host, "--port", "{PORT}", "--demo-port", "{DEMO_PORT}")
    return Demonstration((COMMAND, "demo", *words), host, SMALL)


def make_run() -> Demonstration:
    # What is set up already is not looked at again (-o): this is the environment of the tests.
    return Demonstration(("make", "-o", "setup-run", "run", "PORT={PORT}", "DEMO_PORT={DEMO_PORT}"))


@pytest.mark.parametrize(
    ("order", "host"), [(signal.SIGINT, "127.0.0.1"), (signal.SIGTERM, "localhost")]
)
def test_the_demonstration_says_both_addresses_and_ends_with_0_and_frees_its_ports(
    order: signal.Signals, host: str
) -> None:
    demonstration = quickexit_demo(host)
    with demonstration as process:
        demonstration.wait_for_addresses()
        process.send_signal(order)
        demonstration.assert_ended(0)


def test_ctrl_c_while_it_builds_says_nothing_and_leaves_nothing() -> None:
    demonstration = quickexit_demo()
    with demonstration as process:
        demonstration.said_until("Building the widget")
        os.killpg(process.pid, signal.SIGINT)
        said, _ = process.communicate(timeout=60)
        assert said == ""
        demonstration.assert_ended(0)


@pytest.mark.parametrize(
    ("moment", "order"),
    [
        pytest.param("Ctrl-C", signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param("Building", signal.SIGINT, marks=pytest.mark.slow),
        pytest.param("Building", signal.SIGTERM, marks=pytest.mark.slow),
        pytest.param("Ctrl-C", signal.SIGINT, marks=pytest.mark.slow),
    ],
)
def test_make_run_ends_on_a_signal_that_comes_to_make_alone(
    order: signal.Signals, moment: str
) -> None:
    demonstration = make_run()
    with demonstration as process:
        demonstration.said_until(moment)
        process.send_signal(order)
        process.communicate(timeout=60)
        assert process.returncode in (-order, 2), "make says itself how it ended"
        for freed in (demonstration.port, demonstration.demo_port):
            eventually(partial(check_address, "127.0.0.1", freed), f"port {freed} is free")


def _press_ctrl_c(process: subprocess.Popen[str]) -> None:
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize(
    "end", [_press_ctrl_c, pytest.param(subprocess.Popen.kill, marks=pytest.mark.slow)]
)
def test_make_run_ends_on_ctrl_c_and_when_make_is_killed(
    end: Callable[[subprocess.Popen[str]], None],
) -> None:
    demonstration = make_run()
    with demonstration as process:
        demonstration.wait_for_addresses()
        end(process)
        # To the end of what is printed: of all that was started.
        process.communicate(timeout=60)
        eventually(partial(check_address, "127.0.0.1", demonstration.port), "the port is free")


@pytest.mark.parametrize(
    ("state", "caught", "ignored", "expected"),
    [
        ("S (sleeping)", "4002", "0", True),
        ("S (sleeping)", "4000", "2", True),
        ("S (sleeping)", "4000", "4", False),
        ("Z (zombie)", "4002", "0", False),
    ],
)
def test_a_process_minds_interrupts_while_it_lives_and_catches_or_ignores_them(
    tmp_path: Path, state: str, caught: str, ignored: str, expected: bool
) -> None:
    status = tmp_path / "status"
    lines = (f"State:\t{state}", f"SigIgn:\t{ignored:>016}", f"SigCgt:\t{caught:>016}", "")
    status.write_text("\n".join(lines), "utf-8")
    assert demo._minds_interrupts(status) is expected
    assert not demo._minds_interrupts(tmp_path / "gone")
