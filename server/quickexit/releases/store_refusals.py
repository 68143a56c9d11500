"""What stands against using a store's folder: refusals in one sentence each."""

from __future__ import annotations

from pathlib import Path

from quickexit.errors import QuickExitError


def refuse_standing(place: Path) -> None:
    """Refuse to write a release where something stands, be it a link that leads nowhere."""
    if place.exists() or place.is_symlink():
        raise QuickExitError(
            "this stands where the release would, and the ledger does not list it",
            where=str(place),
            hint="move it away, or put the ledger's last backup in its place",
        )


def lost_link(ledger_file: Path) -> QuickExitError:
    """Return the error for a ledger that is a link and leads nowhere."""
    return QuickExitError(
        "this link leads to no file",
        where=str(ledger_file),
        hint="put the ledger, or its last backup, in its place",
    )


def unreadable(path: Path, error: OSError) -> QuickExitError:
    """Return the error for what the system does not let be read."""
    return QuickExitError(
        f"the store cannot be read ({error.strerror or error})",
        where=str(error.filename or path),
        hint="see that you may read it, and that its ledger is a file",
    )


def unusable(path: Path, error: OSError) -> QuickExitError:
    """Return the error for what the system refused before anything was changed."""
    return QuickExitError(
        f"the store cannot be used ({error.strerror or error})",
        where=str(error.filename or path),
        hint="nothing was changed: see that the folder can be written to and the disk has room",
    )
