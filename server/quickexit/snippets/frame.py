"""The frame of a snippet: the element that shows the questions, and its address."""

from urllib.parse import urlencode

from quickexit.content.models import Faq
from quickexit.releases.layout import Frame
from quickexit.snippets.link_style import NO_FRAME
from quickexit.snippets.options import SnippetOptions
from quickexit.snippets.words import tag

# What the frame may do. Until the script answers it leaves by itself, by keys too: these give no
# user activation in Chromium and Firefox, hence the plain `allow-top-navigation`. `allow-popups`
# lets links with `tel:` open.
SANDBOX = (
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox"
    " allow-top-navigation"
)
# The height in CSS pixels where the style attribute does not apply, because of a strict policy or a
# sanitizer: about one window, in which the visitor scrolls.
FRAME_HEIGHT = 640


def frame_address(options: SnippetOptions, faq: Faq) -> str:
    """Return the address of the hosted page, which is that of the frame without its fragment."""
    major = options.channel.split(".")[0]
    return f"{options.base_url}/{major}/{Frame(options['theme'], faq.language.code).path}"


def frame_element(options: SnippetOptions, faq: Faq) -> str:
    """Return the iframe element.

    `loading` and `data-no-lazy` keep optimisers from loading it late: WordPress adds
    `loading="lazy"` to a frame that has no such attribute, WP Rocket and LiteSpeed Cache take the
    address away.
    """
    # `embed` says that the words stand on the page around the frame.
    fragment = urlencode({"embed": "1", **options.fragment()})
    attributes = {
        "src": f"{frame_address(options, faq)}#{fragment}",
        "title": faq.strings["title"],
        "width": "100%",
        "height": str(FRAME_HEIGHT),
        # The same as in the style, for a policy that forbids that.
        "frameborder": "0",
        "referrerpolicy": "no-referrer",
        "sandbox": SANDBOX,
        "lang": faq.language.code,
        "loading": "eager",
        "data-no-lazy": "1",
        "style": frame_style(options),
    }
    return tag("iframe", attributes)


def frame_style(options: SnippetOptions) -> str:
    """Return the text of the frame's style attribute; a hash of it can be allowed by a CSP.

    A frame whose `color-scheme` differs from its document's is painted on an opaque background.
    """
    chosen = options["color-scheme"]
    scheme = "light dark" if chosen == "auto" else chosen
    height = f";{options.height}" if options.height else ""
    return f"display:block;width:100%;border:0;color-scheme:{scheme};{NO_FRAME}{height}"
