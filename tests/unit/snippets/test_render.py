from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from tests.support.entries import new_entry

from quickexit.content.models import Faq
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs, load_themes
from quickexit.errors import QuickExitError, UsageError
from quickexit.releases.ledger import empty_ledger
from quickexit.releases.release import ReviewGaps, make_release
from quickexit.releases.signing import SigningKey, new_key
from quickexit.snippets.frame import SANDBOX
from quickexit.snippets.heights import height_style
from quickexit.snippets.link_style import link_style
from quickexit.snippets.make import load_snippet_inputs, make_snippet, policy_lines
from quickexit.snippets.options import VARIANTS, SnippetOptions
from quickexit.snippets.render import channel_of, render_snippet
from quickexit.themes.theme import Theme, theme_from_values

SOURCE = Source(Settings())
KEY = SigningKey(new_key(), Path("key.pem"))
ENTRY = new_entry(
    make_release("0.1.0", {"embed.js": b"x"}, date(2026, 1, 31), ReviewGaps(), key=KEY)
)
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
    return Page(render_snippet(options, faq, theme, ENTRY).html())


def variant(name: str, **values: str) -> SnippetOptions:
    """Return the options of a variant, with values of options by name (`exit_href`)."""
    named = {key.replace("_", "-"): value for key, value in values.items()}
    return replace(OPTIONS, variant=name, release="0.1.0", values=named)


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_holds_a_plain_link_fixed_in_the_corner(
    name: str, faq: Faq, theme: Theme
) -> None:
    link = page(variant(name), faq, theme).one("a", "data-quick-exit")
    assert link["href"] == "https://www.weather.gov/"
    assert link["rel"] == "nofollow noreferrer"
    assert link["target"] == "_self"
    assert link["draggable"] == "false"
    style = str(link["style"])
    assert style.startswith("position:fixed!important;")
    assert [one for one in style.split(";") if not one.endswith("!important")] == [
        "display:inline-block",
        "display:if(media(update:none):none)",
    ]
    assert {"min-width:44px!important", "min-height:48px!important"} <= set(style.split(";"))


@pytest.mark.parametrize("name", VARIANTS)
def test_every_variant_says_what_leaving_cannot_do(name: str, faq: Faq, theme: Theme) -> None:
    assert faq.strings["exit_limits"] in page(variant(name), faq, theme).text


@pytest.mark.parametrize("name", VARIANTS)
def test_the_link_carries_the_words_of_the_control(name: str, faq: Faq, theme: Theme) -> None:
    link = page(variant(name), faq, theme).one("a", "data-quick-exit")
    assert link["data-presses-left"] == faq.strings["exit_presses_left"]
    assert link["data-leaving"] == faq.strings["exit_leaving"]


def test_the_script_variant_has_four_parts_in_one_element(faq: Faq, theme: Theme) -> None:
    made = page(OPTIONS, faq, theme)
    names = [name for name, _ in made.elements]
    assert names == ["div", "a", *["p", "a"] * 2, "p", "p", "a", "span", "iframe", "script"]
    assert made.elements[0][1] == {
        "data-quick-exit-faq": None,
        "lang": "en",
        "data-theme": "default",
        "data-exit-href": "https://www.weather.gov/",
    }
    script = made.one("script", "data-quick-exit-script")
    assert script["src"] == "https://widget.example/help/v0/embed.js"
    assert script["referrerpolicy"] == "no-referrer"
    assert "async" in script


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("script", {"a", "p", "span", "iframe", "script"}),
        ("pinned", {"a", "p", "span", "iframe", "script"}),
        ("signed", {"a", "p", "span", "iframe", "script"}),
        ("iframe", {"a", "p", "span", "iframe"}),
        ("exit-only", {"a", "p", "script"}),
    ],
)
def test_a_variant_has_its_parts(name: str, parts: set[str], faq: Faq, theme: Theme) -> None:
    made = page(variant(name), faq, theme)
    assert {element for element, _ in made.elements} == {"div", *parts}
    assert ("data-quick-exit-faq" in made.elements[0][1]) == (name != "exit-only")


