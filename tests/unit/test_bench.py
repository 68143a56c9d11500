"""The figures that people read are those that the bench measured."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import pytest
from tests.bench.__main__ import DOCS, SECTIONS
from tests.bench.peers import Peer
from tests.bench.reading import rotated
from tests.bench.report import BEGIN, END, figures_block, number, plot, put_block, shown
from tests.bench.section import Row, spread, with_ratio
from tests.bench.tools import HERE

RESULTS: dict[str, Any] = json.loads((DOCS / "results.json").read_text("utf-8"))
READY = {
    "machine": {"processor": "P", "cores": 2, "system": "S"},
    "sections": {
        "ready": {
            "date": "2026-11-24",
            "rows": [
                {
                    "what": name,
                    "ready_ms": spread([ready]),
                    "first_paint_ms": spread([900]),
                    "ready_to_paint": spread([1]),
                }
                for name, ready in (("ours", 1000), ("a < b", 3000))
            ],
        }
    },
}


def test_the_documentation_quotes_what_the_bench_measured() -> None:
    figures = (DOCS / "README.md").read_text("utf-8")
    assert figures_block(RESULTS) in figures, "run `make bench`, which writes the figures there"


def test_a_figure_changed_by_hand_is_found() -> None:
    figures = (DOCS / "README.md").read_text("utf-8")
    block = figures_block(RESULTS)
    changed = re.sub(r"(\d)( \|)", lambda digit: f"{9 - int(digit[1])}{digit[2]}", block, count=1)
    assert changed != block
    assert changed not in figures


def test_the_plot_shows_what_the_bench_measured() -> None:
    file = DOCS / "ready.svg"
    assert file.is_file() == ("ready" in RESULTS["sections"])
    if file.is_file():
        assert file.read_text("utf-8") == plot(RESULTS), "run `make bench`, which draws it"


def test_the_plot_is_a_whole_picture_with_a_name() -> None:
    tree = ElementTree.fromstring(plot(READY))  # noqa: S314 - our own text
    space = "{http://www.w3.org/2000/svg}"
    lengths = [float(bar.get("width", 0)) for bar in tree.iter(f"{space}rect")]
    assert lengths[2] == 3 * lengths[0]
    assert tree.find(f"{space}title") is not None
    assert "a < b" in "".join(tree.itertext())


@pytest.mark.parametrize("name", sorted(RESULTS["sections"]))
def test_every_kept_figure_says_how_when_and_with_what_it_was_measured(name: str) -> None:
    section = RESULTS["sections"][name]
    assert section["method"] == SECTIONS[name].method, f"run `make bench ONLY={name}`"
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", section["date"])
    assert {"quickexit", "govuk-frontend", "chromium"} <= section["versions"].keys()
    assert {"processor", "cores", "memory_gb", "system", "python"} <= RESULTS["machine"].keys()


def test_a_document_without_a_place_for_the_figures_is_refused() -> None:
    with pytest.raises(ValueError, match="no place for the figures"):
        put_block("# A document", "block")
    assert put_block(f"a {BEGIN} old {END} b", "new") == "a new b"


def test_figures_are_summed_up_by_median_least_and_most() -> None:
    assert spread([3, 1, 2]) == {"median": 2, "min": 1, "max": 3, "runs": 3}
    assert shown(spread([3000, 1, 2000])) == "2,000 (1-3,000)"
    assert number(0.25) == "0.25"
    rows: list[Row] = [{"what": "floor", "ms": 2}, {"what": "ours", "ms": spread([3])}]
    assert [row["ratio"] for row in with_ratio(rows, "ms", "floor", "ratio")] == [1, 1.5]


def test_the_table_of_reading_names_each_delay_and_the_ratio_to_the_bare_iframe() -> None:
    rows = [
        {"round_trip_ms": 300, "what": "bare", "painted_ms": spread([1800]), "of_bare_iframe": 1},
        {
            "round_trip_ms": 300,
            "what": "ours",
            "painted_ms": spread([1830, 1836, 1900]),
            "of_bare_iframe": 1.02,
        },
    ]
    results = {**READY, "sections": {"reading": {"date": "2026-11-24", "rows": rows}}}
    block = figures_block(results)
    assert "| 300 | bare | 1,800 (1,800-1,800) | 1.00 |" in block
    assert "| 300 | ours | 1,836 (1,830-1,900) | 1.02 |" in block
    assert "painted, ms" not in figures_block(READY)


def test_each_contender_has_each_place_once_in_as_many_rounds() -> None:
    peers = [Peer(name) for name in "abc"]
    rounds = [[peer.name for peer in rotated(peers, at)] for at in range(3)]
    assert [sorted(place) for place in zip(*rounds, strict=True)] == [["a", "b", "c"]] * 3
    assert [sorted(names) for names in rounds] == [["a", "b", "c"]] * 3


def test_peers_are_pinned_and_no_registry_is_named() -> None:
    wanted = json.loads((HERE / "package.json").read_text("utf-8"))["devDependencies"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert '"resolved"' not in (HERE / "package-lock.json").read_text("utf-8")
