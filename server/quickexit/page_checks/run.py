"""Checking several pages side by side."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

from quickexit.errors import QuickExitError
from quickexit.page_checks.browser import Browse
from quickexit.page_checks.content_checks import frame_findings, script_findings, word_findings
from quickexit.page_checks.document import parse_document
from quickexit.page_checks.expected import Expected
from quickexit.page_checks.findings import Finding, PageReport
from quickexit.page_checks.link_checks import link_findings
from quickexit.page_checks.page_fetch import fetch_page
from quickexit.page_checks.policy_checks import host_findings, policy_findings
from quickexit.page_checks.snippet_parts import FoundParts, find_parts

# Pages that are fetched at once: enough for one slow site not to hold the others.
_AT_ONCE = 8


def check_pages(
    addresses: Sequence[str],
    expected: Expected,
    *,
    allow_private: bool,
    browse: Browse | None = None,
) -> Iterator[PageReport]:
    """Yield a report of each page, in the order of `addresses`.

    A page that cannot be fetched has one finding, which says why. `browse` adds what a real browser
    finds; it is called for one page after the other, in this thread.
    """
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        read = partial(_check_one_page, expected=expected, allow_private=allow_private)
        for parts, report in pool.map(read, addresses):
            found = browse(report.final, parts) if browse and parts else ()
            yield replace(report, findings=[*report.findings, *found])


def _check_one_page(
    address: str, expected: Expected, allow_private: bool
) -> tuple[FoundParts | None, PageReport]:
    try:
        response = fetch_page(address, allow_private=allow_private)
    except QuickExitError as error:
        finding = Finding("page", "wrong", error.problem, error.hint or "")
        return None, PageReport(address, address, [finding])
    document = parse_document(response.html)
    parts = find_parts(document, response.address)
    findings = [
        *link_findings(document, parts, expected),
        *word_findings(document, parts, expected),
        *frame_findings(parts, expected),
        *script_findings(parts, expected),
        *policy_findings(response, document, parts),
        *host_findings(parts, expected),
    ]
    return parts, PageReport(address, response.address, findings)
