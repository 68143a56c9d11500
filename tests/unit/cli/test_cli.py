"""The installed command, run as people run it."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from tests.support.commands import run_command
from tests.support.web import free_port

from quickexit.build.budgets import Budget
from quickexit.cli import commands
from quickexit.cli import run as run_here
from quickexit.content.loader import languages
from quickexit.paths import widget_directory
from quickexit.releases.release import Release
from quickexit.releases.store import Store

pytestmark = pytest.mark.process

COMMAND = Path(sys.executable).with_name("quickexit")
ALLOWED = ("--allow-unchecked", "--allow-unreviewed")
# One language and one theme, so that what is tested is releasing and not compressing.
SMALL = Path(__file__).resolve().parents[2] / "fixtures" / "small"
QUICK = (*ALLOWED, "--deployment", str(SMALL))
LANGUAGES = languages(widget_directory() / "content")

# Loaded by every Python process that finds it: sends itself a signal right before the n-th change
# to the disk below a folder (audit events come before the system call).
SIGNALLER = """
import os, signal, sys
changes = {"os.mkdir", "os.rename", "os.remove", "os.rmdir"}
seen = 0
def hook(event, arguments):
    global seen
    writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & os.O_ACCMODE
    if (event in changes or writes) and os.environ["SIGNAL_BELOW"] in str(arguments[0]):
        seen += 1
        if seen == int(os.environ["SIGNAL_AT"]):
            os.kill(os.getpid(), int(os.environ["SIGNAL"]))
if "SIGNAL_AT" in os.environ:
    # A shell that puts the tests into the background has SIGINT ignored.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.addaudithook(hook)
"""


def run(
    *arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    clock = {"QUICKEXIT_TODAY": "2026-01-31", **(environment or {})}
    return run_command(*arguments, cwd=cwd, environment=clock)


def run_installed(
    *arguments: str | Path, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(COMMAND), *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "QUICKEXIT_TODAY": "2026-01-31", **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )


def is_one_sentence(text: str) -> bool:
    return text.endswith(".\n") and text.count("\n") == 1 and "Traceback" not in text


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with 0.1.0, made by the command; tests copy it."""
    store = tmp_path_factory.mktemp("published") / "store"
    done = run("release", "0.1.0", *QUICK, "--store", store)
    assert (done.returncode, done.stdout) == (
        0,
        "0.1.0 is released.\nv0 points to 0.1.0.\nv0.1 points to 0.1.0.\n",
    ), done.stderr
    return store


@pytest.fixture
def store(published: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(published, tmp_path / "store"))


def add_versions(store: Path, *versions: str) -> None:
    """Add releases with the files of 0.1.0, without building them again."""
    first = store / "0.1.0"
    held = Store(store)
    files = held.read_ledger()["releases"]["0.1.0"]["files"]
    for version in versions:
        data = {path: (first / path).read_bytes() for path in files}
        held.add(Release(version, "2026-01-31", 1, data))


def all_commands() -> Iterator[tuple[str, ...]]:
    context = click.Context(commands)
    for name in commands.list_commands(context):
        yield (name,)
        for inner in getattr(commands.get_command(context, name), "commands", {}):
            yield name, inner


@pytest.mark.parametrize("path", list(all_commands()), ids=" ".join)
def test_help_has_an_example(path: tuple[str, ...]) -> None:
    done = CliRunner().invoke(commands, [*path, "--help"])
    assert done.exit_code == 0
    assert f"Example: quickexit {' '.join(path)}" in done.stdout


