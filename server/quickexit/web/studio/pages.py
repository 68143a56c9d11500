"""The pages of the studio: the studio itself, a partner's page to look at, the practice page."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup

from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.content.tags import find_language
from quickexit.deployment.settings import Settings
from quickexit.releases.csp import hash_source
from quickexit.releases.ledger import Ledger
from quickexit.releases.versions import parse_version
from quickexit.snippets.choices import NONCE, listed_values
from quickexit.snippets.heights import WIDTHS
from quickexit.snippets.make import SnippetInputs, make_snippet
from quickexit.themes.tokens import TOKENS, Choice, Colour, Token
from quickexit.web.templates import Page, read_part, render_page

# One module, in this order; a file uses only what stands above it.
_SCRIPTS = (
    "page.js", "state.js", "ask.js", "highlight.js", "surroundings.js", "preview.js", "measure.js",
    "snippet.js", "contrast.js", "tokens.js", "files.js", "studio.js",
)  # fmt: skip
_IN_THE_STUDIO = {"frame-ancestors": "'self'"}
# The page's script takes no destination of the page's own origin; the practice page is one. Pages
# may replace `origin`: https://html.spec.whatwg.org/#dom-origin
_OTHER_ORIGIN = 'self.origin = "preview";'
_GROUPS = {
    "color.light": "Colours, light",
    "color.dark": "Colours, dark",
    "type": "Type",
    "space": "Space",
    "shape": "Corners, lines and shadows",
    "exit": "The exit",
}


def studio_page(inputs: SnippetInputs, ledger: Ledger) -> Page:
    """Return the studio, whole without JavaScript for who wants the default snippet."""
    releases = ledger["releases"].items()
    current = [version for version, entry in releases if entry["status"] == "current"]
    script = "\n".join(read_part(name) for name in _SCRIPTS)
    data = json.dumps(_data(inputs, ledger), ensure_ascii=False, separators=(",", ":"))
    groups = {
        title: [_control(name, token) for name, token in TOKENS.items()
                if name.startswith(start + ".")]
        for start, title in _GROUPS.items()
    }  # fmt: skip
    return render_page(
        "studio.html",
        "tokens.css",
        "studio.css",
        "fields.css",
        "output.css",
        "advice.css",
        directives={
            "script-src": hash_source(script),
            "connect-src": "'self'",
            "frame-src": "'self'",
        },
        script=Markup(script),  # noqa: S704 - the widget's own files
        # Nothing in it can end the script element in which it stands.
        data=Markup(data.replace("<", "\\u003c")),  # noqa: S704 - escaped here
        snippet=make_snippet({}, inputs, ledger),
        settings=inputs.settings,
        faqs=inputs.faqs,
        themes=inputs.themes,
        listed=listed_values(),
        channels=sorted(ledger["channels"]),
        versions=sorted(current, key=parse_version, reverse=True),
        released=bool(ledger["channels"]),
        groups=list(groups.items()),
        widths=WIDTHS,
        nonce=NONCE,
    )


def sample_page(inputs: SnippetInputs, ledger: Ledger, query: Mapping[str, str]) -> Page:
    """Return a made-up partner's page with the snippet of the choices in `query` pasted in.

    Its policy is a strict one, and lets nothing of another origin in, whatever the query says.
    Raises `QuickExitError` for a choice that cannot be had.
    """
    snippet = make_snippet({**query, "for": "html"}, inputs, ledger)
    code = find_language(query.get("lang", DEFAULT_LANGUAGE), inputs.faqs)
    language = inputs.faqs[code].language
    name, _, hashes = next(
        line for line in snippet.strict if line.startswith("style-src-attr")
    ).partition(" ")
    return render_page(
        "sample.html",
        "sample.css",
        directives={
            name: hashes,
            "script-src": f"'self' {hash_source(_OTHER_ORIGIN)}",
            "frame-src": "'self'",
            "frame-ancestors": "'self'",
        },
        script=Markup(_OTHER_ORIGIN),  # noqa: S704 - written above
        snippet=Markup(snippet.html),  # noqa: S704 - escaped where it is made
        language=language,
    )


@cache
def practice_page() -> Page:
    """Return the page on which the exit of a preview arrives."""
    return render_page("practice.html", "tokens.css", "practice.css", directives=_IN_THE_STUDIO)


@cache
def busy_page(seconds: int) -> Page:
    """Return the page that the preview shows while the studio is busy; it asks again by itself."""
    return render_page(
        "busy.html", "tokens.css", "practice.css", directives=_IN_THE_STUDIO, seconds=seconds
    )


def _data(inputs: SnippetInputs, ledger: Ledger) -> dict[str, Any]:
    """Return what the studio's script must know and no control of the page says."""
    return {
        "themes": {name: dict(theme.tokens) for name, theme in inputs.themes.items()},
        "questions": {
            code: [[question.identifier, question.title] for question in faq.questions]
            for code, faq in inputs.faqs.items()
        },
        "directions": {code: faq.language.direction for code, faq in inputs.faqs.items()},
        "released": sorted(ledger["channels"]),
        # Whoever has named no address opens the studio at the right one.
        "addressGiven": inputs.settings.public_address != Settings().public_address,
    }


def _control(name: str, token: Token) -> dict[str, Any]:
    """Return what the page must know to make the control that fits a token."""
    kind = token.kind
    control = {"name": name, "label": name.rpartition(".")[2].replace("-", " "),
               "meaning": token.meaning, "default": token.default}  # fmt: skip
    if isinstance(kind, Colour):
        return {**control, "kind": "color"}
    if isinstance(kind, Choice):
        return {**control, "kind": "choice", "options": list(kind.options)}
    return {**control, "kind": kind.name, "least": kind.least, "most": kind.most}
