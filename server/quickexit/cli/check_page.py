"""`quickexit check-page`: what is right and wrong about the snippet on partners' pages."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import click

from quickexit.cli.common import json_option, ledger_or_empty, open_store, store_options
from quickexit.cli.output import say, say_json
from quickexit.deployment.source import open_source
from quickexit.errors import one_line
from quickexit.page_checks.browser import open_browser
from quickexit.page_checks.expected import load_expected
from quickexit.page_checks.findings import PageReport
from quickexit.page_checks.run import check_pages

_MARKS = {"right": "ok", "notice": "note", "wrong": "WRONG"}


@click.command("check-page", epilog="Example: quickexit check-page https://www.city.example/help")
@click.argument("addresses", metavar="URL...", nargs=-1, required=True)
@click.option(
    "--browser",
    type=click.Choice(["chromium", "firefox"]),
    is_flag=False,
    flag_value="chromium",
    help="Also try the page in an installed browser. Without a name: chromium.",
)
@click.option("--quiet", is_flag=True, help="Print only what is wrong.")
@click.option("--allow-private", is_flag=True, help="Also fetch from private networks.")
@store_options
@json_option
def check_page(
    addresses: Sequence[str],
    browser: str | None,
    quiet: bool,
    allow_private: bool,
    store_directory: Path | None,
    deployment: Path | None,
    as_json: bool,
) -> int:
    """Check the snippet on partners' pages; status 1 if anything is wrong."""
    source = open_source(deployment)
    store = open_store(store_directory, source.deployment)
    expected = load_expected(source.settings, ledger_or_empty(store), store.directory)
    opened = open_browser(browser, allow_private=allow_private) if browser else nullcontext(None)
    with opened as browse:
        reports: list[PageReport] = []
        for report in check_pages(addresses, expected, allow_private=allow_private, browse=browse):
            reports.append(report)
            if not as_json and (report.is_wrong or not quiet):
                say(_table(report, quiet=quiet))
    if as_json:
        pages = [
            {"url": report.address, "final_url": report.final, "wrong": report.is_wrong,
             "findings": [asdict(finding) for finding in report.findings]}
            for report in reports
        ]  # fmt: skip
        say_json({"pages": pages})
    return 1 if any(report.is_wrong for report in reports) else 0


def _table(report: PageReport, *, quiet: bool) -> str:
    findings = [each for each in report.findings if each.state == "wrong" or not quiet]
    width = max((len(finding.check) for finding in findings), default=0)
    lines = [one_line(report.address)]
    for finding in findings:
        place = f" (line {finding.line})" if finding.line and finding.state != "right" else ""
        hint = f"; {finding.hint}" if finding.hint and finding.state != "right" else ""
        mark = f"{_MARKS[finding.state]:<5}"
        lines.append(f"  {mark}  {finding.check:<{width}}  {one_line(finding.text + place + hint)}")
    return "\n".join(lines)
