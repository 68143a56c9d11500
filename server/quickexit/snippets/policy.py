"""The lines that a host with a strict Content-Security-Policy adds for a snippet."""

from urllib.parse import urlsplit

from quickexit.releases.csp import hash_source
from quickexit.snippets.frame import frame_style
from quickexit.snippets.link_style import first_words_style, link_style
from quickexit.snippets.options import SnippetOptions
from quickexit.snippets.paper import ADDRESS_STYLE
from quickexit.themes.theme import Theme


def policy_lines(options: SnippetOptions, theme: Theme, direction: str) -> list[str]:
    """Return the directives, one in each line: our one origin, and the hashes of the styles.

    They are those of the link, the first words, the frame and the address on paper. Without the
    hashes the link stands in the flow until the script fixes it in the corner, and the frame has
    the height of its attribute until then.
    """
    base = urlsplit(options.base_url)
    origin = f"{base.scheme}://{base.netloc}"
    corner = options.values.get("exit-position", str(theme.tokens["exit.position"]))
    styles = [link_style(theme, direction, corner, options["exit-offset"])]
    if options.has_frame:
        styles += [first_words_style(corner), frame_style(options), ADDRESS_STYLE]
    lines = {
        f"script-src {origin}": options.has_script,
        f"frame-src {origin}": options.has_frame,
        f"style-src-attr 'unsafe-hashes' {' '.join(map(hash_source, styles))}": True,
    }
    return [line for line, needed in lines.items() if needed]
