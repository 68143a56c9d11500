"""The pages of the partner's site, and the small server that shows them on an origin of its own."""

import html
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from quickexit.errors import QuickExitError

MARKER = "<!-- snippet -->"
WIDGET_PLACE = "{widget}"


@dataclass(frozen=True)
class Example:
    """One numbered page: its folder's name, what it shows, its snippet's variant and headers."""

    name: str
    title: str
    shows: str
    variant: str
    headers: Mapping[str, str]
    page: str


@dataclass(frozen=True)
class SiteAnswer:
    """What one address of the partner's site answers; `headers` hold what is beyond the usual."""

    body: bytes
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


def load_examples(directory: Path) -> tuple[Example, ...]:
    """Read the numbered examples below `directory` that are pages, in order.

    Raises `QuickExitError` naming the file for a missing key or marker.
    """
    pages = sorted(directory.glob("[0-9][0-9]-*/page.html"))
    return tuple(_load_example(page.parent) for page in pages)


def _load_example(folder: Path) -> Example:
    file = folder / "example.toml"
    about = tomllib.loads(file.read_text(encoding="utf-8"))
    page = (folder / "page.html").read_text(encoding="utf-8")
    if page.count(MARKER) != 1:
        raise QuickExitError(
            "the page has no single place for the snippet",
            where=str(folder / "page.html"),
            hint=f"write {MARKER} where it belongs",
        )
    try:
        return Example(
            name=folder.name,
            title=about["title"],
            shows=about["shows"],
            variant=about["variant"],
            headers=about.get("headers", {}),
            page=page,
        )
    except KeyError as error:
        raise QuickExitError(f"the key {error} is missing", where=str(file)) from error


def partner_site(
    examples: tuple[Example, ...], snippets: Mapping[str, str], widget: str, style: bytes
) -> dict[str, SiteAnswer]:
    """Return every address of the partner's site with its answer.

    `snippets` maps a variant to its HTML, `widget` is the origin of the widget's server.
    """
    site = {
        "/": SiteAnswer(_index(examples).encode()),
        "/site.css": SiteAnswer(style, "text/css; charset=utf-8"),
        # Browsers ask for it unasked; an empty one keeps the console quiet.
        "/favicon.ico": SiteAnswer(b"", "image/x-icon"),
    }
    for example in examples:
        body = example.page.replace(WIDGET_PLACE, widget)
        body = body.replace(MARKER, snippets[example.variant].strip())
        headers = {
            name: value.replace(WIDGET_PLACE, widget) for name, value in example.headers.items()
        }
        site[f"/{example.name}/"] = SiteAnswer(body.encode(), headers=headers)
    return site


def _index(examples: tuple[Example, ...]) -> str:
    items = []
    for example in examples:
        title = html.escape(example.title)
        shows = re.sub("`(.+?)`", r"<code>\1</code>", html.escape(example.shows))
        link = f'<a href="/{example.name}/">{example.name}</a>'
        items.append(f"      <li>{link}<strong>{title}</strong> {shows}</li>")
    cards = "\n".join(items)
    return f"""<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <title>Partners&rsquo; pages</title>
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" href="/site.css">
</head>
<body>
  <header class="bar"><a class="name" href="/">Partners&rsquo; pages</a></header>
  <main>
    <h1>Small sites, one snippet</h1>
    <p class="lead">Each page holds what a partner would paste. The sites are made up.</p>
    <ul class="cards">
{cards}
    </ul>
  </main>
</body>
</html>
"""


def site_handler(site: Mapping[str, SiteAnswer]) -> type[BaseHTTPRequestHandler]:
    """Return a request handler that answers with `site`, and with 404 for any other path."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        server_version = "partner"
        sys_version = ""
        timeout = 30

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if f"{path}/" in site:
                moved = SiteAnswer(b"", "text/plain", {"Location": f"{path}/"})
                self._send(HTTPStatus.MOVED_PERMANENTLY, moved)
            elif path in site:
                self._send(HTTPStatus.OK, site[path])
            else:
                self._send(HTTPStatus.NOT_FOUND, SiteAnswer(b"Not found\n", "text/plain"))

        do_HEAD = do_GET  # noqa: N815 - the name that the library calls

        def _send(self, status: HTTPStatus, answer: SiteAnswer) -> None:
            self.send_response(status)
            self.send_header("Content-Type", answer.content_type)
            self.send_header("Content-Length", str(len(answer.body)))
            self.send_header("Cache-Control", "no-cache")
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log nothing: a visitor's request is nobody's business, not even here."""

    return Handler
