"""This file is about values that were measured before a card's days: whether they still hold, or are stale."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from fourscore.strategy import Kpi, Strategy
from fourscore.terms import Calendar, Days, WrongUse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fourscore.scoring.readings import Figures, Last, Readings, Wanted

YEARS_BACK = 2
GRAINS = ("week", "month")  # a figure entered for a month is told by the month alone


def find_last(metrics: Figures, wanted: Wanted, calendar: Calendar, found: Readings, strategy: Strategy) -> None:
    """For each KPI whose values hold for some time and that has none in these days, the last one before.

    It holds while the end of what it was measured in is no longer ago than the KPI's `valid`, counted from the end of
    the card's days. Nothing is ever carried beyond that; older than two years is not looked for.
    """
    for kpi in strategy.kpis():
        if kpi.valid is None or kpi.id not in found.can:
            continue
        whom: list[str | None] = [wanted.name]
        if wanted.level != "centre" and wanted.name is None:
            whom = list(found.names())
        there = {who: found.now[kpi.id].get(who) for who in whom}
        lacking = {who for who, row in there.items() if row is None or row.value is None}
        if lacking:
            for who, last in _before(metrics, wanted, calendar, kpi, lacking):
                known = found.last[kpi.id].get(who)
                if known is None or known.days.until < last.days.until:
                    found.last[kpi.id][who] = last


def _before(
    metrics: Figures, wanted: Wanted, calendar: Calendar, kpi: Kpi, lacking: set[str | None],
) -> Iterable[tuple[str | None, Last]]:
    from fourscore.scoring.readings import PICKED_BY, Last

    assert kpi.valid is not None
    dimensions = metrics.dimensions(kpi.metric)
    everybody = wanted.level != "centre" and wanted.name is None
    where = {name: list(words) for name, words in kpi.scope.items()}
    if picks := wanted.picks(kpi):
        where[PICKED_BY[wanted.level]] = list(picks)
    first, since = wanted.days.first, kpi.valid.before(wanted.days.until)
    for grain in (name for name in GRAINS if name in dimensions):
        end = calendar.week(first) if grain == "week" else first.replace(day=1)
        start = date(end.year - YEARS_BACK, end.month, 1)
        try:
            answer = metrics.ask([kpi.metric], (grain, *([wanted.level] if everybody else [])),
                                 during=Days(start, end), where=where)
        except WrongUse:
            continue  # of what it is limited to nothing was ever loaded
        for row in answer.rows:
            who = row.by.get(wanted.level) if everybody else wanted.name
            name = row.by[grain]
            if row.value is not None and who in lacking and name:
                days = calendar.period(name)
                yield who, Last(days, row, days.until > since)
