"""The addresses of the studio: `/studio/…`, which keep nothing of what was asked."""

from collections.abc import Callable, Mapping

from flask import Flask, request
from flask import Response as FlaskResponse

from quickexit.errors import UsageError
from quickexit.web.responses import Response
from quickexit.web.studio.answers import LARGEST_UPLOAD
from quickexit.web.studio.pages import busy_page, practice_page
from quickexit.web.studio.process import StudioBusyError, StudioProcess, StudioRequest
from quickexit.web.studio.respond import json_response, page_response

# All tokens of a theme are about 1,500 bytes; the largest choices of a snippet are addresses.
LARGEST_QUERY = 8_192


def add_studio(app: Flask, current: Callable[[], StudioProcess | None]) -> None:
    """Add the studio's addresses to `app`; `current` returns its process, or None while it is shut.

    Whatever is asked wrongly is one sentence, status 400. Where the process is busy, the status is
    503 with Retry-After.
    """
    for method, part in (("GET", "snippet"), ("GET", "theme"), ("POST", "upload"), ("GET", "page")):
        app.add_url_rule(
            f"/studio/{part}",
            f"studio_{part}",
            lambda part=part: _computed(part, current()),
            methods=[method],
            provide_automatic_options=False,
        )

    @app.get("/studio/practice", provide_automatic_options=False)
    def studio_practice() -> FlaskResponse:
        return _flask_response(page_response(practice_page()))


def _computed(part: str, process: StudioProcess | None) -> FlaskResponse:
    if process is None:
        problem = "The studio is shut: the server's log says why."
        return _flask_response(json_response({"problem": problem}, 503))
    try:
        query = _query()
        with process.place():
            body = _request_body(process) if part == "upload" else b""
            return _flask_response(process.respond(StudioRequest(part, query, body)))
    except UsageError as error:
        return _flask_response(json_response({"problem": str(error)}, 400))
    except StudioBusyError as busy:
        # In the preview this is a page of its own, which asks again by itself.
        response = (
            page_response(busy_page(busy.retry_after), 503)
            if part == "page"
            else json_response({"problem": str(busy)}, 503)
        )
        response.headers.append(("Retry-After", str(busy.retry_after)))
        return _flask_response(response)


def _query() -> Mapping[str, str]:
    """Return the fields of the query; raises `UsageError` for one given twice, or too long."""
    if len(request.query_string) > LARGEST_QUERY:
        raise UsageError("this request is too long", hint=f"keep it to {LARGEST_QUERY} bytes")
    twice = next((name for name, given in request.args.lists() if len(given) > 1), None)
    if twice is not None:
        raise UsageError("an option was given twice", hint="give each once")
    return request.args.to_dict()


def _request_body(process: StudioProcess) -> bytes:
    """Return the body of the request; raises `UsageError` where it is too large for a theme."""
    with process.body_place():
        data = request.stream.read(LARGEST_UPLOAD + 1)
    if len(data) > LARGEST_UPLOAD:
        raise UsageError("the file is too large for a theme", hint="a theme is a few kilobytes")
    return data


def _flask_response(response: Response) -> FlaskResponse:
    return FlaskResponse(response.body, status=response.status, headers=response.headers)
