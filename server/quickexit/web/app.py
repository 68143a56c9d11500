"""The application: Flask for what depends on the visitor, a look-up in front for all the rest."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from itertools import chain
from pathlib import Path

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, source_of
from quickexit.errors import sentence_of
from quickexit.releases.compression import compressed
from quickexit.releases.reader import Contents, read_ledger
from quickexit.snippets.make import SnippetInputs, load_snippet_inputs, pinned_snippets
from quickexit.web import pages as site
from quickexit.web.negotiation import choose_language
from quickexit.web.responses import (
    ALWAYS,
    INERT_POLICY,
    Lookup,
    Resource,
    Table,
    answer,
    make_resource,
    not_allowed,
)
from quickexit.web.routes import load_table, missing_headers
from quickexit.web.studio.answers import Studio
from quickexit.web.studio.pages import studio_page
from quickexit.web.studio.views import add_studio

log = logging.getLogger("quickexit")


class Shelf:
    """Holds the table in force and puts a newer one in its place.

    `table` is None until the store was read. `status` is what `/healthz` says: ``starting``,
    ``ok``, ``damaged`` (at the start some files were not the published bytes; the rest is
    served) or ``stale`` (the store has changed into something unusable; the state before is
    served). `studio` and `home`, its page, are None where the source that it shows is wrong.
    `reread` returns the source anew where it may change while it is served; where that raises, the
    one before stays.
    """

    def __init__(
        self, directory: Path, source: Source, reread: Callable[[], Source] | None = None
    ) -> None:
        self.table: Table | None = None
        self.studio: Studio | None = None
        self.home: Resource | None = None
        self.status = "starting"
        self._directory = directory
        self._source = source
        self._reread = reread
        self._contents = Contents()
        self._said: set[str] = set()
        self._lock = threading.Lock()

    def reload(self) -> bool:
        """Read the store and serve it; return whether its present state is in force, undamaged.

        Where the new state cannot be used whole, the one before stays. Never raises, since nobody
        would read the next state: what is wrong is logged, once as long as it lasts.
        """
        with self._lock:
            self._source = self._present_source()
            material, shut = self._read_material()
            try:
                table = load_table(
                    self._directory,
                    self._source.settings,
                    self._contents,
                    lambda ledger: pinned_snippets(material, ledger) if material else {},
                )
                problems = table.problems
            except Exception as error:
                table, problems = None, (sentence_of(error),)
            if material and table is not None:
                shut = self._open_studio(material)
            self._say(problems, shut if table is not None else ())
            if problems and self.table is not None:
                self.status = "stale"
            elif table is not None:
                self.table = table
                self.status = "damaged" if problems else "ok"
            return self.status == "ok"

    def _present_source(self) -> Source:
        if self._reread is not None:
            # Whoever watches the source says what is wrong with it.
            with suppress(Exception):
                return self._reread()
        return self._source

    def _read_material(self) -> tuple[SnippetInputs | None, tuple[str, ...]]:
        """Read what snippets are made of; where it is wrong, say what keeps the studio shut.

        That is no reason to stop serving: frames and scripts need no source.
        """
        try:
            return load_snippet_inputs(self._source), ()
        except Exception as error:
            self.studio = self.home = None
            return None, (f"The studio is shut: {sentence_of(error)}",)

    def _open_studio(self, material: SnippetInputs) -> tuple[str, ...]:
        """Put a studio of the present source in place; return what keeps it shut."""
        try:
            studio = Studio(material, read_ledger(self._directory)[1])
            page = studio_page(studio)
        except Exception as error:
            self.studio = self.home = None
            return (f"The studio is shut: {sentence_of(error)}",)
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Cache-Control", "no-cache"),
            ("Content-Security-Policy", page.policy),
        ]
        self.studio, self.home = studio, make_resource(compressed(page.html), headers)
        return ()

    def _say(self, *problems: Iterable[str]) -> None:
        """Log what is wrong, once as long as it lasts."""
        present = set(chain.from_iterable(problems))
        for problem in sorted(present - self._said):
            log.error("%s", problem)
        self._said = present


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
        if shelf.table is not None and shelf.home is None:
            return _sentence("The studio is shut: the server's log says why.", 503)
        return _response(shelf.home) if shelf.home else _unavailable()

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
    source: Source | None = None,
    read: bool = True,
    shelf: Shelf | None = None,
) -> Flask:
    """Make the WSGI application that serves a store.

    `store_directory` is only read; `source` (default: this package's own) is what the studio
    offers. With `read` the store is read before this returns; else once somebody calls `reload` of
    the `shelf` (also in ``app.extensions["quickexit"]``).
    """
    app = Flask("quickexit", static_folder=None, template_folder=None)
    # A redirect would name this server's own address, which a proxy may not know.
    app.url_map.merge_slashes = False
    shelf = shelf or Shelf(store_directory, source or source_of(settings))
    app.extensions["quickexit"] = shelf
    _add_views(app, shelf)
    add_studio(app, lambda: shelf.studio)
    _add_errors(app, shelf)

    @app.after_request
    def on_every_answer(response: Response) -> Response:
        for name, value in ALWAYS:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", INERT_POLICY)
        return response

    if read:
        shelf.reload()
    app.wsgi_app = Lookup(app.wsgi_app, lambda: shelf.table)  # type: ignore[method-assign]
    return app
