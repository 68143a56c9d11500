"""Whatever is chosen, and in whatever combination: the studio and the command answer alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from itertools import combinations, product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.commands import choices_of_the_command, read_once, snippet_command
from tests.support.pairwise import every_pair, pairs_of, pairwise
from tests.support.served_store import add_release, served_app

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.releases.store import Store
from quickexit.snippets.choices import listed_values
from quickexit.snippets.heights import height_style
from quickexit.snippets.make import load_snippet_inputs

SOURCE = Source(Settings())
INPUTS = load_snippet_inputs(SOURCE)
WITHDRAWN = "0.9.1"
LEFT_OUT = "(left out)"
Choices = Mapping[str, str]

# Every value of every choice that can be had; where any text will do, the awkward ones.
VALUES: dict[str, list[str]] = {
    **{name: list(values) for name, values in listed_values().items()},
    # `signed` has a test of its own: the command reads its script back first.
    "variant": [one for one in listed_values()["variant"] if one != "signed"],
    "lang": list(INPUTS.faqs),
    "theme": list(INPUTS.themes),
    "exit-href": ["https://a.example/?x=1&y=2", "https://ü.example/"],
    "exit-fallback-href": ["http://b.example/", "https://b.example/#a&b=%22"],
    "exit-offset": ["0", "60", "999"],
    "open": ["", *(one.identifier for one in INPUTS.faqs["en"].questions)],
    "base-url": ["https://widget.example", "https://city.example/help/", "http://[::1]:8000"],
    "channel": ["v0", "v0.9", "v1", "v1.4", "next"],
    "release": ["0.9.0", "1.4.2", "1.5.0-rc.1"],
    "reserve": ["auto", "none", "2100 1500 1000"],
    "nonce-placeholder": ["{{ nonce }}", "$nonce", "[nonce]"],
}
# What cannot be had, by choice.
REFUSED: dict[str, list[str]] = {
    **{name: ["", "x", values[0].upper()] for name, values in listed_values().items()
       if name != "heading-level"},
    "heading-level": ["1", "7", "two"],
    "lang": ["", "xx", "zh-TW"],
    "theme": ["", "nothing", "../default"],
    "exit-href": ["", "javascript:alert(1)", "/here", "https://"],
    "exit-fallback-href": ["", "data:text/html,x", "//b.example/"],
    "exit-offset": ["", "-1", "60px", "1000", "٦"],
    "open": ["nothing"],
    "base-url": ["", "https://a.example/?x", "ftp://a.example"],
    "channel": ["", "v9", "1.4.2"],
    "release": ["", "9.9.9", "1.4", WITHDRAWN, "<b>"],
    "reserve": ["", "1 2", "measured", "0 0 0"],
    "nonce-placeholder": ["", "a'; script-src *", "n" * 81],
}  # fmt: skip
# Without the variant: each case is tried in every one, since what has no effect in one could hide
# what goes wrong in another.
NAMES = sorted(VALUES.keys() - {"variant"})
KINDS = [[LEFT_OUT, *VALUES[name]] for name in NAMES]
CASES = pairwise(KINDS)
ANSWERED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("store")
    for version in ("0.9.0", WITHDRAWN, "1.4.2", "1.5.0-rc.1"):
        add_release(directory, version)
    Store(directory).withdraw(WITHDRAWN, "a wrong number")
    return directory


@pytest.fixture(scope="module")
def app(store: Path) -> Any:
    return served_app(store)


@pytest.fixture
def _material_read_once() -> Iterator[None]:
    with read_once(SOURCE, INPUTS):
        yield


quickly = pytest.mark.usefixtures("_material_read_once")


def of_the_studio(app: Any, chosen: Choices) -> tuple[int, Any]:
    reply = app.test_client().get(f"/studio/snippet?{urlencode(chosen)}")
    return reply.status_code, json.loads(reply.data)


class Tags(HTMLParser):
    """The elements of a snippet, each with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: dict[str, dict[str, str | None]] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.setdefault(tag, dict(attrs))


def expect_alike(app: Any, store: Path, chosen: Choices) -> bool:
    """The two give the same snippet and lines, or refuse in the same words; say whether they give.

    What the studio says beside a snippet must be true of it.
    """
    done = snippet_command(store, chosen, "--json")
    status, answer = of_the_studio(app, chosen)
    if status == 200:
        assert (done.status, done.said) == (0, "")
        kind = "nonce" if "nonce-placeholder" in chosen else "strict"
        command = json.loads(done.printed)
        assert (answer["html"], answer["csp"][kind]) == (command["html"], command["csp"])
        expect_true_of_the_snippet(answer, chosen)
        return True
    assert (status, list(answer)) == (400, ["problem"])
    assert done.status in (1, 2)
    assert done.printed == ""
    assert plain(done.said) == plain(answer["problem"])
    return False


def plain(sentence: str) -> str:
    """Return a sentence without what makes an option of a choice."""
    named = "|".join(map(re.escape, VALUES))
    return " ".join(re.sub(rf"--(?=(?:{named})\b)", "", sentence).split())


