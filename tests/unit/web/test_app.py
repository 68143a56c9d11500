"""The application on a store: every row of the table of addresses, and what else may be asked."""

from __future__ import annotations

import base64
import hashlib
import json
import logging
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.served_store import Reply, add_release, ask, files, served_app

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.errors import QuickExitError
from quickexit.releases.channels import newest_channel
from quickexit.releases.reader import ContentCache, read_ledger
from quickexit.releases.release import Release
from quickexit.releases.signing import SigningKey, new_key
from quickexit.releases.store import Store
from quickexit.web.app import Lookup, create_app
from quickexit.web.routes import load_routes
from quickexit.web.state import ServedState

YEAR = "public, max-age=31536000, immutable, no-transform"
EVERGREEN = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800, no-transform"
FIVE_MINUTES = "public, max-age=300, no-transform"


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("store")
    for version in ("0.9.0", "1.3.7", "1.4.2", "1.5.0-rc.1"):
        add_release(store, version)
    return store


@pytest.fixture(scope="module")
def app(directory: Path) -> Lookup:
    return served(directory)


def served(directory: Path, settings: Settings | None = None) -> Lookup:
    application = served_app(directory, settings).wsgi_app
    assert isinstance(application, Lookup)
    return application


@pytest.mark.parametrize(
    ("path", "mark", "caching"),
    [
        ("/1.4.2/embed.js", "1.4.2", YEAR),
        ("/1.3.7/embed.js", "1.3.7", YEAR),
        ("/1.5.0-rc.1/embed.js", "1.5.0-rc.1", YEAR),
        ("/v1/embed.js", "1.4.2", EVERGREEN),
        ("/v1.4/embed.js", "1.4.2", EVERGREEN),
        ("/v1.3/embed.js", "1.3.7", EVERGREEN),
        ("/v0/embed.js", "0.9.0", EVERGREEN),
        ("/v0.9/embed.js", "0.9.0", EVERGREEN),
        ("/next/embed.js", "1.5.0-rc.1", EVERGREEN),
        ("/v1/faq/night/es.html", "night es <1.4.2>", EVERGREEN),
        ("/1.3.7/faq/default/en.html", "default en <1.3.7>", YEAR),
        ("/next/faq/default/es-MX.html", "default es <1.5.0-rc.1>", EVERGREEN),
    ],
)
def test_each_address_has_its_content_and_caching(
    app: Lookup, path: str, mark: str, caching: str
) -> None:
    reply = ask(app, path, accept_encoding="br, gzip")
    assert reply.status == 200
    assert mark in reply.content.decode()
    assert reply.headers["cache-control"] == caching
    assert reply.headers["content-encoding"] == "br"
    assert reply.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "x-frame-options" not in reply.headers


@pytest.mark.parametrize("channel", ["v1", "next"])
@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("es-MX", "es"), ("es_mx", "es"), ("ES", "es"), ("zh_cn", "zh-Hans"), ("ZH", "zh-Hans"),
        ("zh-hans", "zh-Hans"),
    ],
)  # fmt: skip
def test_a_tag_of_a_floating_address_is_taken_in_any_case(
    app: Lookup, channel: str, tag: str, language: str
) -> None:
    found = ask(app, f"/{channel}/faq/night/{tag}.html", accept_encoding="br")
    own = ask(app, f"/{channel}/faq/night/{language}.html", accept_encoding="br")
    assert (found.status, found.headers, found.body) == (200, own.headers, own.body)


@pytest.mark.parametrize("segment", ["1.4.2", "v1.4"])
@pytest.mark.parametrize("tag", ["es-MX", "ES", "zh_CN"])
def test_elsewhere_a_tag_is_the_one_of_the_file(app: Lookup, segment: str, tag: str) -> None:
    assert ask(app, f"/{segment}/faq/night/{tag}.html").status == 404
    assert ask(app, f"/v1/faq/nowhere/{tag}.html").status == 404


