"""This file is about the SQL of percentiles from histogram rows, in the columns the same question has over facts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fourscore.metrics.compile import Snapshot, Statement, filters, key_columns
from fourscore.metrics.plan import Pass, Question
from fourscore.terms import Days
from fourscore.warehouse import estimate, histogram_rows


def statement(step: Pass, question: Question, snapshot: Snapshot, missing: Days | None) -> Statement:
    """The cell's key columns, how many facts stand in it, then of each part its number and its percentiles.

    A percentile lies at place (n - 1) · q among the n lengths from the smallest on, counted from 0, and is interpolated
    linearly between the two beside that place, as `quantile_cont` does over facts. Each of the two is in the first
    bucket up to which more lengths lie than its place.
    """
    columns = [key_columns(name, snapshot.calendar) for name in question.by]
    keys = [column for group in columns for column in group]
    names = [f"k{number}" for number in range(len(keys))]
    conditions, values = filters(step.fact, question.where, question.during, snapshot)
    wanted = ", ".join(f"'{name}'" for name in (step.fact, *(part.column for part in step.parts)))
    cell = "".join(f"{column} AS {name}, " for column, name in zip(keys, names, strict=True))
    found = (f"SELECT {cell}f.part, f.bucket, CAST(sum(f.n) AS BIGINT) AS n "
             f"FROM {histogram_rows(step.table, step.fact, missing)} AS f "
             f"WHERE f.part IN ({wanted}) AND {' AND '.join(conditions)} GROUP BY ALL")
    of = f"PARTITION BY {', '.join([*names, 'part'])}"
    run = (f"SELECT *, sum(n) OVER ({of} ORDER BY bucket ROWS UNBOUNDED PRECEDING) AS upto, "
           f"sum(n) OVER ({of}) AS whole FROM ({found})")
    presence = f"coalesce(sum(n) FILTER (part = '{step.fact}'), 0)"
    told = [sql for part in step.parts for sql in _told(part.column or "", step.quantiles.get(part.name, ()))]
    sql = f"SELECT {', '.join([*names, presence, *told])} FROM ({run})"
    if names:
        sql += f" GROUP BY {', '.join(names)}"
    return Statement(f"{sql} HAVING {presence} > 0", values, tuple(len(group) for group in columns))


def _told(name: str, shares: Sequence[Decimal]) -> list[str]:
    mine = f"part = '{name}'"

    def at(place: str) -> str:
        return estimate(f"min(bucket) FILTER ({mine} AND upto > {place})")

    listed = []
    for share in shares or [Decimal("0.5")]:
        place = f"((whole - 1) * CAST({share} AS DOUBLE))"
        past = f"(any_value({place}) FILTER ({mine}) - floor(any_value({place}) FILTER ({mine})))"
        low, high = at(f"floor({place})"), at(f"ceil({place})")
        listed.append(f"({low}) + (({high}) - ({low})) * {past}")
    return [f"CAST(coalesce(sum(n) FILTER ({mine}), 0) AS BIGINT)", f"[{', '.join(listed)}]"]
