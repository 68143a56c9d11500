"""The application: Flask for what depends on the visitor, the look-up in front for all the rest."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from flask import Flask, jsonify, request
from flask import Response as FlaskResponse
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from quickexit.web.negotiation import choose_language
from quickexit.web.pages import missing_page
from quickexit.web.responses import ALWAYS, INERT_POLICY, NOT_ALLOWED, Response, respond
from quickexit.web.routes import Routes, missing_headers
from quickexit.web.state import ServedState
from quickexit.web.studio.views import add_studio

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger("quickexit")


class Lookup:
    """The look-up in front of Flask: nearly all requests end here.

    Kept on purpose: Flask is the application, but scripts and frames are two look-ups in
    dictionaries away from a response that is ready, and need none of its routing, contexts and
    objects. One worker answers 61,000 scripts a second this way; plain Flask under gunicorn
    answered 1,900 (`make bench ONLY=server`). What depends on the visitor or on the moment is
    Flask's: `/faq`, `/healthz`, the studio, errors. That is `behind`.

    `current` returns the routes in force, or None as long as the store was not read. A new state of
    the store is a new value of it, so that no request sees a mixture of two states.
    """

    def __init__(self, behind: WSGIApplication, current: Callable[[], Routes | None]) -> None:
        self._behind = behind
        self._current = current

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Respond to one request."""
        # An empty path is the root (RFC 9110, section 4.2.3); Flask would redirect to it.
        path = environ["PATH_INFO"] or "/"
        routes = self._current()
        resource = None
        if routes is not None:
            path = routes.without_prefix(path)
            resource = routes.find(path)
        environ["PATH_INFO"] = path
        if resource is None:
            return self._behind(environ, start_response)
        body, status, headers = respond(resource, environ)
        start_response(_status_line(status), headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


@cache
def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


def _plain_sentence(text: str, status: int) -> Response:
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    return Response(f"{text}\n".encode(), status, headers)


def _unavailable() -> Response:
    response = _plain_sentence("The server is starting: try again in a second.", 503)
    response.headers.append(("Retry-After", "1"))
    return response


def _home(state: ServedState) -> Response:
    if state.home is not None:
        return respond(state.home, request.environ)
    if state.routes is None:
        return _unavailable()
    return _plain_sentence("The studio is shut: the server's log says why.", 503)


def _add_views(app: Flask, state: ServedState) -> None:
    @app.get("/faq")
    def faq() -> Response:
        if state.routes is None:
            return _unavailable()
        languages = state.routes.languages
        if not languages:
            raise NotFound
        language = choose_language(request.headers.get("Accept-Language", ""), languages)
        return respond(languages[language], request.environ)

    @app.get("/healthz")
    def healthz() -> ResponseReturnValue:
        status = 503 if state.routes is None else 200
        return jsonify(status=state.status), status, {"Cache-Control": "no-store"}


def _add_errors(app: Flask, state: ServedState) -> None:
    app.register_error_handler(MethodNotAllowed, lambda _error: NOT_ALLOWED)

    @app.errorhandler(NotFound)
    def missing(_error: NotFound) -> Response:
        if request.method not in ("GET", "HEAD"):
            return NOT_ALLOWED
        if state.routes is None:
            return _unavailable()
        return Response(missing_page().html, 404, missing_headers())

    @app.errorhandler(HTTPException)
    def other(error: HTTPException) -> Response:
        return _plain_sentence(f"{error.name}.", error.code or 500)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> Response:
        # The name of the error alone: its text could hold a part of the request.
        log.error("An answer failed with %s.", type(error).__name__)
        return _plain_sentence("Something failed here.", 500)


def create_app(state: ServedState) -> Flask:
    """Make the WSGI application that serves `state`."""
    app = Flask("quickexit", static_folder=None, template_folder=None)
    # OPTIONS is refused as every other method.
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    # A redirect would name this server's own address, which a proxy may not know.
    app.url_map.merge_slashes = False
    if state.has_studio:
        app.add_url_rule("/", "home", lambda: _home(state))
        add_studio(app, state)
    _add_views(app, state)
    _add_errors(app, state)

    @app.after_request
    def on_every_answer(response: FlaskResponse) -> FlaskResponse:
        for name, value in ALWAYS:
            response.headers.setdefault(name, value)
        response.headers.setdefault("Content-Security-Policy", INERT_POLICY)
        return response

    app.wsgi_app = Lookup(app.wsgi_app, lambda: state.routes)  # type: ignore[method-assign]
    return app
