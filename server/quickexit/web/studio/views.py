"""The addresses of the studio: `/studio/…`, which answer what was asked and keep nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from flask import Flask, Response, request

from quickexit.errors import QuickExitError, UsageError
from quickexit.web.studio.answers import (
    LARGEST_UPLOAD,
    NEW_THEME,
    Answer,
    Studio,
    snippet_answer,
    theme_answer,
    upload_answer,
)
from quickexit.web.studio.pages import Page, practice_page, sample_page

# All tokens of a theme are about 1,500 bytes; the largest choices of a snippet are addresses.
LARGEST_QUERY = 8_192


def add_studio(app: Flask, current: Callable[[], Studio | None]) -> None:
    """Add the studio's addresses to `app`; `current` returns the studio, or None while it is shut.

    Whatever is asked wrongly is one sentence, status 400.
    """

    def json_of(answer: Callable[[Studio, Mapping[str, str]], Answer]) -> Response:
        return _answered(lambda studio: _json(answer(studio, _query())), current)

    @app.get("/studio/snippet", provide_automatic_options=False)
    def studio_snippet() -> Response:
        return json_of(snippet_answer)

    @app.get("/studio/theme", provide_automatic_options=False)
    def studio_theme() -> Response:
        return json_of(theme_answer)

    @app.post("/studio/upload", provide_automatic_options=False)
    def studio_upload() -> Response:
        return json_of(lambda _studio, query: _upload(query))

    @app.get("/studio/page", provide_automatic_options=False)
    def studio_sample() -> Response:
        return _answered(lambda studio: _page(sample_page(studio, _query())), current)

    @app.get("/studio/practice", provide_automatic_options=False)
    def studio_practice() -> Response:
        return _page(practice_page())


def _answered(
    answer: Callable[[Studio], Response], current: Callable[[], Studio | None]
) -> Response:
    studio = current()
    if studio is None:
        return _json({"problem": "The studio is shut: the server's log says why."}, 503)
    try:
        return answer(studio)
    except QuickExitError as error:
        return _json({"problem": str(error)}, 400)


def _query() -> Mapping[str, str]:
    """Return the fields of the query; raises `UsageError` for one given twice, or too long."""
    if len(request.query_string) > LARGEST_QUERY:
        raise UsageError("this question is too long", hint=f"keep it to {LARGEST_QUERY} bytes")
    twice = next((name for name, given in request.args.lists() if len(given) > 1), None)
    if twice is not None:
        raise UsageError("a choice was made twice", hint="make each once")
    return request.args.to_dict()


def _upload(query: Mapping[str, str]) -> Answer:
    data = request.stream.read(LARGEST_UPLOAD + 1)
    if len(data) > LARGEST_UPLOAD:
        raise UsageError("the file is too large for a theme", hint="a theme is a few kilobytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the file is not UTF-8 text", hint="save it as UTF-8") from None
    return upload_answer(text, query.get("name", NEW_THEME), query.get("kind", "toml"))


def _json(value: Answer, status: int = 200) -> Response:
    # Whoever takes it for a page finds no element in it.
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    response = Response(text, status=status, content_type="application/json; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(page: Page) -> Response:
    response = Response(page.html, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = page.policy
    return response
