"""What a snippet prints where no script runs: the address of the questions in place of the frame.

A frame is cut off on paper. The script's style sheet and the frame's own script see to it, too.
"""

# `update:none` is what paper says of itself, and electronic paper does not; Chromium 156 knows no
# media types (`print`) here. Only Chromium 137 and newer read `if()`; other browsers drop the
# declaration. Where the condition is false, the property has its initial value.
# https://drafts.csswg.org/css-values-5/#if-notation
ON_PAPER = "media(update:none)"
# The style of an address that only paper shows, beside the attribute `hidden`.
ADDRESS_STYLE = f"display:none;display:if(not {ON_PAPER}:none)"
# The declaration that takes a frame off paper. Its box stays: `display` would need `else`, and a
# semicolon, at which WordPress cuts a style attribute into its declarations.
NO_FRAME = f"max-height:if({ON_PAPER}:0)"
