"""What csscompressor breaks, by name, and what to write instead.

Measured with csscompressor 0.9.5 in November 2026: 299 snippets, of which about 70 changed.
"""

from __future__ import annotations

import re
from typing import Final

from quickexit.errors import QuickExitError

_ZERO = r"(?<![\w.#-])0?\.?0(?:px|em|%|in|cm|mm|pc|pt|ex|deg|g?rad|k?hz)"
# How the source looks, what it is called, what to write instead.
_CONSTRUCTS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), name, hint)
    for pattern, name, hint in (
        (r"[\"'][^\"'\n]*/\*", "a comment's sign inside a string", "write it as `\\2f *`"),
        (r"url\(\s*[\"']?data:", "a space in a data address", "write the spaces as %20"),
        (
            r"\{\s*(?:/\*.*?\*/\s*)?\}",
            "an empty rule",
            "remove it (a layer is named by `@layer x;`)",
        ),
        (r"hsla?\([^),]*\s[^),]*\)", "hsl() with spaces", "write commas, hex or oklch()"),
        (r"rgba?\(\s*\d+\s+\d+", "rgb() with spaces alone", "write hex or commas"),
        (
            r"\b(?:not|or|selector)\s+\(|@container\s+[\w-]+\s*\(",
            "a space before a parenthesis",
            "write `(a),(b)`, ask for the opposite, or leave a container's name out",
        ),
        (r"\bcalc\([^;{}]*\bcalc\(", "calc() inside calc()", "write plain parentheses inside"),
        (r"[\w)%]\s+\+\s+[\w(-]", "spaces around `+`", "put the whole function into calc()"),
        (
            # `grid-area: #f00` has no meaning, and `grid-area: red` has one.
            r"#(?:f00|ff0000|000080|808080|808000|800080|c0c0c0|008080|ffa500|800000)\b",
            "a colour that it writes as a name",
            "write the name, such as `red` or `gray`",
        ),
        (r"\+\s*\d", "a sign before a number", "leave the `+` out"),
        (_ZERO + r"\s*\{", "a zero with a unit", "write `from`"),
        (_ZERO, "a zero with a unit", "write calc(0px), or 0 where any length may stand"),
        (r"0\s+0", "several zeros", "write one zero, or words such as `left top`"),
        (
            r":\s*none\b",
            "`none` as a border or background",
            "write `0`, or `transparent` for a background",
        ),
        (
            r"[\w*&)\]]\s+:{1,2}[a-z]|:host\s+:",
            "a space before a pseudo-class",
            "write `.a *:hover`",
        ),
        (r"\S\s+\(", "a space before a parenthesis", "write it without the space"),
        (r"\S\s*/\*", "a comment between two tokens", "write a space there instead"),
        (r"[A-Z]", "a name with capital letters", "write it in lower case"),
    )
)


def broken_style(source: str, name: str, line: int | None = None) -> QuickExitError:
    """Return the error for a construct of `source` that csscompressor breaks.

    It stands at or near `line`; without one, csscompressor failed, and the line is looked for.
    """
    lines = source.split("\n")
    reaches = (0, 1, 3) if line else (len(lines),)
    for reach in reaches:
        first = max(0, (line or 1) - 1 - reach)
        around = "\n".join(lines[first : (line or 1) + reach])
        for pattern, construct, hint in _CONSTRUCTS:
            if found := pattern.search(around):
                there = line or first + around.count("\n", 0, found.start()) + 1
                return _refusal(construct, hint, f"{name}:{there}")
    return _refusal("a construct", "write it more plainly", f"{name}:{line or 1}")


def _refusal(construct: str, hint: str, where: str) -> QuickExitError:
    problem = f"csscompressor would change the meaning of {construct}"
    return QuickExitError(problem, where=where, hint=hint)
