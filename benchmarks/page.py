"""This file is about docs/performance.md: made from the last results, each held against its bar, with the machine.

Run it as  python -m benchmarks.page  (it writes docs/performance.md and docs/performance-growth.svg).
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
RESULTS, DOCS = HERE / "results", HERE.parent / "docs"
SIZES = ("1e6", "1e7", "1e8")
LATELY = ("pages",)  # by benchmarks/scorecard_render.py, table_sort.py, lighthouse.py and streams.py, with --keep
LINES = {"facts": "20 measures, day × queue, from facts", "cube": "the same from the cube",
         "month_agent": "month × agent, all history", "cards": "scorecard, 1,000 agents",
         "resolution": "first-contact resolution, from scratch"}
COLOURS = ("#0b6e6e", "#b3541e", "#4b4e9b", "#8a6d00", "#7a2e52")
Found = Mapping[str, Any]


class Bar(NamedTuple):
    """One row of the page. told: the figure in words; ratio: to which way by hand; met: whether it reaches the bar."""

    what: str
    bar: str
    row: str
    size: str
    told: Callable[[Found], str]
    ratio: Callable[[Found], float | None]
    met: Callable[[Found], bool]


def _seconds(way: str = "ours") -> Callable[[Found], str]:
    return lambda found: f"{found[way]['cpu_s']:.3g} CPU s, {found[way]['wall_s']:.3g} s"


def _beside(way: str = "ours") -> Callable[[Found], float | None]:
    return lambda found: found[way]["cpu_s"] / found["hand"]["cpu_s"]


def _at_most(limit: float, kind: str = "wall_s", way: str = "ours") -> Callable[[Found], bool]:
    return lambda found: bool(found[way][kind] <= limit)


def _room(way: str) -> Callable[[Found], str]:
    return lambda found: f"{found[way]['cpu_s']:.1f} CPU s, {found[way]['peak_mb']:,} MB"


def _events(found: Found) -> str:
    rates = {way: found["events"] / found[way]["cpu_s"] for way in ("fourscore", "sql", "pandas")}
    return (f"{rates['fourscore']:,.0f} events per CPU s (bare SQL totals {rates['sql']:,.0f}, pandas totals "
            f"{rates['pandas']:,.0f})")


def _folded(found: Found) -> str:
    return f", {found['fold_s']:.2f} more to fold its log in, once for several loads" if "fold_s" in found else ""


def _looked(form: str, found: Found) -> str:
    """Performance, accessibility and best practices of each page, as one form of device asks for it."""
    return f"{form}: " + ", ".join(f"{page} {'/'.join(map(str, one))}" for page, one in found["points"][form].items())


BARS = (
    Bar("load 1,000,000 queue_log events, all facts and cubes", "at least 200,000 events per CPU second", "load", "1e6",
        _events, lambda f: f["fourscore"]["cpu_s"] / f["sql"]["cpu_s"],
        lambda f: f["events"] / f["fourscore"]["cpu_s"] >= 200_000),
    Bar("20 measures, day × queue, 1e8 visits from facts", "at most 15 CPU s, under 0.5 GB", "facts", "1e8",
        _room("ours"), _beside(), lambda f: f["ours"]["cpu_s"] <= 15 and f["ours"]["peak_mb"] < 500),
    Bar("the same from the cube", "(no bar of its own)", "cube", "1e8", _seconds(), _beside(), lambda f: True),
    Bar("30 days by team, from the cube", "at most 20 ms of the server", "team_days", "1e8",
        lambda f: f"{f['ours']['wall_s'] * 1000:.1f} ms, {f['ours']['cpu_s'] * 1000:.1f} CPU ms", _beside(),
        _at_most(0.02)),
    Bar("month × agent over all history, from the cube", "at most 1 s", "month_agent", "1e8", _seconds(), _beside(),
        _at_most(1.0)),
    Bar("whole scorecard of 1,000 agents: 25 KPIs, the centre, every team and agent", "at most 1 s", "cards", "1e8",
        _seconds(), _beside(), _at_most(1.0)),
    Bar("25 KPIs of 1,000 agents with intervals, steadied figures and reliability, from the cube of a month",
        "at most 2 s", "people", "1e6",
        lambda f: f"{f['ours']['cpu_s']:.3g} CPU s, {f['ours']['wall_s']:.3g} s for {f['figures']:,} figures (a plain "
                  f"loop, intervals and steadied figures alone: {f['loop']['cpu_s']:.3g})",
        lambda f: f["ours"]["cpu_s"] / f["loop"]["cpu_s"], lambda f: f["ours"]["cpu_s"] <= 2),
    Bar("ten thousand late rows into 1e6", "at most 0.5 CPU s, exactly equal to a rebuild", "late", "1e6",
        lambda f: f"{f['load_s']:.2f} CPU s for {f['rows']:,} rows (rebuild {f['rebuild_s']:.1f}){_folded(f)}; "
                  f"{'equal' if f['equal'] else 'NOT equal'}",
        lambda f: f["load_s"] / f["rebuild_s"], lambda f: f["load_s"] <= 0.5 and f["equal"]),
    Bar("first-contact resolution over 1e8 visits, from scratch", "at most 50 CPU s, 3.5 GB", "resolution", "1e8",
        _room("scratch"), _beside("scratch"),
        lambda f: f["scratch"]["cpu_s"] <= 50 and f["scratch"]["peak_mb"] <= 3500),
    Bar("first-contact resolution, asked", "(no bar of its own)", "resolution", "1e8", _room("asked"), _beside("asked"),
        lambda f: True),
    Bar("10,000 events per second in, dashboards read meanwhile",
        "readers' median at most 25 ms; after kill -9 nothing acknowledged lost", "live", "live",
        lambda f: f"{f['events_per_s']:,.0f} events per s, readers' median {f['median_ms']:.1f} ms "
                  f"({f['alone_ms']:.1f} alone), {f['lost']:,} lost",
        lambda f: None, lambda f: f["events_per_s"] >= 10_000 and f["median_ms"] <= 25 and not f["lost"]),
    Bar("a burst of 10,000 events per second: how much later a page comes", "at most 100 ms at the median", "live",
        "live",
        lambda f: f"{f['median_ms'] - f['alone_ms']:.1f} ms later ({f['median_ms']:.1f} ms, alone {f['alone_ms']:.1f})",
        lambda f: None, lambda f: f["events_per_s"] >= 10_000 and f["median_ms"] - f["alone_ms"] <= 100),
    Bar("500 live streams at 10 messages a second each", "under 25% of a core, and none loses its pace", "streams",
        "pages",
        lambda f: f"{100 * f['cpu_share']:.1f}% of a core for {f['streams']} streams at {f['per_s']:.1f} a second "
                  f"(the slowest {f['least_per_s']:.1f}); a message is {f['late_ms']:.0f} ms on its way",
        lambda f: None, lambda f: f["streams"] >= 500 and f["cpu_share"] < 0.25 and f["least_per_s"] >= 9),
    Bar("a scorecard of 25 measures made on the server from the cube, anew", "at most 30 ms", "render", "pages",
        lambda f: f"{f['page']['cpu_ms']:.1f} CPU ms, at best {f['page']['least_ms']:.1f} (the card alone "
                  f"{f['the card alone']['cpu_ms']:.1f}); a yardstick of 10 ms took {f['yardstick']['cpu_ms']:.1f}",
        lambda f: f["page"]["cpu_ms"] / f["bare SQL"]["cpu_ms"], lambda f: f["page"]["cpu_ms"] <= 30),
    Bar("a table of 1,000 agents sorted in the browser, from click to paint", "at most 60 ms", "sort", "pages",
        lambda f: f"{f['median_ms']:.0f} ms, at best {f['least_ms']:.0f}; {f['thread_ms']:.0f} of the page's thread; "
                  f"a yardstick of 20 ms took {f['yardstick_ms']:.0f}",
        lambda f: None, lambda f: f["median_ms"] <= 60),
    Bar("Lighthouse on scorecard, map, an agent's page and Explore",
        "performance at least 98, accessibility and best practices 100", "lighthouse", "pages",
        lambda f: "; ".join(_looked(form, f) for form in f["points"]), lambda f: None,
        lambda f: all(fast >= 98 and rest == [100, 100] for fast, *rest in f["points"]["desktop"].values())),
)
HEAD = """# Performance

