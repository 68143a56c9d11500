"""Negotiation and the look-up: pure functions, every header that a client may send."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.served_store import ask

from quickexit.web.app import Lookup
from quickexit.web.negotiation import choose_language, encodings_by_preference, matches
from quickexit.web.responses import entity_tag, make_empty_resource, make_resource
from quickexit.web.routes import Routes

CONTENT = {"identity": b"i" * 30, "gzip": b"g" * 20, "br": b"b" * 10}
RESOURCE = make_resource(CONTENT, [("Content-Type", "text/plain"), ("Cache-Control", "public")])


def behind(_environ: object, start_response: object) -> list[bytes]:
    start_response("418 I'm a Teapot", [])  # type: ignore[operator]
    return [b"behind"]


def look_up(table: Routes | None, prefix: str = "") -> Lookup:
    placed = replace(table, prefix=prefix) if table else None
    return Lookup(behind, lambda: placed)


ONE = look_up(Routes({"/a": RESOURCE}))


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("", "identity"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0", "identity"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("br; q = 0.5 , gzip;q=0.4", "br"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity", "identity"),
        ("identity;q=0.5, br;q=0.4", "identity"),
        ("identity;q=0, *;q=0", "identity"),
        ("identity;q=0", "identity"),
        ("br;q=1.5", "identity"),
        ("br;q=zwei, gzip", "gzip"),
        ("deflate", "identity"),
        (",,;;,=", "identity"),
        ("br," * 1000, "identity"),
    ],
)
def test_the_best_encoding_that_the_client_takes_is_chosen(header: str, first: str) -> None:
    assert encodings_by_preference(header)[0] == first


@given(st.text(max_size=60))
def test_whatever_the_header_says_identity_remains_as_the_last_resort(header: str) -> None:
    assert "identity" in encodings_by_preference(header)


@pytest.mark.parametrize("header", ['"x"', 'W/"x"', '"y", "x"', '"y",W/"x"', "*", " * "])
def test_a_validator_that_names_the_content_matches(header: str) -> None:
    assert matches(header, '"x"')


@pytest.mark.parametrize("header", ['"y"', "x", '"x', '"X"', '"x-br"', "", "**"])
def test_any_other_validator_does_not_match(header: str) -> None:
    assert not matches(header, '"x"')


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("es", "es"),
        ("ES-mx, en;q=0.9", "es-MX"),
        ("es-AR", "es"),
        ("de, es;q=0.5, en;q=0.4", "es"),
        ("de", "en"),
        ("en;q=0.2, ar;q=0.8", "ar"),
        ("zh", "zh-CN"),
        ("zh-Hans-SG", "zh-Hans"),
        ("zh-TW, en;q=0.5", "zh-CN"),
        ("ar;q=0", "en"),
        ("*", "en"),
        ("de, *;q=0.1", "en"),
        ("-", "en"),
        ("es;q=x", "en"),
        ("es," * 1000, "en"),
        ("es_MX, en;q=0.9", "es-MX"),
        ("zh_Hans_SG", "zh-Hans"),
        ("x-private, i-default, es;q=0.5", "es"),
        ("iw, in;q=0.9, ar;q=0.8", "ar"),
        ("es-419", "es"),
    ],
)
def test_the_language_that_suits_the_visitor_best_is_chosen(header: str, language: str) -> None:
    offered = ("en", "es", "es-MX", "ar", "zh-CN", "zh-Hans")
    assert choose_language(header, offered) == language


@given(st.text(max_size=60))
def test_whatever_the_visitor_asks_for_an_offered_language_is_chosen(header: str) -> None:
    assert choose_language(header, ("en", "es")) in {"en", "es"}


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_each_encoding_has_its_own_body_length_and_validator(encoding: str) -> None:
    reply = ask(ONE, "/a", accept_encoding=encoding)
    assert (reply.status, reply.body) == (200, CONTENT[encoding])
    assert reply.headers["content-length"] == str(len(CONTENT[encoding]))
    assert reply.headers["etag"] == entity_tag(CONTENT["identity"], encoding)
    assert reply.headers.get("content-encoding", "identity") == encoding
    assert reply.headers["vary"] == "Accept-Encoding"


def test_validators_come_from_content_alone_and_differ_by_encoding() -> None:
    tags = [entity_tag(data, coding) for data in (b"1", b"2") for coding in ("br", "identity")]
    assert len(set(tags)) == len(tags)
    assert entity_tag(b"1", "br") == tags[0]


def test_an_encoding_that_was_not_made_is_passed_over() -> None:
    only = look_up(Routes({"/a": make_resource({"identity": b"i", "gzip": b"g"}, [])}))
    assert ask(only, "/a", accept_encoding="br, gzip").body == b"g"
    assert ask(only, "/a", accept_encoding="br").body == b"i"


def test_head_has_the_headers_of_get_and_no_body() -> None:
    whole = ask(ONE, "/a", accept_encoding="br")
    head = ask(ONE, "/a", "HEAD", accept_encoding="br")
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_the_client_has_already_is_answered_304_without_a_body(method: str) -> None:
    tag = entity_tag(CONTENT["identity"], "br")
    reply = ask(ONE, "/a", method, accept_encoding="br", if_none_match=f'"other", W/{tag}')
    assert (reply.status, reply.body) == (304, b"")
    assert reply.headers["etag"] == tag
    assert reply.headers["cache-control"] == "public"
    assert reply.headers["vary"] == "Accept-Encoding"
    assert not {"content-type", "content-length", "content-encoding"} & reply.headers.keys()


def test_the_validator_of_another_encoding_is_not_answered_304() -> None:
    tag = entity_tag(CONTENT["identity"], "gzip")
    assert ask(ONE, "/a", accept_encoding="br", if_none_match=tag).status == 200


def test_an_error_is_never_answered_304() -> None:
    missing = look_up(Routes({"/a": make_resource(CONTENT, [], status=404)}))
    assert ask(missing, "/a", if_none_match="*").status == 404


def test_a_range_is_answered_with_the_whole() -> None:
    reply = ask(ONE, "/a", range="bytes=0-3")
    assert (reply.status, reply.body) == (200, CONTENT["identity"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"])
def test_other_methods_are_refused_and_told_what_is_allowed(method: str) -> None:
    reply = ask(ONE, "/a", method)
    assert (reply.status, reply.headers["allow"]) == (405, "GET, HEAD")


def test_a_204_has_neither_body_nor_length() -> None:
    reply = ask(look_up(Routes({"/a": make_empty_resource([])})), "/a")
    assert (reply.status, reply.body) == (204, b"")
    assert not {"content-length", "etag"} & reply.headers.keys()


@pytest.mark.parametrize("path", ["/b", "/a/", "/A", "//a", "", "/help/a", "/helpa"])
def test_what_is_not_in_the_table_goes_to_the_application_behind(path: str) -> None:
    assert ask(ONE, path).status == 418


def test_without_a_table_everything_goes_to_the_application_behind() -> None:
    assert ask(look_up(None), "/a").status == 418


@pytest.mark.parametrize("path", ["/help/a", "/a"])
def test_a_path_prefix_is_taken_whether_the_proxy_strips_it_or_not(path: str) -> None:
    assert ask(look_up(Routes({"/a": RESOURCE}), "/help"), path).status == 200


@pytest.mark.parametrize("path", ["/v0/a", "/v0/v0/a"])
def test_a_prefix_that_is_named_like_a_channel_is_taken_likewise(path: str) -> None:
    assert ask(look_up(Routes({"/v0/a": RESOURCE}), "/v0"), path).status == 200


@pytest.mark.parametrize("path", ["/helpa", "/help/help/a", "/other/a"])
def test_another_prefix_is_not_taken(path: str) -> None:
    assert ask(look_up(Routes({"/a": RESOURCE}), "/help"), path).status == 418


def test_a_validator_that_is_longer_than_any_browser_s_is_not_read() -> None:
    assert matches('"x", ' * 100 + '"tag"', '"tag"')
    assert not matches('"x", ' * 1000 + '"tag"', '"tag"')