def test_help_of_the_whole_is_printed() -> None:
    done = run_installed("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Example: quickexit release" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("bogus",), "No such command 'bogus'; see: quickexit --help."),
        (
            ("build", "--ot", "x"),
            "No such option '--ot'; did you mean '--out'; see: quickexit build --help.",
        ),
        (("theme", "nw"), "No such command 'nw'; did you mean 'new'; see: quickexit theme --help."),
        (("init", "caf\udce9"), '"caf\\udce9" is not UTF-8; write it in UTF-8.'),
        (
            ("withdraw", "0.1.0", "--reason", "bad \udcff"),
            '"\\udcff" is not UTF-8; write it in UTF-8.',
        ),
        (
            ("content", "checked", "hotline", "--by", "a\udcffb"),
            '"a\\udcffb" is not UTF-8; write it in UTF-8.',
        ),
        (("bo\udcffgus",), '"bo\\udcffgus" is not UTF-8; write it in UTF-8.'),
        (("release",), "Missing argument 'X.Y.Z'; see: quickexit release --help."),
        (("promote", "0.1.0"), "Missing option '--to'; see: quickexit promote --help."),
        (
            ("release", "1.2"),
            "'1.2' is not a version; write it as 1.4.2, or 1.5.0-rc.1 to try it first.",
        ),
        (
            ("rollback", "latest"),
            "'latest' is not a channel; write it like v1, v1.4 or next.",
        ),
        (
            ("withdraw", "0.1.0", "--reason", " "),
            "--reason is empty; give a reason; everybody can read it.",
        ),
        (
            ("snippet", "--lang", "xx"),
            f'there is no language "xx"; there are {", ".join(LANGUAGES)}.',
        ),
        (
            ("snippet", "--exit-href", "javascript:alert(1)"),
            "--exit-href 'javascript:alert(1)' is not an address that begins with https:// or"
            " http://; write it like https://www.example.org/.",
        ),
        (
            ("build", "--out", "x", "--deployment", "nowhere"),
            "nowhere is not a deployment, since it has no quickexit.toml;"
            " make one with: quickexit init nowhere.",
        ),
    ],
)
def test_asked_wrongly_is_one_sentence_and_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run_here(arguments) == 2
    assert capfd.readouterr() == ("", sentence + "\n")
    assert not list(tmp_path.iterdir())


def test_a_present_folder_whose_name_is_not_text_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "caf\udce9").mkdir()
    monkeypatch.chdir(tmp_path / "caf\udce9")
    assert run_here(["init", "."]) == 2
    assert "caf\\udce9" in capfd.readouterr().err
    assert not list(Path().iterdir())


