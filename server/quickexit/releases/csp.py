"""Content Security Policy: what trusts one inline style or script."""

import base64
import hashlib
from functools import lru_cache


# A theme's style stands in the frames of all languages, and the script in every frame.
@lru_cache(maxsize=32)
def hash_source(text: str) -> str:
    """Return the hash source of an inline style, script or attribute, with its quotes.

    Source: Content Security Policy Level 3, sections 2.3.1 and 8.4.
    """
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
