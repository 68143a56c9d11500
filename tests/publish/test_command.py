"""The command `quickexit publish`, as people and programs run it."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.publish.object_store import BUCKET, ObjectStoreServer
from tests.publish.published import Place, release
from tests.support.site import COMMAND
from tests.support.waiting import PATIENCE_SECONDS
from tests.support.web import free_port

from quickexit.cli import run


def publish(*words: str | Path, store: Path) -> int:
    return run(["publish", *map(str, words), "--store", str(store)])


def said(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_it_says_what_it_did_and_what_was_there_already(
    folder_place: Place, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    count = len(folder_place.plan(store).objects)
    assert publish(folder_place.address, store=store) == 0
    summary = f"{count} objects are created, 0 replaced, 0 removed; 0 are as they should be.\n"
    assert said(capsys) == (f"{folder_place.address}: {summary}", "")
    assert publish(folder_place.address, store=store) == 0
    assert f"0 removed; {count} are as they should be." in said(capsys)[0]


def test_a_dry_run_lists_the_writes_in_order_and_writes_nothing(
    place: Place, store: Path, bucket: ObjectStoreServer, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(place.address, "--dry-run", store=store) == 0
    lines = said(capsys)[0].splitlines()
    keys = [line.split()[1] for line in lines[:-1]]
    assert keys == [one.key for one in place.plan(store).objects]
    assert lines[0].startswith("create")
    assert "max-age=31536000, immutable" in lines[0]
    assert "objects would be created" in lines[-1]
    assert place.content() == {}
    assert bucket.written == []
    assert not Path(place.address).exists()


def test_json_names_every_object_with_its_headers(
    bucket_place: Place, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(bucket_place.address, "--dry-run", "--json", store=store) == 0
    out, err = said(capsys)
    told = json.loads(out)
    assert err == ""
    script = next(one for one in told["objects"] if one["key"] == "v1/embed.js")
    assert script["action"] == "create"
    assert script["headers"]["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert any("cannot send" in warning for warning in told["warnings"])


def deployment(folder: Path, *lines: str) -> Path:
    folder.mkdir()
    (folder / "quickexit.toml").write_text("\n".join(lines), encoding="utf-8")
    release(folder / "store", "1.0.0")
    return folder


def test_allowed_hosts_are_warned_about_where_no_header_can_carry_them(
    tmp_path: Path, bucket: ObjectStoreServer, capsys: pytest.CaptureFixture[str]
) -> None:
    here = deployment(tmp_path / "city", 'allowed_hosts = ["https://city.example"]')
    for target, warned in ((f"s3://{BUCKET}", True), (str(tmp_path / "www"), True)):
        assert run(["publish", target, "--deployment", str(here)]) == 0
        assert ("Only headers can carry allowed_hosts" in said(capsys)[1]) == warned
    assert run(["publish", str(tmp_path / "www"), "--deployment", str(here), "--nginx"]) == 0
    assert said(capsys)[1] == ""
    assert bucket.keys()


def test_a_source_that_is_wrong_is_said_and_keeps_nothing_from_being_published(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    here = deployment(tmp_path / "city")
    (here / "contacts.toml").write_text("nonsense")
    assert run(["publish", str(tmp_path / "www"), "--deployment", str(here)]) == 0
    out, err = said(capsys)
    assert "objects are created" in out
    assert err.startswith("The page of releases shows no snippets: ")
    assert "contacts.toml:1" in err
    assert err.count("\n") == 1


def test_a_static_host_is_told_the_headers_by_rules_that_never_meet(tmp_path: Path) -> None:
    here = deployment(
        tmp_path / "city",
        'public_address = "https://city.example/help"',
        'allowed_hosts = ["https://city.example"]',
    )
    assert run(["publish", str(tmp_path / "www"), "--deployment", str(here)]) == 0
    rules: dict[str, dict[str, str]] = {}
    for line in (tmp_path / "www" / "_headers").read_text().splitlines():
        if line.startswith("/"):
            rule = rules[line] = {}
        else:
            name, _, value = line.strip().partition(": ")
            rule[name] = value
    shared = rules.pop("/help/*")
    assert shared["X-Content-Type-Options"] == "nosniff"
    for pattern, headers in rules.items():
        assert not headers.keys() & shared.keys(), pattern
    for pattern in (pattern for pattern in rules if pattern.endswith("*")):
        others = [other for other in rules if other != pattern]
        assert not [other for other in others if other.startswith(pattern[:-1])], pattern
    policy = "frame-ancestors 'self' https://city.example"
    assert rules["/help/v1/faq/*"]["Content-Security-Policy"] == policy
    assert "immutable" in rules["/help/1.0.0/embed.js"]["Cache-Control"]
    assert rules["/help/v1/embed.js"]["Access-Control-Allow-Origin"] == "*"
    assert "/help/" in rules


def on_a_terminal(words: Sequence[str], environment: dict[str, str]) -> tuple[str, str]:
    """Run the command with its standard error on a terminal; return both outputs."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [COMMAND, *words], stdout=subprocess.PIPE, stderr=theirs, env=environment
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            chunk = os.read(ours, 4096)
        except OSError:  # the other end was closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(ours)
    out = process.communicate(timeout=PATIENCE_SECONDS)[0]
    assert process.returncode == 0
    return out.decode(), shown.decode()


