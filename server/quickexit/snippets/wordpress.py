"""The snippet as a WordPress plug-in: one PHP file, and a zip of it with what WordPress wants."""

import io
import re
import zipfile
from collections.abc import Mapping
from html import escape

from quickexit.content.models import Faq
from quickexit.paths import widget_directory
from quickexit.releases.layout import comparable_tag
from quickexit.snippets.render import SnippetParts
from quickexit.snippets.words import dom_attributes

_TEMPLATES = "wordpress"
PLUGIN_FOLDER = "quick-exit"
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
    data = {
        "'LANGUAGE'": _literal(language),
        "'THEME'": _literal(theme),
        "'TAGS'": _array(_literals(tags)),
        "'SCRIPT'": _array(_literals(dom_attributes(default[language].script or {}))),
        "'SNIPPETS'": _array(
            {
                name: _array(_literals({code: _content(one) for code, one in parts.items()}))
                for name, parts in snippets.items()
            }
        ),
        "'LINKS'": _array(_literals({code: _link(parts) for code, parts in default.items()})),
        "'EDITOR'": _literal(_template("editor.js")),
    }
    places = re.compile("|".join(data))
    return places.sub(lambda found: data[found[0]], _template("quick-exit.php"))


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
            archive.writestr(zipfile.ZipInfo(f"{PLUGIN_FOLDER}/{name}", _TIME), text)
    return output.getvalue()


def _content(parts: SnippetParts) -> str:
    """Return the HTML without the script, which WordPress prints itself."""
    return SnippetParts(parts.container, parts.content, None).html()


def _link(parts: SnippetParts) -> str:
    """Return the link alone, with the options of the element that is around it elsewhere."""
    options = {
        name: value
        for name, value in parts.container.items()
        if name.startswith("data-") and name != "data-quick-exit-faq"
    }
    written = "".join(
        f' {name}="{escape(value)}"' for name, value in dom_attributes(options).items()
    )
    return parts.content[0].replace(_LINK, f"{_LINK}{written}", 1)


def _array(values: Mapping[str, str]) -> str:
    """Return a PHP array; the values are PHP already."""
    lines = "".join(f"\t{_literal(name)} => {value},\n" for name, value in values.items())
    return f"array(\n{lines})"


def _literals(values: Mapping[str, str]) -> dict[str, str]:
    return {name: _literal(value) for name, value in values.items()}


def _literal(text: str) -> str:
    """Return a PHP string: in single quotes only these two characters are special.

    https://www.php.net/manual/en/language.types.string.php#language.types.string.syntax.single
    """
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _template(name: str) -> str:
    return (widget_directory() / _TEMPLATES / name).read_text("utf-8")
