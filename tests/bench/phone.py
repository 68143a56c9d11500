"""Section 8: Lighthouse on the hosted page and on a partner's page."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.bench.browser import pages_and_browser
from tests.bench.section import Row, Section, spread
from tests.bench.tools import Tools, run

_CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
_FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage "
    "--host-resolver-rules='MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'"
)


def _scores(tools: Tools, address: str) -> dict[str, float]:
    said = run(
        tools.npm / ".bin" / "lighthouse", address, "--quiet", "--output=json",
        f"--chrome-flags={_FLAGS}", f"--only-categories={','.join(_CATEGORIES)}",
        CHROME_PATH=tools.chromium,
    )  # fmt: skip
    report = json.loads(said)
    return {name: 100 * report["categories"][name]["score"] for name in _CATEGORIES}


def _measure(tools: Tools, quick: bool) -> Sequence[Row]:
    rows: list[Row] = []
    with pages_and_browser(tools) as (pages, _):
        hosted = f"http://127.0.0.1:{pages.widget.port}/faq"
        for what, address in (("hosted page", hosted), ("partner's page", pages.put(pages.ours))):
            runs = [_scores(tools, address) for _ in range(1 if quick else 3)]
            scores = {name: spread([one[name] for one in runs], 0) for name in _CATEGORIES}
            rows.append({"what": what, **scores})
    return rows


SECTION = Section(
    "phone",
    "Lighthouse, as a slow phone sees it (0 to 100)",
    "Lighthouse's own setting for phones: its throttled network and a CPU slowed four times.",
    _measure,
)
