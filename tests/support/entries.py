"""What the ledger says about a release that no store has written."""

from quickexit.releases.compression import file_entry, precompressed
from quickexit.releases.ledger import ReleaseEntry
from quickexit.releases.release import Release, ledger_entry


def new_entry(release: Release) -> ReleaseEntry:
    """Return the entry of a release with those of its files."""
    files = {path: file_entry(precompressed(data)) for path, data in release.files.items()}
    return ledger_entry(release, files)
