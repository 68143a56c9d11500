"""What a channel shows once each release of its line was withdrawn: never an error, never nothing.

Every release holds a script and plain pages for that day, published and listed like its other
files. A floating address then gives those instead; pinned addresses keep their bytes.
"""

from collections.abc import Mapping

from quickexit.releases.channels import is_standing_by
from quickexit.releases.layout import (
    SCRIPT,
    STANDBY_SCRIPT,
    is_for_standby,
    parse_frame,
    standby_page,
)
from quickexit.releases.ledger import FileEntry, Ledger, ReleaseEntry

_DEFAULT_LANGUAGE = "en"


def can_stand_by(entry: ReleaseEntry) -> bool:
    """Tell whether a release holds what its channels need when nothing else is left to them."""
    return {STANDBY_SCRIPT, standby_page(_DEFAULT_LANGUAGE)} <= entry["files"].keys()


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
