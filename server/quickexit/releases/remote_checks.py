"""What a public address gives, compared with the ledger: scripts, and a release that was rebuilt.

Headers pass through whatever stands between the server and the visitors. A store with a CORS rule
sends `Access-Control-Allow-Origin` only to requests that name an origin (S3), and a cache before it
may keep the response without: browsers then block a script with `integrity` (seen in Chromium and
Firefox). One lost header of a signature makes Chromium 141 block a signed script.
"""

from collections.abc import Mapping
from pathlib import Path

from quickexit.errors import QuickExitError
from quickexit.releases.download import fetch
from quickexit.releases.ledger import FileEntry, ReleaseEntry, integrity, parse_ledger
from quickexit.releases.signing import signature_headers

_ADVICE = "see to it at whatever answers there, or choose --variant script"
_CORS = "access-control-allow-origin"
# Any site but the widget's own.
_PARTNER = "https://partner.example"


def check_signed_script(address: str, about: FileEntry) -> None:
    """Read the script at `address` and compare it, and its signature, with the ledger's `about`.

    Raises `QuickExitError` for a script that is not signed, for an address that cannot be read,
    and where a header or the bytes do not arrive as they are published.
    """
    wanted = signature_headers(about)
    if not wanted:
        raise QuickExitError(
            "the script is not signed",
            where=address,
            hint="make a release with --sign-key, or choose --variant script",
        )
    _check_published(address, about, dict(wanted))


def check_pinned_script(address: str, about: FileEntry) -> None:
    """Read the script at `address` and compare it with what the ledger says `about` it.

    Raises `UnansweredError` where nothing answers, and `QuickExitError` where the address gives an
    error, other bytes, or does not let every site read them.
    """
    _check_published(address, about, {})


def _check_published(address: str, about: FileEntry, headers: Mapping[str, str]) -> None:
    for origin in (None, _PARTNER):
        found = fetch(address, origin=origin)
        for name, value in headers.items():
            arrived = found.headers.get(name.lower())
            if arrived != value:
                state = "is missing" if arrived is None else "is another one"
                raise QuickExitError(f"the header {name} {state}", where=address, hint=_ADVICE)
        if found.headers.get(_CORS) != "*":
            request = "a request that names an origin" if origin else "a request without an origin"
            raise QuickExitError(
                f"not every site may read it (Access-Control-Allow-Origin of {request})",
                where=address,
                hint=_ADVICE,
            )
        if integrity(found.body) != about["integrity"]:
            raise QuickExitError("these are not the published bytes", where=address, hint=_ADVICE)


def read_published(where: str, version: str) -> ReleaseEntry:
    """Return what the ledger `where`, a file or an http(s) address, says about a release.

    Raises `QuickExitError` where it cannot be read, is damaged, or does not list that version.
    """
    if where.startswith(("http://", "https://")):
        data = fetch(where).body
    else:
        try:
            data = Path(where).read_bytes()
        except OSError as error:
            raise QuickExitError(f"cannot be read ({error.strerror})", where=where) from error
    ledger = parse_ledger(data, Path(where))
    if version not in ledger["releases"]:
        raise QuickExitError(f"{version} is not listed", where=where, hint="name another version")
    return ledger["releases"][version]


def differences(files: Mapping[str, bytes], entry: ReleaseEntry) -> list[str]:
    """Return a half sentence for each file in which `files` are not what was published, sorted."""
    published = {path: about["integrity"] for path, about in entry["files"].items()}
    rebuilt = {path: integrity(data) for path, data in files.items()}
    lost = dict.fromkeys(published.keys() - rebuilt.keys(), "is not made by this source")
    added = dict.fromkeys(rebuilt.keys() - published.keys(), "was not published")
    changed = {
        path: "differs"
        for path in rebuilt.keys() & published.keys()
        if rebuilt[path] != published[path]
    }
    return [f"{path} {state}" for path, state in sorted({**lost, **added, **changed}.items())]
