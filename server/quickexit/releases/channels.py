"""Channels: floating addresses such as `v1`, which release each points to, and what it shows.

Once each release of a line was withdrawn, its channels stand by: they show a script and plain pages
that every release holds for that day, never an error. Pinned addresses keep their bytes.
"""

from collections.abc import Iterable, Mapping

import semver

from quickexit.errors import QuickExitError
from quickexit.releases.layout import (
    SCRIPT,
    STANDBY_SCRIPT,
    is_for_standby,
    parse_frame,
    standby_page,
)
from quickexit.releases.ledger import FileEntry, Ledger
from quickexit.releases.versions import NEXT, newest, own_channels, parse_version

_DEFAULT_LANGUAGE = "en"


def newest_channel(channels: Iterable[str]) -> str | None:
    """Return the channel of the newest promoted major, else `next`, else None."""
    majors = [name for name in channels if name != NEXT and "." not in name]
    newest_major = max(majors, key=lambda name: int(name[1:]), default=None)
    return newest_major or (NEXT if NEXT in channels else None)


def frame_languages(ledger: Ledger, channel: str) -> dict[str, str]:
    """Return the language of each tag that names frames below a channel, regional tags among them.

    Regional tags (`es-MX`) work below the channels that scripts load frames from, majors and
    `next`: elsewhere the result is empty.
    """
    if "." in channel:
        return {}
    release = ledger["releases"][ledger["channels"][channel]]
    languages = {frame.language for frame in map(parse_frame, release["files"]) if frame}
    tags = {**release.get("aliases", {}), **{language: language for language in languages}}
    return {tag: language for tag, language in tags.items() if language in languages}


def channel_in_force(ledger: Ledger) -> str | None:
    """Return the channel that the hosted page follows: the newest that shows a release."""
    channels = ledger["channels"]
    active = [channel for channel in channels if not is_standing_by(ledger, channel)]
    return newest_channel(active) or newest_channel(channels)


def newest_of_line(ledger: Ledger, version: semver.Version) -> str | None:
    """Return the newest release that `version` must not be lower than without `--backport`.

    The line is the major. A pre-release is measured against everything in it, a release against
    releases alone: a 1.5.0-rc.1 under trial must not stop the correction 1.4.3.
    """
    parsed = {text: parse_version(text) for text in ledger["releases"]}
    return newest(
        text
        for text, other in parsed.items()
        if other.major == version.major and (version.prerelease or not other.prerelease)
    )


def next_to_show(ledger: Ledger, channel: str) -> str | None:
    """Return what a channel shows once its present version is withdrawn, or None.

    The newest that remains in its line. One that it never showed, and that is higher than the
    present, comes last: it was not promoted, or rolled back from.
    """
    present = parse_version(ledger["channels"][channel])
    shown = ledger.get("history", {}).get(channel, [])
    remaining = [
        version
        for version, entry in ledger["releases"].items()
        if entry["status"] != "withdrawn" and channel in own_channels(parse_version(version))
    ]
    known = [v for v in remaining if v in shown or parse_version(v) < present]
    return newest(known) or newest(remaining)


def is_standing_by(ledger: Ledger, channel: str) -> bool:
    """Tell whether a channel has nothing to show: its release was withdrawn, none remained."""
    return ledger["releases"][ledger["channels"][channel]]["status"] == "withdrawn"


def shown_files(ledger: Ledger, channel: str) -> dict[str, str]:
    """Return what stands below a channel: each path, and the path in the release that it shows.

    Both are the same, except in a channel that stands by: there the script is the one that leaves
    the page as it is, and each frame the plain page of its language. What is for such a day has
    addresses of its own below the version alone.
    """
    files = ledger["releases"][ledger["channels"][channel]]["files"]
    shown = [path for path in files if not is_for_standby(path)]
    if not is_standing_by(ledger, channel):
        return {path: path for path in shown}
    return {path: _standing_in(path, files) for path in shown}


def _standing_in(path: str, files: Mapping[str, FileEntry]) -> str:
    frame = parse_frame(path)
    if frame:
        own = standby_page(frame.language)
        return own if own in files else standby_page(_DEFAULT_LANGUAGE)
    return STANDBY_SCRIPT if path == SCRIPT else path


def show(ledger: Ledger, channel: str, version: str) -> None:
    """Let `channel` show `version` in `ledger`, and remember what it showed before."""
    before = ledger["channels"].get(channel)
    if before == version:
        return
    if before is not None:
        ledger.setdefault("history", {}).setdefault(channel, []).append(before)
    ledger["channels"][channel] = version


def channels_to_move(ledger: Ledger, version: str) -> tuple[str, ...]:
    """Return the channels of the version's line, except those that are further already."""
    parsed = parse_version(version)
    return tuple(
        channel
        for channel in own_channels(parsed)
        if (present := ledger["channels"].get(channel)) is None
        or is_standing_by(ledger, channel)
        or parse_version(present) < parsed
    )


def step_back(ledger: Ledger, channel: str) -> str:
    """Let `channel` show what it showed before, passing over what was withdrawn since.

    Returns that version; raises `QuickExitError` where there is none.
    """
    past = ledger.get("history", {}).get(channel, [])
    while past:
        version = past.pop()
        entry = ledger["releases"].get(version)
        if entry and entry["status"] != "withdrawn" and version != ledger["channels"].get(channel):
            ledger["channels"][channel] = version
            return version
    raise QuickExitError(
        f"the channel {channel} has no earlier release to go back to",
        hint=f"choose one with: quickexit promote X.Y.Z --to {channel}",
    )


def move_away(ledger: Ledger, version: str) -> dict[str, str | None]:
    """Let the channels that show `version`, just withdrawn, show what comes next.

    Returns what each shows now, None where it stands by; raises `QuickExitError` where it cannot.
    """
    moved: dict[str, str | None] = {}
    needed = {STANDBY_SCRIPT, standby_page(_DEFAULT_LANGUAGE)}
    for channel in [c for c, shown in ledger["channels"].items() if shown == version]:
        remaining = moved[channel] = next_to_show(ledger, channel)
        if remaining is not None:
            show(ledger, channel, remaining)
        elif not needed <= ledger["releases"][version]["files"].keys():
            raise QuickExitError(
                f"{version} is the only release that the channel {channel} can show,"
                " and it holds no stand-by script",
                hint="release a corrected version first, then withdraw this one",
            )
    return moved
