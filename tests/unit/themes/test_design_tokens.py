"""Design tokens and TOML hold a theme exactly; whatever else comes in is one sentence."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.themes import ANY_THEME

from quickexit.errors import QuickExitError
from quickexit.themes.design_tokens import (
    from_design_tokens,
    parse_design_tokens,
    to_design_tokens,
)
from quickexit.themes.theme import Theme, parse_theme, theme_from_values, to_toml
from quickexit.themes.tokens import TOKENS

Json = dict[str, Any]
SRGB = {"colorSpace": "srgb", "components": [0, 0, 0]}


def exported(**values: object) -> Json:
    data: Json = json.loads(json.dumps(to_design_tokens(theme_from_values("own", values))))
    return data


def refused(data: object) -> str:
    with pytest.raises(QuickExitError) as caught:
        from_design_tokens(data, "own", "x.tokens.json")
    sentence = str(caught.value)
    assert sentence.startswith("x.tokens.json: ")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@given(ANY_THEME)
def test_a_theme_comes_back_from_design_tokens_exactly(theme: Theme) -> None:
    written = json.dumps(to_design_tokens(theme))
    assert from_design_tokens(json.loads(written), theme.name, "x") == theme


@given(ANY_THEME)
def test_a_theme_comes_back_from_toml_exactly(theme: Theme) -> None:
    assert parse_theme(to_toml(theme), theme.name, "x") == theme


def test_the_toml_explains_every_token() -> None:
    text = to_toml(theme_from_values("own", {}))
    assert tomllib.loads(text)["exit"]["size"] == "48px"
    assert all(f"# {token.meaning}" in text for token in TOKENS.values())


def test_colours_are_objects_of_the_color_module() -> None:
    token = exported(**{"color.light.accent": "#005ea2"})["color"]["light"]["accent"]
    assert token == {
        "$type": "color",
        "$value": {
            "colorSpace": "srgb",
            "components": [0.0, 0.36863, 0.63529],
            "alpha": 1,
            "hex": "#005ea2",
        },
        "$description": "links, the call button, markers",
    }


def test_lengths_are_objects_and_fonts_lists() -> None:
    data = exported()
    assert data["exit"]["size"]["$type"] == "dimension"
    assert data["exit"]["size"]["$value"] == {"value": 48, "unit": "px"}
    assert data["type"]["body"]["$type"] == "fontFamily"
    assert data["type"]["body"]["$value"][-1] == "sans-serif"
    assert data["type"]["line-height"] == {
        "$type": "number",
        "$value": 1.6,
        "$description": TOKENS["type.line-height"].meaning,
    }
    assert data["shape"]["shadow"]["$type"] == "shadow"
    assert data["$extensions"]["quickexit"] == {"name": "own", "exit.position": "top-end"}


def test_every_token_of_the_file_has_a_type_and_a_description() -> None:
    def tokens(node: Json) -> list[Json]:
        if "$value" in node:
            return [node]
        inner = [value for key, value in node.items() if not key.startswith("$")]
        return [token for one in inner for token in tokens(one)]

    found = tokens(exported())
    assert len(found) == len(TOKENS) - 1
    assert all(set(token) == {"$type", "$value", "$description"} for token in found)


@pytest.mark.parametrize(
    ("space", "components", "expected"),
    [
        ("srgb", [0, 0.36863, 0.63529], "#005ea2"),
        ("hsl", [205.2, 100, 31.8], "#005ea2"),
        ("oklch", [0.5, 0, "none"], "#636363"),
        ("display-p3", [1, 1, 1], "#ffffff"),
    ],
)
def test_colours_of_other_spaces_are_taken(
    space: str, components: list[Any], expected: str
) -> None:
    value = {"colorSpace": space, "components": components}
    data = {"color": {"light": {"$type": "color", "accent": {"$value": value}}}}
    assert from_design_tokens(data, "own", "x").colour("light", "accent") == expected


def test_a_token_may_refer_to_another_and_inherit_its_type() -> None:
    data = exported()
    data["color"]["dark"]["focus"] = {"$value": "{color.dark.text}"}
    theme = from_design_tokens(data, "own", "x")
    assert theme.colour("dark", "focus") == theme.colour("dark", "text")


WHITE = {"colorSpace": "srgb", "components": [1, 1, 1]}


def test_a_token_may_refer_to_one_that_is_no_themes() -> None:
    palette: Json = {"white": {"$value": WHITE}, "snow": {"$value": "{palette.white}"}}
    data = {
        "palette": {"$type": "color", **palette},
        "color": {"light": {"paper": {"$value": "{palette.snow}"}}},
    }
    assert from_design_tokens(data, "own", "x").colour("light", "paper") == "#ffffff"
    data["palette"]["ink"] = {"$value": WHITE}  # nothing refers to it
    assert "there is no token palette.ink" in refused(data)


def test_the_type_is_the_tokens_own_else_that_of_what_it_refers_to_else_the_groups() -> None:
    length = {"$type": "dimension", "$value": {"value": 20, "unit": "px"}}
    data: Json = {"$type": "color", "space": {"unit": length}}
    data["type"] = {"size": {"$value": "{space.unit}"}}
    assert from_design_tokens(data, "own", "x").tokens["type.size"] == "20px"
    data["type"]["size"]["$type"] = "number"
    assert 'type.size has the $type "number"; write "dimension"' in refused(data)
    data["color"] = {"light": {"paper": {"$value": WHITE}}}
    del data["type"]
    assert from_design_tokens(data, "own", "x").colour("light", "paper") == "#ffffff"


@pytest.mark.parametrize(
    ("space", "components"),
    [
        ("srgb", [115, 179, 231]),
        ("srgb", [-0.1, 0, 0]),
        ("display-p3", [0, 1.2, 0]),
        ("hsl", [0, 500, 50]),
        ("hsl", [400, 50, 50]),
        ("oklch", [97, 0, 0]),
        ("oklch", [0.9, 9, 0]),
        ("lab", [50, 0, 999]),
    ],
)
def test_a_component_beyond_its_range_is_refused_not_taken_for_another_colour(
    space: str, components: list[float]
) -> None:
    data = exported()
    data["color"]["light"]["paper"]["$value"] = {"colorSpace": space, "components": components}
    assert "color.light.paper has a malformed $value; write an opaque colour" in refused(data)


def test_rounding_at_the_end_of_a_range_is_no_error() -> None:
    data = exported()
    value = {"colorSpace": "srgb", "components": [1.0000001, 1, -0.0000001]}
    data["color"]["light"]["paper"]["$value"] = value
    assert from_design_tokens(data, "own", "x").colour("light", "paper") == "#ffff00"


@pytest.mark.parametrize("change", [{"inset": False}, {"color": {**SRGB, "alpha": 0.16}}])
def test_a_shadow_is_known_however_it_is_written(change: Json) -> None:
    data = exported(**{"shape.shadow": "soft"})
    value = {**data["shape"]["shadow"]["$value"], **change}
    for one in (value, [value]):
        data["shape"]["shadow"]["$value"] = one
        assert from_design_tokens(data, "own", "x").tokens["shape.shadow"] == "soft"
    for other in ({**value, "inset": True}, [value, value], {**value, "blur": {"value": 5}}):
        data["shape"]["shadow"]["$value"] = other
        assert "shape.shadow has a malformed $value" in refused(data)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"color":\n{"light": {\n"papper": {"$value": 1}}}}', ":3: there is no token"),
        ('{\n"exit": {"size": {"$type": "dimension",\n"$value": 5}}}', ":2: exit.size has a"),
        ('{"a": 1,\n"\\u001b": {"$value": 1}}', ":1: a is neither"),
        ('{\n"\\u001b": {"$value": 1}}', r":2: there is no token \x1b;"),
        ('{"a": {}, "a": {}}', ': "a" stands twice in one group; take one out'),
        ('{"$extensions": {"quickexit": {\n"exit.position": "low"}}}', ":2: exit.position cannot"),
        ("[]", ": the file is neither a token nor a group"),
        ("{", ":1: this is not JSON"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(QuickExitError) as caught:
        parse_design_tokens(text, "own", "x.tokens.json")
    assert str(caught.value).startswith(f"x.tokens.json{sentence}")


def test_rem_becomes_px() -> None:
    data = exported()
    data["space"]["unit"]["$value"] = {"value": 1.25, "unit": "rem"}
    assert from_design_tokens(data, "own", "x").tokens["space.unit"] == "20px"


def _set(*path: str, to: object) -> Callable[[Json], None]:
    def change(data: Json) -> None:
        for key in path[:-1]:
            data = data[key]
        data[path[-1]] = to

    return change


PAPER = ("color", "light", "paper")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_set(*PAPER, to=5), "color.light.paper is neither a token nor a group"),
        (_set(*PAPER, "$value", to="#ffffff"), "color.light.paper has a malformed $value"),
        (_set(*PAPER, "$value", to={**SRGB, "alpha": 0.5}), "write an opaque colour"),
        (_set(*PAPER, "$value", to={**SRGB, "components": [1e400, 0, 0]}), "malformed"),
        (_set(*PAPER, "$value", to={**SRGB, "components": [float("nan"), 0, 0]}), "malformed"),
        (_set(*PAPER, "$value", to={**SRGB, "components": [True, 0, 0]}), "malformed"),
        (_set(*PAPER, "$value", to={**SRGB, "colorSpace": "cmyk"}), "malformed"),
        (_set(*PAPER, "$value", to={**SRGB, "alpha": True}), "malformed"),
        (_set(*PAPER, "$value", to={**SRGB, "hex": "banana"}), "malformed"),
        (_set(*PAPER, "$type", to=None), "color.light.paper has no $type"),
        (_set(*PAPER, to={}), "color.light.paper has no $value"),
        (_set(*PAPER, "more", to={}), 'has both a $value and "more"'),
        (_set("color.light.paper", to={"$value": SRGB}), 'holds the name "color.light.paper"'),
        (_set(*PAPER, "$value", to={**SRGB, "colorSpace": ["srgb"]}), "malformed"),
        (_set(*PAPER, "$value", to="{color.light.paper}"), "refers in a circle"),
        (_set(*PAPER, "$value", to="{color.none}"), "refers to {color.none}"),
        (_set(*PAPER, "$value", to="{"), "refers to {"),
        (_set(*PAPER, "$type", to="number"), 'has the $type "number"; write "color"'),
        (_set(*PAPER, "$type", to=5), "has a $type that is no text"),
        (_set("color", "light", "papper", to={"$type": "color", "$value": SRGB}), "did you mean"),
        (_set("exit", "size", "$value", to={"value": 20, "unit": "px"}), 'from "44px" to "72px"'),
        (_set("exit", "size", "$value", to={"value": 48.5, "unit": "px"}), "write whole px"),
        (_set("exit", "size", "$value", to={"value": "48", "unit": "px"}), "write whole px"),
        (_set("exit", "size", "$value", to={"value": 48, "unit": "vw"}), "write whole px"),
        (_set("type", "body", "$value", to=["Comic Sans"]), "only fonts that devices have"),
        (_set("type", "body", "$value", to="url(x)"), "only fonts that devices have"),
        (_set("shape", "shadow", "$value", to={}), "take a shadow that an export writes"),
        (_set("exit", "position", to={"$type": "string", "$value": "top-end"}), "under quickexit"),
        (_set("color", "$extends", to="{x}"), "color uses $extends"),
        (_set("$extensions", to=5), "$extensions is malformed"),
        (_set("$extensions", "quickexit", to=[]), "$extensions is malformed"),
        (_set("$extensions", "quickexit", "exit.position", to="bottom"), 'one of "top-end"'),
        (_set("$extensions", "quickexit", "exit.position", to={}), 'one of "top-end"'),
    ],
)
def test_what_is_malformed_is_one_sentence_that_names_the_path(
    change: Callable[[Json], None], sentence: str
) -> None:
    data = exported()
    change(data)
    assert sentence in refused(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["$value", "$type", "color", "light", "paper", "exit", "size", "value"])
            | st.text(max_size=6),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from([PAPER, ("exit", "size"), ("type", "body"), ("shape", "shadow")]))
def test_whatever_comes_in_is_a_theme_or_a_sentence(junk: object, path: tuple[str, ...]) -> None:
    data = exported()
    _set(*path, "$value", to=junk)(data)
    for one in (junk, data):
        assert reads(one).startswith(("a theme", "x.tokens.json: "))


def reads(data: object) -> str:
    try:
        from_design_tokens(data, "own", "x.tokens.json")
    except QuickExitError as error:
        return str(error)
    return "a theme"


def test_groups_nested_without_end_are_refused() -> None:
    data: Json = {}
    for _ in range(500):
        data = {"a": data}
    assert "is neither a token nor a group" in refused(data)
