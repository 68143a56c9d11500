from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from tests.support.entries import new_entry

from quickexit.errors import QuickExitError
from quickexit.releases.ledger import ReleaseEntry
from quickexit.releases.release import ReviewGaps, make_release
from quickexit.releases.remote_checks import differences, read_published

FILES = {"embed.js": b"x", "faq/default/en.html": b"y", "standby.js": b"z"}


def published() -> ReleaseEntry:
    return new_entry(make_release("1.0.0", FILES, date(2026, 1, 31), ReviewGaps()))


def test_the_same_bytes_do_not_differ() -> None:
    assert differences(FILES, published()) == []


def test_each_file_that_differs_is_named_with_how() -> None:
    rebuilt = {"embed.js": b"x ", "faq/default/es.html": b"y", "standby.js": b"z"}
    assert differences(rebuilt, published()) == [
        "embed.js differs",
        "faq/default/en.html is not made by this source",
        "faq/default/es.html was not published",
    ]


def test_a_ledger_that_cannot_be_read_or_does_not_list_it_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "releases.json"
    with pytest.raises(QuickExitError, match=r"releases\.json: cannot be read"):
        read_published(str(file), "1.0.0")
    file.write_text("{")
    with pytest.raises(QuickExitError, match="the ledger is damaged"):
        read_published(str(file), "1.0.0")
    file.write_text(json.dumps({"schema": 1, "releases": {"1.0.0": published()}, "channels": {}}))
    assert read_published(str(file), "1.0.0") == published()
    with pytest.raises(QuickExitError, match=r"releases\.json: 1\.0\.1 is not listed"):
        read_published(str(file), "1.0.1")