@pytest.mark.parametrize("name", VARIANTS)
def test_markdown_leaves_the_snippet_together(name: str, faq: Faq, theme: Theme) -> None:
    html = render_snippet(variant(name), faq, theme, ENTRY).html()
    lines = html.splitlines()
    assert all(line == line.strip() != "" for line in lines)
    assert lines[0].startswith("<div")
    assert lines[-1] == "</div>"
    assert html.endswith("</div>\n")
    rendered = MarkdownIt("commonmark").render(f"Before.\n\n{html}\nAfter.\n")
    assert rendered == f"<p>Before.</p>\n{html}<p>After.</p>\n"


def test_the_sign_of_the_label_is_written_in_ascii(faq: Faq, theme: Theme) -> None:
    html = render_snippet(OPTIONS, faq, theme).html()
    assert faq.strings["exit_label"] == "\N{MULTIPLICATION X} Leave this site"
    assert ">&#10005; Leave this site</a>" in html
    assert html.isascii()


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
    unsigned = new_entry(make_release("0.1.0", {"embed.js": b"x"}, date(2026, 1, 31), ReviewGaps()))
    for entry in (unsigned, None):
        with pytest.raises(QuickExitError, match=r"is not signed.*--sign-key"):
            render_snippet(variant("signed"), faq, theme, entry)


def test_only_pinned_and_signed_have_integrity(faq: Faq, theme: Theme) -> None:
    assert "integrity" not in page(variant("script"), faq, theme).one("script")


def test_nothing_can_be_pinned_without_a_release(faq: Faq, theme: Theme) -> None:
    with pytest.raises(QuickExitError, match="no release to pin"):
        make_snippet({"variant": "pinned"}, load_snippet_inputs(SOURCE), empty_ledger())
    bare = new_entry(make_release("0.1.0", {"embed.js": b"x"}, date(2026, 1, 31), ReviewGaps()))
    bare["files"].clear()
    with pytest.raises(QuickExitError, match=r"0\.1\.0 holds no embed\.js; .*verify"):
        render_snippet(variant("pinned"), faq, theme, bare)


@pytest.mark.parametrize("name", ["script", "pinned", "signed", "iframe"])
def test_the_frame_stands_in_the_page_and_may_leave_by_keys(
    name: str, faq: Faq, theme: Theme
) -> None:
    frame = page(variant(name), faq, theme).one("iframe")
    assert frame["sandbox"] == SANDBOX
    assert "allow-top-navigation" in SANDBOX.split()
    assert frame["title"] == faq.strings["title"]
    assert frame["lang"] == "en"
    assert frame["referrerpolicy"] == "no-referrer"
    assert frame["src"] == "https://widget.example/help/v0/faq/default/en.html#embed=1"
    assert (frame["width"], frame["height"]) == ("100%", "640")


def test_the_frame_has_the_heights_that_were_measured(faq: Faq, theme: Theme) -> None:
    heights = height_style((2648, 1852, 1807))
    frame = page(replace(OPTIONS, height=heights), faq, theme).one("iframe")
    assert str(frame["style"]).endswith(f";{heights}")
    assert ";height:" not in str(page(OPTIONS, faq, theme).one("iframe")["style"])


def test_exit_only_asks_for_no_faq_on_the_link_too(faq: Faq, theme: Theme) -> None:
    made = page(variant("exit-only", exit_keys="escape", exit_offset="60"), faq, theme)
    for attributes in (made.one("script"), made.one("a", "data-quick-exit")):
        assert attributes["data-faq"] == "off"
        assert attributes["data-exit-keys"] == "escape"
        assert attributes["data-exit-offset"] == "60"
        assert attributes["data-exit-href"] == "https://www.weather.gov/"


def test_another_destination_reaches_link_script_and_frame(faq: Faq, theme: Theme) -> None:
    other = {"exit_href": "https://a.example/?x=1&y=2", "exit_fallback_href": "https://b.example/"}
    for name, tag in (("script", "div"), ("iframe", "div"), ("exit-only", "script")):
        made = page(variant(name, **other), faq, theme)
        assert made.one("a", "data-quick-exit")["href"] == other["exit_href"]
        assert made.one(tag)["data-exit-href"] == other["exit_href"]
        assert made.one(tag)["data-exit-fallback-href"] == other["exit_fallback_href"]
    frame = page(variant("script", **other), faq, theme).one("iframe")
    assert str(frame["src"]).endswith(
        "en.html#embed=1&href=https%3A%2F%2Fa.example%2F%3Fx%3D1%26y%3D2"
        "&fallback=https%3A%2F%2Fb.example%2F"
    )


