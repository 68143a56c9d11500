"""Partner's pages with ours and with each peer, written as each peer's own documents say.

The pages of a set differ in the embedded part alone. Peers that only fit a frame to its content get
our own frame as their content, with the peer's script for the inside.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

import brotli
from tests.bench.tools import BenchError, Tools, run
from tests.support.site import Widget, quickexit
from tests.support.web import PageServer, Reply

PARAGRAPH = (
    "<p>This paragraph stands on the page of a partner, before and after what is embedded.</p>"
)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_TYPES = {"js": "text/javascript", "mjs": "text/javascript", "css": "text/css"}


@dataclass(frozen=True)
class Peer:
    """A way to embed or to leave: markup for the head and the body, and the files that it loads.

    `files` map a name on the partner's server to bytes. `control` finds what a visitor clicks to
    leave, `better_control` the one that a script puts in its place.
    """

    name: str
    head: str = ""
    body: str = ""
    end: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    control: str = ""
    better_control: str = ""


class Pages:
    """The partner's site, the destination, and the widget's own server, all on 127.0.0.1.

    One host with several ports is several origins of one site: what DevTools throttles on the page
    is then throttled in the frame too.
    """

    def __init__(self, tools: Tools, widget: Widget) -> None:
        self.tools = tools
        self.widget = widget
        self.partner = PageServer("127.0.0.1")
        self.destination = PageServer("127.0.0.1")
        self.content = PageServer("127.0.0.1")
        # Where the widget is asked for: a proxy may stand in front of it.
        self.widget_origin = f"http://127.0.0.1:{widget.port}"

    @property
    def servers(self) -> tuple[PageServer, ...]:
        """Return the three servers, to be entered."""
        return self.partner, self.destination, self.content

    def snippet(self, variant: str = "script") -> str:
        """Return what a partner pastes, leading to the destination."""
        return quickexit(
            "snippet", "--variant", variant, "--store", str(self.widget.store),
            "--base-url", self.widget_origin,
            "--exit-href", f"{self.destination.origin}/",
        )  # fmt: skip

    def put(self, peer: Peer, filler: str = PARAGRAPH * 20, copies: int = 1) -> str:
        """Put a partner's page with a peer up, and return its address."""
        for name, data in peer.files.items():
            self._put_file(self.partner, name, data)
        body = peer.body * copies
        page = (
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>Partner</title>"
            '<meta name=viewport content="width=device-width,initial-scale=1">'
            '<meta name=description content="A page of a partner">'
            f'<link rel=icon href="data:,">{peer.head}</head><body>'
            f"<h1>Partner</h1>{PARAGRAPH * 2}{body}{filler}{peer.end}</body></html>"
        )
        path = "/" + re.sub(r"\W+", "-", f"{peer.name}-{copies}-{len(filler)}")
        return self.partner.html(path, page)

    def _put_file(self, server: PageServer, name: str, data: bytes) -> None:
        headers = {"Content-Encoding": "br", "Access-Control-Allow-Origin": "*"}
        kind = _TYPES.get(name.rpartition(".")[2], "text/html; charset=utf-8")
        server.routes[f"/{name}"] = Reply(brotli.compress(data), kind, headers=headers)

    def file(self, path: str) -> bytes:
        """Return a file of a peer's package."""
        return (self.tools.npm / path).read_bytes()

    def put_content(self, script: str = "") -> str:
        """Put our frame up as anybody's content, with a peer's script in it; return its address.

        It shows what our own frame shows below the snippet's words: the questions.
        """
        page = _POLICY.sub("", self.widget.file("faq/default/en.html"))
        page = page.replace("<html", "<html data-embedded", 1)
        page = page.replace("</body>", f"{script}</body>")
        path = f"/content-{len(script)}"
        self._put_file(self.content, path.removeprefix("/"), page.encode())
        return self.content.origin + path

    @cached_property
    def ours(self) -> Peer:
        """Ours, as pasted."""
        better = "[data-quick-exit-control] [data-quick-exit]"
        return Peer("ours", body=self.snippet(), control="[data-quick-exit]", better_control=better)

    @cached_property
    def ours_without_script(self) -> Peer:
        """Ours, where the script never arrives."""
        body = re.sub("<script .*?</script>", "", self.snippet(), flags=re.DOTALL)
        return Peer("ours, without its script", body=body, control="[data-quick-exit]")

    @cached_property
    def link(self) -> Peer:
        """The floor of leaving: a plain link."""
        return Peer(
            "a plain link (floor)",
            body=f'<a id=leave href="{self.destination.origin}/">Leave this site</a>',
            control="#leave",
        )

    @cached_property
    def location(self) -> Peer:
        """The floor of leaving by script."""
        go = f"location.href='{self.destination.origin}/'"
        return Peer(
            "bare location.href (floor)",
            body=f'<button id=leave onclick="{go}">Leave this site</button>',
            control="#leave",
        )

    @cached_property
    def govuk(self) -> Peer:
        """GOV.UK's Exit this page: design-system.service.gov.uk, Get started and the component."""
        home = "govuk-frontend/dist/govuk"
        template = self.file(f"{home}/components/exit-this-page/template-default.html").decode()
        markup = re.sub(r'href="[^"]*"', f'href="{self.destination.origin}/"', template, count=1)
        return Peer(
            "govuk-frontend, exit this page",
            head='<link rel="stylesheet" href="/govuk-frontend.min.css">',
            body="<script>document.body.className += ' js-enabled' + ('noModule' in "
            "HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');</script>" + markup,
            end='<script type="module">import { initAll } from "/govuk-frontend.min.js";'
            "initAll()</script>",
            files={
                "govuk-frontend.min.css": self.file(f"{home}/govuk-frontend.min.css"),
                "govuk-frontend.min.js": self.file(f"{home}/govuk-frontend.min.js"),
            },
            control=".govuk-exit-this-page__button",
        )

    @cached_property
    def fixed(self) -> Peer:
        """The floor of embedding: an iframe of a fixed height."""
        return Peer(
            "an iframe of fixed height (floor)",
            body=f'<iframe src="{self.put_content()}" width="100%" height="640"></iframe>',
        )

    @cached_property
    def bare(self) -> Peer:
        """The floor of reading: our own frame in an iframe, and nothing else."""
        found = re.search(r'<iframe src="([^"]+)"', self.snippet())
        if not found:
            raise BenchError("the printed snippet holds no iframe")
        return Peer(
            "a bare iframe (floor)",
            body=f'<iframe src="{found[1]}" width="100%" height="640"></iframe>',
        )

    @cached_property
    def giscus(self) -> Peer:
        """The web component of giscus, as its README says; its script makes the frame."""
        self._put_file(self.content, "giscus.js", bundled(self.tools, "giscus"))
        self.content.routes["/en/widget"] = self.content.routes[urlsplit(self.put_content()).path]
        origin = self.content.origin
        return Peer(
            "giscus, a script that makes the frame",
            body=f'<script type="module" src="{origin}/giscus.js"></script>'
            f'<giscus-widget host="{origin}" repo="owner/name" repoid="R_1" category="General" '
            'categoryid="DIC_1" mapping="title" theme="light" lang="en"></giscus-widget>',
        )

    @cached_property
    def open_resizer(self) -> Peer:
        """@open-iframe-resizer/core, as its README says for two origins."""
        script = self.file("@open-iframe-resizer/core/dist/index.umd.cjs")
        self._put_file(self.content, "open-iframe-resizer.js", script)
        inside = '<script src="/open-iframe-resizer.js"></script>'
        return Peer(
            "@open-iframe-resizer/core",
            body=f'<iframe class="resized" src="{self.put_content(inside)}" width="100%"></iframe>',
            end='<script src="/open-iframe-resizer.js"></script>'
            '<script>iframeResizer.initialize({}, ".resized")</script>',
            files={"open-iframe-resizer.js": script},
        )

    @cached_property
    def resizer(self) -> Peer:
        """iframe-resizer 4, as its README says."""
        outer = self.file("iframe-resizer/js/iframeResizer.min.js")
        inner = self.file("iframe-resizer/js/iframeResizer.contentWindow.min.js")
        self._put_file(self.content, "iframeResizer.contentWindow.min.js", inner)
        inside = '<script src="/iframeResizer.contentWindow.min.js"></script>'
        return Peer(
            "iframe-resizer 4",
            head="<style>.resized{width:1px;min-width:100%}</style>",
            body=f'<iframe class="resized" src="{self.put_content(inside)}"></iframe>',
            end='<script src="/iframeResizer.min.js"></script>'
            "<script>iFrameResize({}, '.resized')</script>",
            files={"iframeResizer.min.js": outer},
        )

    @cached_property
    def pym(self) -> Peer:
        """pym.js, as its page says, with auto-initialisation."""
        script = self.file("pym.js/dist/pym.v1.min.js")
        self._put_file(self.content, "pym.v1.min.js", script)
        inside = '<script src="/pym.v1.min.js"></script><script>new pym.Child()</script>'
        return Peer(
            "pym.js",
            body=f'<div data-pym-src="{self.put_content(inside)}">Loading…</div>',
            end='<script src="/pym.v1.min.js"></script>',
            files={"pym.v1.min.js": script},
        )

    def embedders(self) -> tuple[Peer, ...]:
        """Return ours and everybody that embeds a page, the floor last."""
        return self.ours, self.open_resizer, self.resizer, self.pym, self.fixed


def bundled(tools: Tools, package: str) -> bytes:
    """Return an ES module with what it imports, as a CDN for modules would give it."""
    esbuild = tools.npm / ".bin" / "esbuild"
    source = f'import "{package}";'.encode()
    return run(
        esbuild, "--bundle", "--minify", "--format=esm", "--target=es2020",
        where=tools.npm.parent, data=source,
    )  # fmt: skip
