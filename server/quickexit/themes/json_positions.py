"""Lines of the members of a JSON text, which Python's parser does not give."""

import json
import re
from collections.abc import Mapping

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:\n]')


def lines_of_paths(text: str) -> dict[str, int]:
    """Return the line (from 1) of each member, by its dotted path; `text` must be valid JSON.

    Members of objects inside a list have the list's path before their own.
    """
    lines: dict[str, int] = {}
    # For each open bracket, the name of the member whose value it opens.
    around: list[str] = []
    name, last, line = "", "", 1
    for piece in _PIECE.findall(text):
        if piece == "\n":
            line += 1
        elif piece == ":":
            name = json.loads(last)
            lines.setdefault(".".join(filter(None, (*around, name))), line)
        elif piece in "{[":
            around.append(name)
            name = ""
        elif piece in "}]":
            name = around.pop()
        last = piece
    return lines


def nearest_member_line(lines: Mapping[str, int], path: str) -> int | None:
    """Return the line of a path, or of the nearest group around it, if there is any."""
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path)
