"""Channels: floating addresses such as `v1`, and which release each of them points to."""

from __future__ import annotations

from collections.abc import Iterable

from quickexit.releases.layout import parse_frame
from quickexit.releases.ledger import NEXT, Ledger, is_standing_by


def _line(channel: str) -> tuple[int, ...]:
    return tuple(int(part) for part in channel[1:].split("."))


def newest_channel(channels: Iterable[str]) -> str | None:
    """Return the channel of the newest promoted major, else `next`, else None."""
    majors = [name for name in channels if name != NEXT and "." not in name]
    newest = max(majors, key=_line, default=None)
    return newest or (NEXT if NEXT in channels else None)


def frame_languages(ledger: Ledger, channel: str) -> dict[str, str]:
    """Return the language of each tag that names frames below a channel, regional tags among them.

    Regional tags (`es-MX`) work below the channels that scripts load frames from, majors and
    `next`: elsewhere the result is empty.
    """
    if "." in channel:
        return {}
    release = ledger["releases"][ledger["channels"][channel]]
    languages = {frame.language for frame in map(parse_frame, release["files"]) if frame}
    regional = release.get("aliases", {}).items()
    return {
        **{tag: language for tag, language in regional if language in languages},
        **{language: language for language in languages},
    }


def channel_in_force(ledger: Ledger) -> str | None:
    """Return the channel that the hosted page follows: the newest that shows a release."""
    channels = ledger["channels"]
    active = [channel for channel in channels if not is_standing_by(ledger, channel)]
    return newest_channel(active) or newest_channel(channels)