def test_a_terminal_shows_the_progress_and_nothing_else_does(store: Path, tmp_path: Path) -> None:
    words = ["publish", str(tmp_path / "www"), "--store", str(store)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    environment.pop("CI", None)
    out, shown = on_a_terminal(words, environment)
    assert "Publishing" in shown
    assert re.search(r"\b(\d+)/\1\b", shown)
    assert "objects are created" in out
    quiet = subprocess.run(
        [COMMAND, *words], capture_output=True, text=True, timeout=PATIENCE_SECONDS
    )
    assert (quiet.returncode, quiet.stderr) == (0, "")


@pytest.mark.parametrize(
    ("target", "status", "sentence"),
    [
        ("ftp://widget.example/x", 2, "is not a folder or a known kind of address"),
        ("s3://", 2, "s3://: the object store refused"),
        ("s3://no-such-bucket", 1, "check the bucket and its settings"),
        ("az://container", 2, "the object store refused"),
    ],
)
def test_what_cannot_be_published_to_is_one_sentence(
    bucket: ObjectStoreServer,
    store: Path,
    capsys: pytest.CaptureFixture[str],
    target: str,
    status: int,
    sentence: str,
) -> None:
    assert publish(target, store=store) == status
    out, err = said(capsys)
    assert out == ""
    assert sentence in err
    assert err.count("\n") == 1
    assert "<?xml" not in err
    assert "Debug source" not in err
    assert bucket.keys() == set()


def test_an_object_store_that_does_not_answer_is_one_sentence(
    bucket: ObjectStoreServer,
    store: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    assert publish(f"s3://{BUCKET}", store=store) == 1
    assert said(capsys)[1].count("\n") == 1
    assert bucket.keys() == set()


def test_nginx_is_for_folders(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert publish("s3://widget", "--nginx", store=store) == 2
    assert "--nginx needs a folder" in said(capsys)[1]


def test_nginx_with_a_dry_run_prints_the_configuration_alone(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path / "www", "--nginx", "--dry-run", store=store) == 0
    printed = said(capsys)[0]
    assert not list(tmp_path.glob("www*"))
    assert publish(tmp_path / "www", "--nginx", store=store) == 0
    assert (tmp_path / "www.nginx.conf").read_text() == printed


def test_where_nginx_listens_is_written_once_and_then_left_to_the_administrator(
    store: Path, tmp_path: Path
) -> None:
    assert publish(tmp_path / "www", "--nginx", store=store) == 0
    listen, configuration = tmp_path / "www.listen", tmp_path / "www.nginx.conf"
    assert "listen 8000;" in listen.read_text()
    listen.write_text("listen 127.0.0.1:9;")
    configuration.write_text("# old")
    assert publish(tmp_path / "www", "--nginx", store=store) == 0
    assert listen.read_text() == "listen 127.0.0.1:9;"
    assert "server {" in configuration.read_text()


def test_a_path_that_nginx_cannot_be_told_is_one_sentence(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert publish(tmp_path / "w$w", "--nginx", store=store) == 1
    assert "publish to another folder" in said(capsys)[1]
    assert not list(tmp_path.glob("w$w*"))


@pytest.mark.parametrize("way", ["link", "link/www", "www/../store", "www/..", "store/1.0.0"])
def test_a_store_is_never_published_into_itself_whatever_way_leads_there(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], way: str
) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "link").symlink_to(store)
    before = sorted(store.rglob("*"))
    assert publish(tmp_path / way, store=store) == 1
    assert "the store cannot be published into itself" in said(capsys)[1]
    assert publish(store, store=tmp_path / "link") == 1
    assert "the store cannot be published into itself" in said(capsys)[1]
    assert sorted(store.rglob("*")) == before


def test_a_folder_that_cannot_be_written_is_one_sentence(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    assert publish(tmp_path / "file" / "www", store=store) == 1
    assert said(capsys)[1].count("\n") == 1


def test_what_stands_in_the_way_is_named_and_left_alone(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    www = tmp_path / "www"
    for key, sentence in (
        (
            "v1/embed.js/folder",
            "www/v1/embed.js: this is in the way of a file",
        ),
        ("releases.json/folder", "www/releases.json: this is in the way of a file"),
        ("1.0.0", "www/1.0.0: this is in the way of a folder"),
        ("v1/faq", "www/v1/faq: this is in the way of a folder"),
    ):
        place = www / key
        (www / ".quickexit").mkdir(parents=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text("ours")
        said(capsys)
        assert publish(www, store=store) == 1
        err = said(capsys)[1]
        assert sentence in err
        assert "; move it away, then run it again.\n" in err
        assert place.read_text() == "ours"
        shutil.rmtree(www)


def test_a_damaged_ledger_in_a_target_is_mended_from_the_store(
    place: Place, store: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place.publish(store)
    place.put("releases.json", b"{")
    assert publish(place.address, store=store) == 1
    assert said(capsys)[1] == (
        f"{place.address}/releases.json: the ledger is damaged (it is not JSON);"
        " copy the store's ledger over it, or remove it, then run it again.\n"
    )
    place.put("releases.json", (store / "releases.json").read_bytes())
    assert publish(place.address, store=store) == 0


def test_the_configuration_of_a_dry_run_is_not_asked_for_as_json(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--dry-run", "--json", "--nginx")
    assert publish(tmp_path / "www", *words, store=store) == 2
    out, err = said(capsys)
    assert (out, "leave out --json, or leave out --nginx" in err) == ("", True)
