"""The look of the snippet's link, which no style sheet of the host may change, and of paper.

A frame is cut off on paper, which shows the address of the questions in its place. The script's
style sheet and the frame's own script see to it, too.
"""

from quickexit.themes.theme import Theme, control_appearance

# Nothing on a page can be put above this one: 2^31 - 1 (CSS Values 4 allows no more in practice).
_TOPMOST = 2147483647
# The distance to the corner, in CSS pixels.
_DISTANCE = 12
# WCAG 2.2, 2.5.5 (AAA) and Apple's guidelines ask for 44 px of touch.
_TOUCH = "44px"
# How much of a line the link may cover at the top of a small page: seen to be enough at 320 and
# 360 px in English, Arabic, Russian and Haitian Creole.
_BESIDE_LINK = "min(60%,210px)"
# How far down the window an offset may move the link.
_LOWEST = "33vh"
# `update:none` is what paper says of itself, and electronic paper does not; Chromium 156 knows no
# media types (`print`) here. Only Chromium 137 and newer read `if()`; other browsers drop the
# declaration. Where the condition is false, the property has its initial value.
# https://drafts.csswg.org/css-values-5/#if-notation
_ON_PAPER = "media(update:none)"
# The style of an address that only paper shows, beside the attribute `hidden`.
ADDRESS_STYLE = f"display:none;display:if(not {_ON_PAPER}:none)"
# The declaration that takes a frame off paper. Its box stays: `display` would need `else`, and a
# semicolon, at which WordPress cuts a style attribute into its declarations.
NO_FRAME = f"max-height:if({_ON_PAPER}:0)"
# A fixed link is printed on every sheet, over the text. Browsers that do not know `if()` keep
# `inline-block`. Where the condition is false, `display` becomes `inline`, which `position:fixed`
# turns into `block`.
_NOT_ON_PAPER = f"display:if({_ON_PAPER}:none)"


def first_words_style(corner: str) -> str:
    """Return the style of the first words, which hold the emergency number.

    Where they are the first thing on a page, the link would lie over the end of their line, and no
    scrolling would free them. `corner` is `top-end` or `top-start`.
    """
    return f"padding-inline-{corner.removeprefix('top-')}:{_BESIDE_LINK}"


def link_style(theme: Theme, direction: str, position: str, offset: str = "0") -> str:
    """Return the text of the link's style attribute; a hash of it can be allowed by a CSP.

    Each declaration is `!important`, which no rule of the host's style sheets outranks, but
    `display`: the script's style sheet hides the link, and paper has none. Distances are written
    twice, since an older browser drops the one with `env()` or `min()`. Sides are physical, since
    older ones do not know the logical ones. `offset` are CSS pixels from the top.
    """
    appearance = control_appearance(theme)
    side = "right" if (direction == "rtl") == (position == "top-start") else "left"
    other = "left" if side == "right" else "right"
    height = int(appearance["size"].removesuffix("px"))
    # `min()` is for newer browsers.
    lowered = f"min({int(offset)}px,{_LOWEST}) + " if int(offset) else ""
    declarations = (
        "position:fixed",
        f"top:{int(offset) + _DISTANCE}px",
        f"top:calc({lowered}{_DISTANCE}px + env(safe-area-inset-top))",
        f"{side}:{_DISTANCE}px",
        f"{side}:calc({_DISTANCE}px + env(safe-area-inset-{side}))",
        "bottom:auto",
        f"{other}:auto",
        f"z-index:{_TOPMOST}",
        "visibility:visible",
        "opacity:1",
        "transform:none",
        "box-sizing:border-box",
        "width:auto",
        "height:auto",
        f"min-width:{_TOUCH}",
        f"min-height:{appearance['size']}",
        "margin:0",
        # Beside a line of 20 px in a border of 2 px.
        f"padding:{(height - 24) / 2:g}px 16px",
        f"border:2px solid {appearance['ring']}",
        f"border-radius:{appearance['radius']}",
        f"background:{appearance['background']}",
        f"color:{appearance['text']}",
        "font:bold 16px/20px sans-serif",
        "text-align:center",
        "text-decoration:none",
        "text-indent:0",
        "text-transform:none",
        "cursor:pointer",
        "pointer-events:auto",
    )
    important = [f"{declaration}!important" for declaration in declarations]
    return ";".join([*important, "display:inline-block", _NOT_ON_PAPER])
