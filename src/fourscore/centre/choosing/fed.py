"""This file is about KPIs that nothing loaded can feed: which facts they need, and which sources give those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from fourscore.centre.sources import Kind, kinds_there
from fourscore.centre.written import STRATEGY
from fourscore.terms import FACT_WORDS, Issue, Trouble, all_of, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.strategy import Strategy


def unfed(centre: Centre, strategy: Strategy) -> list[Issue]:
    """An issue for each KPI that cannot be measured for want of facts; none before anything is loaded at all."""
    try:
        return list(_unfed(centre, strategy))
    except Trouble:
        return []  # what keeps metrics from being asked is told by itself


def _unfed(centre: Centre, strategy: Strategy) -> Iterator[Issue]:
    metrics = centre.metrics
    loaded = metrics.spread()
    if loaded is None:
        return
    kinds: list[Kind] = []  # looked for once, and only where something is not fed
    for kpi in strategy.kpis():
        lacking = metrics.lacking(kpi.metric)
        # A report, or a bare figure, may tell what no single fact does.
        if not lacking or any(row.value is not None for row in metrics.ask([kpi.metric], during=loaded).rows):
            continue
        kinds = kinds or kinds_there()
        facts = all_of(FACT_WORDS.get(kind, (kind, kind))[1] for kind in lacking)
        yield Issue("kpi-not-fed", f"{STRATEGY}:{kpi.line}",
                    said("{id} is not measured: nothing loaded can feed {metric}, which needs {facts}.",
                         id=repr(kpi.id), metric=repr(kpi.metric), facts=facts),
                    _remedy(lacking, kpi.metric, kinds))


def _remedy(lacking: tuple[str, ...], metric: str, kinds: list[Kind]) -> str:
    if lacking == ("entered",):
        return said("Write its figures down with  fourscore enter . {metric}  or choose another metric.", metric=metric)
    gives = [kind.name for kind in kinds
             if set(lacking) & set(kind.gives) and kind.name not in ("table", "rehearsal")]
    if gives:
        return said("Bring them in by a mapping (kind: table), or by: {kinds}; or choose another metric.",
                    kinds=", ".join(gives))
    return said("Bring them in by a mapping (kind: table); or choose another metric.")
