"""This file is about writing answers for a terminal, a spreadsheet or a program: table, CSV, JSON."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from fourscore.cli.relay import Streams
from fourscore.terms import FACT_WORDS, Issue, write_value

if TYPE_CHECKING:
    from fractions import Fraction

    from rich.console import Console

    from fourscore.metrics import Answer, Catalogue, Movement, Row
    from fourscore.scoring import Measured, Scorecard, ScoredGoal

PARTS_OF_A_MOVE = ("change", "business", "exchange")
WRAPPED = 1.5  # a table so many times as wide as the terminal is still wrapped into it


def console(streams: Streams, *, err: bool = False) -> Console:
    from rich.console import Console

    terminal = streams.err_terminal if err else streams.terminal
    width = streams.width if terminal else (streams.width or 120)
    return Console(
        file=streams.err if err else streams.out, width=width, force_terminal=terminal,
        no_color=not streams.colour, highlight=False, soft_wrap=not terminal, emoji=False, markup=False,
    )


def issues(found: Iterable[Issue], streams: Streams) -> None:
    """Every issue, with its place, name and remedy."""
    for issue in found:
        streams.err.write(f"{issue}\n")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], streams: Streams, *, numbers: int = 0,
          title: str = "") -> None:
    """A table whose last `numbers` columns are right-aligned; plain columns when it goes into a pipe.

    On a terminal far too narrow for it, each row is written down the page instead, without its blank cells.
    """
    from rich import box
    from rich.table import Table

    written, screen = [list(row) for row in rows], console(streams if streams.terminal else streams._replace(width=400))
    widest = [max(map(len, column)) + 3 for column in zip(headings, *written, strict=True)]
    if written and streams.terminal and sum(widest) > WRAPPED * screen.width:
        for row in written:
            down = Table(box=None, show_header=False, pad_edge=False)
            for heading, cell in zip(headings, row, strict=True):
                if cell not in ("", "–"):
                    down.add_row(heading, cell)
            screen.print(down, "")
        return
    drawn = Table(box=box.SIMPLE_HEAD if streams.terminal else None, title=title or None, title_justify="left",
                  pad_edge=False, show_edge=False)
    for place, heading in enumerate(headings):
        right = place >= len(headings) - numbers
        drawn.add_column(heading, justify="right" if right else "left", no_wrap=not streams.terminal)
    for row in written:
        drawn.add_row(*row)
    screen.print(drawn)


def wrapped(line: str, streams: Streams) -> None:
    """A sentence no wider than the terminal (or than a page); what runs over stands a little further in."""
    import textwrap

    width = min(console(streams).width, 120)
    indent = " " * (len(line) - len(line.lstrip(" ")))
    streams.out.write("\n".join(textwrap.wrap(line, width, subsequent_indent=f"{indent}  ", break_long_words=False,
                                              break_on_hyphens=False)) + "\n")


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]], streams: Streams) -> None:
    """Comma-separated rows; a missing value is an empty cell, never a zero."""
    writer = csv.writer(streams.out, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)


def as_json(value: object, streams: Streams) -> None:
    streams.out.write(json.dumps(value, ensure_ascii=False, indent=None, default=str) + "\n")


def answer(found: Answer, catalogue: Catalogue, currency: str, streams: Streams, how: str) -> None:
    """An answer of `metrics.ask`: the same numbers in every format."""
    whole = found.as_dict()
    if how == "json":
        as_json(whole, streams)
        return
    by = list(found.by)
    money = list(dict.fromkeys(str(row.money) for row in found.rows if row.money))
    if how == "csv":
        beside = ["currency", "rates", "missing"] if money else []
        rows: list[list[Any]] = [
            [*(row["by"][name] for name in by), row["metric"], row["variant"], row["value"],
             row["parts"].get("num"), row["parts"].get("den"), row["n"], row["complete"], row.get("error"),
             *("; ".join(row.get(name, ())) if name == "missing" else row.get(name) for name in beside)]
            for row in whole["rows"]
        ]
        as_csv([*by, "metric", "variant", "value", "num", "den", "n", "complete", "error", *beside], rows, streams)
        return
    written = []
    for row in found.rows:
        metric = catalogue.metrics[row.key]
        written.append([
            *(row.by[name] or "–" for name in by), row.metric, row.variant or "",
            write_value(row.value, metric.unit, row.money.currency if row.money else currency), f"{row.n:,}",
            ", ".join(note for note in (row.entered, row.margin, _waits(row)) if note),
        ])
    table([*by, "metric", "variant", "value", "n", ""], written, streams, numbers=3)
    for key, why in dict.fromkeys((row.key, row.why) for row in found.rows if row.why):
        streams.out.write(f"{key} {why}.\n")
    margins = sorted({row.margin for row in found.rows if row.margin})
    if margins:
        streams.out.write(f"{', '.join(margins)} of the exact figure: told from histogram rows; --exact counts single "
                          "facts.\n")
    for told in money:
        streams.out.write(f"Money in {told}.\n")
    for missing in dict.fromkeys(one for row in found.rows for one in row.missing):
        streams.out.write(f"There is no figure without {missing}.\n")
    for line in deleted(found):
        streams.out.write(f"{line}\n")
    streams.out.write(f"{found.during.first} up to {found.during.until} · {found.zone} · {reach(found)}\n")


def reach(found: Answer) -> str:
    """How far the answer is complete; what people typed or keep as a register has no mark of a load."""
    if found.as_of is None:
        return "kept as it was entered" if any(row.value is not None for row in found.rows) else "nothing loaded"
    return f"complete to {found.as_of:%Y-%m-%d %H:%M}"


def _waits(row: Row) -> str:
    return "no rate" if row.missing else "" if row.complete else "not complete"


def deleted(found: Answer) -> list[str]:
    """Which single facts are gone that the answer was asked about; nothing where none are."""
    gone = ", ".join(f"{FACT_WORDS[kind][1]} before {day}" for kind, day in found.deleted.items())
    return [f"Deleted when their time was over: {gone}; what needs them is not told."] if gone else []


def movement(moved: Movement, streams: Streams) -> None:
    """Why an amount moved: the sums, then each currency's share, then how they were taken apart."""
    before, now = moved.periods
    currency, unit = moved.reporting.currency, moved.metric.unit
    value, value_before = (write_value(row.value, unit, currency) for row in (moved.now, moved.before))
    streams.out.write(f"{moved.metric.name} ({moved.metric.key}): {value} in {now}, {value_before} in {before}\n\n")
    for missing in moved.missing:
        streams.out.write(f"It cannot be taken apart without {missing}.\n")
    if moved.told:
        rows = [[f"all, in {currency}", "", "", "", *(signed(moved.total(name)) for name in PARTS_OF_A_MOVE)]]
        rows += [[one.currency, f"{float(one.paid_before):,.2f}", f"{float(one.paid_now):,.2f}",
                  f"{float(one.rate):,.6g}", *(signed(getattr(one, name)) for name in PARTS_OF_A_MOVE)]
                 for one in moved.currencies]
        table(["", f"paid {before}", f"paid {now}", "rate held", "change", "business", "exchange rate"], rows, streams,
              numbers=6)
        streams.out.write("\n")
    wrapped(moved.rule, streams)
    if not (moved.now.complete and moved.before.complete):
        streams.out.write("It is not complete: some of that time is not loaded, or will still change the figure.\n")