def expect_true_of_the_snippet(answer: Any, chosen: Choices) -> None:
    """What the studio says beside a snippet is so: lines, files, heights, size."""
    assert answer["bytes"] == len(answer["html"].encode())
    if chosen.get("for", "html") != "html":
        return
    tags = Tags(answer["html"]).found
    scripted, framed = "script" in tags, "iframe" in tags
    lang, theme = chosen.get("lang", "en"), chosen.get("theme", "default")
    frame = [f"faq/{theme}/{lang}.html"] if framed else []
    assert [file["path"] for file in answer["files"]] == ["embed.js"][: int(scripted)] + frame
    heights = tuple((answer["heights"] or {}).values())
    style = str(tags.get("iframe", {}).get("style"))
    assert style.endswith(f";{height_style(heights)}") if heights else ";height:" not in style
    strict, inline, nonce = (answer["csp"][kind] for kind in ("strict", "inline", "nonce"))
    names = [*["script-src"] * scripted, *["frame-src"] * framed]
    assert [line.split()[0] for line in inline] == names
    assert strict[:-1] == inline
    assert strict[-1].startswith("style-src-attr 'unsafe-hashes' 'sha256-")
    placeholder = chosen.get("nonce-placeholder", "{{ nonce }}")
    assert nonce == [f"script-src 'nonce-{placeholder}'"] * scripted + strict[int(scripted) :]
    if scripted:
        assert tags["script"].get("nonce") == chosen.get("nonce-placeholder")


def case(values: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in zip(NAMES, values, strict=True) if value != LEFT_OUT}


def test_each_choice_of_the_command_is_tried() -> None:
    assert set(VALUES) == set(REFUSED) == choices_of_the_command()


def test_each_two_values_of_two_choices_stand_together_in_a_case() -> None:
    assert set().union(*map(pairs_of, CASES)) == every_pair(KINDS)
    assert set().union(*map(pairs_of, CASES[:-1])) != every_pair(KINDS)


@pytest.mark.sample(2)
@quickly
@pytest.mark.parametrize("variant", VALUES["variant"])
def test_any_two_values_give_one_snippet_in_studio_and_command(
    app: Any, store: Path, variant: str
) -> None:
    for values in CASES:
        chosen = {"variant": variant, **case(values)}
        assert expect_alike(app, store, chosen), chosen
        # An exact release leaves the channel without effect.
        if chosen.pop("release", None):
            assert expect_alike(app, store, chosen), chosen


@quickly
def test_every_language_theme_and_variant_gives_one_snippet_with_and_without_a_nonce(
    app: Any, store: Path
) -> None:
    parts = ("lang", "theme", "variant", "nonce-placeholder")
    kinds = [*(VALUES[name] for name in parts[:3]), [LEFT_OUT, "{{ nonce }}"]]
    for values in product(*kinds):
        chosen = dict(zip(parts, values, strict=True))
        assert expect_alike(app, store, {k: v for k, v in chosen.items() if v != LEFT_OUT})


@quickly
def test_what_cannot_be_had_is_refused_by_both_in_the_same_words(app: Any, store: Path) -> None:
    for name, values in REFUSED.items():
        for value, variant in product(values, VALUES["variant"]):
            chosen = {"variant": variant, name: value}
            assert not expect_alike(app, store, chosen), chosen


@quickly
def test_of_two_things_that_cannot_be_had_both_refuse_the_same_one(app: Any, store: Path) -> None:
    for one, other in combinations(REFUSED, 2):
        for value, another in product(REFUSED[one][:1], REFUSED[other][:1]):
            assert not expect_alike(app, store, {one: value, other: another})
            assert not expect_alike(app, store, {other: another, one: value})


def chosen_freely() -> st.SearchStrategy[dict[str, str]]:
    """Give every choice any value, or leave it out; now and then one cannot be had."""
    kept = {name: st.sampled_from([LEFT_OUT, *values]) for name, values in VALUES.items()}
    wrong = st.sampled_from([(name, value) for name in REFUSED for value in REFUSED[name]])
    return st.tuples(st.fixed_dictionaries(kept), st.lists(wrong, max_size=1)).map(
        lambda drawn: {k: v for k, v in {**drawn[0], **dict(drawn[1])}.items() if v != LEFT_OUT}
    )


@quickly
@ANSWERED
@given(chosen_freely())
def test_the_snippet_of_the_studio_is_that_of_the_command(
    app: Any, store: Path, chosen: dict[str, str]
) -> None:
    expect_alike(app, store, chosen)


@pytest.mark.parametrize("variant", VALUES["variant"])
def test_the_command_that_reads_everything_itself_says_the_same(
    app: Any, store: Path, variant: str
) -> None:
    chosen = {"variant": variant, "lang": "ar", "theme": "night", "nonce-placeholder": "abc"}
    # The preset address may be that of a `make run` in another terminal: there nobody answers.
    chosen["base-url"] = "http://127.0.0.1:9"
    expect_alike(app, store, chosen)
    answer = of_the_studio(app, chosen)[1]
    assert snippet_command(store, chosen).printed == answer["html"]
    lines = snippet_command(store, chosen, "--csp").printed.splitlines()
    assert lines == answer["csp"]["nonce"]


@quickly
def test_a_signed_snippet_is_refused_by_both_each_for_its_own_reason(app: Any, store: Path) -> None:
    chosen = {"variant": "signed"}
    done, (status, answer) = snippet_command(store, chosen), of_the_studio(app, chosen)
    assert (status, done.status) == (400, 1)
    assert "printed only after its script was read back" in answer["problem"]
    assert "the script is not signed" in done.said


@quickly
@pytest.mark.parametrize(
    ("choice", "value"), [("lang", "ar"), ("exit-tabs", "one"), ("reserve", "none")]
)
def test_a_choice_that_one_of_them_overlooks_is_found(
    app: Any, store: Path, choice: str, value: str
) -> None:
    done = json.loads(snippet_command(store, {}, "--json").printed)
    answer = of_the_studio(app, {choice: value})[1]
    assert done["html"] != answer["html"]
