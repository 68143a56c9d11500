"""The server's own pages: rendered from `widget/studio`, with one inline style and its policy."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from markupsafe import Markup

from quickexit.build.templates import page_templates
from quickexit.paths import widget_directory
from quickexit.releases.csp import hash_source

_FOLDER = widget_directory() / "studio"


class Page(NamedTuple):
    """A page and its Content-Security-Policy."""

    html: bytes
    policy: str


def render_page(
    name: str,
    *styles: str,
    directives: Mapping[str, str] = MappingProxyType({}),
    **values: Any,  # noqa: ANN401 - values of a template
) -> Page:
    """Return the page of the template `name`, with the files `styles` in it.

    Its policy allows its style, and of other things what `directives` say.
    """
    style = "".join(read_part(part) for part in styles)
    html = page_templates(_FOLDER).get_template(name).render(
        style=Markup(style),  # noqa: S704 - the widget's own files
        **values,
    )  # fmt: skip
    policy = {
        "default-src": "'none'",
        "style-src": hash_source(style),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
        **directives,
    }
    return Page(html.encode(), "; ".join(f"{name} {value}" for name, value in policy.items()))


def read_part(name: str) -> str:
    """Return the text of a style or script of the server's pages."""
    return (_FOLDER / name).read_text("utf-8")
