"""The responses of `/studio/…`: a snippet, a theme, a page, or one sentence for what is wrong."""

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from quickexit.deployment.settings import DEFAULT_THEME
from quickexit.errors import QuickExitError, UsageError
from quickexit.releases.ledger import Ledger
from quickexit.snippets.choices import chosen_item
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
from quickexit.web.responses import Response
from quickexit.web.routes import page_headers
from quickexit.web.studio.pages import sample_page
from quickexit.web.studio.process import StudioRequest
from quickexit.web.templates import Page

log = logging.getLogger("quickexit")

# What an agency's theme is called until it has a name.
_NEW_THEME = "my-theme"
# A theme as tokens is about 8,000 bytes; twice that leaves room for comments.
LARGEST_UPLOAD = 32_768


def studio_response(inputs: SnippetInputs, ledger: Ledger, request: StudioRequest) -> Response:
    """Return the response to a request; never raises, since this would end the process."""
    try:
        if request.part == "page":
            return page_response(sample_page(inputs, ledger, request.query))
        if request.part == "snippet":
            return json_response(_snippet(inputs, ledger, request.query))
        if request.part == "theme":
            return json_response(_theme(inputs.themes, request.query))
        return json_response(_uploaded_theme(request))
    except QuickExitError as error:
        return json_response({"problem": str(error)}, 400)
    except Exception as error:
        # The name of the error alone: its text could hold a part of the request.
        log.error("A response of the studio failed with %s.", type(error).__name__)
        return json_response({"problem": "Something failed here."}, 500)


def json_response(value: Mapping[str, Any], status: int = 200) -> Response:
    """Return JSON that is kept nowhere."""
    # Without "<", it holds no element for whoever takes it for a page.
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    headers = [("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store")]
    return Response(text.encode(), status, headers)


def page_response(page: Page, status: int = 200) -> Response:
    """Return a page that is kept nowhere."""
    return Response(page.html, status, page_headers("no-store", page.policy))


def _snippet(inputs: SnippetInputs, ledger: Ledger, query: Mapping[str, str]) -> Mapping[str, Any]:
    """Return a snippet with what a partner must know of it."""
    snippet = make_snippet(query, inputs, ledger)
    channels, releases = ledger["channels"], ledger["releases"]
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


def _theme(themes: Mapping[str, Theme], query: Mapping[str, str]) -> Mapping[str, Any]:
    """Return the theme of the values in the query, which are named by token.

    `start` names the theme that it begins with, `brand` a colour that a palette is derived from
    instead; `name` is the theme's own.
    """
    texts = dict(query)
    name = texts.pop("name", _NEW_THEME)
    start, brand = texts.pop("start", ""), texts.pop("brand", "")
    begun = derive(name, brand) if brand else chosen_item("theme", start or DEFAULT_THEME, themes)
    values = {token: _typed(token, text) for token, text in texts.items()}
    return _described(theme_from_values(name, {**begun.tokens, **values}))


def _typed(token: str, text: str) -> object:
    """Return a value of a query as TOML would give it; what is no number stays to be refused."""
    if token in TOKENS and isinstance(TOKENS[token].kind, Number):
        with suppress(ValueError):
            return float(text)
    return text


def _uploaded_theme(request: StudioRequest) -> Mapping[str, Any]:
    """Return the theme that is the body: `toml`, or `json` (design tokens)."""
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the file is not UTF-8 text", hint="save it as UTF-8") from None
    name, kind = request.query.get("name", _NEW_THEME), request.query.get("kind", "toml")
    if kind not in ("toml", "json"):
        raise UsageError(
            "this is neither a .toml nor a .json file", hint="choose a file of one of these kinds"
        )
    parse = parse_theme if kind == "toml" else parse_design_tokens
    return _described(parse(text, name, f"{name}.{kind}"))


def _described(theme: Theme) -> Mapping[str, Any]:
    """Return a theme: its CSS, every contrast, and its files where it can be read."""
    pairs = check(theme)
    failed = next((pair for pair in pairs if not pair.passes), None)
    files = {
        f"{theme.name}.toml": to_toml(theme),
        f"{theme.name}.tokens.json": json.dumps(to_design_tokens(theme), indent=2) + "\n",
    }
    return {
        "name": theme.name,
        "tokens": dict(theme.tokens),
        "css": theme_css(theme),
        "control": dict(control_appearance(theme)),
        "pairs": [pair.as_json() for pair in pairs],
        "refusal": str(refusal(failed, theme)) if failed else None,
        "files": None if failed else files,
    }
