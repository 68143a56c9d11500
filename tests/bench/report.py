"""From figures to what people read: tables, the block of docs/bench/README.md, one plot."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from rich.table import Table
from tests.bench.section import Row, middle

# What a run leaves behind: machine, and by section its title, method, date, versions and rows.
Results = Mapping[str, Any]

BEGIN = "<!-- written by `make bench`: begin -->"
END = "<!-- written by `make bench`: end -->"


def shown(figure: Any) -> str:
    """Return a figure for a cell; of several runs the median, and the least and the most."""
    if isinstance(figure, Mapping):
        return f"{number(figure['median'])} ({number(figure['min'])}-{number(figure['max'])})"
    if isinstance(figure, bool):
        return "yes" if figure else "no"
    return number(figure) if isinstance(figure, int | float) else str(figure)


def number(value: float) -> str:
    """Return a number with thousands set apart, and no digits that say nothing."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,g}"


def table(title: str, rows: Sequence[Row]) -> Table:
    """Return the rows of a section as a table for the terminal."""
    drawn = Table(title=title, title_justify="left")
    for name in rows[0]:
        text = isinstance(rows[0][name], str)
        drawn.add_column(name.replace("_", " "), justify="left" if text else "right")
    for row in rows:
        drawn.add_row(*(shown(figure) for figure in row.values()))
    return drawn


def _pick(results: Results, section: str, **wanted: object) -> Row:
    rows: Sequence[Row] = results["sections"][section]["rows"]
    return next(row for row in rows if all(row[key] == value for key, value in wanted.items()))


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _sizes(results: Results) -> str:
    rows = [
        [row["what"], row["where"], number(row["requests"]), number(row["brotli"])]
        for row in results["sections"]["sizes"]["rows"]
    ]
    return _markdown(["beyond the page itself", "on", "requests", "bytes (brotli)"], rows)


def _ready(results: Results) -> str:
    rows = [
        [row["what"], shown(row["ready_ms"]), shown(row["ready_to_paint"])]
        for row in results["sections"]["ready"]["rows"]
    ]
    return _markdown(["slow phone: a click can leave after", "ms", "of the first paint"], rows)


def _reading(results: Results) -> str:
    rows = [
        [
            number(row["round_trip_ms"]),
            row["what"],
            shown(row["painted_ms"]),
            f"{row['of_bare_iframe']:.2f}",
        ]
        for row in results["sections"]["reading"]["rows"]
    ]
    return _markdown(["round trip, ms", "the questions", "painted, ms", "of the bare iframe"], rows)


def _leaving(results: Results) -> str:
    rows = [
        [number(row["elements"]), row["what"], shown(row["gone_ms"]), shown(row["asked_ms"])]
        for row in results["sections"]["leaving"]["rows"]
    ]
    heads = ["elements", "from the release", "nothing seen, ms", "destination asked, ms"]
    return _markdown(heads, rows)


def _embedding(results: Results) -> str:
    rows = [
        [
            row["what"],
            *(shown(row[f"shift_{width}"]["median"]) for width in (320, 768, 1280)),
            *(shown(row[name]["median"]) for name in ("main_ms_1", "main_ms_20", "heap_kb_20")),
        ]
        for row in results["sections"]["embedding"]["rows"]
    ]
    heads = ["layout shift at", "320 px", "768 px", "1280 px", "main thread, ms", "20 embeds", "KB"]
    return _markdown(heads, rows)


def _server(results: Results) -> str:
    rows = []
    for what in ("script", "frame"):
        for workers in (1, 2):
            load = {"what": what, "workers": workers, "connections": 32, "kept": True}
            nginx, ours, plain = (
                _pick(results, "server", server=name, **load)
                for name in ("nginx", "quickexit serve", "plain Flask, gunicorn")
            )
            cells = [shown(middle(one["requests_per_second"])) for one in (nginx, ours, plain)]
            share = _percent(ours["of_nginx"])
            rows.append([what, str(workers), *cells, share, shown(ours["cpu_us"])])
    heads = ["requests per second", "workers", "nginx", "quickexit serve", "plain Flask, gunicorn"]
    return _markdown([*heads, "of nginx", "CPU, µs"], rows)


def _studio(results: Results) -> str:
    rows = [
        [row["what"], *(shown(row[name]) for name in ("p50_ms", "p95_ms", "times"))]
        for row in results["sections"]["studio"]["rows"]
    ]
    return _markdown(["the script", "median, ms", "95th percentile, ms", "of alone"], rows)


