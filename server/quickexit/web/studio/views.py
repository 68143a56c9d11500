"""The addresses of the studio: `/studio/…`, which keep nothing of what was asked."""

from collections.abc import Mapping

from flask import Flask, request

from quickexit.errors import UsageError
from quickexit.web.responses import Response
from quickexit.web.state import ServedState
from quickexit.web.studio.pages import busy_page, practice_page
from quickexit.web.studio.process import StudioBusyError, StudioProcess, StudioRequest, held
from quickexit.web.studio.respond import LARGEST_UPLOAD, json_response, page_response

# All tokens of a theme are about 1,500 bytes; the largest choices of a snippet are addresses.
LARGEST_QUERY = 8_192


def add_studio(app: Flask, state: ServedState) -> None:
    """Add the studio's addresses to `app`; the process of `state` computes what they answer.

    Whatever is asked wrongly is one sentence, status 400. Where the process is busy, the status is
    503 with Retry-After.
    """
    for method, part in (("GET", "snippet"), ("GET", "theme"), ("POST", "upload"), ("GET", "page")):
        app.add_url_rule(
            f"/studio/{part}",
            f"studio_{part}",
            lambda part=part: _computed(part, state.studio),
            methods=[method],
        )
    app.add_url_rule("/studio/practice", "studio_practice", lambda: page_response(practice_page()))


def _computed(part: str, process: StudioProcess | None) -> Response:
    if process is None:
        return json_response({"problem": "The studio is shut: the server's log says why."}, 503)
    try:
        query = _query()
        with held(process.places):
            body = _request_body(process) if part == "upload" else b""
            return process.respond(StudioRequest(part, query, body))
    except UsageError as error:
        return json_response({"problem": str(error)}, 400)
    except StudioBusyError as busy:
        # In the preview this is a page of its own, which asks again by itself.
        if part == "page":
            response = page_response(busy_page(busy.retry_after), 503)
        else:
            response = json_response({"problem": str(busy)}, 503)
        response.headers.append(("Retry-After", str(busy.retry_after)))
        return response


def _query() -> Mapping[str, str]:
    """Return the fields of the query; raises `UsageError` for one given twice, or too long."""
    if len(request.query_string) > LARGEST_QUERY:
        raise UsageError("this request is too long", hint=f"keep it to {LARGEST_QUERY} bytes")
    if any(len(given) > 1 for _, given in request.args.lists()):
        raise UsageError("an option was given twice", hint="give each once")
    return request.args.to_dict()


def _request_body(process: StudioProcess) -> bytes:
    """Return the body of the request; raises `UsageError` where it is too large for a theme."""
    with held(process.body_places):
        data = request.stream.read(LARGEST_UPLOAD + 1)
    if len(data) > LARGEST_UPLOAD:
        raise UsageError("the file is too large for a theme", hint="a theme is a few kilobytes")
    return data
