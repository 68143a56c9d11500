"""What an agency's folder begins with: little, since everything else comes from the package.

The texts stand in `widget/starter`; `{name}` and the like are filled in here.
"""

import json
import re
from pathlib import Path

from quickexit.content.markdown import render, title_and_body
from quickexit.content.models import DEFAULT_LANGUAGE
from quickexit.content.override_strings import STRINGS_FILE
from quickexit.content.schema import StringsFile, read_toml
from quickexit.deployment.folder import CONTACTS_FILE, CONTENT, THEMES
from quickexit.deployment.settings import SETTINGS_FILE
from quickexit.paths import widget_directory
from quickexit.text_files import entries, read_text
from quickexit.themes.palette import derive
from quickexit.themes.theme import theme_from_values, to_toml


def starter_files(folder: str, brand: str | None) -> dict[str, bytes]:
    """Return the files of a new deployment by their paths; `folder` is the folder's name.

    Its theme is derived from `brand`, `#rrggbb`, or looks like the default. Raises
    `QuickExitError` for what is not such a colour.
    """
    name = theme_name(folder)
    english = widget_directory() / CONTENT / DEFAULT_LANGUAGE
    strings, _ = read_toml(english / STRINGS_FILE, StringsFile)
    words = strings.model_dump(exclude={"contacts"})
    values = {
        "name": folder,
        "theme": name,
        # Each a comment that can be made a line.
        "strings": "\n".join(
            f"# {key} = {json.dumps(text, ensure_ascii=False)}" for key, text in words.items()
        ),
        "answers": _answers_as_rows(english),
    }
    return {
        f"{THEMES}/{name}.toml": to_toml(
            derive(name, brand) if brand else theme_from_values(name, {})
        ).encode(),
        SETTINGS_FILE: _starter(SETTINGS_FILE, values),
        CONTACTS_FILE: _starter(CONTACTS_FILE, values),
        f"{CONTENT}/{DEFAULT_LANGUAGE}/{STRINGS_FILE}": _starter(STRINGS_FILE, values),
        "README.md": _starter("README.md", values),
    }


def _starter(name: str, values: dict[str, str]) -> bytes:
    text = read_text(widget_directory() / "starter" / name)
    # All at once, so that what is filled in is not filled in again.
    return re.sub(r"\{(\w+)\}", lambda found: values[found[1]], text).encode()


def theme_name(folder: str) -> str:
    """Return the name that a deployment's theme takes from that of its folder."""
    plain = re.sub(r"[^a-z0-9]+", "-", folder.lower()).strip("-")[:40].strip("-")
    # Its own theme, so that the package's stay what they are.
    taken = {file.stem for file in entries(widget_directory() / "themes")}
    return plain if plain and plain not in taken else "own"


def _answers_as_rows(english: Path) -> str:
    """Return the package's answers with their marks, each as a row of a table."""
    rows = []
    for file in entries(english / "questions"):
        title, body = title_and_body(read_text(file), str(file))
        rows.append((f"questions/{file.name}", title, render(body, str(file), "").facts))
    file = english / "history.md"
    facts = render(read_text(file), str(file), "").facts
    rows.append((file.name, "help about the browser's history", facts))
    return "\n".join(
        f"| `{name}` | {title} | {' '.join(f'`{{#{fact}}}`' for fact in facts)} |"
        for name, title, facts in rows
    )
