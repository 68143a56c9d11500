from __future__ import annotations

import base64
import gzip
import hashlib
from datetime import date

import brotli
import pytest
from tests.support.entries import new_entry

from quickexit.errors import QuickExitError, UsageError
from quickexit.releases.compression import precompressed
from quickexit.releases.ledger import integrity
from quickexit.releases.release import ReviewGaps, make_release

FILES = {"embed.js": b"(function(){})();", "faq/default/en.html": b"<!doctype html>" * 40}
DAY = date(2026, 1, 31)


def test_integrity_is_the_sha384_of_the_bytes() -> None:
    digest = base64.b64encode(hashlib.sha384(b"abc").digest()).decode()
    assert integrity(b"abc") == f"sha384-{digest}"


def test_encodings_hold_the_same_content_and_know_no_clock() -> None:
    data = FILES["faq/default/en.html"]
    assert brotli.decompress(precompressed(data)["br"]) == data
    assert gzip.decompress(precompressed(data)["gzip"]) == data
    assert precompressed(data)["gzip"][4:8] == bytes(4)


def test_the_ledger_entry_has_hash_and_sizes_of_each_file() -> None:
    release = make_release("1.4.2", FILES, DAY, ReviewGaps(), notes={"partners": ["A fix."]})
    entry = new_entry(release)
    assert (entry["date"], entry["status"], entry["protocol"]) == ("2026-01-31", "current", 1)
    assert entry["notes"] == {"partners": ["A fix."]}
    assert set(entry["files"]) == set(FILES)
    script = entry["files"]["embed.js"]
    assert script["integrity"] == integrity(FILES["embed.js"])
    assert script["bytes"] == len(FILES["embed.js"])
    assert script["gzip"] == len(precompressed(FILES["embed.js"])["gzip"])
    assert script["brotli"] == len(precompressed(FILES["embed.js"])["br"])


def test_unchecked_contacts_are_refused() -> None:
    with pytest.raises(QuickExitError) as caught:
        ReviewGaps(("hotline",)).refuse(allow_unchecked=False, allow_unreviewed=True)
    assert str(caught.value) == (
        "nobody has checked these contacts lately: hotline; call each, then run: quickexit"
        " content checked NAME --by WHO-CALLED; or release them as they are with --allow-unchecked."
    )


def test_unreviewed_languages_are_refused() -> None:
    with pytest.raises(QuickExitError, match=r"languages: bn; .*--allow-unreviewed\.$"):
        ReviewGaps((), ("bn",)).refuse(allow_unchecked=True, allow_unreviewed=False)


def test_allowing_one_does_not_allow_the_other() -> None:
    findings = ReviewGaps(("hotline",), ("bn",))
    with pytest.raises(QuickExitError, match="languages"):
        findings.refuse(allow_unchecked=True, allow_unreviewed=False)
    with pytest.raises(QuickExitError, match="contacts"):
        findings.refuse(allow_unchecked=False, allow_unreviewed=True)
    findings.refuse(allow_unchecked=True, allow_unreviewed=True)


def test_what_was_allowed_is_told_to_maintainers() -> None:
    release = make_release("1.0.0", FILES, DAY, ReviewGaps(("hotline",), ("bn",)))
    assert list(release.notes["maintainers"]) == [
        "Released with contacts that nobody has checked lately: hotline.",
        "Released with languages that nobody has reviewed: bn.",
    ]


def test_where_all_was_looked_at_nothing_is_told() -> None:
    assert not make_release("1.0.0", FILES, DAY, ReviewGaps()).notes


@pytest.mark.parametrize("version", ["1", "1.0", "v1.0.0", "01.0.0", "1.0.0-", "1.0.0 ", ""])
def test_a_version_that_is_not_strict_semver_is_refused(version: str) -> None:
    with pytest.raises(UsageError, match="is not a version"):
        make_release(version, FILES, DAY, ReviewGaps())


def test_build_metadata_is_refused() -> None:
    with pytest.raises(UsageError, match=r"build metadata.*leave out \+x"):
        make_release("1.0.0+x", FILES, DAY, ReviewGaps())


def test_a_build_without_its_script_is_refused() -> None:
    with pytest.raises(QuickExitError, match=r"no embed\.js"):
        make_release("1.0.0", {}, DAY, ReviewGaps())