def test_the_process_ends_with_the_status_and_the_sentence(tmp_path: Path) -> None:
    done = run_installed("bogus", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "No such command 'bogus'; see: quickexit --help.\n"


def test_a_clock_that_is_no_date_is_named(tmp_path: Path) -> None:
    done = run("content", "check", cwd=tmp_path, environment={"QUICKEXIT_TODAY": "soon"})
    assert done.returncode == 2
    assert done.stderr == "QUICKEXIT_TODAY is 'soon', not a date; write 2026-01-31.\n"


def test_contacts_that_nobody_checked_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    done = run("release", "0.1.0", "--allow-unreviewed", cwd=tmp_path)
    assert done.returncode == 1
    assert "emergency, hotline" in done.stderr
    assert not list(tmp_path.iterdir())


def test_a_language_in_draft_is_refused(tmp_path: Path) -> None:
    done = run("release", "0.1.0", "--allow-unchecked", cwd=tmp_path)
    assert done.returncode == 1
    assert "--allow-unreviewed" in done.stderr


def test_the_ledger_says_what_was_allowed_and_is_dated_by_the_clock(published: Path) -> None:
    entry = json.loads(run("releases", "--json", "--store", published).stdout)["releases"]["0.1.0"]
    assert entry["date"] == "2026-01-31"
    assert entry["notes"]["maintainers"][-2:] == [
        "Released with contacts that nobody has checked lately: emergency, hotline.",
        "Released with languages that nobody has reviewed: en.",
    ]


def test_a_release_exists_once(store: Path) -> None:
    before = (store / "releases.json").read_bytes()
    done = run("release", "0.1.0", *QUICK, "--store", store)
    assert (done.returncode, done.stderr) == (
        1,
        "the release 0.1.0 exists, and a release never changes; choose the next number.\n",
    )
    assert (store / "releases.json").read_bytes() == before


def test_channels_move_back_and_forth(store: Path) -> None:
    add_versions(store, "0.1.1", "0.1.2")
    where = ("--store", store)
    assert run("rollback", "v0", *where).stdout == "v0 points to 0.1.1.\n"
    assert run("promote", "0.1.2", "--to", "v0", *where).stdout == "v0 points to 0.1.2.\n"
    done = run("withdraw", "0.1.2", "--reason", "A wrong number", *where)
    assert done.stdout == "0.1.2 is withdrawn.\nv0 points to 0.1.1.\nv0.1 points to 0.1.1.\n"
    table = run("releases", *where).stdout
    assert "withdrawn: A wrong number" in table
    assert "v0 v0.1" in table
    assert run("verify", *where).returncode == 0


def test_when_no_release_remains_the_line_stands_by(store: Path) -> None:
    done = run("withdraw", "0.1.0", "--reason", "A wrong number", "--store", store)
    sentence = "stands by: no release remains, so pages keep their own link and words."
    assert done.stdout == f"0.1.0 is withdrawn.\nv0 {sentence}\nv0.1 {sentence}\n"
    assert "v0 (stands by)" in run("releases", "--store", store).stdout
    assert run("verify", "--store", store).returncode == 0


def test_a_key_is_written_for_its_owner_alone_and_never_written_over(tmp_path: Path) -> None:
    done = run("keygen", cwd=tmp_path)
    file = tmp_path / "signing-key.pem"
    assert (done.returncode, done.stderr) == (0, "")
    assert len(base64.b64decode(done.stdout)) == 32
    assert file.stat().st_mode & 0o777 == 0o600
    before = file.read_bytes()
    assert b"PRIVATE KEY" in before
    again = run("keygen", "signing-key.pem", cwd=tmp_path)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == (
        "signing-key.pem: this file exists already, and is not overwritten; name another file.\n"
    )
    assert file.read_bytes() == before
    assert run("keygen", "nowhere/key.pem", cwd=tmp_path).returncode == 1


def test_a_signed_release_says_when_a_channel_would_lose_its_signature(
    store: Path, tmp_path: Path
) -> None:
    key = tmp_path / "key.pem"
    public = run("keygen", key).stdout.strip()
    where = ("--store", store)
    assert run("release", "0.1.1", *QUICK, "--sign-key", key, *where).returncode == 0
    files = Store(store).read_ledger()["releases"]["0.1.1"]["files"]
    assert [path for path in files if "signature" in files[path]] == ["embed.js", "standby.js"]
    assert files["embed.js"]["signature"]["key"] == public
    refused = run("release", "0.1.2", *QUICK, *where)
    assert refused.returncode == 1
    assert f"the script of the channel v0 is signed with {public}" in refused.stderr
    back = run("rollback", "v0", *where)
    assert (back.returncode, back.stdout) == (0, "v0 points to 0.1.0.\n")
    assert back.stderr.startswith("The script of v0 is no longer signed with the same key")
    assert run("promote", "0.1.1", "--to", "v0", *where).stderr == ""


def test_a_key_that_cannot_be_read_is_one_sentence(store: Path, tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("no key")
    for name in ("missing.pem", "no.pem"):
        done = run("release", "0.1.1", *ALLOWED, "--sign-key", tmp_path / name, "--store", store)
        assert done.returncode == 1
        assert is_one_sentence(done.stderr)
        assert name in done.stderr


def test_a_signed_snippet_is_not_offered_where_it_cannot_be_read_back(store: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    done = run("snippet", "--variant", "signed", "--store", store, "--base-url", address)
    assert (done.returncode, done.stdout) == (1, "")
    assert "the script is not signed" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_release_is_rebuilt_and_compared_and_nothing_is_written(
    store: Path, tmp_path: Path
) -> None:
    before = sorted(store.rglob("*"))
    ledger = store / "releases.json"
    same = run("release", "0.1.0", "--verify-against", ledger, "--deployment", SMALL, cwd=tmp_path)
    assert (same.returncode, same.stderr) == (0, "")
    assert same.stdout.startswith("This source gives 0.1.0 (")
    city = Path(shutil.copytree(SMALL, tmp_path / "city"))
    with (city / "quickexit.toml").open("a", encoding="utf-8") as settings:
        settings.write('destination = "https://www.noaa.gov/"\n')
    other = run("release", "0.1.0", "--verify-against", ledger, cwd=city)
    assert other.returncode == 1
    assert is_one_sentence(other.stderr)
    assert f"{ledger}: this source does not give 0.1.0: faq/default/" in other.stderr
    assert "embed.js" not in other.stderr
    assert not (city / "store").exists()
    assert sorted(store.rglob("*")) == before


def test_a_release_that_changes_content_alone_has_the_same_script(
    store: Path, tmp_path: Path
) -> None:
    city = Path(shutil.copytree(SMALL, tmp_path / "city"))
    strings = city / "content" / "en" / "strings.toml"
    strings.parent.mkdir(parents=True)
    strings.write_text('emergency_text = "If it is urgent, call 911."\n', "utf-8")
    done = run("release", "0.1.1", *ALLOWED, "--store", store, cwd=city)
    assert done.returncode == 0, done.stderr
    releases = Store(store).read_ledger()["releases"]
    same = {
        path: releases["0.1.0"]["files"][path]["integrity"] == about["integrity"]
        for path, about in releases["0.1.1"]["files"].items()
    }
    assert same["embed.js"]
    assert same["standby.js"]
    assert not same["faq/default/en.html"]
    assert (store / "0.1.1" / "embed.js").read_bytes() == (
        store / "0.1.0" / "embed.js"
    ).read_bytes()


def test_a_file_over_its_budget_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "quickexit.build.release.load_budgets", lambda: {"embed.js": Budget(limit=100, aim=100)}
    )
    monkeypatch.chdir(tmp_path)
    assert run_here(["release", "0.1.0", *ALLOWED]) == 1
    assert "over the limit of 100" in capfd.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_reason_gives_the_terminal_no_orders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path / "store")
    for version in ("0.1.0", "0.1.1"):
        store.add(Release(version, "2026-01-31", 1, {"embed.js": b""}))
    store.withdraw("0.1.1", "A\u202e\x1b[31m\nnumber")
    assert run_here(["releases", "--store", str(store.directory)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert r"withdrawn: A\u202e\x1b[31m number" in lines[1]


def test_verify_ends_with_1_and_names_the_damaged_file(store: Path) -> None:
    file = store / "0.1.0" / "embed.js"
    file.write_bytes(file.read_bytes() + b" ")
    done = run("verify", "--store", store)
    assert done.returncode == 1
    assert done.stderr.startswith(f"{file}: these are not the published bytes")
    assert is_one_sentence(done.stderr)
    problems = json.loads(run("verify", "--json", "--store", store).stdout)["problems"]
    assert len(problems) == 1


def test_a_damaged_ledger_is_one_sentence_for_every_command(store: Path) -> None:
    (store / "releases.json").write_text("{", encoding="utf-8")
    for arguments in (
        ("releases",),
        ("verify",),
        ("rollback", "v0"),
        ("snippet", "--variant", "pinned"),
    ):
        done = run(*arguments, "--store", store)
        assert done.returncode == 1
        assert is_one_sentence(done.stderr)
        assert "the ledger is damaged" in done.stderr


@pytest.mark.parametrize("variant", ["script", "pinned", "iframe", "exit-only"])
def test_snippet_prints_html_alone(
    published: Path, capfd: pytest.CaptureFixture[str], variant: str
) -> None:
    assert run_here(["snippet", "--variant", variant, "--store", str(published)]) == 0
    printed, said = capfd.readouterr()
    assert said == ""
    assert printed.startswith("<div ")
    assert printed.splitlines()[1].startswith("<a data-quick-exit href=")
    assert printed.endswith("</div>\n")


def test_pinned_without_a_store_says_what_to_do(tmp_path: Path) -> None:
    done = run("snippet", "--variant", "pinned", cwd=tmp_path)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)
    assert not list(tmp_path.iterdir())


def test_a_deployment_made_by_init_is_the_present_folder(tmp_path: Path) -> None:
    city = tmp_path / "city"
    assert run("init", city).returncode == 0
    settings = city / "quickexit.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('# public_address = "https://widget', 'public_address = "https://city'),
        encoding="utf-8",
    )
    for done in (run("snippet", cwd=city), run("snippet", "--deployment", city)):
        assert 'src="https://city.example.org/v0/embed.js"' in done.stdout
    assert "127.0.0.1:8000" in run("snippet", cwd=tmp_path).stdout


def test_init_refuses_a_folder_that_is_not_empty(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"")
    done = run("init", tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        f"{tmp_path}: this folder is not empty; name a new folder.\n",
    )


def checked(city: Path, on: str) -> None:
    for contact in ("emergency", "hotline"):
        done = run("content", "checked", contact, "--by", "A. Person", "--on", on, cwd=city)
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("on", "status", "said", "refused"),
    [
        (None, 0, 'Nobody has checked the contact "hotline": call it, then run:', ""),
        ("2026-01-31", 0, "", ""),
        ("2025-12-02", 0, 'The check of the contact "hotline" ends on 2026-03-02: call it', ""),
        ("2025-11-02", 1, "", 'The check of the contact "hotline" ended on 2026-01-31'),
    ],
    ids=["never", "fresh", "due within 30 days", "past its limit"],
)
def test_content_check_warns_before_the_limit_and_fails_past_it(
    tmp_path: Path, on: str | None, status: int, said: str, refused: str
) -> None:
    city = tmp_path / "city"
    assert run("init", city).returncode == 0
    if on:
        checked(city, on)
    # The day after the last one on which the check of 90 days holds, for the stale case.
    today = "2026-02-01"
    done = run("content", "check", cwd=city, environment={"QUICKEXIT_TODAY": today})
    assert done.returncode == status
    assert said in done.stdout
    assert refused in done.stderr
    assert ("The check of the contact" in done.stdout + done.stderr) is bool(
        on != "2026-01-31" and on
    )


