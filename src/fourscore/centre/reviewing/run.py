"""This file is about a KPI's run of weeks or days as sums, for signals and for the effect of what was done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fourscore.terms import Days, Issue, WrongUse, did_you_mean, said

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.scoring import Sums
    from fourscore.strategy import Kpi


def kpi_of(centre: Centre, id_: str) -> Kpi:
    """The KPI of the strategy as it stands in the file. Raises WrongUse `unknown-kpi`."""
    there = {kpi.id: kpi for kpi in centre.strategy.kpis()}
    if id_ not in there:
        raise WrongUse(Issue("unknown-kpi", repr(id_), said("There is no KPI called {id_}.", id_=repr(id_)),
                             did_you_mean(id_, there) or said("strategy.yaml names them all.")))
    return there[id_]


def adds_up(centre: Centre, kpi: Kpi) -> bool:
    """Whether it is a ratio of sums or a sum; percentiles and maxima of weeks cannot be joined."""
    return centre.metrics.catalogue.metrics[kpi.metric].kind in ("ratio", "sum")


def weeks_before(centre: Centre, day: date, count: int) -> list[Days]:
    """The last whole weeks that are over when that day begins, oldest first."""
    end = centre.calendar.week(day)
    return [Days(end - timedelta(days=7 * back), end - timedelta(days=7 * (back - 1))) for back in range(count, 0, -1)]


def weeks_since(centre: Centre, day: date, until: date) -> list[Days]:
    """The whole weeks that lie in the days [day, until)."""
    start = centre.calendar.week(day)
    start = start if start == day else start + timedelta(days=7)
    found = []
    while start + timedelta(days=7) <= until:
        found.append(Days(start, start + timedelta(days=7)))
        start += timedelta(days=7)
    return found


def by_week(centre: Centre, kpi: Kpi, weeks: Sequence[Days], teams: Sequence[str] = ()) -> list[Sums | None]:
    """Each week's sums, None where it is not completely known. An amount stands over its share of the time it is for.

    Raises WrongUse `cannot-bear` where the metric cannot be told by team.
    """
    return _run(centre, kpi, "week", weeks, teams)


def by_day(centre: Centre, kpi: Kpi, weeks: Sequence[Days], teams: Sequence[str] = ()) -> list[Sums | None]:
    """The same of each day of these weeks."""
    days = [Days(day, day + timedelta(days=1)) for week in weeks
            for day in (week.first + timedelta(days=step) for step in range(7))]
    return _run(centre, kpi, "day", days, teams)


def _run(centre: Centre, kpi: Kpi, unit: str, spans: Sequence[Days], teams: Sequence[str]) -> list[Sums | None]:
    from fourscore.scoring import Sums, times

    if not spans:
        return []
    where: dict[str, Sequence[str]] = {name: list(words) for name, words in kpi.scope.items()}
    if teams:
        where["team"] = list(teams)
    answer = centre.metrics.ask([kpi.metric], (unit,), during=Days(spans[0].first, spans[-1].until), where=where)
    rows = {row.by[unit]: row for row in answer.rows if row.complete}
    found: list[Sums | None] = []
    for span in spans:
        row = rows.get(centre.calendar.name(span))
        num = row.parts.get("num") if row else None
        if row is None or num is None:
            found.append(None)
            continue
        den = row.parts.get("den")
        if den is None and centre.metrics.catalogue.metrics[kpi.metric].den is None:
            den = times(kpi, span)
        found.append(None if den is None else Sums(float(num), float(den)))
    return found
