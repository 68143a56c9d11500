"""Numbers of releases, and the names of the channels that they belong to."""

import re
from collections.abc import Iterable

import semver

from quickexit.errors import UsageError

NEXT = "next"
_CHANNEL = re.compile(r"next|v(0|[1-9]\d*)(\.(0|[1-9]\d*))?")


def parse_version(text: str) -> semver.Version:
    """Return a strict SemVer version without build metadata; raises `UsageError` otherwise."""
    try:
        version = semver.Version.parse(text)
    except (ValueError, TypeError) as error:
        raise UsageError(
            f"{text!r} is not a version", hint="write it as 1.4.2, or 1.5.0-rc.1 to try it first"
        ) from error
    if version.build is not None:
        raise UsageError(
            f"the version {text!r} has build metadata, which addresses cannot tell apart",
            hint=f"leave out +{version.build}",
        )
    return version


def is_version(text: str) -> bool:
    """Tell whether `text` is a version that a release can have."""
    try:
        parse_version(text)
    except UsageError:
        return False
    return True


def newest(versions: Iterable[str]) -> str | None:
    """Return the highest version by SemVer's precedence, or None of none."""
    return max(versions, key=parse_version, default=None)


def check_channel(channel: str) -> str:
    """Return `channel` if it is one; raises `UsageError` otherwise."""
    if not is_channel(channel):
        raise UsageError(f"{channel!r} is not a channel", hint="write it like v1, v1.4 or next")
    return channel


def own_channels(version: semver.Version) -> tuple[str, ...]:
    """Return the channels of a version's own line: v1 and v1.4, or next for a pre-release."""
    if version.prerelease:
        return (NEXT,)
    return (f"v{version.major}", f"v{version.major}.{version.minor}")


def is_channel(name: str) -> bool:
    """Tell whether a channel can have that name."""
    return _CHANNEL.fullmatch(name) is not None
