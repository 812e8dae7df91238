"""This file is about the SQL of spreads: for each cell the sums, squares and products over its rows or its days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.compile import Snapshot, filters, key_columns, table_of, word_joins
from fourscore.metrics.metric import DAYS, Catalogue, Joined, Metric, Named, Negated, Part, Tree
from fourscore.metrics.plan import Question
from fourscore.metrics.spread.family import Family, sql_of

# What is asked of each metric and cell, in this order: see `Spread`; and of the logarithms, which take longest.
SUMS, LOGARITHMS = ("cases", "num", "den", "num2", "cross", "den2"), ("logs", "logs2", "positive")
# A square of money or points to 8 decimals, up to 29 digits before them. Counts, and seconds as thousandths, are whole
# and are multiplied and added up as such, which is exact and eight times as fast. A logarithm to 12 decimals.
FIXED, WHOLE, LOGS = "DECIMAL(38, 8)", {"seconds": 1000, "count": 1}, 1_000_000_000_000


class Ask(NamedTuple):
    """SQL with its values and how many key columns stand before the sums."""

    sql: str
    values: dict[str, object]
    keys: int


def by_rows(fact: str, metrics: Sequence[Metric], question: Question, catalogue: Catalogue, snapshot: Snapshot,
            of: Collection[tuple[Any, ...]] | None = None) -> Ask:
    """One pass over one kind of fact: of each metric the sums over its rows. of: the sums of the logarithms instead,
    of cells among which these are.
    """
    parts = {name: catalogue.parts[name] for metric in metrics for name in _parts(metric)}
    columns = {name: f"p_{place}" for place, name in enumerate(parts)} | {DAYS: str(question.during.length)}
    keys = [column for name in question.by for column in key_columns(name, snapshot.calendar)]
    conditions, values = filters(fact, question.where, question.during, snapshot)
    joins = word_joins(sorted({join for part in parts.values() for join in part.joins}))
    inner = [f"{key} AS k_{place}" for place, key in enumerate(keys)]
    for name, part in parts.items():
        times = WHOLE.get(part.unit)
        told = f"({part.sql})" if times == 1 else f"{times} * ({part.sql})"
        inner += [f"CAST({part.sql} AS DOUBLE) AS {columns[name]}",
                  *([f"CAST({told} AS BIGINT) AS w{columns[name]}"] if times else [])]
    table = table_of(fact, question.during, snapshot.calendar)
    for place, key in enumerate(keys if of is not None else ()):
        picked = {cell[place] for cell in of or ()}
        values |= {f"among_{place}": sorted(one for one in picked if one is not None)}
        conditions.append(f"(list_contains($among_{place}, {key}){f' OR {key} IS NULL' if None in picked else ''})")
    sql = (f"SELECT {', '.join(inner)} FROM {table} AS f {joins} "
           f"WHERE {' AND '.join([FRAMES[fact].standing, *conditions])}")
    lines = {metric.key: units(metric, catalogue) for metric in metrics}
    return _outer(sql, metrics, columns, values, len(keys), lines) if of is None else _logs(
        sql, metrics, columns, values, len(keys))


def units(metric: Metric, catalogue: Catalogue) -> tuple[int | None, int | None]:
    """For both lines how many whole units make one, where `by_rows` adds up whole units: parts of one kind, added."""
    found = []
    for line in ("num", "den"):
        tree = metric.formulas[line].tree
        times = {WHOLE.get(catalogue.parts[name].unit) for name in metric.formulas[line].parts()}
        found.append(times.pop() if len(times) == 1 and _is_added(tree) else None)
    return found[0], found[1]


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
           keys: int, lines_in: Mapping[str, tuple[int | None, int | None]] = MappingProxyType({})) -> Ask:
    """Each metric's two lines for each row (or day), then its sums for each cell, exactly.

    Added up with so many decimals fixed: so that many threads, in whatever order, give the same to the last digit.
    lines_in: of each metric in what its lines are whole, see `units`.
    """
    whole = {name: f"w{column}" for name, column in columns.items()}
    lines, sums = [], []
    for place, metric in enumerate(metrics):
        a, b = f"a_{place}", f"b_{place}"
        above, below = lines_in.get(metric.key, (None, None))
        lines += [f"{sql_of(metric.formulas[line].tree, whole if times else columns)} AS {one}"
                  for line, one, times in (("num", a, above), ("den", b, below))]
        added = [f"sum({one})" if times else f"sum(CAST({one} AS {FIXED}))" for one, times in ((a, above), (b, below))]
        sums += [f"count_if({b} <> 0 OR {a} <> 0)", *added,
                 _products(a, above, a, above), _products(a, above, b, below), _products(b, below, b, below)]
    return _each(keys, lines, sums, inner, values)


def _logs(inner: str, metrics: Sequence[Metric], columns: dict[str, str], values: dict[str, object], keys: int) -> Ask:
    """For each metric and cell the sums of the logarithms of what stands above the line, in units of one over `LOGS`.
    """
    lines, sums = [], []
    for place, metric in enumerate(metrics):
        above, log = sql_of(metric.formulas["num"].tree, columns), f"l_{place}"
        lines.append(f"ln(CASE WHEN {above} > 0 THEN {above} END) AS {log}")
        sums += [*(f"sum(CAST({one} * {LOGS} AS BIGINT))" for one in (log, f"{log} * {log}")), f"count({log})"]
    return _each(keys, lines, sums, inner, values)


def _each(keys: int, lines: Sequence[str], sums: Sequence[str], inner: str, values: dict[str, object]) -> Ask:
    names = [f"k_{place}" for place in range(keys)]
    groups = f" GROUP BY {', '.join(names)}" if names else ""
    each = f"SELECT {', '.join([*names, *lines])} FROM ({inner})"
    return Ask(f"SELECT {', '.join([*names, *sums])} FROM ({each}){groups}", values, keys)


def _products(one: str, times: int | None, other: str, per: int | None) -> str:
    """The products added up: of whole units as such; those of two thousandths may not fit 64 bits."""
    if not times or not per:
        return f"sum(CAST({one} * {other} AS {FIXED}))"
    return f"sum({one} * {other})" if times == 1 or per == 1 else f"sum(CAST({one} AS HUGEINT) * {other})"


def _is_added(tree: Tree) -> bool:
    """Whether a line is nothing but parts added up, or one of them alone."""
    if isinstance(tree, Joined):
        return tree.sign in "+-" and _is_added(tree.left) and _is_added(tree.right)
    return _is_added(tree.of) if isinstance(tree, Negated) else isinstance(tree, Named)


def _parts(metric: Metric) -> list[str]:
    return [name for line in ("num", "den") for name in metric.formulas[line].parts() if name != DAYS]


def ways(metrics: Sequence[tuple[Metric, Family]], catalogue: Catalogue) -> dict[str, list[Metric]]:
    """Metrics read together: by kind of fact those whose cases are rows, under "" those whose cases are days."""
    found: dict[str, list[Metric]] = {}
    for metric, family in metrics:
        fact = catalogue.parts[_parts(metric)[0]].of if family.unit == "row" else ""
        found.setdefault(fact, []).append(metric)
    return found
