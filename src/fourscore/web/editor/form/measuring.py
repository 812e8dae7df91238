"""This file is about a KPI beside its form: its target as a path on a chart, and what it would have told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from fourscore.centre import Standing, as_typed, path_of, tried_kpi
from fourscore.strategy import NEW
from fourscore.terms import capital, kept, said, spoken, together, unended, write_day, write_value
from fourscore.web.draw import RunPoint, run
from fourscore.web.editor.typed import NOW, Typed
from fourscore.web.watching.marks import marks_of
from fourscore.web.words import day_word

if TYPE_CHECKING:
    from markupsafe import Markup

    from fourscore.strategy import Kpi
    from fourscore.web.editor.desk import Desk

POINT = re.compile(r"(\d{4}(?:-\d{1,2}){0,2}):\s+([^,]+(?:,\d{3}[^,]*)*)")
ON, AT = "on.", "at."  # a point of the path: its day, and its value
MORE = 2               # empty points that are offered


def path_rows(target: str) -> list[tuple[str, str]] | None:
    """The points of a target's path, with empty ones to go on; None where it is written in another form (a band)."""
    if not target.strip():
        return [("", "")] * (MORE + 1)
    points = POINT.findall(target)
    if points and re.sub(POINT, "", target).strip(" ,") == "":
        return [*((day, value.strip()) for day, value in points), *[("", "")] * MORE]
    return None if re.search(r":\s", target) else [("", target), *[("", "")] * MORE]


def path_said(typed: Typed) -> Mapping[str, str]:
    """The form with the target's points as one field."""
    fields = typed.as_dict()
    if f"{AT}0" not in fields:
        return fields
    points = []
    for number in range(len(fields)):
        if f"{AT}{number}" not in fields:
            break
        day, value = (" ".join(fields.get(f"{name}{number}", "").split()) for name in (ON, AT))
        if day or value:
            points.append((day, value))
    if len(points) == 1 and not points[0][0]:
        return fields | {f"{NOW}target": points[0][1]}
    return fields | {f"{NOW}target": ", ".join(f"{day or 'from when?'}: {value or '?'}" for day, value in points)}


def measured(desk: Desk, there: Standing, key: str, changed: Mapping[str, str],
             values: Mapping[str, str]) -> dict[str, Any] | None:
    """The chart of the path, and the verdict of the last twelve months; of a new KPI what its metric counts."""
    metric = desk.centre.metrics.catalogue.metrics.get(values.get("metric", ""))
    about = {"words": kept(metric.words), "name": kept(metric.name),
             "href": f"/measure/{metric.key}"} if metric else None
    kpi = None if key == NEW else as_typed(desk.frame.centre, there.text, key, changed)
    if kpi is None:
        return {"chart": None, "narrow": None, "tried": None, "about": about}
    tried = tried_kpi(desk.frame.centre, kpi)
    verdict = None
    if tried is not None and tried.tried:
        one = tried.tried[0]
        verdict = {"sentence": _as_sentence(one.verdict.sentence), "during": day_word(tried.during),
                   "weeks": said("{measured} of {weeks} weeks measured", measured=one.verdict.measured,
                                 weeks=one.verdict.weeks),
                   "mean": write_value(one.verdict.mean, kpi.unit, desk.frame.currency)}
    (wide, happened), (narrow, _) = (_chart(desk, kpi, tried, room) for room in (560, 330))
    return {"chart": wide, "narrow": narrow, "happened": happened, "tried": verdict, "about": about}


def _chart(desk: Desk, kpi: Kpi, tried: Any, wide: int) -> tuple[Markup, Sequence[tuple[str, str, int]]]:
    """The path of its target and its months, and what happened beside them."""
    currency = desk.frame.currency

    def write(value: float | None) -> str:
        return write_value(value, kpi.unit, currency)

    there = path_of(desk.frame.centre, kpi, tried)
    happened = marks_of(desk.frame, [one.days for one in there], kpi.scope)
    points = [RunPoint(_month(one.days.first), together((said(
        "{month}: {value}, target {target}", value=write(one.value), month=write_day(one.days.first, "yMMMM"),
        target=write(one.target)), *happened.beside[place:place + 1]), "; "),
                       one.value, one.target, upper=one.upper, complete=one.complete)
              for place, one in enumerate(there)]
    told = said("{kpi} by month, with the path of its target", kpi=kept(kpi.name))
    return run(points, write=write, unit=kpi.unit, tone="good", said=spoken(told), wide=wide, aimed=True,
               happened=happened.bands), happened.legend


def _month(day: date) -> str:
    """A month under the axis: Jan 26."""
    return f"{spoken(write_day(day, 'MMM'))} {day:%y}"


def _as_sentence(told: str) -> str:
    """With a capital and a full stop."""
    return said("{sentence}.", sentence=unended(capital(told)))
