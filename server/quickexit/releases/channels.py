"""Channels: floating addresses such as `v1`, and which release each of them points to."""

from __future__ import annotations

from collections.abc import Iterable

from quickexit.releases.ledger import NEXT, Ledger, is_standing_by


def _line(channel: str) -> tuple[int, ...]:
    return tuple(int(part) for part in channel[1:].split("."))


def newest_channel(channels: Iterable[str]) -> str | None:
    """Return the channel of the newest promoted major, else `next`, else None."""
    majors = [name for name in channels if name != NEXT and "." not in name]
    newest = max(majors, key=_line, default=None)
    return newest or (NEXT if NEXT in channels else None)


def channel_in_force(ledger: Ledger) -> str | None:
    """Return the channel that the hosted page follows: the newest that shows a release."""
    channels = ledger["channels"]
    active = [channel for channel in channels if not is_standing_by(ledger, channel)]
    return newest_channel(active) or newest_channel(channels)
