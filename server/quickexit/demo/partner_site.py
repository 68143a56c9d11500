"""The pages of the partner's site, and the small server that shows them on an origin of its own."""

import html
import re
import socket
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from quickexit.errors import QuickExitError

MARKER = "<!-- snippet -->"
_LIST_MARKER = "<!-- examples -->"
_WIDGET_PLACE = "{widget}"


@dataclass(frozen=True)
class Example:
    """One numbered page: its folder's name, what it shows, its snippet's variant and headers."""

    name: str
    title: str
    shows: str
    variant: str
    page: str
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
    for key in ("title", "shows", "variant"):
        if key not in about:
            raise QuickExitError(f"the key {key!r} is missing", where=str(file))
    return Example(folder.name, page=page, **about)


def partner_site(
    directory: Path, snippet_of: Callable[[str], str], widget: str
) -> dict[str, Response]:
    """Return every address of the partner's site with its response.

    `directory` holds the examples, `snippet_of` returns the HTML of a variant, and `widget` is the
    origin of the widget's server.
    """
    examples = load_examples(directory)
    index = (directory / "index.html").read_text("utf-8")
    index = index.replace(_LIST_MARKER, "\n".join(map(_list_item, examples)))
    site = {
        "/": Response(index, mimetype="text/html"),
        "/site.css": Response((directory / "site.css").read_bytes(), mimetype="text/css"),
        # Browsers ask for it unasked; an empty one keeps the console quiet.
        "/favicon.ico": Response(mimetype="image/x-icon"),
    }
    for example in examples:
        body = example.page.replace(_WIDGET_PLACE, widget)
        body = body.replace(MARKER, snippet_of(example.variant).strip())
        headers = {
            name: value.replace(_WIDGET_PLACE, widget) for name, value in example.headers.items()
        }
        site[f"/{example.name}/"] = Response(body, mimetype="text/html", headers=headers)
    return site


def _list_item(example: Example) -> str:
    title = html.escape(example.title)
    shows = re.sub("`(.+?)`", r"<code>\1</code>", html.escape(example.shows))
    link = f'<a href="/{example.name}/">{example.name}</a>'
    return f"      <li>{link}<strong>{title}</strong> {shows}</li>"


def partner_server(host: str, port: int, site: Mapping[str, Response]) -> BaseWSGIServer:
    """Return a server that answers with `site`, and with 404 for any other path.

    `host` is an IP address of either kind, on whose `port` (TCP) it listens at once. Raises
    `OSError` where it cannot.
    """
    missing = Response("Not found\n", HTTPStatus.NOT_FOUND)

    @Request.application
    def application(request: Request) -> Response:
        path = request.path
        response = site.get(path, missing)
        if f"{path}/" in site:
            response = redirect(f"{path}/", HTTPStatus.MOVED_PERMANENTLY)
        response.headers["Cache-Control"] = "no-cache"
        return response

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Werkzeug itself ends the process where it cannot listen.
    with socket.create_server((host, port), family=family) as listening:
        return make_server(
            host,
            port,
            application,
            threaded=True,
            request_handler=_Handler,
            fd=listening.fileno(),
        )


class _Handler(WSGIRequestHandler):
    # Seconds after which a connection ends on which nothing comes.
    timeout = 30

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002
        """Log nothing: a visitor's request is nobody's business, not even here."""