def test_a_call_is_recorded_in_the_deployments_own_file_alone(tmp_path: Path) -> None:
    city = tmp_path / "city"
    assert run("init", city).returncode == 0
    done = run("content", "checked", "hotline", "--by", "A. Person", "--deployment", city)
    assert done.stdout == (
        f'{city / "contacts.toml"}: the contact "hotline" was checked on 2026-01-31 by A. Person.\n'
    )
    written = tomllib.loads((city / "contacts.toml").read_text("utf-8"))
    assert written["contacts"]["hotline"]["checked_by"] == "A. Person"
    (city / "contacts.toml").unlink()
    assert run("content", "checked", "hotline", "--by", "A. Person", cwd=city).returncode == 0
    found = json.loads(run("content", "check", "--json", cwd=city).stdout)
    assert found["contacts"] == {"emergency": "unchecked"}
    assert found["overrides"] == []


def test_the_contacts_of_an_installed_package_are_nobodys_to_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("quickexit.cli.content.checkout_directory", lambda: None)
    assert run_here(["content", "checked", "hotline", "--by", "A"]) == 1
    said = capfd.readouterr().err
    assert "this file belongs to the installed package; make your own folder" in said


def test_a_contact_that_the_deployment_removes_is_in_no_file_and_no_snippet(tmp_path: Path) -> None:
    city = Path(shutil.copytree(SMALL, tmp_path / "city"))
    out = tmp_path / "dist"
    for text, there in (("", True), ('remove = ["hotline"]\n', False)):
        (city / "contacts.toml").write_text(text, "utf-8")
        done = run("build", "--out", out, "--deployment", city)
        assert (done.returncode, done.stderr) == (0, "")
        files = [file.read_text("utf-8") for file in out.rglob("*") if file.is_file()]
        assert any("+18883737888" in text for text in files) is there
        snippet = run("snippet", cwd=city).stdout
        assert ("tel:+18883737888" in snippet) is there
        assert re.findall(r'<p><a href="(.*?)"', snippet) == [
            "http://127.0.0.1:8000/v0/faq/default/en.html"
        ]
        assert 'call <a href="tel:911">911</a>' in snippet
    found = json.loads(run("content", "check", "--json", cwd=city).stdout)
    assert found["problems"] == []
    assert found["contacts"] == {"emergency": "unchecked"}
    assert len(found["overrides"]) == 1
    assert "leaves nobody to call but the emergency line" in found["overrides"][0]
    (city / "contacts.toml").write_text('remove = ["hot-line"]\n', "utf-8")
    done = run("build", "--out", out, "--deployment", city)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)
    assert 'contacts.toml:1: "remove" names the contact "hot-line"' in done.stderr


