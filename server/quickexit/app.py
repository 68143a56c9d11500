"""The application: Flask for what depends on the visitor, a look-up in front for all the rest."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from quickexit import site
from quickexit.catalogue import DEFAULT_LANGUAGE, load_table, missing_headers
from quickexit.contents import Contents
from quickexit.errors import QuickExitError
from quickexit.lookup import (
    ALWAYS,
    INERT_POLICY,
    Lookup,
    Resource,
    Table,
    answer,
    not_allowed,
)
from quickexit.negotiation import choose_language
from quickexit.settings import Settings

log = logging.getLogger("quickexit")


class Shelf:
    """Holds the table in force and puts a newer one in its place.

    `table` is None until the store was read. `status` is what `/healthz` says: ``starting``,
    ``ok``, ``damaged`` (at the start some files were not the published bytes; the rest is
    served) or ``stale`` (the store has changed into something unusable; the state before is
    served).
    """

    def __init__(self, directory: Path, settings: Settings, snippet: str = "") -> None:
        self.table: Table | None = None
        self.status = "starting"
        self._directory = directory
        self._settings = settings
        self._snippet = snippet
        self._contents = Contents()
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def reload(self) -> bool:
        """Read the store and serve it; return whether its present state is in force, undamaged.

        Where the new state cannot be used whole, the one before stays. Never raises for a damaged
        or missing store: what is wrong is logged, once as long as it lasts.
        """
        with self._lock:
            try:
                table = load_table(
                    self._directory, self._settings, self._contents, snippet=self._snippet
                )
                problems = table.problems
            except QuickExitError as error:
                table, problems = None, (str(error),)
            for problem in set(problems) - self._said:
                log.error("%s", problem)
            self._said = set(problems)
            if problems and self.table is not None:
                self.status = "stale"
            elif table is not None:
                self.table = table
                self.status = "damaged" if problems else "ok"
            return self.status == "ok"


def _response(resource: Resource) -> Response:
    status, headers, body = answer(resource, request.environ)
    response = Response(body, status=status)
    # Werkzeug would count the empty body of a HEAD.
    response.automatically_set_content_length = False
    response.headers.clear()
    response.headers.extend(headers)
    return response


def _missing() -> Response:
    return Response(site.missing_page(), status=404, headers=list(missing_headers()))


def _sentence(text: str, status: int) -> Response:
    response = Response(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _unavailable() -> Response:
    response = _sentence("The server is starting: try again in a second.", 503)
    response.headers["Retry-After"] = "1"
    return response


def _add_views(app: Flask, shelf: Shelf) -> None:
    @app.get("/", provide_automatic_options=False)
    def home() -> Response:
        table = shelf.table
        return _response(table.home) if table and table.home else _unavailable()

    @app.get("/faq", provide_automatic_options=False)
    def faq() -> Response:
        table = shelf.table
        if table is None:
            return _unavailable()
        languages = table.languages
        if not languages:
            raise NotFound
        default = DEFAULT_LANGUAGE if DEFAULT_LANGUAGE in languages else min(languages)
        wanted = request.headers.get("Accept-Language", "")
        return _response(languages[choose_language(wanted, languages, default)])

    @app.get("/healthz", provide_automatic_options=False)
    def healthz() -> Response:
        response = jsonify(status=shelf.status)
        response.status_code = 200 if shelf.table is not None else 503
        response.headers["Cache-Control"] = "no-store"
        return response


def _add_errors(app: Flask, shelf: Shelf) -> None:
    @app.errorhandler(NotFound)
    def missing(_error: NotFound) -> Response:
        if request.method not in ("GET", "HEAD"):
            return refused(MethodNotAllowed())
        return _unavailable() if shelf.table is None else _missing()

    @app.errorhandler(MethodNotAllowed)
    def refused(_error: MethodNotAllowed) -> Response:
        status, headers, body = not_allowed()
        return Response(body, status=status, headers=headers)

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response:
        return _sentence(f"{error.name}.", error.code or 500)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        # The name of the error alone: its text could hold a part of the request.
        log.error("An answer failed with %s.", type(error).__name__)
        return _sentence("Something failed here.", 500)


def create_app(
    store_directory: Path,
    settings: Settings,
    *,
    snippet: str = "",
    read: bool = True,
    shelf: Shelf | None = None,
) -> Flask:
    """Make the WSGI application that serves a store.

    `store_directory` is only read; `snippet` is the HTML that the start page offers for copying.
    With `read` the store is read before this returns; else once somebody calls `reload` of the
    `shelf` (also in ``app.extensions["quickexit"]``).
    """
    app = Flask("quickexit", static_folder=None, template_folder=None)
    # A redirect would name this server's own address, which a proxy may not know.
    app.url_map.merge_slashes = False
    shelf = shelf or Shelf(store_directory, settings, snippet)
    app.extensions["quickexit"] = shelf
    _add_views(app, shelf)
    _add_errors(app, shelf)

    @app.after_request
    def on_every_answer(response: Response) -> Response:
        for name, value in ALWAYS:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", INERT_POLICY)
        return response

    if read:
        shelf.reload()
    current: Callable[[], Table | None] = lambda: shelf.table  # noqa: E731 (called per request)
    prefix = urlsplit(settings.public_address).path
    app.wsgi_app = Lookup(app.wsgi_app, current, prefix)  # type: ignore[method-assign]
    return app