Printed by `python -m benchmarks.page` from the last results in `benchmarks/results/`; nothing here is typed by hand.
Figures are CPU seconds of the process, all its threads together, and wall seconds where a person waits. **Ratio**: to
SQL written by hand over the same file in the same run (for loading, to bare SQL totals; for late rows, to a rebuild;
for people's figures, to one call of scipy for each);
1.00 means as fast as bare SQL. Every way runs in a process of its own, and all values of both ways are compared.

Each row is shown by `python -m benchmarks --size SIZE --only ROW`, with the size and the row named below. A history of
1e8 visits needs 30 GB of disk while it is made. The made centre has 20 queues, 40 teams, 1,000 agents and 4.5 years;
see `benchmarks/history/rows.py`. The question over facts is put with DuckDB's memory limited to 300 MB, first-contact
resolution from scratch with 1 GB (by hand with 3 GB); everything else as the product runs. The rows of `pages` are
shown by `python -m benchmarks.scorecard_render`, `benchmarks.table_sort`, `benchmarks.lighthouse` and
`benchmarks.streams`.

| what | bar | size, row | found | ratio | met |
|---|---|---|---|---|---|
"""
NOTES = """
- An answer's rows are made when they are read. The times are those of the answer: all cells counted, named and in
  order. Reading every row of the largest answers one by one takes longer: {read}.
- Values differ between the ways: {apart}.
"""


def results(folder: Path) -> dict[str, Found]:
    """What each size's last run wrote; `live` is written by benchmarks/live.py."""
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))}


