"""The ledger `releases.json`: its schema, and its text with a checksum that shows a flipped bit.

docs/releases.md lists its keys. Damage stops no command, since a release may have to be withdrawn
in a hurry; but nothing that is written afterwards covers it up.
"""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Literal, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from pydantic_core import to_json
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from quickexit.errors import QuickExitError
from quickexit.releases.versions import is_channel, is_version, parse_version

LEDGER_FILE = "releases.json"
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

    `precompressed` holds the hashes of the compressed files by their encodings, so that `verify`
    finds a flipped bit in those too; they are this store's own, not part of the release's identity.
    `signature` stands with scripts of a release that was signed.
    """

    integrity: Annotated[str, Field(pattern=r"^sha384-[A-Za-z0-9+/]{64}$")]
    bytes: _COUNT
    gzip: _COUNT
    brotli: _COUNT
    precompressed: NotRequired[dict[str, str]]
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

    `checksum` is the SHA-384 of all the rest, so that `verify` finds a flipped bit here too.
    """

    schema: Literal[1]
    releases: dict[str, ReleaseEntry]
    channels: dict[str, str]
    history: NotRequired[dict[str, list[str]]]
    checksum: NotRequired[str]


_ADAPTER = TypeAdapter(Ledger)


def integrity(data: bytes) -> str:
    """Return the value of an `integrity` attribute for `data` (W3C Subresource Integrity)."""
    return "sha384-" + base64.b64encode(hashlib.sha384(data).digest()).decode("ascii")


def empty_ledger() -> Ledger:
    """Return the ledger of a store in which nothing was released yet."""
    return {"schema": 1, "releases": {}, "channels": {}, "history": {}}


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


def _damaged(file: Path, problem: str) -> QuickExitError:
    return QuickExitError(
        f"the ledger is damaged ({problem})",
        where=str(file),
        hint="replace it with its last backup",
    )


def _check_references(ledger: Ledger, file: Path) -> None:
    for version in ledger["releases"]:
        if not is_version(version):
            raise _damaged(file, f"{version!r} is not a version")
        for path in ledger["releases"][version]["files"]:
            if re.search(r"[\\\0]", path) or {"", ".", ".."} & {*path.split("/")}:
                raise _damaged(file, f"{path!r} is not a path inside a release")
    for channel, version in ledger["channels"].items():
        if not is_channel(channel):
            raise _damaged(file, f"{channel!r} is not a channel")
        if version not in ledger["releases"]:
            raise _damaged(file, f"the channel {channel} shows {version}, which it does not list")


def ledger_text(ledger: Ledger) -> str:
    """Return the ledger as it is written: versions ascending, the same text for the same value.

    A ledger without a checksum gets one; one that is there stays, so that damage stays visible.
    """
    releases = sorted(ledger["releases"].items(), key=lambda item: parse_version(item[0]))
    channels = sorted(ledger["channels"].items())
    in_order = {**ledger, "releases": dict(releases), "channels": dict(channels)}
    # The keys are put into the order of the schema.
    value: dict[str, object] = {**_ADAPTER.validate_python(in_order)}
    checksum = value.pop("checksum", None)
    value["checksum"] = checksum or integrity(_json(value).encode())
    return _json(value)


def checksum_problem(data: bytes, ledger: Ledger) -> str | None:
    """Say in half a sentence why `data`, read as `ledger`, may not be what was written, or None."""
    if "checksum" not in ledger:
        return "the ledger has no checksum, so that damage to it cannot be seen"
    bare: Ledger = {**ledger}
    del bare["checksum"]
    as_written = ledger_text(bare).encode() == data
    return None if as_written else "the ledger is not as it was written"


def without_checksum(data: bytes, ledger: Ledger) -> Ledger:
    """Return the ledger that was read from `data`, ready to be changed and written.

    One that is not as it was written keeps its checksum, so that the damage stays visible.
    """
    if not checksum_problem(data, ledger):
        del ledger["checksum"]
    return ledger


def _json(value: object) -> str:
    # What `json.dumps` would give, eight times as fast: it holds every file of every release.
    return to_json(value, indent=2).decode() + "\n"
