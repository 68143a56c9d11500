"""`make bench`: run the sections, print their tables, write JSON, plot and docs/bench/README.md.

A section that fails costs one sentence and the exit status; the others are measured all the same.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from tests.bench import (
    building,
    embedding,
    leaving,
    minifying,
    phone,
    reading,
    ready,
    server,
    sizes,
    studio,
    themes,
)
from tests.bench.report import deploy_block, figures_block, plot, put_block, table
from tests.bench.section import Section
from tests.bench.tools import FOLDER, HERE, ROOT, BenchError, Tools, machine, run, versions

SECTIONS = {
    each.SECTION.name: each.SECTION
    for each in (
        sizes,
        ready,
        reading,
        leaving,
        embedding,
        server,
        studio,
        building,
        minifying,
        phone,
        themes,
    )
}
# Asked for by the name of the first.
TOGETHER = {"server": ("server", "studio")}
DOCS = ROOT / "docs" / "bench"


def _versions(tools: Tools) -> dict[str, str]:
    """Return what was measured and what it was measured with."""
    peers: dict[str, str] = json.loads((HERE / "package.json").read_text("utf-8"))[
        "devDependencies"
    ]
    own = versions("quickexit", "granian", "flask", "brotli", "playwright")
    files = (tools.folder / "packages").glob("*.deb")
    debian = dict(file.name.split("_")[:2] for file in files)
    browser = run(tools.chromium, "--version").decode().strip()
    return {**own, **peers, **debian, "chromium": browser.removeprefix("Chromium ").split()[0]}


def _read(file: Path) -> dict[str, Any]:
    if not file.is_file():
        return {"schema": 1, "machine": {}, "sections": {}}
    results: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return results


def _measure(section: Section, tools: Tools, quick: bool, console: Console) -> dict[str, Any]:
    began = time.monotonic()
    rows = section.measure(tools, quick)
    console.print(table(section.title, rows))
    console.print(f"{section.method} ({time.monotonic() - began:.0f} s)\n", style="dim")
    return {
        "title": section.title,
        "method": section.method,
        "date": datetime.now(UTC).date().isoformat(),
        "rows": rows,
    }


def _write(folder: Path, results: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
    (folder / "results.json").write_text(text, "utf-8")
    if "ready" in results["sections"]:
        (folder / "ready.svg").write_text(plot(results), "utf-8")


def _quote(document: Path, block: str) -> None:
    document.write_text(put_block(document.read_text("utf-8"), block), "utf-8")


def main(arguments: Sequence[str]) -> int:
    """Measure; return 0, or 1 where a section failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=SECTIONS, help="one section; repeatable")
    parser.add_argument("--quick", action="store_true", help="a trial: its figures are not kept")
    options = parser.parse_args(arguments)
    console, tools = Console(), Tools()
    folder = FOLDER / "quick" if options.quick else DOCS
    results = _read(folder / "results.json")
    failed = []
    chosen = [part for name in options.only or () for part in TOGETHER.get(name, (name,))]
    for name in chosen or SECTIONS:
        try:
            console.print(f"[bold]{name}[/bold]: {SECTIONS[name].title} …")
            found = _measure(SECTIONS[name], tools, options.quick, console)
        except Exception as error:  # the other sections are to be measured too
            kind = "" if isinstance(error, BenchError) else f"{type(error).__name__}: "
            failed.append(f"{name} could not be measured: {kind}{str(error).splitlines()[0]}")
            console.print(failed[-1], style="red")
            continue
        results["machine"] = machine()
        results["sections"][name] = {**found, "versions": _versions(tools)}
        # After each section, so that an interrupted run keeps what it has.
        _write(folder, results)
    if not options.quick and results["sections"]:
        _quote(DOCS / "README.md", figures_block(results))
        _quote(ROOT / "docs" / "deploy-operate.md", deploy_block(results))
    for sentence in failed:
        print(sentence, file=sys.stderr)  # noqa: T201 - this is a command
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
