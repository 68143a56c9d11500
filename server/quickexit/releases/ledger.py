"""The ledger `releases.json`: its schema, and the decisions that are taken from it alone.

Nothing here touches the disk. A ledger is the plain JSON value that DESIGN.md shows, with keys
of its own besides: `history` (which versions a channel showed before, oldest first; for
`rollback`), `seal`, in a release `reason` (why it was withdrawn), and in a file `twins` and
`signature`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal, NotRequired

import semver
from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from quickexit.errors import QuickExitError, UsageError

LEDGER_FILE = "releases.json"
NEXT = "next"
_CHANNEL = re.compile(r"next|v(0|[1-9]\d*)(\.(0|[1-9]\d*))?")
_Tag = Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")]
_COUNT = Annotated[int, Field(ge=0)]


class SignatureEntry(TypedDict):
    """The signature of a script: base64 of the public key, of the bytes' SHA-256, of the rest."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]
    digest: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{43}=$")]
    signature: Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]{86}==$")]


@with_config(ConfigDict(extra="allow"))
class FileEntry(TypedDict):
    """One file of a release: hash of its identity bytes, and sizes in bytes by encoding.

    `twins` holds the hashes of the compressed twins by their endings, so that `verify` finds a
    flipped bit in those too. They are this store's own and not part of the release's identity.
    `signature` stands with scripts of a release that was signed.
    """

    integrity: Annotated[str, Field(pattern=r"^sha384-[A-Za-z0-9+/]{64}$")]
    bytes: _COUNT
    gzip: _COUNT
    brotli: _COUNT
    twins: NotRequired[dict[str, str]]
    signature: NotRequired[SignatureEntry]


@with_config(ConfigDict(extra="allow"))
class ReleaseEntry(TypedDict):
    """One release. `notes` holds sentences by reader: partners, agencies, maintainers.

    `aliases` names the language that a regional tag (`es-MX`) gets.
    """

    date: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    status: Literal["current", "withdrawn"]
    protocol: Annotated[int, Field(ge=1)]
    files: dict[str, FileEntry]
    notes: dict[str, list[str]]
    reason: NotRequired[str]
    aliases: NotRequired[dict[_Tag, _Tag]]


@with_config(ConfigDict(extra="allow"))
class Ledger(TypedDict):
    """The whole file. `channels` maps a channel to the version that it shows.

    `seal` is the SHA-384 of all the rest, so that `verify` finds a flipped bit here too.
    """

    schema: Literal[1]
    releases: dict[str, ReleaseEntry]
    channels: dict[str, str]
    history: NotRequired[dict[str, list[str]]]
    seal: NotRequired[str]


_ADAPTER = TypeAdapter(Ledger)


def empty_ledger() -> Ledger:
    """Return the ledger of a store in which nothing was released yet."""
    return {"schema": 1, "releases": {}, "channels": {}, "history": {}}


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


def parse_ledger(data: bytes, file: Path) -> Ledger:
    """Return the ledger held by `data`; raises `QuickExitError` naming `file` if it is damaged."""
    try:
        ledger = _ADAPTER.validate_python(json.loads(data))
        # What cannot be written back, such as half a surrogate pair, was never written here.
        _ADAPTER.dump_json(ledger)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = " → ".join(map(str, first["loc"])) or "the whole file"
        raise _damaged(file, f"{place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from error
    # No UTF-8, no JSON, brackets nested a thousand deep.
    except (ValueError, RecursionError) as error:
        raise _damaged(file, "it is not JSON") from error
    _check_references(ledger, file)
    return ledger


def in_order(ledger: Ledger) -> dict[str, object]:
    """Return the ledger with its keys and channels in order, versions ascending."""
    value = _ADAPTER.validate_python(ledger)
    releases = sorted(value["releases"].items(), key=lambda item: parse_version(item[0]))
    return {
        **value,
        "releases": dict(releases),
        "channels": dict(sorted(ledger["channels"].items())),
    }


def _damaged(file: Path, problem: str) -> QuickExitError:
    return QuickExitError(
        f"the ledger is damaged ({problem})",
        where=str(file),
        hint="put its last backup in its place",
    )


def _check_references(ledger: Ledger, file: Path) -> None:
    for version in ledger["releases"]:
        if not is_version(version):
            raise _damaged(file, f"{version!r} is not a version")
        for path in ledger["releases"][version]["files"]:
            if not _is_plain_path(path):
                raise _damaged(file, f"{path!r} is not a path inside a release")
    for channel, version in ledger["channels"].items():
        if not _CHANNEL.fullmatch(channel):
            raise _damaged(file, f"{channel!r} is not a channel")
        if version not in ledger["releases"]:
            raise _damaged(file, f"the channel {channel} shows {version}, which it does not list")


def _is_plain_path(path: str) -> bool:
    parts = path.split("/")
    return "\\" not in path and "\0" not in path and all(p not in {"", ".", ".."} for p in parts)


def own_channels(version: semver.Version) -> tuple[str, ...]:
    """Return the channels of a version's own line: v1 and v1.4, or next for a pre-release."""
    if version.prerelease:
        return (NEXT,)
    return (f"v{version.major}", f"v{version.major}.{version.minor}")


def check_channel(channel: str) -> str:
    """Return `channel` if it is one; raises `UsageError` otherwise."""
    if not _CHANNEL.fullmatch(channel):
        raise UsageError(
            f"{channel!r} is not a channel", hint="channels are v1, v1.4 and the like, and next"
        )
    return channel


def newest(versions: Iterable[str]) -> str | None:
    """Return the highest version by SemVer's precedence, or None of none."""
    return max(versions, key=parse_version, default=None)


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
    known = [one for one in remaining if one in shown or parse_version(one) < present]
    return newest(known) or newest(remaining)


def is_standing_by(ledger: Ledger, channel: str) -> bool:
    """Tell whether a channel has nothing to show: its release was withdrawn, none remained."""
    return ledger["releases"][ledger["channels"][channel]]["status"] == "withdrawn"


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
        f"the channel {channel} has shown no other release that could be shown again",
        hint=f"choose one with: quickexit promote X.Y.Z --to {channel}",
    )