def found_of(told: Mapping[str, Found], size: str, row: str) -> Found | None:
    if size == "live":
        return told.get("live")
    found: Found | None = told.get(size, {}).get("rows", {}).get(row)
    return found


def page(folder: Path = RESULTS) -> str:
    told = results(folder)
    lines = []
    for bar in BARS:
        # Where the size of the bar was not run, the largest that was stands in its place, and is no proof.
        found, size = found_of(told, bar.size, bar.row), bar.size
        if found is None:
            size = next((one for one in reversed(SIZES) if found_of(told, one, bar.row)), "")
            smaller = found_of(told, size, bar.row)
            figure = f"not measured at {bar.size}" + (f"; at {size}: {bar.told(smaller)}" if smaller else "")
            lines.append(f"| {bar.what} | {bar.bar} | {bar.size}, `{bar.row}` | {figure} | "
                         f"{_ratio(bar, smaller)} | not measured |")
            continue
        met = "" if bar.bar.startswith("(") else "yes" if bar.met(found) else "**no**"
        lines.append(f"| {bar.what} | {bar.bar} | {size}, `{bar.row}` | {bar.told(found)} | {_ratio(bar, found)} | "
                     f"{met} |")
    return HEAD + "\n".join(lines) + "\n" + _notes(told) + _growth_table(told) + _machines(told)


def _ratio(bar: Bar, found: Found | None) -> str:
    ratio = bar.ratio(found) if found else None
    return "" if ratio is None else f"{ratio:.2f}"


def _rows(told: Mapping[str, Found]) -> list[tuple[str, str, Found]]:
    return [(size, row, found) for size in SIZES for row, found in told.get(size, {}).get("rows", {}).items()]


def _notes(told: Mapping[str, Found]) -> str:
    read = [f"{found['ours']['values']:,} values at {size} ({row}) {found['ours']['read_s']:.1f} CPU s"
            for size, row, found in _rows(told) if row in ("facts", "month_agent") and "read_s" in found["ours"]]
    apart = [f"{row} at {size}" for size, row, found in _rows(told) if found.get("same") is False]
    return NOTES.format(read="; ".join(read) or "not measured", apart=", ".join(apart) or "nowhere")


def _cpu(found: Found, row: str) -> float:
    return float(found["scratch" if row == "resolution" else "ours"]["cpu_s"])


