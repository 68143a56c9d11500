"""Which language a tag means."""

import re
from collections.abc import Mapping

from quickexit.content.models import Faq, OtherScript
from quickexit.errors import UsageError, did_you_mean

# What an operating system writes behind a language: `zh_TW.UTF-8`, `sr_RS@latin` (POSIX.1, 8.2).
_BEHIND_LANGUAGE = re.compile(r"[.@].*", re.DOTALL)


def find_language(tag: str, faqs: Mapping[str, Faq]) -> str:
    """Return the code of the language that a tag means: `es` for `es-MX`, `es_mx` and `ES`.

    Case does not count (RFC 5646, 2.1.1), `_` counts as `-`, and an encoding is left out, as
    operating systems write it; a tag that no language lists is shortened from its end (RFC 4647,
    3.4). Raises `UsageError` where no language fits, and for the tag of a script that has no
    content of its own, also where it is shortened (`zh-cmn-Hant`).
    """
    known = {
        _comparable(alias): code
        for code, faq in faqs.items()
        for alias in (*faq.language.tags, code)
    }
    wanted = _comparable(tag)
    while wanted and wanted not in known:
        wanted = wanted.rpartition("-")[0]
    if not wanted:
        hint = did_you_mean(tag, faqs) or f"there are {', '.join(faqs)}"
        raise UsageError(f'there is no language "{tag}"', hint=hint)
    code = known[wanted]
    other = faqs[code].language.other_script
    if other and (
        wanted in map(_comparable, other.tags) or _names_script(other, code, _comparable(tag))
    ):
        hint = f'choose "{code}" if your readers can read it'
        raise UsageError(f'"{tag}" is not written in the script of "{code}"', hint=hint)
    return code


def _names_script(other: OtherScript, code: str, wanted: str) -> bool:
    """Tell whether a tag has a script or a region of `other`, and not the script of `code`."""
    parts = set(wanted.split("-"))
    marks = {part for tag in other.tags for part in _comparable(tag).split("-")[1:]}
    return not parts.isdisjoint(marks) and parts.isdisjoint(_comparable(code).split("-")[1:])


def _comparable(tag: str) -> str:
    return _BEHIND_LANGUAGE.sub("", tag.strip()).replace("_", "-").lower()
