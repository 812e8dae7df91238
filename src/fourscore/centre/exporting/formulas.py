"""This file is about metrics as SQL over the columns of an export: the same formulas, over sums."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Metric

SIGNS = {"×": "*", "−": "-"}


class Written(NamedTuple):
    """A metric over an export. sql: over the rows of whatever group; n: on how many cases it stands. column: its name
    in the views. teams: whether the table by teams can tell it."""

    metric: Metric
    column: str
    sql: str
    n: str
    teams: bool


def written_of(catalogue: Catalogue) -> list[Written]:
    """Every metric that is made of what the cubes hold alone."""
    found = []
    for metric in catalogue.metrics.values():
        parts = [catalogue.parts.get(name) for name in metric.parts()]
        known = [part for part in parts if part is not None and part.column is not None]
        if metric.quantile is not None or len(known) != len(parts):
            continue
        sums = {part.name: f"{part.aggregate}({part.column})" for part in known}
        num = _sql(metric, "num", sums)
        sql = num if metric.den is None else f"({num}) / nullif({_sql(metric, 'den', sums)}, 0)"
        size = _sql(metric, next(key for key in ("n", "den", "num") if key in metric.formulas), sums)
        found.append(Written(metric, metric.key.replace(":", "__"), sql, size, not any(
            part.agentless for part in known)))
    return found


def _sql(metric: Metric, formula: str, sums: dict[str, str]) -> str:
    text = metric.formulas[formula].with_numbers(sums)
    for sign, ours in SIGNS.items():
        text = text.replace(sign, ours)
    return text
