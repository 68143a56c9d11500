"""The release or the channel of a snippet, from the ledger."""

from collections.abc import Callable, Mapping

from quickexit.errors import QuickExitError
from quickexit.releases.channels import newest_channel, shown_files
from quickexit.releases.layout import SCRIPT
from quickexit.releases.ledger import FileEntry, Ledger, ReleaseEntry
from quickexit.snippets.choices import chosen_item
from quickexit.snippets.options import SnippetOptions
from quickexit.snippets.render import script_address

# What compares the script at an address with what the ledger says of it, by variant
# (`releases.remote_checks`).
ReadBack = Mapping[str, Callable[[str, FileEntry], None]]
# The channel of a store in which nothing was released yet.
FIRST_CHANNEL = "v0"


def chosen_version(choices: Mapping[str, str], ledger: Ledger) -> str | None:
    """Return the exact release that was chosen, or the newest for `pinned`; else None.

    Raises `QuickExitError` where nothing was released that could be pinned.
    """
    if "release" in choices or choices.get("variant") != "pinned":
        return choices.get("release")
    channel = newest_channel(ledger["channels"])
    if channel is None:
        raise QuickExitError(
            "there is no release to pin",
            hint="make one with: quickexit release X.Y.Z, or name its --store",
        )
    return ledger["channels"][channel]


def chosen_channel(choices: Mapping[str, str], ledger: Ledger) -> str:
    """Return the channel that was chosen, or the newest; raises `UsageError` for another."""
    newest = newest_channel(ledger["channels"]) or FIRST_CHANNEL
    channels = {name: name for name in (newest, *ledger["channels"])}
    return chosen_item("channel", choices.get("channel", newest), channels)


def pinned_entry(ledger: Ledger, version: str) -> ReleaseEntry:
    """Return the entry of a release; raises `QuickExitError` where there is none, or no more."""
    entry = ledger["releases"].get(version)
    if entry is None or entry["status"] == "withdrawn":
        state = "was withdrawn" if entry else "is not in the store"
        raise QuickExitError(
            f"the release {version} {state}", hint="list the releases with: quickexit releases"
        )
    return entry


def signed_entry(ledger: Ledger, options: SnippetOptions, read_back: ReadBack) -> ReleaseEntry:
    """Return the entry whose key the snippet names, after its script was read back.

    Raises `QuickExitError` where there is no script to read, or no way to, and what `read_back`
    raises.
    """
    version = ledger["channels"].get(options.channel)
    if version is None:
        raise QuickExitError(
            f"the channel {options.channel} points to no release",
            hint="make one with: quickexit release X.Y.Z --sign-key FILE, or name its --store",
        )
    if "signed" not in read_back:
        raise QuickExitError(
            "the signed snippet is printed only after its script was read back",
            hint="print it with: quickexit snippet --variant signed",
        )
    files = ledger["releases"][version]["files"]
    script = shown_files(ledger, options.channel).get(SCRIPT)
    if script not in files:
        raise QuickExitError(
            f"the release of the channel {options.channel} has no {SCRIPT}",
            hint="check the release with: quickexit verify",
        )
    read_back["signed"](script_address(options), files[script])
    return ledger["releases"][version]
