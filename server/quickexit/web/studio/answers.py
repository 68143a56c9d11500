"""What the studio answers: a snippet, a theme with its contrasts, a theme that was handed in."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quickexit.errors import UsageError, did_you_mean, shown_name
from quickexit.releases.ledger import Ledger
from quickexit.snippets.heights import WIDTHS
from quickexit.snippets.make import SnippetInputs, make_snippet
from quickexit.themes.contrast import check, refusal
from quickexit.themes.design_tokens import parse_design_tokens, to_design_tokens
from quickexit.themes.palette import derive
from quickexit.themes.theme import (
    Theme,
    control_appearance,
    parse_theme,
    theme_css,
    theme_from_values,
    to_toml,
)
from quickexit.themes.tokens import TOKENS, Number

StudioAnswer = dict[str, Any]
# What an agency's theme is called until it has a name.
NEW_THEME = "my-theme"
# A theme as tokens is about 8,000 bytes; twice that leaves room for comments.
LARGEST_UPLOAD = 32_768


@dataclass(frozen=True)
class Studio:
    """What the studio works with: what snippets are made of, and what was released."""

    inputs: SnippetInputs
    ledger: Ledger


def snippet_answer(studio: Studio, query: Mapping[str, str]) -> StudioAnswer:
    """Return a snippet with what a partner must know of it.

    `query` holds choices as `snippets.make` names them. Raises `QuickExitError` for a choice
    that cannot be had.
    """
    snippet = make_snippet(query, studio.inputs, studio.ledger)
    channels, releases = studio.ledger["channels"], studio.ledger["releases"]
    version = snippet.options.release or channels.get(snippet.options.channel)
    # Sizes in bytes, None for what is not released yet.
    released = releases[version]["files"] if version else {}
    files = [
        {
            "path": path,
            "bytes": released[path]["bytes"] if path in released else None,
            "brotli": released[path]["brotli"] if path in released else None,
        }
        for path in snippet.files
    ]
    return {
        "html": snippet.html,
        "csp": {"strict": snippet.strict, "inline": snippet.inline, "nonce": snippet.nonce},
        "files": files,
        "heights": dict(zip(map(str, WIDTHS), snippet.heights or (), strict=False)) or None,
        "version": version,
        "bytes": len(snippet.html.encode()),
    }


def theme_answer(studio: Studio, query: Mapping[str, str]) -> StudioAnswer:
    """Return a theme of values by token: its CSS, every contrast, and the files of it.

    `start` names the theme that is begun from, `brand` a colour that a palette is derived from
    instead; `name` is the theme's own. Raises `QuickExitError` for an unknown token or value.
    """
    values: dict[str, object] = dict(query)
    name = str(values.pop("name", NEW_THEME))
    start, brand = values.pop("start", None), values.pop("brand", None)
    begun = derive(name, str(brand)) if brand else _begun_from(studio, str(start or "default"))
    own = {token: _typed(token, text) for token, text in values.items()}
    return _theme_answer(theme_from_values(name, {**begun.tokens, **own}))


def upload_answer(text: str, name: str, kind: str) -> StudioAnswer:
    """Return a theme that was handed in as text; `kind` is `toml` or `json` (design tokens).

    Raises `QuickExitError` with the line of what is wrong.
    """
    if kind not in ("toml", "json"):
        raise UsageError(
            "this is neither a .toml nor a .json file", hint="choose a file of one of these kinds"
        )
    parse = parse_theme if kind == "toml" else parse_design_tokens
    return _theme_answer(parse(text, name, f"{name}.{kind}"))


def _begun_from(studio: Studio, name: str) -> Theme:
    if name not in studio.inputs.themes:
        there = studio.inputs.themes
        hint = did_you_mean(name, there) or f"there are {', '.join(there)}"
        raise UsageError(f'there is no theme "{shown_name(name)}"', hint=hint)
    return studio.inputs.themes[name]


def _typed(token: str, text: object) -> object:
    """Return a value of a query as TOML would give it; what is no number stays to be refused."""
    if token in TOKENS and isinstance(TOKENS[token].kind, Number):
        try:
            return float(str(text))
        except ValueError:
            return text
    return text


def _theme_answer(theme: Theme) -> StudioAnswer:
    pairs = check(theme)
    failed = next((pair for pair in pairs if not pair.passes), None)
    return {
        "name": theme.name,
        "tokens": dict(theme.tokens),
        "css": theme_css(theme),
        "control": dict(control_appearance(theme)),
        "pairs": [pair.as_json() for pair in pairs],
        "refusal": str(refusal(failed, theme)) if failed else None,
        "files": None
        if failed
        else {
            f"{theme.name}.toml": to_toml(theme),
            f"{theme.name}.tokens.json": json.dumps(to_design_tokens(theme), indent=2) + "\n",
        },
    }
