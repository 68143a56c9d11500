"""The real frame in any theme, by itself and on a host's page."""

from __future__ import annotations

from tests.support.playwright_visit import PlaywrightVisit
from tests.support.site import Site, with_other
from tests.support.themes import NAME
from tests.support.visit import Visit
from tests.support.web import Reply

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, load_faqs
from quickexit.paths import widget_directory
from quickexit.snippets.options import SnippetOptions
from quickexit.snippets.render import render_snippet
from quickexit.themes.theme import Theme, load_theme, theme_css


def in_theme(page: str, theme: Theme) -> str:
    """Return a built page of the theme `default` in another theme, with the policy for it."""
    default = load_theme(widget_directory() / "themes" / "default.toml")
    changed = with_other(
        page, "style", lambda text: text.replace(theme_css(default), theme_css(theme))
    )
    assert changed != page or theme.tokens == default.tokens
    return changed


def open_in(visit: PlaywrightVisit, site: Site, theme: Theme) -> None:
    html = in_theme(site.widget.file("faq/default/en.html"), theme)
    visit.open(site.partner.html("/frame", html))
    set_open(visit, True)


def set_open(visit: Visit, wanted: bool) -> None:
    """Open or close the answers, as a visitor does who uses the keyboard.

    The last one stays closed: where all are open, the button that opens all is gone.
    """
    visit.press("Tab")
    value = "true" if wanted else "false"
    visit.evaluate(
        "document.querySelectorAll('details:not(.list>:last-child)')"
        f".forEach(one => one.open = {value})"
    )


def open_host(
    visit: PlaywrightVisit, site: Site, theme: Theme, background: str, script: bool
) -> None:
    """Show a host's page of that colour with the snippet of a theme, and wait for its frame."""
    faq = load_faqs(Source(Settings()))["en"]
    options = SnippetOptions(values={"theme": NAME}, base_url=site.altered.origin)
    frame = in_theme(site.widget.file("faq/default/en.html"), theme).encode()
    code = site.widget.file("embed.js").encode() if script else b""
    cors = {"Access-Control-Allow-Origin": "*", "Cross-Origin-Resource-Policy": "cross-origin"}
    site.altered.routes[f"/v0/faq/{NAME}/en.html"] = Reply(frame, headers=cors)
    site.altered.routes["/v0/embed.js"] = Reply(code, "text/javascript", headers=cors)
    head = f"<style>html{{background:{background}}}</style>"
    visit.open(site.page(render_snippet(options, faq, theme).html(), path="/host", head=head))
    if script:
        visit.wait_for_faq()
        visit.settle()