def _building(results: Results) -> str:
    rows = [
        [number(row["frames"]), row["what"], shown(row["seconds"]), shown(middle(row["peak_mb"]))]
        for row in results["sections"]["building"]["rows"]
        if row["frames"] in (1, 1000)
    ]
    return _markdown(["frames", "what", "seconds", "peak memory, MB"], rows)


def _minifying(results: Results) -> str:
    rows = [
        [row["source"], row["minifier"], number(row["raw"]), number(row["brotli"])]
        for row in results["sections"]["minifying"]["rows"]
    ]
    return _markdown(["minified", "by", "bytes", "brotli"], rows)


def _phone(results: Results) -> str:
    names = ("performance", "accessibility", "best-practices", "seo")
    rows = [
        [row["what"], *(shown(row[name]["median"]) for name in names)]
        for row in results["sections"]["phone"]["rows"]
    ]
    return _markdown(["Lighthouse, as a phone", *names], rows)


_BLOCKS: Mapping[str, Callable[[Results], str]] = {
    "sizes": _sizes,
    "ready": _ready,
    "reading": _reading,
    "leaving": _leaving,
    "server": _server,
    "studio": _studio,
    "building": _building,
}
_DETAILS: Mapping[str, Callable[[Results], str]] = {
    "embedding": _embedding,
    "minifying": _minifying,
    "phone": _phone,
}


def figures_block(results: Results) -> str:
    """Return what stands between the marks of docs/bench/README.md, the marks included."""
    there = {**_BLOCKS, **_DETAILS}
    parts = [draw(results) for name, draw in there.items() if name in results["sections"]]
    about = results["machine"]
    dates = sorted({section["date"] for section in results["sections"].values()})
    said = (
        f"Median (least-most), {about['processor']}, {about['cores']} cores, {about['system']}, "
        f"{' and '.join(dates[:1] + dates[1:][-1:])}; what was done is in "
        "[results.json](results.json)."
    )
    picture = "![Time until leaving is possible](ready.svg)"
    pictures = [picture] if "ready" in results["sections"] else []
    return "\n\n".join([BEGIN, said, *pictures, *parts, END])


def deploy_block(results: Results) -> str:
    """Return what stands between the marks of docs/deploy-operate.md, the marks included."""
    measured = [_server(results)] if "server" in results["sections"] else []
    return "\n\n".join([BEGIN, *measured, END])


def put_block(document: str, block: str) -> str:
    """Return the document with the block in the place of the one that stands in it."""
    pattern = re.compile(re.escape(BEGIN) + ".*?" + re.escape(END), re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"the document has no place for the figures: write {BEGIN} … {END}")
    return pattern.sub(lambda _: block, document)


def plot(results: Results) -> str:
    """Return an SVG of the time until leaving is possible, beside the first paint."""
    rows: Sequence[Row] = results["sections"]["ready"]["rows"]
    most = max(max(middle(row["ready_ms"]), middle(row["first_paint_ms"])) for row in rows)
    width, left, height = 720, 220, 56
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height * len(rows) + 60}" '
        'role="img" font-family="system-ui,sans-serif" font-size="14">',
        "<title>Time until leaving is possible, on a slow phone</title>",
        # Readable on a light and on a dark ground alike.
        "<style>text{fill:#24292f}.p{fill:#8c959f}.r{fill:#0b7a75}"
        "@media(prefers-color-scheme:dark){text{fill:#e6edf3}.r{fill:#3fb6ae}}</style>",
        '<text x="8" y="22" font-weight="600">Slow phone: milliseconds until a click leaves '
        "(and, grey, until the first paint)</text>",
    ]
    for at, row in enumerate(rows):
        top = 40 + at * height
        parts.append(f'<text x="8" y="{top + 24}">{escape(row["what"])}</text>')
        for name, offset, kind in (("ready_ms", 6, "r"), ("first_paint_ms", 26, "p")):
            value = middle(row[name])
            length = round((width - left - 80) * value / most)
            parts.append(
                f'<rect class="{kind}" x="{left}" y="{top + offset}" width="{length}" height="14"'
                f' rx="2"/><text x="{left + length + 8}" y="{top + offset + 12}">'
                f"{number(value)}</text>"
            )
    return "\n".join([*parts, "</svg>"]) + "\n"
