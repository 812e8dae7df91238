"""This file is about case mix: what each person's own cases would have given at the whole centre's figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.compile import Snapshot, filters, key_columns, table_of, word_joins
from fourscore.metrics.metric import DAYS, Catalogue, Metric
from fourscore.metrics.plan import Question
from fourscore.metrics.spread.family import family_of, sql_of

# By what kinds of case are told apart. Not by what the agent does with them: a transfer, hold, after-call work.
MIX = ("topic", "queue", "hour_of_day", "channel")


class Expected(NamedTuple):
    """What was counted, and what would have been, of one person or team; both as they stand above the line.

    cases: what stands below it. alone: the part of the cases (0..1) of a kind that nobody else had.
    """

    observed: float
    expected: float
    cases: float
    alone: float


@dataclass(frozen=True)
class Mixed:
    """Of each metric: by which names kinds of case were told apart, and what was expected of whom.

    overall: the whole centre's figure. why: why kinds of case cannot be told apart.
    """

    metric: str
    names: tuple[str, ...] = ()
    by: Mapping[str, Expected] | None = None
    overall: float | None = None
    why: str = ""


def expected(metric: Metric, level: str, names: Sequence[str], question: Question, catalogue: Catalogue,
             snapshot: Snapshot) -> Mixed:
    """Indirect standardisation: each case counts as the centre's figure for its kind.

    Kinds are those that at least somebody at this level had; cases of nobody in particular are left out on both sides.
    Source: Breslow and Day, Statistical Methods in Cancer Research II (1987), 2.3 (indirect standardisation).
    """
    family = family_of(metric, catalogue)
    if family.kind not in ("share", "mean", "ratio") or family.unit == "day":
        return Mixed(metric.key, why="kinds of case cannot be told apart where it is counted by time")
    parts = {name: catalogue.parts[name] for line in ("num", "den") for name in metric.formulas[line].parts()
             if name != DAYS}
    fact = next(iter(parts.values())).of
    columns = {name: f"p_{place}" for place, name in enumerate(parts)} | {DAYS: str(question.during.length)}
    kinds = [column for name in names for column in key_columns(name, snapshot.calendar)]
    conditions, values = filters(fact, question.where, question.during, snapshot)
    joins = word_joins(sorted({join for part in parts.values() for join in part.joins}))
    inner = [f"f.{level} AS who", *(f"{kind} AS k_{place}" for place, kind in enumerate(kinds)),
             *(f"CAST(sum({part.sql}) AS DOUBLE) AS {columns[name]}" for name, part in parts.items())]
    cells = ", ".join(str(place + 1) for place in range(len(kinds) + 1))
    a, b = (sql_of(metric.formulas[line].tree, columns) for line in ("num", "den"))
    kind = ", ".join(f"k_{place}" for place in range(len(kinds)))
    over = f"OVER (PARTITION BY {kind})" if kinds else "OVER ()"
    ordered = f"ORDER BY {kind}" if kinds else ""
    sql = (
        f"WITH cell AS (SELECT {', '.join(inner)} FROM {table_of(fact, question.during, snapshot.calendar)} AS f "
        f"{joins} WHERE {' AND '.join([FRAMES[fact].standing, *conditions])} AND f.{level} IS NOT NULL "
        f"GROUP BY {cells}), line AS (SELECT *, {a} AS a, {b} AS b FROM cell), "
        f"mixed AS (SELECT *, sum(a) {over} AS all_a, sum(b) {over} AS all_b FROM line WHERE {b} > 0) "
        # Added up in one order, so that asking twice gives the same to the last digit.
        f"SELECT who, sum(a {ordered}), sum(b * all_a / all_b {ordered}), sum(b {ordered}), "
        "sum(b) FILTER (b = all_b) FROM mixed GROUP BY who ORDER BY who")
    names_of = snapshot.words(level)
    found = {names_of[who]: Expected(had, would, cases, (alone or 0) / cases)
             for who, had, would, cases, alone in snapshot.run(sql, values) if who in names_of}
    cases = sum(one.cases for one in found.values())
    overall = sum(one.observed for one in found.values()) / cases if cases else None
    return Mixed(metric.key, tuple(names), found, overall)
