"""This file is about the SQL of spreads: for each cell the sums, squares and products over its rows or its days."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.compile import Snapshot, filters, key_columns, table_of, word_joins
from fourscore.metrics.metric import DAYS, Catalogue, Metric, Part
from fourscore.metrics.plan import Question
from fourscore.metrics.spread.family import Family, sql_of

# What is asked of each metric and cell, in this order: see `Spread`.
SUMS = ("cases", "num", "den", "num2", "cross", "den2", "logs", "logs2", "positive")
# A square of seconds or money to 8 decimals, up to 29 digits before them; a logarithm to 12.
FIXED, LOGS = "DECIMAL(38, 8)", "DECIMAL(18, 12)"


class Ask(NamedTuple):
    """SQL with its values and how many key columns stand before the sums."""

    sql: str
    values: dict[str, object]
    keys: int


def by_rows(fact: str, metrics: Sequence[Metric], question: Question, catalogue: Catalogue, snapshot: Snapshot) -> Ask:
    """One pass over one kind of fact: of each metric the sums over its rows."""
    parts = {name: catalogue.parts[name] for metric in metrics for name in _parts(metric)}
    columns = {name: f"p_{place}" for place, name in enumerate(parts)} | {DAYS: str(question.during.length)}
    keys = [column for name in question.by for column in key_columns(name, snapshot.calendar)]
    conditions, values = filters(fact, question.where, question.during, snapshot)
    joins = word_joins(sorted({join for part in parts.values() for join in part.joins}))
    inner = [*(f"{key} AS k_{place}" for place, key in enumerate(keys)),
             *(f"CAST({part.sql} AS DOUBLE) AS {columns[name]}" for name, part in parts.items())]
    table = table_of(fact, question.during, snapshot.calendar)
    sql = (f"SELECT {', '.join(inner)} FROM {table} AS f {joins} "
           f"WHERE {' AND '.join([FRAMES[fact].standing, *conditions])}")
    return _outer(sql, metrics, columns, values, len(keys))


def by_days(metrics: Sequence[Metric], question: Question, catalogue: Catalogue, snapshot: Snapshot) -> Ask:
    """Every kind of fact these metrics need, added up by cell and day; then the sums over days."""
    parts = {name: catalogue.parts[name] for metric in metrics for name in _parts(metric)}
    columns = {name: f"p_{place}" for place, name in enumerate(parts)} | {DAYS: str(question.during.length)}
    by_fact: dict[str, dict[str, Part]] = {}
    for name, part in parts.items():
        by_fact.setdefault(part.of, {})[name] = part
    keys = [column for name in question.by for column in key_columns(name, snapshot.calendar)]
    values: dict[str, object] = {}
    passes = []
    for fact, here in by_fact.items():
        conditions, bound = filters(fact, question.where, question.during, snapshot)
        values |= bound
        joins = word_joins(sorted({join for part in here.values() for join in part.joins}))
        sums = [f"{f'CAST(sum({here[name].sql}) AS DOUBLE)' if name in here else '0'} AS {columns[name]}"
                for name in parts]
        groups = ", ".join(str(place + 1) for place in range(len(keys) + 1))
        named = [f"{key} AS k_{place}" for place, key in enumerate(keys)]
        passes.append(
            f"SELECT {', '.join([*named, 'f.day AS at_day', *sums])} "
            f"FROM {table_of(fact, question.during, snapshot.calendar)} AS f {joins} "
            f"WHERE {' AND '.join([FRAMES[fact].standing, *conditions])} GROUP BY {groups}")
    cells = [*(f"k_{place}" for place in range(len(keys))), "at_day"]
    added = ", ".join(f"coalesce(sum({columns[name]}), 0) AS {columns[name]}" for name in parts)
    sql = f"SELECT {', '.join(cells)}, {added} FROM ({' UNION ALL '.join(passes)}) GROUP BY {', '.join(cells)}"
    return _outer(sql, metrics, columns, values, len(keys))


def _outer(inner: str, metrics: Sequence[Metric], columns: dict[str, str], values: dict[str, object],
           keys: int) -> Ask:
    """Each metric's two lines for each row (or day), then its sums for each cell.

    Added up with so many decimals fixed: so that many threads, in whatever order, give the same to the last digit.
    """
    names = [f"k_{place}" for place in range(keys)]
    lines, sums = [], []
    for place, metric in enumerate(metrics):
        a, b = f"a_{place}", f"b_{place}"
        for line, name in ((a, "num"), (b, "den")):
            lines.append(f"{sql_of(metric.formulas[name].tree, columns)} AS {line}")
        added = [f"sum(CAST({one} AS {FIXED}))" for one in (a, b, f"{a} * {a}", f"{a} * {b}", f"{b} * {b}")]
        log = f"ln(CASE WHEN {a} > 0 THEN {a} END)"
        logs = [f"sum(CAST({one} AS {LOGS}))" for one in (log, f"{log} * {log}")]
        sums += [f"count(*) FILTER ({b} <> 0 OR {a} <> 0)", *(f"CAST({one} AS DOUBLE)" for one in (*added, *logs)),
                 f"count(*) FILTER ({a} > 0)"]
    groups = f" GROUP BY {', '.join(names)}" if names else ""
    each = f"SELECT {', '.join([*names, *lines])} FROM ({inner})"
    return Ask(f"SELECT {', '.join([*names, *sums])} FROM ({each}){groups}", values, keys)


def _parts(metric: Metric) -> list[str]:
    return [name for line in ("num", "den") for name in metric.formulas[line].parts() if name != DAYS]


def ways(metrics: Sequence[tuple[Metric, Family]], catalogue: Catalogue) -> dict[str, list[Metric]]:
    """Metrics read together: by kind of fact those whose cases are rows, under "" those whose cases are days."""
    found: dict[str, list[Metric]] = {}
    for metric, family in metrics:
        fact = catalogue.parts[_parts(metric)[0]].of if family.unit == "row" else ""
        found.setdefault(fact, []).append(metric)
    return found