def test_content_check_and_release_fail_on_what_the_build_refuses(tmp_path: Path) -> None:
    city = tmp_path / "city"
    assert run("init", city).returncode == 0
    question = city / "content" / "en" / "questions" / "1-what-is-it.md"
    question.parent.mkdir()
    packaged = widget_directory() / "content" / "en" / "questions" / question.name
    text = packaged.read_text("utf-8")
    question.write_text(text.replace("It has many forms", "You are safe"), "utf-8")
    sentence = f'{question}:3: "safe" is a promise that no page can keep; say what happens instead.'
    done = run("content", "check", cwd=city)
    assert done.returncode == 1
    assert sentence in done.stderr
    done = run("release", "0.1.0", *ALLOWED, cwd=city)
    assert done.returncode == 1
    assert sentence in done.stderr
    assert not (city / "store" / "0.1.0").exists()


def test_content_check_lists_long_words(tmp_path: Path) -> None:
    done = run("content", "check", cwd=tmp_path)
    assert "has words of 4 syllables or more: deportation, immigration." in done.stdout
    found = json.loads(run("content", "check", "--json", cwd=tmp_path).stdout)
    assert "immigration" in str(found["long_words"])
    assert found["problems"] == []


def test_content_check_names_whom_to_ring(tmp_path: Path) -> None:
    found = json.loads(run("content", "check", "--json", cwd=tmp_path).stdout)
    assert found["languages"] == list(LANGUAGES)
    assert len(found["contacts_due"]) == 2


