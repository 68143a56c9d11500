"""Which language a tag means."""

from collections.abc import Mapping

from quickexit.content.models import Faq
from quickexit.errors import UsageError, did_you_mean


def find_language(tag: str, faqs: Mapping[str, Faq]) -> str:
    """Return the code of the language that a tag means: `es` for `es-MX`, `es_mx` and `ES`.

    Case does not count (RFC 5646, 2.1.1), `_` counts as `-`, as operating systems write it, and a
    tag that no language lists is shortened from its end (RFC 4647, 3.4). Raises `UsageError` where
    no language fits, and for the tag of a script that has no content of its own.
    """
    known = {
        _comparable(alias): code
        for code, faq in faqs.items()
        for alias in (*faq.language.aliases, code)
    }
    wanted = _comparable(tag)
    while wanted and wanted not in known:
        wanted = wanted.rpartition("-")[0]
    if not wanted:
        hint = did_you_mean(tag, faqs) or f"there are {', '.join(faqs)}"
        raise UsageError(f'there is no language "{tag}"', hint=hint)
    code = known[wanted]
    other = faqs[code].language.other_script
    if other and wanted in map(_comparable, other.tags):
        hint = f'choose "{code}" if your readers can read it'
        raise UsageError(f'"{tag}" is not written in the script of "{code}"', hint=hint)
    return code


def _comparable(tag: str) -> str:
    return tag.replace("_", "-").lower()
