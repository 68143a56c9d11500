"""The snippet as a WordPress plug-in: one PHP file, and a zip of it with what WordPress wants."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quickexit.content.models import Faq
from quickexit.paths import widget_directory
from quickexit.releases.layout import comparable_tag
from quickexit.snippets.render import SnippetParts
from quickexit.snippets.words import written_attributes

# How the link of a snippet begins.
_LINK = "<a data-quick-exit"
# A zip holds times; this one, the earliest that it can hold, makes the same bytes every time.
_TIME = (1980, 1, 1, 0, 0, 0)


def plugin(
    snippets: Mapping[str, Mapping[str, SnippetParts]],
    theme: str,
    language: str,
    tags: Mapping[str, str],
) -> str:
    """Return the plug-in's one file.

    `snippets` are those of each theme and language, `theme` and `language` the defaults; `tags` are
    those of `language_tags`. PHP takes what stands in it as data: each value is a literal in single
    quotes.
    """
    default = snippets[theme]
    # WordPress prints the script itself.
    content = {
        name: {code: replace(parts, script=None).html() for code, parts in languages.items()}
        for name, languages in snippets.items()
    }
    data: dict[str, str | Mapping[str, Any]] = {
        "LANGUAGE": language,
        "THEME": theme,
        "TAGS": tags,
        "SCRIPT": default[language].script or {},
        "SNIPPETS": content,
        "LINKS": {code: _link(parts) for code, parts in default.items()},
        "EDITOR": _template("editor.js"),
    }
    places = f"'({'|'.join(data)})'"
    return re.sub(places, lambda found: _php(data[found[1]]), _template("quick-exit.php"))


def language_tags(faqs: Mapping[str, Faq]) -> dict[str, str]:
    """Return the code of the language that each known tag means, empty for another script's.

    Tags are in lower case with `-`; the plug-in shortens what it does not find, as `find_language`
    does.
    """
    tags: dict[str, str] = {}
    for code, faq in faqs.items():
        tags.update(dict.fromkeys((code, *faq.language.aliases), code))
        other = faq.language.other_script
        tags.update(dict.fromkeys(other.tags if other else (), ""))
    return {comparable_tag(tag): code for tag, code in tags.items()}


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
            archive.writestr(zipfile.ZipInfo(f"quick-exit/{name}", _TIME), text)
    return output.getvalue()


def _link(parts: SnippetParts) -> str:
    """Return the link alone, with the options of the element that is around it elsewhere."""
    options = {
        name: value
        for name, value in parts.container.items()
        if name.startswith("data-") and name != "data-quick-exit-faq"
    }
    return parts.content[0].replace(_LINK, f"{_LINK}{written_attributes(options)}", 1)


def _php(value: str | Mapping[str, Any]) -> str:
    """Return a text, or an array of texts and arrays, as PHP.

    A string in single quotes has only these two special characters:
    https://www.php.net/manual/en/language.types.string.php#language.types.string.syntax.single
    """
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace("'", "\\'")
        return f"'{escaped}'"
    lines = "".join(f"\t{_php(name)} => {_php(item)},\n" for name, item in value.items())
    return f"array(\n{lines})"


def _template(name: str) -> str:
    return (widget_directory() / "wordpress" / name).read_text("utf-8")