def signed(value: Fraction | None) -> str:
    """A change with its sign; a missing one is an en dash."""
    return "–" if value is None else f"{float(value):+,.2f}".replace("-", "−")


def scorecard(card: Scorecard, catalogue: Catalogue, streams: Streams, how: str) -> None:
    """A scorecard: the same numbers as the page."""
    if how == "json":
        as_json(scorecard_dict(card), streams)
        return
    rows = [(perspective, objective, measured) for perspective in card.perspectives
            for objective in perspective.objectives for measured in objective.measured]
    if how == "csv":
        as_csv(
            ["perspective", "objective", "measure", "metric", "value", "target", "score", "status", "weight",
             "contribution", "n", "state", "low", "high", "steadied", "reliability", "judged", "needs", "certain",
             "disputed", "lacking"],
            [[p.perspective.name, o.objective.name, m.kpi.name, m.kpi.metric, m.value, m.target, m.score, m.status,
              m.weight, m.contribution, m.n, m.state, m.sure.low, m.sure.high, m.sure.steadied, m.sure.reliability,
              m.sure.judged, m.sure.needs(card.rules), m.certain, card.disputed.get(m.kpi.id), " ".join(m.lacking)]
             for p, o, m in rows]
            + [[p.perspective.name, o.objective.name, goal.judged.guarded.id, "guarded goal", None, None, goal.score,
                goal.judged.word, goal.weight, goal.contribution, *[None] * 11]
               for p in card.perspectives for o in p.objectives for goal in o.goals], streams)
        return
    from fourscore.cli.asking.card_table import card_table

    card_table(card, catalogue, streams)


