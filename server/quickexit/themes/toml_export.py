"""Themes as commented TOML."""

import json

from quickexit.themes.theme import Theme
from quickexit.themes.tokens import TOKENS


def to_toml(theme: Theme) -> str:
    """Return a theme as the text of its `.toml` file, with the meaning and limits of each token."""
    lines = [
        f"# The theme {theme.name}: every token, with its limits. Colours",
        "# are six digits. One that is left out has the default.",
    ]
    group = ""
    for name, token in TOKENS.items():
        table, _, key = name.rpartition(".")
        if table != group:
            lines += ["", f"[{table}]"]
            group = table
        limits = "" if token.kind.name == "color" else f": {token.kind.written}"
        # Numbers, and texts of ASCII letters, are written alike in JSON and in TOML.
        lines.append(f"{key} = {json.dumps(theme.tokens[name])} # {token.meaning}{limits}")
    return "\n".join(lines) + "\n"
