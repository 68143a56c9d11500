"""What a partner's page should hold, by the deployment's settings and its store."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quickexit.atomic_files import read_file
from quickexit.deployment.settings import Settings
from quickexit.releases.channels import frame_languages, newest_channel
from quickexit.releases.layout import parse_frame
from quickexit.releases.ledger import Ledger

_TEL_LINK = re.compile(rb"""href=["']?tel:([+0-9]+)""")


@dataclass(frozen=True)
class Expected:
    """The settings, the ledger, and the phone numbers of the newest release by language code."""

    settings: Settings
    ledger: Ledger
    numbers: Mapping[str, frozenset[str]]


def load_expected(settings: Settings, ledger: Ledger, store: Path) -> Expected:
    """Return what pages of this deployment should hold.

    The numbers are those of the frames that the newest channel points to; a store without a
    release gives none, and then no number is checked.
    """
    channel = newest_channel(ledger["channels"])
    if channel is None:
        return Expected(settings, ledger, {})
    version = ledger["channels"][channel]
    numbers: dict[str, frozenset[str]] = {}
    for path in ledger["releases"][version]["files"]:
        if frame := parse_frame(path):
            found = _TEL_LINK.findall(read_file(store / version / path))
            numbers[frame.language.lower()] = frozenset(number.decode() for number in found)
    for tag, language in frame_languages(ledger, channel).items():
        numbers[tag.lower()] = numbers[language.lower()]
    return Expected(settings, ledger, numbers)
