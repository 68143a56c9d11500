from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from quickexit.content.models import Faq
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs, load_themes, source_of
from quickexit.errors import QuickExitError, UsageError
from quickexit.releases.release import Findings, ledger_entry, make_release
from quickexit.releases.signing import SigningKey, new_key
from quickexit.snippets.link_style import link_style
from quickexit.snippets.render import (
    SANDBOX,
    VARIANTS,
    SnippetOptions,
    channel_of,
    content_security_policy,
    snippet,
)
from quickexit.themes.theme import Theme, theme_from_values

SOURCE: Source = source_of(Settings())
KEY = SigningKey(new_key(), Path("key.pem"))
OPTIONS = SnippetOptions(base_url="https://widget.example/help")


class Page(HTMLParser):
    """Collects the elements of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def one(self, tag: str, mark: str | None = None) -> dict[str, str | None]:
        found = [a for name, a in self.elements if name == tag and (mark is None or mark in a)]
        assert len(found) == 1
        return found[0]

    def has(self, tag: str) -> bool:
        return any(name == tag for name, _ in self.elements)


@pytest.fixture(scope="module")
def faq() -> Faq:
    return load_faqs(SOURCE)["en"]


@pytest.fixture(scope="module")
def theme() -> Theme:
    return load_themes(SOURCE)["default"]


def page(options: SnippetOptions, faq: Faq, theme: Theme) -> Page:
    entry = ledger_entry(
        make_release(
            "0.1.0",
            {"embed.js": b"x"},
            date(2026, 1, 31),
            Findings(),
            key=KEY,
        )
    )
    return Page(snippet(options, faq, theme, entry))


def variant(name: str) -> SnippetOptions:
    return replace(OPTIONS, variant=name, release="0.1.0")


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_holds_a_plain_link_fixed_in_the_corner(
    name: str, faq: Faq, theme: Theme
) -> None:
    link = page(variant(name), faq, theme).one("a", "data-quick-exit")
    assert link["href"] == "https://www.weather.gov/"
    assert link["rel"] == "nofollow noreferrer"
    style = str(link["style"])
    assert style.startswith("position:fixed!important;")
    assert all(declaration.endswith("!important") for declaration in style.split(";"))
    assert {"min-width:44px!important", "min-height:48px!important"} <= set(style.split(";"))


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_says_what_leaving_cannot_do(name: str, faq: Faq, theme: Theme) -> None:
    assert faq.strings["exit_limits"] in page(variant(name), faq, theme).text


@pytest.mark.parametrize("name", ["script", "pinned", "exit-only"])
def test_the_link_carries_the_words_of_the_control(name: str, faq: Faq, theme: Theme) -> None:
    link = page(variant(name), faq, theme).one("a", "data-quick-exit")
    assert link["data-presses-left"] == faq.strings["exit_presses_left"]
    assert link["data-leaving"] == faq.strings["exit_leaving"]


def test_the_script_variant_has_three_parts(faq: Faq, theme: Theme) -> None:
    html = snippet(OPTIONS, faq, theme)
    assert html.endswith(
        '</quick-exit-faq>\n<script async referrerpolicy="no-referrer"'
        ' src="https://widget.example/help/v0/embed.js"></script>\n'
    )
    assert '\n<quick-exit-faq lang="en" theme="default">\n' in html
    assert html.startswith('<a data-quick-exit href="https://www.weather.gov/" rel=')


def test_the_fallback_calls_for_help_without_a_script(faq: Faq, theme: Theme) -> None:
    addresses = [a.get("href") for tag, a in page(OPTIONS, faq, theme).elements if tag == "a"]
    assert addresses == [
        "https://www.weather.gov/",
        "tel:911",
        "tel:+18883737888",
        "https://widget.example/help/v0/faq/default/en.html",
    ]


def test_pinned_names_the_exact_version_and_its_hash(faq: Faq, theme: Theme) -> None:
    script = page(variant("pinned"), faq, theme).one("script")
    digest = base64.b64encode(hashlib.sha384(b"x").digest()).decode()
    assert script["src"] == "https://widget.example/help/0.1.0/embed.js"
    assert script["integrity"] == f"sha384-{digest}"
    assert script["crossorigin"] == "anonymous"


def test_signed_names_the_key_on_the_floating_address(faq: Faq, theme: Theme) -> None:
    script = page(variant("signed"), faq, theme).one("script")
    assert script["src"] == "https://widget.example/help/v0/embed.js"
    assert script["integrity"] == f"ed25519-{KEY.public_key}"
    assert script["crossorigin"] == "anonymous"


def test_a_key_cannot_be_named_where_the_script_is_not_signed(faq: Faq, theme: Theme) -> None:
    unsigned = ledger_entry(
        make_release("0.1.0", {"embed.js": b"x"}, date(2026, 1, 31), Findings())
    )
    for entry in (unsigned, None):
        with pytest.raises(QuickExitError, match=r"is not signed.*--sign-key"):
            snippet(variant("signed"), faq, theme, entry)


def test_only_pinned_and_signed_have_integrity(faq: Faq, theme: Theme) -> None:
    assert "integrity" not in page(variant("script"), faq, theme).one("script")


def test_nothing_can_be_pinned_without_a_release(faq: Faq, theme: Theme) -> None:
    with pytest.raises(QuickExitError, match="no release that could be pinned"):
        snippet(replace(OPTIONS, variant="pinned"), faq, theme)
    bare = ledger_entry(make_release("0.1.0", {"embed.js": b"x"}, date(2026, 1, 31), Findings()))
    bare["files"].clear()
    with pytest.raises(QuickExitError, match=r"0\.1\.0 holds no embed\.js; .*verify"):
        snippet(variant("pinned"), faq, theme, bare)


def test_the_iframe_variant_has_no_script_and_may_leave_by_keys(faq: Faq, theme: Theme) -> None:
    made = page(variant("iframe"), faq, theme)
    frame = made.one("iframe")
    assert not made.has("script")
    assert frame["sandbox"] == SANDBOX
    assert "allow-top-navigation" in SANDBOX.split()
    assert frame["title"] == faq.strings["title"]
    assert frame["referrerpolicy"] == "no-referrer"
    assert frame["src"] == "https://widget.example/help/v0/faq/default/en.html"


def test_exit_only_asks_the_script_for_no_faq(faq: Faq, theme: Theme) -> None:
    made = page(variant("exit-only"), faq, theme)
    assert made.one("script")["data-faq"] == "off"
    assert not made.has("quick-exit-faq")
    assert not made.has("iframe")


def test_another_destination_reaches_link_script_and_frame(faq: Faq, theme: Theme) -> None:
    other = {"exit_href": "https://a.example/?x=1&y=2", "exit_fallback_href": "https://b.example/"}
    for name, tag, prefix in (("script", "quick-exit-faq", ""), ("exit-only", "script", "data-")):
        made = page(replace(variant(name), **other), faq, theme)
        assert made.one("a", "data-quick-exit")["href"] == other["exit_href"]
        assert made.one(tag)[f"{prefix}exit-href"] == other["exit_href"]
        assert made.one(tag)[f"{prefix}exit-fallback-href"] == other["exit_fallback_href"]
    frame = page(replace(variant("iframe"), **other), faq, theme).one("iframe")
    assert str(frame["src"]).endswith(
        "en.html#href=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2&fallback=https%3A%2F%2Fb.example%2F"
    )


def test_what_is_default_is_not_written(faq: Faq, theme: Theme) -> None:
    assert set(page(OPTIONS, faq, theme).one("quick-exit-faq")) == {"lang", "theme"}


def test_everything_is_escaped(faq: Faq, theme: Theme) -> None:
    bad = '"><img src=x onerror=alert(1)>'
    strings = dict.fromkeys(faq.strings, bad + "{name}{call}{text}")
    options = replace(OPTIONS, exit_href=bad, theme="default", nonce=bad)
    for name in VARIANTS:
        made = page(
            replace(options, variant=name, release="0.1.0"), replace(faq, strings=strings), theme
        )
        assert not made.has("img")


def test_the_theme_chooses_the_corner_where_the_partner_does_not(faq: Faq) -> None:
    start = theme_from_values("own", {"exit.position": "top-start", "exit.size": "60px"})
    made = page(OPTIONS, faq, start)
    assert made.one("quick-exit-faq")["exit-position"] == "top-start"
    style = str(made.one("a", "data-quick-exit")["style"])
    assert ";left:12px!important" in style
    assert "min-height:60px!important" in style
    assert "padding:18px 16px!important" in style
    chosen = page(replace(OPTIONS, position="top-end"), faq, start)
    assert "exit-position" not in chosen.one("quick-exit-faq")
    assert ";right:12px!important" in str(chosen.one("a", "data-quick-exit")["style"])


def test_the_sides_follow_direction_and_position(theme: Theme) -> None:
    sides = {
        (direction, position): [
            side
            for side in ("left", "right")
            if f";{side}:12px!important" in link_style(theme, direction, position)
        ]
        for direction in ("ltr", "rtl")
        for position in ("top-end", "top-start")
    }
    assert sides == {
        ("ltr", "top-end"): ["right"],
        ("ltr", "top-start"): ["left"],
        ("rtl", "top-end"): ["left"],
        ("rtl", "top-start"): ["right"],
    }


def test_the_hash_is_that_of_the_style_attribute(faq: Faq, theme: Theme) -> None:
    style = str(page(OPTIONS, faq, theme).one("a", "data-quick-exit")["style"])
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert content_security_policy(OPTIONS, theme, "ltr") == [
        "script-src https://widget.example",
        "frame-src https://widget.example",
        f"style-src-attr 'unsafe-hashes' 'sha256-{digest}'",
    ]


def test_a_policy_asks_for_no_more_than_the_variant_needs(theme: Theme) -> None:
    names = {
        name: [line.split()[0] for line in content_security_policy(variant(name), theme, "ltr")]
        for name in ("iframe", "exit-only")
    }
    assert names == {
        "iframe": ["frame-src", "style-src-attr"],
        "exit-only": ["script-src", "style-src-attr"],
    }


def test_a_nonce_stands_where_it_was_asked_for(faq: Faq, theme: Theme) -> None:
    made = page(replace(OPTIONS, nonce="{{ nonce }}"), faq, theme)
    assert made.one("script")["nonce"] == "{{ nonce }}"
    assert "nonce" not in page(OPTIONS, faq, theme).one("script")


def test_an_unknown_variant_is_refused(faq: Faq, theme: Theme) -> None:
    with pytest.raises(UsageError, match="choose script, pinned, signed, iframe, exit-only"):
        snippet(replace(OPTIONS, variant="x"), faq, theme)


def test_the_channel_is_that_of_the_major() -> None:
    assert channel_of("1.4.2") == "v1"
    assert channel_of("1.5.0-rc.1") == "next"


def test_a_right_to_left_language_says_so(faq: Faq, theme: Theme) -> None:
    arabic = replace(faq, language=replace(faq.language, code="ar", direction="rtl"))
    made = page(OPTIONS, arabic, theme)
    assert made.one("a", "data-quick-exit")["dir"] == "rtl"
    assert made.one("quick-exit-faq")["lang"] == "ar"
