"""The look-up in front of Flask: nearly all requests end here.

Kept on purpose: Flask is the application, but scripts and frames are two look-ups in dictionaries
away from a response that is ready, and need none of its routing, contexts and objects. One worker
answers 61,000 scripts a second this way; plain Flask under gunicorn answered 1,900 (`make bench
ONLY=server`). What depends on the visitor or on the moment is Flask's: `/faq`, `/healthz`, the
studio, errors.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from quickexit.web.responses import respond
from quickexit.web.routes import Routes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Lookup:
    """WSGI application: answers from the routes in force, and hands the rest to `behind`.

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
        if routes is not None:
            path = routes.without_prefix(path)
        environ["PATH_INFO"] = path
        resource = routes.find(path) if routes is not None else None
        if resource is None:
            return self._behind(environ, start_response)
        status, headers, body = respond(resource, environ)
        start_response(status, headers)
        return [body]
