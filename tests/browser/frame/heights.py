"""The table of heights: measured in Chromium, compared, and written by `make heights`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from playwright.sync_api import Page
from tests.support.site import Widget
from tests.support.web import PageServer

from quickexit.paths import widget_directory
from quickexit.snippets.heights import HEIGHTS_FILE, WIDTHS, Heights, Table

FILE: Path = widget_directory() / HEIGHTS_FILE

_PAGE = """<!doctype html><meta charset=utf-8><title>Measure</title><link rel=icon href="data:,">
<style>body{margin:0}iframe{display:block;border:0}</style><script>
const heights = {};
onmessage = event => {
  const frames = [...document.querySelectorAll("iframe")];
  const frame = frames.find(one => one.contentWindow === event.source);
  if (frame && event.data.type === "height") heights[frame.width] = event.data.height;
};
const painted = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
async function measure(address, widths) {
  document.body.replaceChildren();
  for (const width of widths) delete heights[width];
  await Promise.all(widths.map(width => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.width = width;
    frame.onload = () => {
      frame.contentWindow.postMessage({ quickexit: 1, type: "hello" }, "*");
      done();
    };
    frame.src = address;
    document.body.append(frame);
  })));
  // What is said on the way is not the last word: two paints without another one are.
  let before;
  do {
    before = JSON.stringify(heights);
    await painted();
    await painted();
  } while (JSON.stringify(heights) !== before || !widths.every(width => heights[width]));
  return widths.map(width => heights[width]);
}
</script><body></body>"""


def open_measuring_page(page: Page, partner: PageServer) -> None:
    """Go to a page of the partner's site that can measure frames."""
    page.goto(partner.html("/measure", _PAGE))


def measure(page: Page, widget: Widget, theme: str, language: str) -> Heights:
    """Return the heights of a released frame at `WIDTHS`, in CSS pixels."""
    address = f"{widget.origin}/v0/faq/{theme}/{language}.html#embed=1"
    first, second, third = page.evaluate(f"measure({address!r}, {list(WIDTHS)})")
    return first, second, third


def differences(table: Table, measured: Table) -> Iterator[str]:
    """Yield what of the table is not as measured: off by more than two lines, missing, or gone."""
    for theme, languages in measured.items():
        for language, heights in languages.items():
            written = table.get(theme, {}).get(language)
            if (
                written is None
                or max(abs(a - b) for a, b in zip(written, heights, strict=True)) > 60
            ):
                yield f"{theme}/{language}: {written} is {heights}"
    for theme, rows in table.items():
        for language in rows:
            if language not in measured.get(theme, {}):
                yield f"{theme}/{language} is no more"


def write(measured: Mapping[str, Mapping[str, Heights]]) -> None:
    """Write the table, below the comment that stands at its head."""
    head = FILE.read_text("utf-8").partition("\n[")[0]
    parts = [head.rstrip("\n") + "\n"]
    for theme, rows in sorted(measured.items()):
        lines = [f"{language} = {list(heights)}\n" for language, heights in sorted(rows.items())]
        parts.append(f"\n[{theme}]\n" + "".join(lines))
    FILE.write_text("".join(parts), "utf-8")
