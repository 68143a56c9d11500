"""Style sheets made smaller by csscompressor, with the same meaning."""

import csscompressor

from quickexit.build.minify.style_check import check_same_style, check_style
from quickexit.errors import QuickExitError


def minify_style(source: str, name: str) -> str:
    """Return `source` minified by csscompressor, with the same meaning.

    Raises `QuickExitError` with `name` and the line where the source is not valid CSS, or where
    csscompressor would change it, fail or not come to an end.
    """
    check_style(source, name)
    try:
        # It leaves this space; the comparison below would refuse a string that has it, too.
        minified: str = csscompressor.compress(source).replace(" !important", "!important")
    except Exception as error:  # its failures have no class of their own: ValueError, StopIteration
        raise QuickExitError(
            f"csscompressor fails ({type(error).__name__}: {error})",
            where=f"{name}:{_first_failing_line(source)}",
            hint="write the line in a simpler way",
        ) from error
    check_same_style(source, minified, name)
    return minified


def _first_failing_line(source: str) -> int:
    """Return the number of the line that, with those before it, makes csscompressor fail."""
    lines = source.split("\n")
    for count in range(1, len(lines) + 1):
        try:
            csscompressor.compress("\n".join(lines[:count]))
        except Exception:
            return count
    return len(lines)
