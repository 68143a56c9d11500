"""The responses of `/studio/…`: JSON, or a page; one sentence for whatever is asked wrongly."""

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from quickexit.errors import QuickExitError, UsageError
from quickexit.web.responses import Response, status_line
from quickexit.web.routes import page_headers
from quickexit.web.studio.answers import (
    NEW_THEME,
    Studio,
    snippet_answer,
    theme_answer,
    upload_answer,
)
from quickexit.web.studio.pages import sample_page
from quickexit.web.studio.process import StudioRequest
from quickexit.web.templates import Page

log = logging.getLogger("quickexit")


def studio_response(studio: Studio, request: StudioRequest) -> Response:
    """Return the response to a request; never raises, since this would end the process."""
    try:
        return _RESPONSES[request.part](studio, request)
    except QuickExitError as error:
        return json_response({"problem": str(error)}, 400)
    except Exception as error:
        # The name of the error alone: its text could hold a part of the request.
        log.error("A response of the studio failed with %s.", type(error).__name__)
        return json_response({"problem": "Something failed here."}, 500)


def json_response(value: Mapping[str, Any], status: int = 200) -> Response:
    """Return JSON that is kept nowhere."""
    # Without "<", it holds no element for whoever takes it for a page.
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    headers = [("Content-Type", "application/json; charset=utf-8"), ("Cache-Control", "no-store")]
    return Response(status_line(status), headers, text.encode())


def page_response(page: Page, status: int = 200) -> Response:
    """Return a page that is kept nowhere."""
    headers = [*page_headers("no-store", page.policy)]
    return Response(status_line(status), headers, page.html)


def _upload(request: StudioRequest) -> Response:
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the file is not UTF-8 text", hint="save it as UTF-8") from None
    name, kind = request.query.get("name", NEW_THEME), request.query.get("kind", "toml")
    return json_response(upload_answer(text, name, kind))


_RESPONSES: Mapping[str, Callable[[Studio, StudioRequest], Response]] = {
    "snippet": lambda studio, request: json_response(snippet_answer(studio, request.query)),
    "theme": lambda studio, request: json_response(theme_answer(studio, request.query)),
    "upload": lambda _studio, request: _upload(request),
    "page": lambda studio, request: page_response(sample_page(studio, request.query)),
}
