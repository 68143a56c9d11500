"""The Jinja environment of all pages: those of the widget, and those of the server."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined


@cache
def page_templates(directory: Path) -> Environment:
    """Return the templates of a folder, compiled when they are first used.

    Values are escaped, and one that is missing is an error.
    """
    return Environment(
        loader=FileSystemLoader(directory),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
