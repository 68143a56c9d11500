"""The snippet as a WordPress plug-in: one PHP file, and a zip of it with what WordPress wants."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace

from quickexit.paths import widget_directory
from quickexit.snippets.render import SnippetParts
from quickexit.snippets.words import dom_attributes

_TEMPLATES = "wordpress"
PLUGIN_FOLDER = "quick-exit"
# A zip holds times; this one, the earliest that it can hold, makes the same bytes every time.
_TIME = (1980, 1, 1, 0, 0, 0)


def plugin(snippets: Mapping[str, SnippetParts], language: str) -> str:
    """Return the plug-in's one file. `snippets` are those of each language, `language` the default.

    PHP takes what stands in it as data: each value is a literal in single quotes.
    """
    first = snippets[language]
    data = {
        "'LANGUAGE'": _literal(language),
        "'SCRIPT'": _array(dom_attributes(first.script or {})),
        # WordPress prints the script itself.
        "'SNIPPETS'": _array({c: replace(p, script=None).html() for c, p in snippets.items()}),
    }
    places = re.compile("|".join(data))
    return places.sub(lambda found: data[found[0]], _template("quick-exit.php"))


def plugin_zip(php: str) -> bytes:
    """Return the plug-in as the zip that WordPress takes under Plugins, Add New, Upload."""
    output = io.BytesIO()
    files = {
        "quick-exit.php": php,
        "block.json": _template("block.json"),
        "readme.txt": _template("readme.txt"),
    }
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(f"{PLUGIN_FOLDER}/{name}", _TIME), text)
    return output.getvalue()


def _array(values: Mapping[str, str]) -> str:
    lines = "".join(f"\t{_literal(name)} => {_literal(value)},\n" for name, value in values.items())
    return f"array(\n{lines})"


def _literal(text: str) -> str:
    """Return a PHP string: in single quotes only these two characters are special.

    https://www.php.net/manual/en/language.types.string.php#language.types.string.syntax.single
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _template(name: str) -> str:
    return (widget_directory() / _TEMPLATES / name).read_text("utf-8")