def test_content_check_names_what_nothing_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("QUICKEXIT_TODAY", "2026-01-31")
    (tmp_path / "quickexit.toml").write_text('languages = ["en"]\n', "utf-8")
    (tmp_path / "contact.toml").write_text("", "utf-8")
    sentence = (
        f'{tmp_path / "contact.toml"}: no command reads this file; did you mean "contacts.toml".'
    )
    here = ("content", "check", "--deployment", str(tmp_path))
    assert run_here(here) == 0
    assert capfd.readouterr().out.splitlines()[0] == sentence
    assert run_here((*here, "--json")) == 0
    assert json.loads(capfd.readouterr().out)["unread"] == [sentence]


def test_wrong_content_is_one_sentence_with_its_line(tmp_path: Path) -> None:
    city = tmp_path / "city"
    run("init", city)
    (city / "contacts.toml").write_text('[contacts.hotline\ncall = "1"\n', encoding="utf-8")
    done = run("release", "0.1.0", *ALLOWED, cwd=city)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)
    assert "contacts.toml:1" in done.stderr
    assert not (city / "store").exists()


def test_a_reader_that_has_gone_is_no_error(store: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    for arguments in (["releases", "--store", store], ["--help"]):
        done = subprocess.run(
            [COMMAND, *arguments],
            stdout=write,
            stderr=subprocess.PIPE,
            env=buffered(),
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, b""), arguments
    os.close(write)


def buffered() -> dict[str, str]:
    """Return the environment of a shell in which Python keeps its output in a buffer.

    The buffer is written once more when Python ends, and a failure then has a status of its own.
    """
    return {name: text for name, text in os.environ.items() if name != "PYTHONUNBUFFERED"}


@pytest.mark.parametrize("arguments", [("releases",), ("--help",), ("--version",), ("verify",)])
def test_a_full_disk_behind_the_output_is_one_sentence(
    store: Path, arguments: tuple[str, ...]
) -> None:
    where = () if arguments[0].startswith("--") else ("--store", store)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [COMMAND, *arguments, *where],
            stdout=full,
            stderr=subprocess.PIPE,
            env=buffered(),
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)


def test_a_full_disk_behind_the_sentence_leaves_the_status() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([COMMAND, "bogus"], stderr=full, env=buffered(), check=False)
    assert done.returncode == 2


