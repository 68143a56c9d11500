"""The look of the snippet's link, which no style sheet of the host may change."""

from __future__ import annotations

from quickexit.themes.theme import Theme, control_appearance

# Nothing on a page can be put above this one: 2^31 - 1 (CSS Values 4 allows no more in practice).
_TOPMOST = 2147483647
# The distance to the corner. WCAG 2.2, 2.5.5 (AAA) and Apple's guidelines ask for 44 px of touch.
_MARGIN = "12px"
_TOUCH = "44px"


def link_style(theme: Theme, direction: str, position: str | None) -> str:
    """Return the text of the link's style attribute; a hash of it can be allowed by a CSP.

    Each declaration is `!important`, which no rule of the host's style sheets outranks. Offsets
    are written twice, since an older browser drops the one with `env()`. Sides are physical, since
    older ones do not know the logical ones. `position` None is the theme's own corner.
    """
    position = position or str(theme.tokens["exit.position"])
    appearance = control_appearance(theme)
    side = "right" if (direction == "rtl") == (position == "top-start") else "left"
    other = "left" if side == "right" else "right"
    declarations = (
        "position:fixed",
        f"top:{_MARGIN}",
        f"top:calc({_MARGIN} + env(safe-area-inset-top))",
        f"{side}:{_MARGIN}",
        f"{side}:calc({_MARGIN} + env(safe-area-inset-{side}))",
        "bottom:auto",
        f"{other}:auto",
        f"z-index:{_TOPMOST}",
        "display:inline-block",
        "visibility:visible",
        "opacity:1",
        "transform:none",
        "box-sizing:border-box",
        "width:auto",
        "height:auto",
        f"min-width:{_TOUCH}",
        f"min-height:{appearance['size']}",
        "margin:0",
        f"padding:{_padding(appearance['size'])} 16px",
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
    return ";".join(f"{declaration}!important" for declaration in declarations)


def _padding(size: str) -> str:
    """Return what stands above and below a line of 20 px in a border of 2 px, in px."""
    return f"{(int(size.removesuffix('px')) - 24) / 2:g}px"
