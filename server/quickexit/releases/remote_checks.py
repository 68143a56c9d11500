"""What a public address gives, compared with the ledger: scripts, and a release that was rebuilt.

Headers pass through whatever stands between the server and the visitors. A store with a CORS rule
sends `Access-Control-Allow-Origin` only to requests that name an origin (S3), and a cache before it
may keep the response without: browsers then block a script with `integrity` (seen in Chromium and
Firefox). They do so, too, where the header comes twice (server and proxy add it), where a
redirect on the way lacks it, and where `nosniff` meets another type (seen in both). One lost
header of a signature makes Chromium 141 block a signed script.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from quickexit.errors import QuickExitError, shown_name
from quickexit.releases.compression import ENCODINGS, decompressed
from quickexit.releases.download import Fetched, fetch
from quickexit.releases.ledger import FileEntry, ReleaseEntry, integrity, parse_ledger
from quickexit.releases.signing import signature_headers

_ADVICE = "see to it at whatever answers there, or choose --variant script"
_CORS = "access-control-allow-origin"
# Any site but the widget's own.
_PARTNER = "https://partner.example"
# An edge may keep a response for each encoding, with other headers, or compress the bytes anew.
_REQUESTS = (
    (None, "identity"),
    (_PARTNER, "identity"),
    *((_PARTNER, encoding) for encoding in ENCODINGS),
)
# A server that says `nosniff`, as ours does, has a script of another type blocked (Fetch, 3.6).
_JAVASCRIPT = ("text/javascript", "application/javascript")


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
    check_script(address, about, wanted)


def check_script(address: str, about: FileEntry, headers: Sequence[tuple[str, str]] = ()) -> None:
    """Read the script at `address` and compare it with the ledger's `about`, and with `headers`.

    Raises `UnansweredError` where nothing answers, and `QuickExitError` where the address gives an
    error, other bytes or headers, or does not let every site read them.
    """
    for origin, encoding in _REQUESTS:
        found = fetch(address, origin=origin, encoding=encoding)
        problem = _problem(found, about, headers)
        if problem:
            site = "names an origin" if origin else "names no origin"
            accepts = "" if encoding == "identity" else f" and accepts {encoding}"
            raise QuickExitError(
                f"{problem} (in the response to a request that {site}{accepts})",
                where=address,
                hint=_ADVICE,
            )


def _problem(found: Fetched, about: FileEntry, headers: Sequence[tuple[str, str]]) -> str | None:
    """Return why a browser would not run what was found as the script that was published."""
    for name, value in headers:
        arrived = found.headers.get(name.lower())
        if arrived != value:
            state = "is missing" if arrived is None else "is another one"
            return f"the header {name} {state}"
    for hop in (*found.redirects, found.headers):
        allowed = hop.get(_CORS)
        if allowed != "*":
            answer = "" if hop is found.headers else " of a redirect"
            state = f'is "{shown_name(allowed)}"' if allowed else "is missing"
            return f"not every site may read it: Access-Control-Allow-Origin{answer} {state}"
    kind = found.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _JAVASCRIPT:
        return f'its Content-Type is "{shown_name(kind)}", and not text/javascript'
    encoding = found.headers.get("content-encoding", "identity").lower()
    body = decompressed(encoding, found.body) if encoding in ENCODINGS else found.body
    if body is None or integrity(body) != about["integrity"]:
        return "these are not the published bytes"
    return None


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
    published = entry["files"]
    found = [f"{path} is not made by this source" for path in published.keys() - files.keys()]
    for path, data in files.items():
        if path not in published:
            found.append(f"{path} was not published")
        elif integrity(data) != published[path]["integrity"]:
            found.append(f"{path} differs")
    return sorted(found)
