"""A release: the built files under a number, with what the ledger says about them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from quickexit.errors import QuickExitError
from quickexit.releases.layout import SCRIPT, STANDBY_SCRIPT
from quickexit.releases.ledger import FileEntry, ReleaseEntry, SignatureEntry
from quickexit.releases.signing import SigningKey
from quickexit.releases.versions import parse_version

# The version of the messages between frame and page.
PROTOCOL = 1


@dataclass(frozen=True)
class Release:
    """One version, whole: `files` maps a path below `/<version>/` to its identity bytes.

    `date` is ISO 8601. `notes` holds sentences by reader (partners, agencies, maintainers), and
    `signatures` those of the scripts, by path, where the release was signed. `aliases` names the
    language of each regional tag.
    """

    version: str
    date: str
    protocol: int
    files: Mapping[str, bytes]
    notes: Mapping[str, Sequence[str]] = field(default_factory=dict)
    signatures: Mapping[str, SignatureEntry] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReviewGaps:
    """What a person has yet to look at: contacts nobody checked lately, languages in draft.

    Both hold names as the sentences show them; empty means that all was looked at.
    """

    unchecked_contacts: tuple[str, ...] = ()
    unreviewed_languages: tuple[str, ...] = ()

    def refuse(self, *, allow_unchecked: bool, allow_unreviewed: bool) -> None:
        """Raise `QuickExitError` for what nobody has looked at, unless it is allowed."""
        if self.unchecked_contacts and not allow_unchecked:
            raise QuickExitError(
                f"nobody has checked these contacts lately: {', '.join(self.unchecked_contacts)}",
                hint="call each, then run: quickexit content checked NAME --by WHO-CALLED;"
                " or release them as they are with --allow-unchecked",
            )
        if self.unreviewed_languages and not allow_unreviewed:
            raise QuickExitError(
                f"nobody has reviewed these languages: {', '.join(self.unreviewed_languages)}",
                hint="have a person review them and record it in language.toml,"
                " or release them as they are with --allow-unreviewed",
            )


def ledger_entry(release: Release, files: Mapping[str, FileEntry]) -> ReleaseEntry:
    """Return what the ledger says about a new release; `files` are the entries of its files."""
    signed: dict[str, FileEntry] = {
        path: {**files[path], "signature": signature}
        for path, signature in release.signatures.items()
    }
    return {
        "date": release.date,
        "status": "current",
        "protocol": release.protocol,
        "files": dict(sorted({**files, **signed}.items())),
        "notes": {reader: list(notes) for reader, notes in release.notes.items()},
        "aliases": dict(sorted(release.aliases.items())),
    }


def make_release(
    version: str,
    files: Mapping[str, bytes],
    date: date,
    allowed: ReviewGaps,
    *,
    notes: Mapping[str, Sequence[str]] | None = None,
    key: SigningKey | None = None,
    aliases: Mapping[str, str] | None = None,
) -> Release:
    """Return the release of built `files`, its scripts signed with `key` if there is one.

    `aliases` names the language of each regional tag. What was `allowed` although nobody looked at
    it is said in the notes to maintainers. Raises `UsageError` for a version that is none.
    """
    parse_version(version)
    if SCRIPT not in files:
        raise QuickExitError("the build has no embed.js", hint="build it again")
    sentences = {reader: list(texts) for reader, texts in (notes or {}).items()}
    for names, state in (
        (allowed.unchecked_contacts, "contacts that nobody has checked lately"),
        (allowed.unreviewed_languages, "languages that nobody has reviewed"),
    ):
        if names:
            sentence = f"Released with {state}: {', '.join(names)}."
            sentences.setdefault("maintainers", []).append(sentence)
    signatures = {
        path: key.sign(files[path]) for path in (SCRIPT, STANDBY_SCRIPT) if key and path in files
    }
    return Release(version, date.isoformat(), PROTOCOL, files, sentences, signatures, aliases or {})