def scorecard_dict(card: Scorecard) -> dict[str, Any]:
    """The scorecard as plain values: scores and contributions in points, values in the metric's unit."""
    return {
        "as_of": card.as_of.isoformat() if card.as_of else None, "zone": card.zone, "period": card.period,
        "first": card.days.first, "until": card.days.until, "currency": card.currency,
        "scope": {"level": card.scope.level, "name": card.scope.name}, "score": card.score, "status": card.status,
        "coverage": card.coverage, "withheld": card.withheld, "disputed": dict(card.disputed), "note": card.note,
        "perspectives": [{
            "id": p.perspective.id, "name": p.perspective.name, "score": p.score, "status": p.status,
            "weight": p.weight, "contribution": p.contribution, "coverage": p.coverage,
            "objectives": [{
                "id": o.objective.id, "name": o.objective.name, "score": o.score, "status": o.status,
                "weight": o.weight, "contribution": o.contribution,
                **({"shut_by": o.shut_by.kpi.id} if o.shut_by else {}),
                "measures": [_measure_dict(m, card) for m in o.measured],
                **({"goals": [_goal_dict(goal) for goal in o.goals]} if o.goals else {}),
                **({"bought": o.bought.judged.guarded.id} if o.bought else {}),
            } for o in p.objectives],
        } for p in card.perspectives],
    }


def _goal_dict(goal: ScoredGoal) -> dict[str, Any]:
    judged = goal.judged
    return {"id": judged.guarded.id, "goal": judged.guarded.text, "verdict": judged.word, "begun": goal.begun,
            "progress": judged.progress, "score": goal.score, "weight": goal.weight,
            "contribution": goal.contribution, "breached": [guard.guard.kpi for guard in judged.breached]}


def _measure_dict(m: Measured, card: Scorecard) -> dict[str, Any]:
    slug, _, variant = m.kpi.metric.partition(":")
    return {"id": m.kpi.id, "name": m.kpi.name, "metric": slug, "variant": variant or None, "value": m.value,
            "target": m.target, "score": m.score, "state": m.state, "status": m.status, "weight": m.weight,
            "contribution": m.contribution, "n": m.n, "parts": dict(m.row.parts) if m.row else {}, "low": m.sure.low,
            "high": m.sure.high, "steadied": m.sure.steadied, "steadied_low": m.sure.steadied_low,
            "steadied_high": m.sure.steadied_high, "reliability": m.sure.reliability, "judged": m.sure.judged,
            "needs": m.sure.needs(card.rules), "certain": m.certain} | (
                {"lacking": list(m.lacking)} if m.lacking else {}) | (
                {"error": m.row.error} if m.row and m.row.error is not None else {}) | (
                {"of": {"first": m.of.first, "until": m.of.until}} if m.of else {}) | (
                {"target_share": m.target_share} if m.target_share is not None else {})
