"""The words of an nginx configuration: what is quoted, maps, and locations with their headers."""

from collections.abc import Iterable, Mapping

# The ending of the precompressed file that suits the visitor, and the encoding of what is about to
# go out: the variables that `file_location` relies on.
BROTLI_ENDING = "$quickexit_br"
ENCODING = "$quickexit_encoding"


def quoted(text: str) -> str:
    """Return a word of the configuration; quotes and lines' ends are escaped."""
    return '"' + text.replace('"', '\\"').replace("\n", "\\n") + '"'


def map_block(
    source: str, variable: str, entries: Iterable[tuple[str, str]], default: str = ""
) -> str:
    """Return a map from what `source` holds to what `variable` then holds."""
    rows = "".join(f"    {quoted(key)} {quoted(value)};\n" for key, value in entries)
    return f"map {source} {variable} {{\n    default {quoted(default)};\n{rows}}}\n"


def added_headers(headers: Iterable[tuple[str, str]], indent: str = "    ") -> str:
    """Return a line for each header, on every status; a variable's value is looked up."""
    words = [(name, v if v.startswith("$quickexit_") else quoted(v)) for name, v in headers]
    return "".join(f"{indent}add_header {name} {word} always;\n" for name, word in words)


def location(match: str, headers: Mapping[str, str], *lines: str) -> str:
    """Return a location that sends `headers`; `lines` say what else it does."""
    content_type = headers.get("Content-Type")
    typed = [f"default_type {quoted(content_type)};"] if content_type else []
    sent = [pair for pair in headers.items() if pair[0] != "Content-Type"]
    untimed = 'add_header Last-Modified "" always;'
    body = "".join(f"        {line}\n" for line in (*lines, *typed, untimed))
    return f"    location {match} {{\n{body}{added_headers(sent, '        ')}    }}\n"


def file_location(match: str, headers: Mapping[str, str], paths: Iterable[str], *lines: str) -> str:
    """Return a location of the first of `paths` that is there, precompressed where that suits."""
    sent = {**headers, "Content-Encoding": ENCODING}
    tried = " ".join(f"{quoted(path + BROTLI_ENDING)} {quoted(path)}" for path in paths)
    return location(match, sent, f"try_files {tried} =404;", *lines)