def test_a_script_answers_every_origin_and_may_not_be_framed(app: Lookup) -> None:
    headers = ask(app, "/v1/embed.js").headers
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_frame_may_be_shown_by_everybody_unless_hosts_are_named(directory: Path) -> None:
    headers = ask(served(directory), "/v1/faq/default/en.html").headers
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["content-security-policy"] == "frame-ancestors *"
    assert headers["cross-origin-embedder-policy"] == "require-corp"
    assert "access-control-allow-origin" not in headers
    narrowed = Settings(allowed_hosts=("https://city.example", "*.county.example"))
    for path in ("/v1/faq/default/en.html", "/v1/faq/default/xx.html", "/faq"):
        headers = ask(served(directory, narrowed), path).headers
        policy = "frame-ancestors 'self' https://city.example *.county.example"
        assert headers["content-security-policy"] == policy


@pytest.mark.parametrize(
    ("path", "mark"),
    [
        ("/v1/faq/default/xx.html", "default en <1.4.2>"),
        ("/v1/faq/night/xx.html", "night en <1.4.2>"),
        ("/v1/faq/unknown/es.html", "default en <1.4.2>"),
        ("/1.3.7/faq/night/xx.html", "night en <1.3.7>"),
        ("/next/faq/default/xx.html", "default en <1.5.0-rc.1>"),
        ("/v7/faq/night/es.html", "default en <1.4.2>"),
        ("/9.9.9/faq/night/es.html", "default en <1.4.2>"),
    ],
)
def test_an_unknown_frame_is_a_404_that_helps_all_the_same(
    app: Lookup, path: str, mark: str
) -> None:
    reply = ask(app, path, accept_encoding="br")
    assert reply.status == 404
    assert mark in reply.content.decode()
    assert reply.headers["cache-control"] == "public, max-age=60, no-transform"
    assert reply.headers["cross-origin-embedder-policy"] == "require-corp"


@pytest.mark.parametrize(
    ("asked", "language"),
    [("", "en"), ("es-MX", "es"), ("zh-CN,en;q=0.5", "zh-Hans"), ("de", "en")],
)
def test_the_hosted_page_speaks_the_language_of_the_visitor(
    app: Lookup, asked: str, language: str
) -> None:
    reply = ask(app, "/faq", accept_language=asked, accept_encoding="gzip")
    assert reply.status == 200
    assert f"default {language} <1.4.2>" in reply.content.decode()
    assert reply.headers["content-language"] == language
    assert reply.headers["vary"] == "Accept-Encoding, Accept-Language"
    assert reply.headers["cache-control"] == FIVE_MINUTES
    assert reply.headers["content-encoding"] == "gzip"
    again = ask(app, "/faq", accept_language=asked, accept_encoding="gzip",
                if_none_match=reply.headers["etag"])  # fmt: skip
    assert (again.status, again.body) == (304, b"")
    head = ask(app, "/faq", "HEAD", accept_language=asked, accept_encoding="gzip")
    assert (head.status, head.headers, head.body) == (200, reply.headers, b"")


def test_the_ledger_is_served_as_it_is_to_every_origin(app: Lookup, directory: Path) -> None:
    reply = ask(app, "/releases.json")
    assert reply.body == (directory / "releases.json").read_bytes()
    assert reply.headers["content-type"] == "application/json; charset=utf-8"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["cache-control"] == FIVE_MINUTES


def test_the_releases_page_lists_every_release_escaped_and_newest_first(
    app: Lookup, directory: Path
) -> None:
    reply = ask(app, "/releases", accept_encoding="br")
    text = reply.content.decode()
    versions = ["1.5.0-rc.1", "1.4.2", "1.3.7", "0.9.0"]
    assert sorted(versions, key=lambda v: text.index(f'<article id="{v}"')) == versions
    assert "What is new in 1.4.2 &lt;b&gt;&amp;&lt;/b&gt;" in text
    _, ledger = read_ledger(directory)
    assert ledger["releases"]["1.4.2"]["files"]["embed.js"]["integrity"] in text
    assert '<span class="tag">v1.4</span>' in text
    assert reply.headers["cache-control"] == FIVE_MINUTES


