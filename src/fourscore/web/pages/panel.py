"""This file is about one measure beside the scorecard: its figures, its run, and who stands where."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fourscore.centre import rules_of
from fourscore.scoring import aim_of, hold_rows, shares_of, times
from fourscore.terms import kept, lacks, said, together, write_beside, write_score, write_value
from fourscore.web.address import Address
from fourscore.web.comparing.surely import surely
from fourscore.web.draw import RunPoint, bar, run
from fourscore.web.watching.marks import Marks, marks_of
from fourscore.web.words import (
    change_of,
    count_word,
    day_word,
    held_status,
    label_word,
    standing_of,
)

if TYPE_CHECKING:
    from fourscore.metrics import Row
    from fourscore.scoring import Held, Measured, Scorecard
    from fourscore.strategy import Kpi, Level
    from fourscore.terms import Beside, Days
    from fourscore.web.pages.frame import Frame

SHOWN_BARS = 14


def panel_of(frame: Frame, card: Scorecard, measured: Measured, address: Address) -> dict[str, Any]:
    """What the panel shows of one measure of a scorecard."""
    kpi, status = measured.kpi, standing_of(measured)
    metric = frame.centre.metrics.catalogue.find(kpi.metric)
    here = address.within(kpi.scope)
    unit, money = kpi.unit, frame.currency
    beside = write_beside(measured.value, measured.target, measured.upper_target, unit, money)
    happened = marks_of(frame, [point.days for point in measured.history], here.asked)
    return {
        "id": kpi.id, "name": kept(kpi.name), "status": status, "words": kept(metric.words), "state": measured.state,
        "actual": beside.value, "target": beside.aim, "margin": measured.row.margin if measured.row else "",
        "score": write_score(measured.score), "cut": (measured.score or 0.0) > 100, "n": count_word(measured.n),
        "change": change_of(measured.change, unit, money, kpi.direction, measured.score_change),
        "chart": run_of(card, measured, address, money, happened), "happened": happened.legend,
        "talk": here.link("/comments", on="figure", about=kpi.metric), "may_mark": frame.rights.opens("watch"),
        "incident": here.link("/incidents", new=1),
        "weight": write_value(measured.weight, "share"), "contribution": write_value(measured.contribution, "points"),
        "who": _who(frame, measured, here), "told": told_of(measured),
        "parts": f"{address.link('/scorecard/parts')}#kpi-{kpi.id}",
        "beside": here.link("/explore", metric=kpi.metric, versus="before"),
        "sure": surely(measured, card, wide=320), "measure": here.link(f"/measure/{kpi.metric}"),
        "rows": here.link(f"/measure/{kpi.metric}/rows") if frame.opens_rows(kpi.metric, here) else None,
    }


def told_of(measured: Measured) -> str:
    """What reports have to say of the figure: why there is none or not all of it, or who brought it as it is."""
    row = measured.row
    if row is None or not (row.why or row.entered):
        return said("This {why}.", why=lacks(measured.lacking)) if measured.lacking else ""
    return said("This {why}.", why=row.why) if row.why else said("A bare figure, {entered}.", entered=row.entered)


def run_of(card: Scorecard, measured: Measured, address: Address, money: str, happened: Marks) -> Markup:
    """The measure's run of weeks as the scorecard holds it."""
    kpi = measured.kpi

    def write(value: float) -> str:
        return write_value(value, kpi.unit, money)

    points = []
    for place, point in enumerate(measured.history):
        complete = card.as_of is not None and address.calendar.midnight(point.days.until) <= card.as_of
        upper = upper_of(kpi, point.days)
        beside = write_beside(point.value, point.target, upper, kpi.unit, money)
        points.append(RunPoint(
            week_label(address, point.days.first),
            point_said(day_word(point.days), beside, place, happened, aimed=point.target is not None,
                       complete=complete),
            point.value, point.target, limit_of(kpi, point.days, measured.target_share or 1.0), upper, complete,
        ))
    return run(points, write=write, unit=kpi.unit, tone=standing_of(measured).tone,
               said=said("{measure} by week, target {target}", measure=kept(kpi.name),
                         target=write_value(measured.target, kpi.unit, money)),
               happened=happened.bands)


def point_said(when: str, figure: Beside, place: int, happened: Marks, *, aimed: bool, complete: bool) -> str:
    """A place of a run in words: its figure, its target, what is still to come, and what happened beside it."""
    parts = [together((when, figure.value), ": ")]
    parts += [said("target {value}", value=figure.aim)] if aimed else []
    parts += [] if complete else [said("not complete")]
    return together((together(parts, ", "), *happened.beside[place:place + 1]), "; ")


def limit_of(kpi: Kpi, days: Days, share: float = 1.0) -> float | None:
    """Where tolerance ends, for as long a time as these days are; a band's is not drawn."""
    aim = aim_of(kpi, days)
    amber = aim.anchors.amber if aim.anchors else None
    return None if amber is None or kpi.direction == "band" else amber * aim.times * share


def upper_of(kpi: Kpi, days: Days) -> float | None:
    """The upper edge of a band, for as long a time as these days are."""
    return None if kpi.upper_target is None else kpi.upper_target * times(kpi, days)


def week_label(address: Address, first: date) -> str:
    return said("W{week}", week=f"{(first + timedelta(days=3)).isocalendar().week:02d}")


def _lowest_first(pair: tuple[Held, Row]) -> tuple[float, float]:
    """By score; of those without a point, the farthest from the target first."""
    held, row = pair
    edges = [edge for edge in (held.target, held.upper_target) if edge is not None]
    apart = min((abs((row.value or 0.0) - edge) for edge in edges), default=0.0)
    return (held.score, 0.0) if held.score else (0.0, -apart)


def _who(frame: Frame, measured: Measured, here: Address) -> dict[str, Any] | None:
    """The figures of the level below: the centre's teams, a team's agents; lowest score first."""
    below = "agent" if here.team else "team"
    metrics = frame.centre.metrics
    if here.agent or not frame.may(here, below) or below not in metrics.dimensions(measured.kpi.metric):
        return None
    answer = metrics.ask([measured.kpi.metric], by=(below,), during=here.days, where=here.asked)
    rows = [row for row in answer.rows if row.value is not None and row.by[below] is not None]
    if not rows:
        return None
    top = max(abs(row.value or 0.0) for row in rows) or 1.0
    kpi, shares = measured.kpi, {}
    if kpi.cascade == "share":
        shares = shares_of(kpi, metrics, below, {})
        rows = [row for row in rows if shares.get(row.by[below])]  # who had no part in the volume has no target
    level: Level = "agent" if below == "agent" else "team"
    named = {row.by[below]: row for row in rows}
    found = hold_rows(kpi, metrics, named, level, here.days, here.asked, rules_of(frame.centre), shares)
    held = [(found[row.by[below]], row) for row in rows]
    shown = []
    for one, row in sorted(held, key=_lowest_first)[:SHOWN_BARS]:
        status = held_status(one, row)
        label = label_word(below, row.by[below])
        shown.append({
            "label": label, "status": status, "value": write_beside(
                row.value, one.target, one.upper_target, measured.kpi.unit, frame.currency).value,
            "bar": bar(abs(row.value or 0.0) / top, status.tone),
            "href": here.within({below: [row.by[below] or ""]}).link(f"/measure/{measured.kpi.metric}"),
        })
    title = said("Agents, lowest score first") if below == "agent" else said("Teams, lowest score first")
    return {"title": title, "bars": shown, "more": max(0, len(rows) - SHOWN_BARS)}
