"""What may be done to a store and its ledger, and why not: refusals in one sentence each."""

from collections.abc import Iterable

from quickexit.errors import QuickExitError
from quickexit.releases.channels import newest_of_line
from quickexit.releases.layout import SCRIPT
from quickexit.releases.ledger import Ledger, ReleaseEntry, SignatureEntry
from quickexit.releases.versions import NEXT, own_channels, parse_version


def refuse_taken(ledger: Ledger, version: str, backport: bool) -> None:
    """Refuse a version that exists, or is lower than its line's newest without `backport`."""
    parsed = parse_version(version)
    if version in ledger["releases"]:
        raise QuickExitError(
            f"the release {version} exists, and a release never changes",
            hint="choose the next number",
        )
    highest = newest_of_line(ledger, parsed)
    if highest is not None and parsed < parse_version(highest) and not backport:
        raise QuickExitError(
            f"{version} is lower than {highest}, the newest of its line",
            hint="choose a higher number, or use --backport to correct an older line",
        )


def signing_key(entry: ReleaseEntry) -> str | None:
    """Return the public key (base64) that a release's script is signed with, or None."""
    script = entry["files"].get(SCRIPT)
    signature = script.get("signature") if script else None
    return signature["key"] if signature else None


def lost_signature(ledger: Ledger, channel: str, key: str | None) -> str | None:
    """Return the key of the script that a channel shows, if a script signed with `key` lacks it.

    Pages that ask for the channel's key would block such a script.
    """
    shown = ledger["channels"].get(channel)
    present = signing_key(ledger["releases"][shown]) if shown else None
    return present if present != key else None


def refuse_lost_signature(
    ledger: Ledger, signature: SignatureEntry | None, channels: Iterable[str]
) -> None:
    """Refuse a script with that signature if it would take another one from one of `channels`."""
    for channel in channels:
        lost = lost_signature(ledger, channel, signature["key"] if signature else None)
        if lost:
            raise QuickExitError(
                f"the script of the channel {channel} is signed with {lost}, and this one is not:"
                " pages with the signed snippet would block it",
                hint="name that key with --sign-key, or use --allow-unsigned",
            )


def refuse_promotion(ledger: Ledger, version: str, channel: str) -> None:
    """Refuse to let a channel show what is not there, was withdrawn, or is of another line."""
    parsed = parse_version(version)
    entry = listed_release(ledger, version)
    if entry["status"] == "withdrawn":
        raise QuickExitError(f"the release {version} was withdrawn", hint="promote another release")
    if channel not in (*own_channels(parsed), NEXT):
        raise QuickExitError(
            f"the channel {channel} does not follow the line of {version}",
            hint=f"its channels are {' and '.join(own_channels(parsed))}",
        )


def listed_release(ledger: Ledger, version: str) -> ReleaseEntry:
    """Return what the ledger says about a release; raises `QuickExitError` where it is unknown."""
    if version not in ledger["releases"]:
        raise QuickExitError(
            f"there is no release {version}", hint="list the releases with: quickexit releases"
        )
    return ledger["releases"][version]
