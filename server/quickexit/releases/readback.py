"""Reading a signed script back from its public address, before a page asks for its signature.

The three headers pass through whatever stands between the server and the visitors. One that drops
a single header makes newer Chromium block the script on every page with the signed snippet.
"""

from __future__ import annotations

from quickexit.errors import QuickExitError
from quickexit.releases.download import fetch
from quickexit.releases.ledger import FileEntry
from quickexit.releases.release import integrity
from quickexit.releases.signing import signature_headers

_CURE = "see to it at whatever answers there, or choose --variant script"


def check_signed_script(address: str, about: FileEntry) -> None:
    """Read the script at `address` and compare it with what the ledger says `about` it.

    Raises `QuickExitError` for a script that is not signed, for an address that cannot be read,
    and where a header or the bytes do not arrive as they are published.
    """
    wanted = signature_headers(about)
    if not wanted:
        raise QuickExitError(
            "the script is not signed, so that no page can ask for its signature",
            where=address,
            hint="make a release with --sign-key, or choose --variant script",
        )
    found = fetch(address)
    for name, value in wanted:
        arrived = found.headers.get(name.lower())
        if arrived != value:
            state = "is missing" if arrived is None else "is another one"
            raise QuickExitError(f"the header {name} {state}", where=address, hint=_CURE)
    if found.headers.get("access-control-allow-origin") != "*":
        raise QuickExitError(
            "not every site may read it (Access-Control-Allow-Origin)", where=address, hint=_CURE
        )
    if integrity(found.body) != about["integrity"]:
        raise QuickExitError("these are not the published bytes", where=address, hint=_CURE)
