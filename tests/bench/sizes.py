"""Section 1: bytes and requests."""

from __future__ import annotations

from collections.abc import Sequence

from tests.bench.peers import bundled
from tests.bench.section import Row, Section
from tests.bench.tools import Tools

from quickexit.build.widget import build
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source
from quickexit.releases.compression import precompressed

_TYPEFORM = "@typeform/embed/build"


def _row(what: str, where: str, requests: int, *contents: bytes) -> Row:
    sizes = [precompressed(content) for content in contents]
    return {
        "what": what,
        "where": where,
        "requests": requests,
        "raw": sum(len(size["identity"]) for size in sizes),
        "gzip": sum(len(size["gzip"]) for size in sizes),
        "brotli": sum(len(size["br"]) for size in sizes),
    }


def _measure(tools: Tools, _quick: bool) -> Sequence[Row]:
    ours = build(Source(Settings()), major=0)
    at = tools.npm

    def files(*paths: str) -> list[bytes]:
        return [(at / path).read_bytes() for path in paths]

    govuk = files(
        "govuk-frontend/dist/govuk/govuk-frontend.min.css",
        "govuk-frontend/dist/govuk/govuk-frontend.min.js",
    )
    resizer = "iframe-resizer/js/iframeResizer"
    open_resizer = files("@open-iframe-resizer/core/dist/index.umd.cjs")
    pym = files("pym.js/dist/pym.v1.min.js")
    typeform = files(f"{_TYPEFORM}/embed.js", f"{_TYPEFORM}/css/widget.css")
    return [
        _row("ours", "page", 1, ours["embed.js"]),
        _row("ours", "frame", 1, ours["faq/default/en.html"]),
        _row("govuk-frontend, exit this page", "page", 2, *govuk),
        _row("@open-iframe-resizer/core", "page", 1, *open_resizer),
        _row("@open-iframe-resizer/core", "frame", 1, *open_resizer),
        _row("iframe-resizer 4", "page", 1, *files(f"{resizer}.min.js")),
        _row("iframe-resizer 4", "frame", 1, *files(f"{resizer}.contentWindow.min.js")),
        _row("pym.js", "page", 1, *pym),
        _row("pym.js", "frame", 1, *pym),
        _row("giscus", "page", 1, bundled(tools, "giscus")),
        _row("@typeform/embed", "page", 2, *typeform),
        _row("a plain link, an iframe (floor)", "page", 0),
    ]


SECTION = Section(
    "sizes",
    "Bytes and requests beyond the page itself",
    "Built files; gzip level 9, brotli quality 11. A frame of ours is whole, with all its words; "
    "of the peers only their script in the frame counts. giscus with what it imports; the frames "
    "of giscus and Typeform come from their own services and are not counted.",
    _measure,
)
