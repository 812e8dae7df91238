"""This file is about the SQL of spreads: for each cell the sums, squares and products over its rows or its days."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.compile import Snapshot, filters, key_columns, table_of, word_joins
from fourscore.metrics.metric import DAYS, Catalogue, Joined, Metric, Named, Negated, Part, Tree
from fourscore.metrics.plan import Question
from fourscore.metrics.spread.family import Family, sql_of

# What is asked of each metric and cell, in this order: see `Spread`.
SUMS = ("cases", "num", "den", "num2", "cross", "den2", "logs", "logs2", "positive")
# A square of money or points to 8 decimals, up to 29 digits before them. Seconds and counts are whole thousandths, and
# are multiplied and added up as such, which is exact and five times as fast. A logarithm to 12 decimals.
FIXED, WHOLE, LOGS = "DECIMAL(38, 8)", {"seconds": "DECIMAL(15, 3)", "count": "BIGINT"}, 1_000_000_000_000


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
    whole = {name for name, part in parts.items() if part.unit in WHOLE}
    inner = [*(f"{key} AS k_{place}" for place, key in enumerate(keys)),
             *(f"CAST({part.sql} AS {WHOLE.get(part.unit, 'DOUBLE')}) AS {columns[name]}"
               for name, part in parts.items())]
    table = table_of(fact, question.during, snapshot.calendar)
    sql = (f"SELECT {', '.join(inner)} FROM {table} AS f {joins} "
           f"WHERE {' AND '.join([FRAMES[fact].standing, *conditions])}")
    return _outer(sql, metrics, columns, values, len(keys), whole)


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
           keys: int, whole: Collection[str] = ()) -> Ask:
    """Each metric's two lines for each row (or day), then its sums for each cell, exactly; of logarithms in units of
    one over `LOGS`.

    Added up with so many decimals fixed: so that many threads, in whatever order, give the same to the last digit.
    whole: parts that are whole thousandths, or whole.
    """
    names = [f"k_{place}" for place in range(keys)]
    lines, logs, sums = [], [], []
    for place, metric in enumerate(metrics):
        a, b, log = f"a_{place}", f"b_{place}", f"l_{place}"
        num, den = metric.formulas["num"].tree, metric.formulas["den"].tree
        above, below = _is_whole(num, whole), _is_whole(den, whole)
        lines += [f"{sql_of(num, columns)} AS {a}", f"{sql_of(den, columns)} AS {b}"]
        added = [f"sum({one})" if exact else f"sum(CAST({one} AS {FIXED}))" for one, exact in (
            (a, above), (b, below), (f"{a} * {a}", above), (f"{a} * {b}", above and below), (f"{b} * {b}", below))]
        logs.append(f"ln(CASE WHEN {a} > 0 THEN {a} END) AS {log}")
        sums += [f"count(*) FILTER ({b} <> 0 OR {a} <> 0)", *added,
                 *(f"sum(CAST({one} * {LOGS} AS BIGINT))" for one in (log, f"{log} * {log}")), f"count({log})"]
    groups = f" GROUP BY {', '.join(names)}" if names else ""
    each = f"SELECT {', '.join([*names, *lines])} FROM ({inner})"
    return Ask(f"SELECT {', '.join([*names, *sums])} FROM (SELECT *, {', '.join(logs)} FROM ({each})){groups}",
               values, keys)


def _is_whole(tree: Tree, whole: Collection[str]) -> bool:
    """Whether a line is nothing but such parts added up, or one of them alone."""
    if isinstance(tree, Joined):
        return tree.sign in "+-" and _is_whole(tree.left, whole) and _is_whole(tree.right, whole)
    if isinstance(tree, Negated):
        return _is_whole(tree.of, whole)
    return isinstance(tree, Named) and tree.part in whole


def _parts(metric: Metric) -> list[str]:
    return [name for line in ("num", "den") for name in metric.formulas[line].parts() if name != DAYS]


def ways(metrics: Sequence[tuple[Metric, Family]], catalogue: Catalogue) -> dict[str, list[Metric]]:
    """Metrics read together: by kind of fact those whose cases are rows, under "" those whose cases are days."""
    found: dict[str, list[Metric]] = {}
    for metric, family in metrics:
        fact = catalogue.parts[_parts(metric)[0]].of if family.unit == "row" else ""
        found.setdefault(fact, []).append(metric)
    return found
