"""The application: Flask for what depends on the visitor, the look-up in front for all the rest."""

import logging
from pathlib import Path

from flask import Flask, jsonify, request
from flask import Response as FlaskResponse
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from quickexit.deployment.settings import Settings
from quickexit.deployment.source import Source, source_of
from quickexit.web.middleware import Lookup
from quickexit.web.negotiation import choose_language
from quickexit.web.pages import missing_page
from quickexit.web.responses import ALWAYS, INERT_POLICY, NOT_ALLOWED, Resource, respond
from quickexit.web.routes import missing_headers
from quickexit.web.state import ServedState
from quickexit.web.studio.views import add_studio

log = logging.getLogger("quickexit")


def _response(resource: Resource) -> FlaskResponse:
    status, headers, body = respond(resource, request.environ)
    response = FlaskResponse(body, status=status)
    # Werkzeug would count the empty body of a HEAD.
    response.automatically_set_content_length = False
    response.headers.clear()
    response.headers.extend(headers)
    return response


def _plain_sentence(text: str, status: int) -> FlaskResponse:
    response = FlaskResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _unavailable() -> FlaskResponse:
    response = _plain_sentence("The server is starting: try again in a second.", 503)
    response.headers["Retry-After"] = "1"
    return response


def _add_home(app: Flask, state: ServedState) -> None:
    @app.get("/", provide_automatic_options=False)
    def home() -> FlaskResponse:
        if state.home is not None:
            return _response(state.home)
        if state.routes is None:
            return _unavailable()
        return _plain_sentence("The studio is shut: the server's log says why.", 503)


def _add_views(app: Flask, state: ServedState) -> None:
    @app.get("/faq", provide_automatic_options=False)
    def faq() -> FlaskResponse:
        routes = state.routes
        if routes is None:
            return _unavailable()
        languages = routes.languages
        if not languages:
            raise NotFound
        language = choose_language(request.headers.get("Accept-Language", ""), languages)
        return _response(languages[language])

    @app.get("/healthz", provide_automatic_options=False)
    def healthz() -> FlaskResponse:
        response = jsonify(status=state.status)
        response.status_code = 200 if state.routes is not None else 503
        response.headers["Cache-Control"] = "no-store"
        return response


def _add_errors(app: Flask, state: ServedState) -> None:
    @app.errorhandler(NotFound)
    def missing(_error: NotFound) -> FlaskResponse:
        if request.method not in ("GET", "HEAD"):
            return refused(MethodNotAllowed())
        if state.routes is None:
            return _unavailable()
        return FlaskResponse(missing_page().html, status=404, headers=list(missing_headers()))

    @app.errorhandler(MethodNotAllowed)
    def refused(_error: MethodNotAllowed) -> FlaskResponse:
        status, headers, body = NOT_ALLOWED
        return FlaskResponse(body, status=status, headers=headers)

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> FlaskResponse:
        return _plain_sentence(f"{error.name}.", error.code or 500)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> FlaskResponse:
        # The name of the error alone: its text could hold a part of the request.
        log.error("An answer failed with %s.", type(error).__name__)
        return _plain_sentence("Something failed here.", 500)


def create_app(
    store_directory: Path,
    settings: Settings,
    *,
    source: Source | None = None,
    read: bool = True,
    state: ServedState | None = None,
) -> Flask:
    """Make the WSGI application that serves a store.

    `store_directory` is only read; `source` (default: this package's own) is what the studio
    offers. With `read` the store is read before this returns; else once somebody calls `reload` of
    the `state` (also in ``app.extensions["quickexit"]``).
    """
    app = Flask("quickexit", static_folder=None, template_folder=None)
    # A redirect would name this server's own address, which a proxy may not know.
    app.url_map.merge_slashes = False
    state = state or ServedState(store_directory, source or source_of(settings))
    app.extensions["quickexit"] = state
    if state.has_studio:
        _add_home(app, state)
        add_studio(app, lambda: state.studio)
    _add_views(app, state)
    _add_errors(app, state)

    @app.after_request
    def on_every_answer(response: FlaskResponse) -> FlaskResponse:
        for name, value in ALWAYS:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", INERT_POLICY)
        return response

    if read:
        state.reload()
    app.wsgi_app = Lookup(app.wsgi_app, lambda: state.routes)  # type: ignore[method-assign]
    return app