def test_the_frame_is_told_where_the_default_is_not_its_own(faq: Faq, theme: Theme) -> None:
    options = replace(OPTIONS, frame_defaults={"exit-href": "https://own.example/"})
    src = str(page(options, faq, theme).one("iframe")["src"])
    assert src.endswith("#embed=1&href=https%3A%2F%2Fwww.weather.gov%2F")


def test_the_frame_is_told_what_was_chosen_for_it(faq: Faq, theme: Theme) -> None:
    options = variant(
        "script", exit_keys="none", color_scheme="dark", heading_level="3", open="where"
    )
    frame = page(options, faq, theme).one("iframe")
    assert str(frame["src"]).endswith("#embed=1&keys=none&scheme=dark&heading=3&open=where")
    assert ";color-scheme:dark" in str(frame["style"])


def test_an_offset_moves_the_link_down_by_at_most_a_third_of_the_window(theme: Theme) -> None:
    assert link_style(theme, "ltr", "top-end", "60").startswith(
        "position:fixed!important;top:72px!important;"
        "top:calc(min(60px,33vh) + 12px + env(safe-area-inset-top))!important;"
    )
    assert "min(" not in link_style(theme, "ltr", "top-end")


def test_what_is_default_is_not_written(faq: Faq, theme: Theme) -> None:
    written = {"data-quick-exit-faq", "lang", "data-theme", "data-exit-href"}
    assert set(page(OPTIONS, faq, theme).one("div")) == written


def test_everything_is_escaped(faq: Faq, theme: Theme) -> None:
    bad = '"><img src=x onerror=alert(1)>'
    strings = dict.fromkeys(faq.strings, bad + "{name}{call}{text}")
    for name in VARIANTS:
        made = page(
            replace(variant(name, exit_href=bad), nonce=bad), replace(faq, strings=strings), theme
        )
        assert not made.has("img")


def test_the_theme_chooses_the_corner_where_the_partner_does_not(faq: Faq) -> None:
    start = theme_from_values("own", {"exit.position": "top-start", "exit.size": "60px"})
    made = page(OPTIONS, faq, start)
    assert made.one("div")["data-exit-position"] == "top-start"
    style = str(made.one("a", "data-quick-exit")["style"])
    assert ";left:12px!important" in style
    assert "min-height:60px!important" in style
    assert "padding:18px 16px!important" in style
    chosen = page(variant("script", exit_position="top-end"), faq, start)
    assert "data-exit-position" not in chosen.one("div")
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


def style_hash(attributes: dict[str, str | None]) -> str:
    digest = hashlib.sha256(str(attributes["style"]).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_the_hashes_are_those_of_the_style_attributes(faq: Faq, theme: Theme) -> None:
    options = variant("script", exit_offset="7", color_scheme="light")
    options = replace(options, height="height:9px")
    made = page(options, faq, theme)
    styled = (
        made.one("a", "data-quick-exit"),
        made.one("p", "style"),
        made.one("iframe"),
        made.one("span"),
    )
    hashes = " ".join(map(style_hash, styled))
    assert policy_lines(options, theme, "ltr") == [
        "script-src https://widget.example",
        "frame-src https://widget.example",
        f"style-src-attr 'unsafe-hashes' {hashes}",
    ]


def test_a_policy_asks_for_no_more_than_the_variant_needs(theme: Theme) -> None:
    names = {
        name: [line.split()[0] for line in policy_lines(variant(name), theme, "ltr")]
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


def test_an_unknown_variant_is_refused() -> None:
    with pytest.raises(UsageError, match="choose script, pinned, signed, iframe, exit-only"):
        make_snippet({"variant": "x"}, load_snippet_inputs(SOURCE), empty_ledger())


def test_the_channel_is_that_of_the_major() -> None:
    assert channel_of("1.4.2") == "v1"
    assert channel_of("1.5.0-rc.1") == "next"


def test_a_right_to_left_language_says_so(faq: Faq, theme: Theme) -> None:
    language = faq.language.model_copy(update={"code": "ar", "direction": "rtl"})
    arabic = replace(faq, language=language)
    made = page(OPTIONS, arabic, theme)
    assert made.one("a", "data-quick-exit")["dir"] == "rtl"
    assert made.one("div")["lang"] == "ar"
    assert made.one("div")["dir"] == "rtl"
