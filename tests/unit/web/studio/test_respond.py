"""The studio's addresses: what they answer, and one sentence for whatever is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.commands import choices_of_the_command
from tests.support.served_store import Reply, add_release, served_app

from quickexit.content.loader import languages
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.paths import widget_directory
from quickexit.snippets.choices import listed_values
from quickexit.themes.contrast import check
from quickexit.themes.design_tokens import to_design_tokens
from quickexit.themes.palette import derive
from quickexit.themes.theme import to_toml
from quickexit.themes.tokens import TOKENS

SOURCE = Source(Settings())
SOURCE_LANGUAGES = languages(widget_directory() / "content")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("store")
    for version in ("0.9.0", "1.4.2", "1.5.0-rc.1"):
        add_release(directory, version)
    return directory


@pytest.fixture(scope="module")
def app(store: Path) -> Any:
    return served_app(store)


def ask(app: Any, path: str, fields: Any = (), **request: Any) -> Reply:
    reply = app.test_client().open(f"{path}?{urlencode(fields)}", **request)
    return Reply(reply.status_code, {k.lower(): v for k, v in reply.headers.items()}, reply.data)


def is_one_sentence(reply: Reply) -> bool:
    problem = json.loads(reply.body)["problem"]
    return problem.endswith(".") and "\n" not in problem and "Traceback" not in problem


def test_a_snippet_comes_with_costs_room_and_policies(app: Any) -> None:
    answer = json.loads(ask(app, "/studio/snippet", {"theme": "default"}).body)
    assert [file["path"] for file in answer["files"]] == ["embed.js", "faq/default/en.html"]
    assert all(file["brotli"] > 0 for file in answer["files"])
    assert set(answer["heights"]) == {"320", "768", "1280"}
    assert answer["version"] == "1.4.2"
    assert not any(line.startswith("style-src") for line in answer["csp"]["inline"])
    assert answer["csp"]["nonce"][0] == "script-src 'nonce-{{ nonce }}'"


def test_what_is_not_released_has_no_size(app: Any) -> None:
    answer = json.loads(ask(app, "/studio/snippet", {"theme": "civic"}).body)
    assert [file["brotli"] is None for file in answer["files"]] == [False, True]


@pytest.mark.parametrize(
    ("path", "fields", "words"),
    [
        ("/studio/snippet", {"lang": "xx"}, "there is no language"),
        ("/studio/snippet", {"varaint": "script"}, 'did you mean "variant"'),
        ("/studio/snippet", {"variant": "x"}, "choose script"),
        ("/studio/snippet", {"variant": "signed"}, "only after its script was read back"),
        ("/studio/snippet", {"exit-href": "javascript:alert(1)"}, "is not an address"),
        ("/studio/snippet", {"base-url": "https://a.example/?x"}, "has a query"),
        ("/studio/snippet", {"open": "nothing"}, "there is no question"),
        ("/studio/snippet", {"channel": "v9"}, "there is no channel"),
        ("/studio/snippet", {"variant": "pinned", "release": "9.9.9"}, "is not in the store"),
        ("/studio/snippet", {"release": "<b>"}, "is not a version"),
        ("/studio/snippet", {"reserve": "1 2"}, "three heights"),
        ("/studio/snippet", {"nonce-placeholder": "a'; script-src *"}, "ends a policy"),
        ("/studio/snippet", [("lang", "en"), ("lang", "en")], "given twice"),
        ("/studio/snippet", {"exit-href": "https://a.example/" + "a" * 9000}, "too long"),
        ("/studio/page", {"lang": "<script>"}, "there is no language"),
        ("/studio/theme", {"color.light.papper": "#ffffff"}, 'did you mean "color.light.paper"'),
        ("/studio/theme", {"color.light.paper": "url(x)"}, "write a colour"),
        ("/studio/theme", {"type.line-height": "nan"}, "a number from"),
        ("/studio/theme", {"type.line-height": "wide"}, "a number from"),
        ("/studio/theme", {"brand": "red"}, "is not a colour"),
        ("/studio/theme", {"start": "nothing"}, "there is no theme"),
        ("/studio/theme", {"start": "x" * 999}, f'there is no theme "{"x" * 60}…"'),
        ("/studio/snippet", {"variant": "x" * 999}, f'variant cannot be "{"x" * 60}…"'),
        ("/studio/snippet", {"exit-offset": "x" * 999}, f'exit-offset cannot be "{"x" * 60}…"'),
        ("/studio/snippet", {"reserve": "x" * 999}, f'reserve cannot be "{"x" * 60}…"'),
        ("/studio/snippet", {"x" * 999: "1"}, f"there is no option {'x' * 60}…"),
        ("/studio/theme", {"name": "A B"}, "a theme cannot be called"),
    ],
)
def test_a_wrong_question_is_one_sentence(app: Any, path: str, fields: Any, words: str) -> None:
    reply = ask(app, path, fields)
    assert reply.status == 400
    assert is_one_sentence(reply)
    assert words in json.loads(reply.body)["problem"]
    assert b"<" not in reply.body


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(["/studio/snippet", "/studio/theme", "/studio/page", "/studio/upload"]),
    st.dictionaries(
        st.one_of(st.sampled_from(["lang", "exit-href", "brand", "name", "start", "open", "kind",
                                   "reserve", *TOKENS]), st.text(max_size=8)),
        st.one_of(st.text(max_size=40), st.sampled_from(["<script>", "\0", "'", '"', "..", "%"])),
        max_size=4,
    ),
    st.binary(max_size=60),
)  # fmt: skip
def test_no_question_makes_the_studio_fail(
    app: Any, path: str, fields: dict[str, str], body: bytes
) -> None:
    post = {"method": "POST", "data": body} if path == "/studio/upload" else {}
    reply = ask(app, path, fields, **post)
    assert reply.status in (200, 400)
    if reply.status == 400:
        assert is_one_sentence(reply)
    if path != "/studio/page":
        assert b"<" not in reply.body
        assert reply.headers["content-type"].startswith("application/json")


def test_a_theme_comes_with_its_style_and_every_contrast(app: Any) -> None:
    answer = json.loads(ask(app, "/studio/theme", {"brand": "#0057b8", "name": "city"}).body)
    theme = derive("city", "#0057b8")
    assert answer["tokens"] == dict(theme.tokens)
    assert len(answer["pairs"]) == len(check(theme))
    assert answer["files"]["city.toml"] == to_toml(theme)
    assert json.loads(answer["files"]["city.tokens.json"]) == to_design_tokens(theme)


def test_a_theme_that_cannot_be_read_has_no_files_and_says_why(app: Any) -> None:
    answer = json.loads(ask(app, "/studio/theme", {"color.light.text": "#eeeeee"}).body)
    assert answer["files"] is None
    assert "color.light.text on color.light.paper" in answer["refusal"]
    failed = next(pair for pair in answer["pairs"] if not pair["passes"])
    mended = json.loads(ask(app, "/studio/theme", failed["fixes"]).body)
    pairs = {(one["front"], one["back"]): one["passes"] for one in mended["pairs"]}
    assert pairs[failed["front"], failed["back"]]


@pytest.mark.parametrize("kind", ["toml", "json"])
def test_a_file_that_was_saved_is_taken_again(app: Any, kind: str) -> None:
    theme = derive("city", "#8a1538")
    text = to_toml(theme) if kind == "toml" else json.dumps(to_design_tokens(theme))
    fields = {"name": "city", "kind": kind}
    reply = ask(app, "/studio/upload", fields, method="POST", data=text.encode())
    assert json.loads(reply.body)["tokens"] == dict(theme.tokens)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("toml", b"\xff", "not UTF-8"),
        ("toml", b"x" * 40_000, "too large"),
        ("toml", b"[color.light]\npaper = 'url(x)'", "city.toml:2"),
        ("toml", b"=", "city.toml:1: this is not TOML"),
        ("json", b"{\n\n", "city.json:3: this is not JSON"),
        ("json", b"[" * 20_000, "city.json"),
        ("json", b'{"\\ud800": {"$value": 1}}', r"city.json:1: there is no token \ud800"),
        ("css", b"", "neither a .toml nor a .json"),
    ],
)
def test_a_file_that_is_no_theme_is_one_sentence(
    app: Any, kind: str, data: bytes, words: str
) -> None:
    fields = {"name": "city", "kind": kind}
    reply = ask(app, "/studio/upload", fields, method="POST", data=data)
    assert reply.status == 400
    assert is_one_sentence(reply)
    assert words in json.loads(reply.body)["problem"]


def test_the_studio_runs_nothing_but_its_own_and_is_framed_by_nobody(app: Any) -> None:
    policy = ask(app, "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    for path in ("/studio/page", "/studio/practice"):
        policy = ask(app, path).headers["content-security-policy"]
        assert "frame-ancestors 'self'" in policy
        assert "'unsafe-inline'" not in policy


def test_a_made_up_page_lets_no_other_origin_in(app: Any) -> None:
    reply = ask(app, "/studio/page", {"base-url": "https://elsewhere.example"})
    assert "elsewhere" not in reply.headers["content-security-policy"]
    assert "script-src 'self'" in reply.headers["content-security-policy"]


def test_a_prefix_that_the_proxy_keeps_is_served_with_relative_addresses(store: Path) -> None:
    city = served_app(store, Settings(public_address="https://city.example/help"))
    for path in ("/help/", "/help/studio/snippet", "/help/studio/practice"):
        assert ask(city, path).status == 200
    page = ask(city, "/help/").body.decode()
    assert 'href="/' not in page
    assert "https://city.example/help/v1/embed.js" in page


def test_an_empty_store_says_so_and_has_a_snippet_all_the_same(tmp_path: Path) -> None:
    write_empty(tmp_path)
    empty = served_app(tmp_path)
    page = ask(empty, "/").body.decode()
    assert "Nothing has been released here yet" in page
    assert "/v0/embed.js" in page
    assert ask(empty, "/studio/snippet").status == 200
    pinned = ask(empty, "/studio/snippet", {"variant": "pinned"})
    assert pinned.status == 400
    assert "no release to pin" in json.loads(pinned.body)["problem"]


def write_empty(directory: Path) -> None:
    ledger = {"schema": 1, "releases": {}, "channels": {}}
    (directory / "releases.json").write_text(json.dumps(ledger), "utf-8")


def test_a_source_that_is_wrong_shuts_the_studio_and_nothing_else(
    store: Path, tmp_path: Path
) -> None:
    (tmp_path / "themes").mkdir()
    (tmp_path / "themes" / "bad.toml").write_text("x = 1", "utf-8")
    source = Source(Settings(), tmp_path)
    shut = served_app(store, source=source)
    assert ask(shut, "/").status == 503
    assert ask(shut, "/studio/snippet").status == 503
    assert shut.extensions["quickexit"].status == "ok"
    assert shut.extensions["quickexit"].routes.find("/v1/embed.js")


# What of the page's controls is no option of the command, and what of its options has no control.
OF_THE_PAGE_ALONE = {
    "csp": "the command prints one kind of lines, as --nonce-placeholder says; the page all three",
    **dict.fromkeys(
        ("width", "dark", "forced", "rtl", "large", "still"), "how the preview is seen"
    ),
}
OF_THE_COMMAND_ALONE = {"nonce-placeholder": "the page puts in its own, where csp is `nonce`"}


def test_the_choices_of_the_page_are_those_of_the_command(app: Any) -> None:
    page = ask(app, "/").body.decode()
    # Ticks of the list of what to try on one's own page are kept as choices are.
    offered = set(re.findall(r'data-choice="(?!tried-)([^"]*)"', page))
    command = choices_of_the_command()
    assert offered - OF_THE_PAGE_ALONE.keys() == command - OF_THE_COMMAND_ALONE.keys(), (
        "give each option its field in widget/studio/studio.html"
    )
    assert offered >= OF_THE_PAGE_ALONE.keys()
    assert command >= OF_THE_COMMAND_ALONE.keys()
    # The list of those that the page's script puts into its question.
    asked = re.search(r"const SNIPPET_CHOICES = (\[.*?\]);", page, re.DOTALL)
    assert asked
    assert set(re.findall(r'"([\w-]+)"', asked[1])) == command - OF_THE_COMMAND_ALONE.keys(), (
        "list each option in SNIPPET_CHOICES of widget/studio/preview.js"
    )


def test_a_choice_with_listed_values_offers_each_of_them(app: Any) -> None:
    page = ask(app, "/").body.decode()
    for name, values in {**listed_values(), "lang": SOURCE_LANGUAGES}.items():
        part = re.search(rf'<select id="{name}".*?</select>', page, re.DOTALL)
        offered = set(re.findall(r'value="([^"]*)"', part[0] if part else page))
        # Another order of the same keys; `signed` is read back first, which the command does.
        assert set(values) - offered <= {"escape shift", "signed"}, name


def test_the_studio_answers_reading_alone(app: Any) -> None:
    for path in ("/studio/snippet", "/studio/theme", "/studio/page", "/studio/practice"):
        assert ask(app, path, method="POST").status == 405
    assert ask(app, "/studio/upload").status == 405
