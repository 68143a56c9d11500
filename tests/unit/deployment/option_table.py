"""The table of options in docs/embed.md, which `make options` writes."""

from __future__ import annotations

import os
from pathlib import Path

from quickexit.deployment.widget_options import WidgetOption, widget_options

DOCUMENT = Path(__file__).parents[3] / "docs" / "embed.md"
_HEAD = "| option | default | values | meaning |\n|---|---|---|---|\n"


def option_table() -> str:
    """Return the table as Markdown, from `widget/options.toml`."""
    return _HEAD + "".join(map(_row, widget_options().values()))


def _row(option: WidgetOption) -> str:
    default = f"`{option.default}`" if option.default else "none"
    listed = ", ".join(f"`{value}`" for value in option.values if value)
    return f"| `{option.name}` | {default} | {listed or option.meaning} | {option.about} |\n"


def documented(text: str) -> str:
    """Return the table that stands in the text of the document."""
    start = text.index(_HEAD)
    return text[start : text.index("\n\n", start) + 1]


def update() -> None:
    """Write the table into the document, where the environment asks for it."""
    if os.environ.get("UPDATE_DOCS"):
        text = DOCUMENT.read_text("utf-8")
        DOCUMENT.write_text(text.replace(documented(text), option_table()), "utf-8")