def test_the_releases_page_offers_each_release_that_may_be_used_pinned_to_copy(
    tmp_path: Path,
) -> None:
    for version in ("1.0.0", "1.0.1", "1.0.2"):
        add_release(tmp_path, version, standby=True)
    Store(tmp_path).withdraw("1.0.2", "a wrong number")
    text = ask(served(tmp_path), "/releases").body.decode()
    _, ledger = read_ledger(tmp_path)
    for version, standing, offered in (
        ("1.0.0", "Supported", True),
        ("1.0.1", "Current", True),
        ("1.0.2", "Withdrawn", False),
    ):
        article = text.partition(f'<article id="{version}"')[2].partition("</article>")[0]
        assert f'<span class="standing">{standing}</span>' in article
        digest = ledger["releases"][version]["files"]["embed.js"]["integrity"]
        pinned = f"/{version}/embed.js&#34; integrity=&#34;{digest}&#34; crossorigin="
        assert (pinned in article) is offered


def test_the_releases_page_says_which_floating_address_stands_by(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0", standby=True)
    Store(tmp_path).withdraw("1.0.0", "a wrong number")
    text = ask(served(tmp_path), "/releases").body.decode()
    assert "<dt><code>v1</code></dt><dd>stands by:" in text


def test_the_notes_are_shown_by_reader_with_their_code(tmp_path: Path) -> None:
    notes = {
        "deprecations": ["Use `<b>` until 2027-06-01."],
        "maintainers": ["One."],
        "agencies": [],
        "partners": ["Two."],
    }
    Store(tmp_path).add(Release("1.0.0", "2026-01-31", 1, {"embed.js": b"x"}, notes))
    text = ask(served(tmp_path), "/releases").body.decode()
    headings = ["<h3>For partner sites</h3>", "<h3>For maintainers</h3>", "<h3>Deprecated</h3>"]
    assert sorted(headings, key=text.index) == headings
    assert "For agencies" not in text
    assert "<li>Use <code>&lt;b&gt;</code> until 2027-06-01.</li>" in text


def test_a_withdrawn_release_says_why_and_its_bytes_stay(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0")
    add_release(tmp_path, "1.0.1")
    Store(tmp_path).withdraw("1.0.1", "a wrong <number>")
    app = served(tmp_path)
    assert "withdrawn: a wrong &lt;number&gt;" in ask(app, "/releases").body.decode()
    assert ask(app, "/1.0.1/embed.js").status == 200
    assert b"<1.0.0>" in ask(app, "/v1/embed.js").body


def test_a_channel_that_stands_by_answers_with_what_was_made_for_that_day(tmp_path: Path) -> None:
    add_release(tmp_path, "0.9.0")
    add_release(tmp_path, "1.0.0", standby=True)
    Store(tmp_path).withdraw("1.0.0", "a wrong number")
    app = served(tmp_path)
    script = ask(app, "/v1/embed.js")
    assert (script.status, b"/*stands by <1.0.0>*/" in script.body) == (200, True)
    assert script.headers["cache-control"] == EVERGREEN
    for path, language in (("night/es", "es"), ("default/en", "en"), ("default/zh-CN", "zh-Hans")):
        page = ask(app, f"/v1/faq/{path}.html")
        assert (page.status, page.headers["cache-control"]) == (200, EVERGREEN)
        assert f"plain {language} <1.0.0>" in page.body.decode()
        assert page.headers["content-security-policy"] == "frame-ancestors *"
    assert ask(app, "/v1/faq/default/xx.html").status == 404
    assert b"plain en" in ask(app, "/v1/faq/default/xx.html").body
    assert b"/*<1.0.0>*/" in ask(app, "/1.0.0/embed.js").body
    assert b"default en <1.0.0>" in ask(app, "/1.0.0/faq/default/en.html").body
    assert b"default en <0.9.0>" in ask(app, "/faq").body, "the hosted page follows what is shown"


def test_where_every_line_stands_by_the_hosted_page_does_too(tmp_path: Path) -> None:
    add_release(tmp_path, "1.0.0", standby=True)
    Store(tmp_path).withdraw("1.0.0", "a wrong number")
    assert b"plain es <1.0.0>" in ask(served(tmp_path), "/faq", accept_language="es").body


SIGNED_HEADERS = {"unencoded-digest", "signature-input", "signature"}


@pytest.mark.parametrize("path", ["/1.0.0/embed.js", "/v1/embed.js", "/1.0.0/standby.js"])
def test_a_signed_script_has_its_three_headers_in_every_encoding_and_when_unchanged(
    tmp_path: Path, path: str
) -> None:
    key = SigningKey(new_key(), tmp_path / "key.pem")
    add_release(tmp_path, "1.0.0", standby=True, key=key)
    app = served(tmp_path)
    whole = ask(app, path, accept_encoding="br")
    expected = {name: whole.headers[name] for name in SIGNED_HEADERS}
    assert f'keyid="{key.public_key}"' in expected["signature-input"]
    digest = base64.b64encode(hashlib.sha256(whole.content).digest()).decode()
    assert expected["unencoded-digest"] == f"sha-256=:{digest}:"
    others = (
        ask(app, path),
        ask(app, path, "HEAD", accept_encoding="gzip"),
        ask(app, path, accept_encoding="br", if_none_match=whole.headers["etag"]),
    )
    assert [reply.status for reply in others] == [200, 200, 304]
    assert all(expected.items() <= reply.headers.items() for reply in others)


def test_the_stand_by_script_is_signed_as_the_release_was(tmp_path: Path) -> None:
    key = SigningKey(new_key(), tmp_path / "key.pem")
    add_release(tmp_path, "1.0.0", standby=True, key=key)
    Store(tmp_path).withdraw("1.0.0", "a wrong number")
    reply = ask(served(tmp_path), "/v1/embed.js")
    assert b"stands by" in reply.body
    digest = base64.b64encode(hashlib.sha256(reply.body).digest()).decode()
    assert reply.headers["unencoded-digest"] == f"sha-256=:{digest}:"


def test_what_is_not_signed_has_none_of_these_headers(app: Lookup) -> None:
    for path in ("/v1/embed.js", "/v1/faq/default/en.html", "/releases.json"):
        assert not SIGNED_HEADERS & ask(app, path).headers.keys()


def test_the_start_page_offers_the_snippet_escaped_and_is_not_kept(app: Lookup) -> None:
    reply = ask(app, "/")
    assert reply.headers["cache-control"] == "no-cache"
    assert "&lt;a data-quick-exit href=&#34;https://www.weather.gov/&#34;" in reply.body.decode()


@pytest.mark.parametrize("path", ["/releases", "/nothing"])
def test_pages_of_the_server_cannot_be_framed_and_run_nothing(app: Lookup, path: str) -> None:
    reply = ask(app, path)
    policy = reply.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert b"<script" not in reply.body
    assert b'="/' not in reply.body, "a link from the root loses the path prefix"
    assert b"widget.example" not in reply.body, "a page must not name its own address"


def test_a_failure_inside_is_one_plain_sentence_that_tells_nothing(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    flask = served_app(directory)

    def fail() -> str:
        raise ValueError("telltale")

    flask.add_url_rule("/fail", view_func=fail)
    reply = ask(flask.wsgi_app, "/fail")
    assert (reply.status, reply.body) == (500, b"Something failed here.\n")
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "ValueError" in caplog.text
    assert "telltale" not in caplog.text


def test_a_malformed_host_is_the_clients_mistake(app: Lookup) -> None:
    assert ask(app, "/nothing", host=".").status == 400


def test_an_empty_path_is_the_start_page_and_no_redirect(app: Lookup) -> None:
    assert ask(app, "").body == ask(app, "/").body


def test_the_page_for_unknown_addresses_holds_no_link_since_it_may_stand_at_any_depth(
    app: Lookup,
) -> None:
    reply = ask(app, "/deep/down/nothing")
    # But for the icon, which is none: it keeps browsers from asking for one.
    assert (reply.status, b"href" in reply.body.replace(b'href="data:,"', b"")) == (404, False)
    assert reply.headers["cache-control"] == "public, max-age=60, no-transform"


def test_the_icon_that_browsers_ask_for_is_a_kept_nothing(app: Lookup) -> None:
    reply = ask(app, "/favicon.ico")
    assert (reply.status, reply.body) == (204, b"")
    assert reply.headers["cache-control"] == "public, max-age=86400, no-transform"


def test_the_server_is_healthy_once_the_store_is_read_and_not_before(directory: Path) -> None:
    state = ServedState(directory, Source(Settings()))
    app = create_app(state).wsgi_app
    for path in ("/healthz", "/v1/embed.js", "/", "/faq", "/releases.json"):
        reply = ask(app, path)
        assert (reply.status, reply.headers["cache-control"]) == (503, "no-store")
        assert reply.headers["x-content-type-options"] == "nosniff"
    assert state.reload()
    healthy = ask(app, "/healthz")
    assert (healthy.status, json.loads(healthy.body)) == (200, {"status": "ok"})
    assert healthy.headers["cache-control"] == "no-store"


EVERY_KIND_OF_ANSWER = (
    ("/", "GET"), ("/faq", "GET"), ("/releases", "GET"), ("/releases.json", "GET"),
    ("/healthz", "GET"), ("/v1/embed.js", "GET"), ("/v1/embed.js", "HEAD"),
    ("/v1/embed.js", "POST"), ("/v1/faq/default/en.html", "GET"), ("/v1/faq/x/x.html", "GET"),
    ("/favicon.ico", "GET"), ("/nothing", "GET"), ("/nothing", "POST"), ("/healthz", "DELETE"),
    ("/faq", "OPTIONS"), ("/", "BREW"), ("/faq/", "GET"), ("//faq", "GET"),
    ("/1.4.2/embed.js", "GET"), ("/%ff%fe", "GET"), ("/nothing", "HEAD"), ("/", "HEAD"),
)  # fmt: skip


@pytest.mark.parametrize(("path", "method"), EVERY_KIND_OF_ANSWER)
def test_every_answer_carries_the_headers_that_guard_the_visitor(
    app: Lookup, path: str, method: str
) -> None:
    reply = ask(app, path, method)
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "geolocation=()" in reply.headers["permissions-policy"]
    assert reply.headers["cache-control"]
    assert not {"set-cookie", "x-frame-options", "location"} & reply.headers.keys()
    if path != "/favicon.ico":
        assert "frame-ancestors" in reply.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["/", "/faq", "/healthz", "/nothing", "/v1/embed.js", "/releases"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "BREW"])
def test_other_methods_are_refused_everywhere(app: Lookup, path: str, method: str) -> None:
    reply = ask(app, path, method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


HOSTILE = (
    "/../releases.json", "/1.4.2/../releases.json", "/1.4.2/../../../../etc/passwd",
    "/%2e%2e/etc/passwd", "/1.4.2/embed.js\0", "/\0", "/1.4.2/embed.js%00", "//etc/passwd",
    "/\\\\host\\share", "http://other.example/", "*", "/" + "a" * 100_000, "/\xc0\xae\xc0\xae/",
    "/\xff\xfe", "/.lock", "/1.4.2/embed.js.br", "/1.4.2/", "/1.4.2", "/v1", "/v1/faq/default/",
    "/v1//embed.js", "/V1/embed.js", "/v01/embed.js", "/1.4.2/embed.js/", "/faq;x=1", "/faq\n",
)  # fmt: skip


@pytest.mark.parametrize("path", HOSTILE)
def test_hostile_and_misspelt_paths_find_nothing(app: Lookup, path: str) -> None:
    reply = ask(app, path)
    assert reply.status == 404
    assert b"root:" not in reply.body


words = st.sampled_from(["..", ".", "%2e", "v1", "1.4.2", "faq", "default", "en.html", "embed.js"])
latin = st.text(st.characters(max_codepoint=255), max_size=12)
paths = st.one_of(latin, st.lists(st.one_of(words, latin), max_size=6).map("/".join)).map(
    lambda path: "/" + path
)
values = st.text(st.characters(max_codepoint=255), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=paths,
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "X\xff"]),
    encoding=values,
    language=values,
    known=values,
    host=values,
)
def test_no_request_makes_the_server_fail(
    app: Lookup, path: str, method: str, encoding: str, language: str, known: str, host: str
) -> None:
    reply = ask(app, path, method, accept_encoding=encoding, accept_language=language,
                if_none_match=known, host=host, cookie="a=b")  # fmt: skip
    assert reply.status in {200, 204, 304, 400, 404, 405}
    if method == "HEAD":
        assert reply.body == b""


@pytest.mark.parametrize(
    ("channels", "newest"),
    [
        (("v0", "v0.1", "next"), "v0"),
        (("v2", "v10", "v10.3", "v9"), "v10"),
        (("next",), "next"),
        ((), None),
    ],
)
def test_the_hosted_page_follows_the_newest_promoted_major(
    channels: tuple[str, ...], newest: str | None
) -> None:
    assert newest_channel(channels) == newest


def test_an_empty_store_is_served_as_nothing_released(tmp_path: Path) -> None:
    (tmp_path / "releases.json").write_text('{"schema":1,"releases":{},"channels":{}}')
    app = served(tmp_path)
    assert ask(app, "/healthz").status == 200
    assert "Nothing has been released" in ask(app, "/").body.decode()
    assert ask(app, "/faq").status == 404
    assert ask(app, "/v1/faq/default/en.html").status == 404


def test_a_new_release_shows_after_reading_again_and_old_addresses_keep_their_bytes(
    tmp_path: Path,
) -> None:
    add_release(tmp_path, "1.0.0")
    flask = served_app(tmp_path)
    before = ask(flask.wsgi_app, "/1.0.0/embed.js", accept_encoding="br")
    add_release(tmp_path, "1.0.1")
    assert b"<1.0.0>" in ask(flask.wsgi_app, "/v1/embed.js").body
    assert flask.extensions["quickexit"].reload()
    assert b"<1.0.1>" in ask(flask.wsgi_app, "/v1/embed.js").body
    assert ask(flask.wsgi_app, "/1.0.0/embed.js", accept_encoding="br") == before


def test_what_was_read_once_is_shared_by_later_tables(directory: Path) -> None:
    contents = ContentCache()
    tables = [load_routes(directory, Settings(), contents) for _ in range(2)]
    bodies = [table.resources["/v1/embed.js"]["br"].whole.body for table in tables]
    assert bodies[0] is bodies[1]
    pinned = tables[0].resources["/1.4.2/embed.js"]["br"].whole.body
    assert pinned is bodies[0]


def break_ledger(store: Path) -> None:
    (store / "releases.json").write_text("{")


def remove_ledger(store: Path) -> None:
    (store / "releases.json").unlink()


def damage_newer_release(store: Path) -> None:
    add_release(store, "1.0.1")
    (store / "1.0.1" / "embed.js").write_bytes(b"other bytes")


def lose_a_file_of_a_newer_release(store: Path) -> None:
    add_release(store, "1.0.1")
    (store / "1.0.1" / "faq" / "default" / "en.html").unlink()


@pytest.mark.parametrize(
    "harm", [break_ledger, remove_ledger, damage_newer_release, lose_a_file_of_a_newer_release]
)
def test_a_store_that_breaks_underneath_leaves_the_state_before_and_says_stale(
    tmp_path: Path, harm: object, caplog: pytest.LogCaptureFixture
) -> None:
    add_release(tmp_path, "1.0.0")
    flask = served_app(tmp_path)
    assert callable(harm)
    harm(tmp_path)
    with caplog.at_level(logging.ERROR, "quickexit"):
        assert not flask.extensions["quickexit"].reload()
    assert len(caplog.records) == 1
    assert b"<1.0.0>" in ask(flask.wsgi_app, "/v1/embed.js").body
    health = ask(flask.wsgi_app, "/healthz")
    assert (health.status, json.loads(health.body)) == (200, {"status": "stale"})


@pytest.mark.parametrize("part", ["load_routes", "studio_page"])
def test_what_nobody_foresaw_is_one_sentence_and_the_next_state_is_served(
    tmp_path: Path, part: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("of a kind that nobody foresaw")

    add_release(tmp_path, "1.0.0")
    flask = served_app(tmp_path)
    state = flask.extensions["quickexit"]
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "quickexit"):
        patch.setattr(f"quickexit.web.state.{part}", fail)
        state.reload()
    assert len(caplog.records) == 1
    assert "RuntimeError" in caplog.text
    assert "Traceback" not in caplog.text
    add_release(tmp_path, "1.0.1")
    assert state.reload()
    assert b"<1.0.1>" in ask(flask.wsgi_app, "/v1/embed.js").body


def test_a_store_damaged_at_the_start_serves_what_is_whole_and_never_other_bytes(
    tmp_path: Path,
) -> None:
    add_release(tmp_path, "1.0.0")
    add_release(tmp_path, "1.0.1")
    (tmp_path / "1.0.1" / "embed.js").write_bytes(b"other bytes")
    app = served(tmp_path)
    assert json.loads(ask(app, "/healthz").body) == {"status": "damaged"}
    assert ask(app, "/1.0.1/embed.js").status == 404
    assert ask(app, "/v1/faq/default/en.html").status == 200
    assert ask(app, "/1.0.0/embed.js").status == 200


@pytest.mark.parametrize("harm", [b"", b"not compressed", None])
@pytest.mark.parametrize("ending", [".br", ".gz"])
def test_a_precompressed_file_that_does_not_hold_the_content_is_not_served(
    tmp_path: Path, harm: bytes | None, ending: str
) -> None:
    add_release(tmp_path, "1.0.0")
    encoded = tmp_path / "1.0.0" / ("embed.js" + ending)
    if harm is None:
        encoded.unlink()
    else:
        encoded.write_bytes(harm)
    encoding = {".br": "br", ".gz": "gzip"}[ending]
    reply: Reply = ask(served(tmp_path), "/v1/embed.js", accept_encoding=encoding)
    assert "content-encoding" not in reply.headers
    assert reply.body == files("<1.0.0>")["embed.js"]


def test_a_missing_store_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(QuickExitError, match=r"there is no store here.*--store"):
        load_routes(tmp_path / "none", Settings(), ContentCache())


@pytest.mark.parametrize("path", ["/help/v1/embed.js", "/v1/embed.js", "/help/", "/help/faq"])
def test_the_path_of_the_public_address_is_kept_and_may_be_stripped(
    directory: Path, path: str
) -> None:
    app = served(directory, Settings(public_address="https://city.example/help"))
    assert ask(app, path).status == 200


def test_a_source_that_may_change_is_taken_anew_and_the_one_before_stays_where_it_is_wrong(
    directory: Path,
) -> None:
    def wrong() -> Source:
        raise OSError("nobody foresaw this")

    now = Source(Settings(public_address="https://city.example/help"))
    sources = iter([lambda: Source(Settings()), lambda: now, wrong])
    state = ServedState(directory, Source(Settings()), lambda: next(sources)())
    state.reload()
    app = create_app(state).wsgi_app
    assert ask(app, "/help/v1/embed.js").status == 404
    for _ in range(2):
        assert state.reload()
        assert ask(app, "/help/v1/embed.js").status == 200
        assert b"https://city.example/help/v1/embed.js" in ask(app, "/studio/snippet").content