def _growth_table(told: Mapping[str, Found]) -> str:
    lines = ["", "## How time grows", "", "CPU seconds, in brackets by hand.", "",
             "![CPU seconds by number of visits](performance-growth.svg)", "",
             f"| row | {' | '.join(SIZES)} |", "|---|---|---|---|"]
    for row in LINES:
        cells = []
        for size in SIZES:
            found = found_of(told, size, row)
            cells.append(f"{_cpu(found, row):.3g} ({found['hand']['cpu_s']:.3g})" if found else "not measured")
        lines.append(f"| {LINES[row]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _machines(told: Mapping[str, Found]) -> str:
    lines = ["", "## Measured on", ""]
    runs: dict[tuple[Any, ...], list[str]] = {}
    live = [("pushed events", "live", told["live"])] if "live" in told else []
    lately = [(size, row, found) for size in LATELY for row, found in told.get(size, {}).get("rows", {}).items()]
    for size, row, found in [*_rows(told), *live, *lately]:
        if "machine" in found:
            on = found["machine"]
            key = tuple(on[name] for name in ("processor", "cores", "memory_gb", "system", "python", "duckdb",
                                              "fourscore", "commit"))
            runs.setdefault((*key, on["date"][:10]), []).append(f"{row} at {size}")
    for (processor, cores, memory, system, python, duckdb, ours, commit, day), what in runs.items():
        lines.append(f"- {day}, commit {commit}: {processor}, {cores} cores, {memory} GB, {system}; Python {python}, "
                     f"DuckDB {duckdb}, fourscore {ours}: {', '.join(what)}.")
    return "\n".join(lines if runs else [*lines, "Nothing was measured yet."]) + "\n"


def growth(folder: Path = RESULTS) -> str:
    """CPU seconds by number of visits, both axes by powers of ten, as SVG: ours full, by hand dashed."""
    told = results(folder)
    wide, high, left, top, right, bottom = 860, 460, 70, 30, 300, 50
    low, most = -2, 3  # 10 ms to 1,000 s

    def x(visits: float) -> float:
        return left + (math.log10(visits) - 6) / 2 * (wide - left - right)

    def y(seconds: float) -> float:
        place = (math.log10(max(seconds, 10.0**low)) - low) / (most - low)
        return high - bottom - place * (high - top - bottom)

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" font-family="sans-serif" '
           'font-size="13" role="img"><title>CPU seconds by number of visits, ours and by hand</title>',
           f'<rect width="{wide}" height="{high}" fill="#ffffff"/>']
    for power in range(low, most + 1):
        label = f"{10.0 ** power:g} s"
        at = y(10.0**power)
        out.append(f'<line x1="{left}" x2="{wide - right}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>'
                   f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end">{label}</text>')
    out += [f'<text x="{x(float(size)):.1f}" y="{high - bottom + 22}" text-anchor="middle">{float(size):,.0f}</text>'
            for size in SIZES]
    out.append(f'<text x="{(left + wide - right) / 2}" y="{high - 8}" text-anchor="middle">visits</text>')
    for place, (row, name) in enumerate(LINES.items()):
        colour = COLOURS[place]
        for way, dash in (("ours", ""), ("hand", ' stroke-dasharray="5 4"')):
            points = [(x(float(size)), y(_cpu(found, row) if way == "ours" else found["hand"]["cpu_s"]))
                      for size in SIZES if (found := found_of(told, size, row))]
            if points:
                path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
                out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
                out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        at = top + 10 + place * 24
        out.append(f'<line x1="{wide - right + 16}" x2="{wide - right + 40}" y1="{at}" y2="{at}" stroke="{colour}" '
                   f'stroke-width="2"/><text x="{wide - right + 46}" y="{at + 4}">{name}</text>')
    out.append(f'<text x="{wide - right + 16}" y="{top + 20 + len(LINES) * 24}" fill="#555555">'
               "dashed: SQL by hand</text>")
    return "\n".join([*out, "</svg>", ""])


def main() -> int:
    (DOCS / "performance.md").write_text(page(), encoding="utf-8")
    (DOCS / "performance-growth.svg").write_text(growth(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
