"""Content Security Policies of pages: what they admit."""

from __future__ import annotations

import pytest

from quickexit.page_checks.policy_checks import (
    admits_inline_style,
    missing_source,
    parse_policies,
)

PAGE = "https://www.city.example/help"
SCRIPT = "https://widget.example/v1/embed.js"
FRAME = "https://widget.example/v1/faq/default/en.html"


@pytest.mark.parametrize(
    "policy",
    [
        "img-src 'none'",
        "script-src https://widget.example",
        "script-src https:",
        "script-src *",
        "script-src widget.example:443",
        "script-src *.example",
        "default-src http://widget.example",
        "script-src https://widget.example/v1/",
        "default-src 'none'; script-src-elem widget.example",
        "SCRIPT-SRC Widget.Example",
    ],
)
def test_a_policy_that_admits_the_script_needs_nothing(policy: str) -> None:
    assert missing_source(parse_policies([policy]), "script", SCRIPT, page=PAGE) is None


@pytest.mark.parametrize(
    "policy",
    [
        "default-src 'self'",
        "script-src 'none'",
        "script-src other.example",
        "script-src https://widget.example:8443",
        "script-src https://widget.example/v2/",
        "script-src *.widget.example",
        "script-src widget.example 'strict-dynamic' 'nonce-x'",
        "script-src widget.example; script-src-elem 'self'",
        "script-src 'self'; script-src widget.example",
    ],
)
def test_a_policy_that_blocks_the_script_names_the_directive(policy: str) -> None:
    assert missing_source(parse_policies([policy]), "script", SCRIPT, page=PAGE) == "script-src"


def test_each_of_several_policies_must_admit_it() -> None:
    policies = parse_policies(["script-src widget.example", "script-src 'self', img-src *"])
    assert missing_source(policies, "script", SCRIPT, page=PAGE) == "script-src"


def test_a_nonce_admits_the_script_that_carries_it_alone() -> None:
    policies = parse_policies(["script-src 'nonce-abc' 'strict-dynamic'"])
    assert missing_source(policies, "script", SCRIPT, page=PAGE, nonce="abc") is None
    assert missing_source(policies, "script", SCRIPT, page=PAGE, nonce="abd") == "script-src"


def test_frames_fall_back_to_child_src_and_default_src() -> None:
    for policy in ("frame-src widget.example", "child-src widget.example", "default-src https:"):
        assert missing_source(parse_policies([policy]), "frame", FRAME, page=PAGE) is None
    policies = parse_policies(["default-src https:; child-src 'self'"])
    assert missing_source(policies, "frame", FRAME, page=PAGE) == "frame-src"


def test_hosts_admit_no_address_without_a_host() -> None:
    for source in ("*:8443", "widget.example", "https://widget.example"):
        policies = parse_policies([f"frame-src {source}"])
        assert missing_source(policies, "frame", "about:blank", page=PAGE) == "frame-src"


def test_self_is_the_origin_of_the_page() -> None:
    policies = parse_policies(["default-src 'self'"])
    own = "https://www.city.example/widget/v1/embed.js"
    assert missing_source(policies, "script", own, page=PAGE) is None
    assert missing_source(policies, "script", own, page="http://www.city.example/") == "script-src"


@pytest.mark.parametrize(
    ("policy", "admitted"),
    [
        ("script-src 'none'", True),
        ("style-src 'unsafe-inline'", True),
        ("style-src 'self'", False),
        ("style-src 'unsafe-inline' 'nonce-a'", False),
        ("style-src-attr 'unsafe-hashes' 'sha256-a='; style-src 'self'", True),
        ("style-src-attr 'sha256-a='", False),
    ],
)
def test_an_inline_style_is_admitted_as_a_browser_does(policy: str, admitted: bool) -> None:
    assert admits_inline_style(parse_policies([policy]), "'sha256-a='") is admitted
