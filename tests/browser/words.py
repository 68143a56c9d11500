"""What the page says in a language, for tests that look for it."""

from __future__ import annotations

from quickexit.content.loader import languages, load_faq
from quickexit.paths import widget_directory

_CONTENT = widget_directory() / "content"
# Read from the folders: whatever joins them is tested.
LANGUAGES = languages(_CONTENT)


def words(code: str, key: str) -> str:
    """Return a string of the language's `strings.toml`."""
    return load_faq(code, _CONTENT, widget_directory() / "contacts.toml", None).strings[key]