def test_python_itself_ends_a_full_disk_with_another_status() -> None:
    code = "import sys\ntry: print(1, flush=True)\nexcept OSError: sys.exit(1)"
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-c", code],
            stdout=full,
            stderr=subprocess.DEVNULL,
            env=buffered(),
            check=False,
        )
    assert done.returncode == 120


@pytest.fixture
def signaller(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "signaller"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(SIGNALLER, encoding="utf-8")
    return {"PYTHONPATH": str(folder), "SIGNAL_BELOW": str(tmp_path / "store")}


@pytest.mark.parametrize("number", [4, 12])
def test_an_interrupted_command_leaves_nothing(
    store: Path, signaller: dict[str, str], number: int
) -> None:
    before = sorted(store.rglob("*"))
    signals = {"SIGNAL": str(int(signal.SIGINT)), "SIGNAL_AT": str(number)}
    words = ("release", "0.1.1", *QUICK, "--store", store)
    done = run_installed(*words, environment={**signaller, **signals})
    assert done.returncode == 130
    assert "Interrupted; no partly written file remains." in done.stderr
    assert "Traceback" not in done.stderr
    assert [path for path in sorted(store.rglob("*")) if path.name != ".lock"] == [
        path for path in before if path.name != ".lock"
    ]


@pytest.mark.parametrize(
    "action",
    [
        ("release", "0.1.3", *QUICK),
        ("promote", "0.1.0", "--to", "next"),
        ("rollback", "v0"),
        ("withdraw", "0.1.2", "--reason", "test"),
    ],
    ids=lambda action: str(action[0]),
)
def test_a_folder_that_is_read_only_is_one_sentence(store: Path, action: tuple[str, ...]) -> None:
    add_versions(store, "0.1.1", "0.1.2")
    before = (store / "releases.json").read_bytes()
    # Root may write everywhere unless this capability is taken away.
    without = ["setpriv", "--bounding-set=-dac_override", "--"] if os.geteuid() == 0 else []
    store.chmod(0o555)
    (store / ".lock").unlink(missing_ok=True)
    try:
        done = subprocess.run(
            [*without, COMMAND, *action, "--store", store],
            capture_output=True,
            text=True,
            check=False,
        )
        reading = subprocess.run([*without, COMMAND, "verify", "--store", store], check=False)
    finally:
        store.chmod(0o755)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)
    assert "Permission denied" in done.stderr
    assert reading.returncode == 0
    assert (store / "releases.json").read_bytes() == before


def test_a_store_that_is_a_file_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "store").write_bytes(b"")
    done = run("promote", "0.1.0", "--to", "v0", cwd=tmp_path)
    assert done.returncode == 1
    assert is_one_sentence(done.stderr)


def test_build_writes_the_files_of_a_release(published: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    assert run("build", "--deployment", SMALL, "--out", out).returncode == 0
    ledger = Store(published).read_ledger()
    built = {p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file()}
    released = set(ledger["releases"]["0.1.0"]["files"])
    assert built == {path for path in released if not path.startswith("standby")}
    assert (out / "embed.js").read_bytes() == (published / "0.1.0" / "embed.js").read_bytes()


def loaded_by(code: str) -> set[str]:
    """Return the libraries that a new process has loaded after running `code`."""
    said = "import sys; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {said}"], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_build_waits_for_no_library_that_it_does_not_use() -> None:
    loaded = loaded_by("import quickexit.cli.release")
    assert "webassets" in loaded
    assert not loaded & {"cryptography", "flask", "granian", "obstore", "tomlkit", "watchfiles"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("promote", "0.1.0", "--to", "v0"),
        ("rollback", "v0"),
        ("withdraw", "0.1.0", "--reason", "test"),
        ("releases",),
    ],
    ids=lambda arguments: str(arguments[0]),
)
def test_a_command_on_channels_loads_neither_the_build_nor_the_server(
    store: Path, arguments: tuple[str, ...]
) -> None:
    add_versions(store, "0.1.1")
    words = [*arguments, "--store", str(store)]
    loaded = loaded_by(f"from quickexit.cli import run; assert run({words!r}) == 0")
    assert "click" in loaded
    unused = {"cryptography", "flask", "granian", "jinja2", "markdown_it", "tomlkit", "webassets"}
    assert not loaded & unused
