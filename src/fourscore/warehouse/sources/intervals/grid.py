"""This file is about reports with a row for each KPI and a column for each period: a row for each cell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourscore.warehouse.sources.intervals.options import HEADING, Plan
from fourscore.warehouse.sources.table.values import Values, layered, literal, made

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def periods_of(cursor: DuckDBPyConnection, plan: Plan, headings: list[str]) -> list[str]:
    """The headings that name a period."""
    if not headings:
        return []
    values = Values({HEADING: quoted(HEADING)}, plan.mapping.shape.decimal)
    rows = f"(SELECT unnest([{', '.join(map(literal, headings))}]) AS {quoted(HEADING)})"
    parts = [*values.cells([HEADING]), f"l.{quoted(HEADING)} AS heading", *values.moment(plan.start)]
    found = cursor.execute(f"SELECT heading FROM {layered(rows, parts)} WHERE coalesce({made('start.local')}, "
                           f"{made('start.utc')}) IS NOT NULL").fetchall()
    return [str(heading) for (heading,) in found]


def cells(cursor: DuckDBPyConnection, plan: Plan, columns: list[str]) -> list[str]:
    """Make `report_landed`: a row for each cell, with its KPI's name as the column it stands in; gives its columns."""
    kept = [column for one in plan.names.values() for column in one.columns]
    kept += plan.mapping.leave_out.columns if plan.mapping.leave_out else ()
    kept = [column for column in dict.fromkeys(kept) if column in columns and column != plan.kpi]
    headings = periods_of(cursor, plan, [name for name in columns if name not in kept and name != plan.kpi])
    labels = dict.fromkeys([column for one in plan.tells.values() for column in one.columns]
                           + [column for column, _ in plan.entered.values()])
    kpi = quoted(plan.kpi or "")
    told = ", ".join(f"CASE WHEN trim({kpi}) = {literal(label)} THEN value END AS {quoted(label)}" for label in labels)
    dims = "".join(f"{quoted(name)}, " for name in kept)
    cursor.execute(
        f"CREATE OR REPLACE TEMP TABLE report_landed AS SELECT file, line, {dims}heading AS {quoted(HEADING)}, {told} "
        f"FROM (SELECT file, line, {dims}{kpi}, unnest([{', '.join(map(literal, headings))}]) AS heading, "
        f"unnest([{', '.join(map(quoted, headings))}]) AS value FROM landed) "
        f"WHERE trim({kpi}) IN ({', '.join(map(literal, labels))}) AND trim(coalesce(value, '')) <> ''")
    return [*kept, HEADING, *labels]


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
