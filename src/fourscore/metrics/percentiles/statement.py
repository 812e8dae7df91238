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
    cell = "".join(f"{column} AS {name}, " for column, name in zip(keys, names, strict=True))
    numbers = "".join(f", CAST(sum(f.n) FILTER (f.part = '{part.column}') AS BIGINT) AS n{place}"
                      for place, part in enumerate(step.parts))
    read = ", ".join(f"'{name}'" for name in (step.fact, *(part.column for part in step.parts)))
    found = (f"SELECT {cell}f.bucket, sum(f.n) FILTER (f.part = '{step.fact}') AS facts{numbers} "
             f"FROM {histogram_rows(step.table, step.fact, missing)} AS f "
             f"WHERE f.part IN ({read}) AND {' AND '.join(conditions)} GROUP BY ALL")
    told = [sql for place, part in enumerate(step.parts)
            for sql in _told(place, step.quantiles.get(part.name, (Decimal("0.5"),)))]
    presence = "coalesce(sum(facts), 0)"
    sql = f"SELECT {', '.join([*names, presence, *told])} FROM ({_running(found, names, len(step.parts))})"
    if names:
        sql += f" GROUP BY {', '.join(names)}"
    return Statement(f"{sql} HAVING {presence} > 0", values, tuple(len(group) for group in columns))


def _running(found: str, names: Sequence[str], parts: int) -> str:
    """Beside each bucket, how many lengths of its cell lie up to it, and how many there are in all."""
    each = f"PARTITION BY {', '.join(names)} " if names else ""
    order = f"{each}ORDER BY bucket ROWS"
    columns = [f"sum(n{place}) OVER ({order} UNBOUNDED PRECEDING) AS upto{place}, sum(n{place}) OVER ({order} BETWEEN "
               f"UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS whole{place}" for place in range(parts)]
    return f"SELECT *, {', '.join(columns)} FROM ({found})"


def _told(part: int, shares: Sequence[Decimal]) -> list[str]:
    def at(place: str) -> str:
        return estimate(f"min(bucket) FILTER (upto{part} > {place})")

    listed = []
    for share in shares:
        place = f"((whole{part} - 1) * CAST({share} AS DOUBLE))"
        past = f"(any_value({place}) - floor(any_value({place})))"
        low, high = at(f"floor({place})"), at(f"ceil({place})")
        listed.append(f"({low}) + (({high}) - ({low})) * {past}")
    return [f"CAST(coalesce(sum(n{part}), 0) AS BIGINT)", f"[{', '.join(listed)}]"]
