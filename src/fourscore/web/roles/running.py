"""This file is about the pages for running the day: staffing by the half hour, and the lines and systems beneath it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fourscore.terms import Days, Trouble, WrongUse, kept, said, together, write_beside
from fourscore.web.address import Address
from fourscore.web.pages.cells import narrowed
from fourscore.web.pages.scorecard import note_of
from fourscore.web.roles.view import Cell, Head, Table, View, address_in, aim, figure, number, place_of, standing
from fourscore.web.words import dimension_word, issues_of, label_word

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from starlette.requests import Request

    from fourscore.metrics import Answer, Row
    from fourscore.scoring import Measured
    from fourscore.web.pages import Frame

VOLUME = ("contacts_offered", "contacts_handled", "service_level:offered", "average_handle_time")
STAFF = ("occupancy", "schedule_adherence", "shrinkage")
FORECAST, STAFFING = "forecast_error", "staffing_error"
LINES = ("blocked_refused_rate", "agent_non_response_rate", "ivr_containment_self_service_rate", "routing_accuracy",
         "voice_quality", "recording_coverage", "dialler_drop_rate", "system_availability",
         "system_availability:unplanned")
LONGEST = 200  # intervals of a forecast that are listed
THINGS = {"team": said("teams"), "queue": said("queues"), "agent": said("agents"), "site": said("sites")}
Where = dict[str, list[str]]


def _reach(frame: Frame, days: Days) -> Where:
    """What the figures of the reader are narrowed to: nothing, or the teams or queues they are there for."""
    rights = frame.rights
    if rights.everything:
        return {}
    for reach in rights.reaches:
        where = {level: sorted(names) for level, names in reach.within}
        if reach.cut is None and where and rights.covers((), where, days):
            return where
    return {}


def resource_view(frame: Frame, request: Request) -> View:
    """One day by the half hour, the forecast beside it, and how the schedule held."""
    centre = frame.centre
    spread = centre.metrics.spread()
    last = spread.until - timedelta(days=1) if spread else centre.last_week().until - timedelta(days=1)
    address = address_in(frame, request, Days(last, last + timedelta(days=1)))
    where = _reach(frame, address.days)
    at = address.within(where)
    whole = _row_table(frame, at, where, "day", said("The day as a whole"), (*VOLUME, *STAFF, FORECAST, STAFFING))
    halves, as_of = _halves(frame, at, where)
    tables = [whole, halves, *_forecast(frame, at, where)]
    return View("/resource", said("Staffing"), tables, "", address, as_of, _said(where))


def _said(where: Where) -> list[str]:
    return [said("You see the {things} you are there for: {names}.", things=THINGS.get(name, f"{name}s"),
                 names=together(labels, ", ")) for name, labels in where.items()]


def _row_table(frame: Frame, at: Address, where: Where, name: str, title: str, keys: Sequence[str]) -> Table:
    """Measures one under the other, each beside its target where there is one; what is not loaded is left out."""
    metrics, rows = frame.centre.metrics, []
    card = _on_card(frame, at.days, where)
    missing = []
    for key in keys:
        found = metrics.catalogue.find(key)
        if metrics.lacking(found.key):
            missing.append(kept(found.name))
            continue
        try:
            (row,) = metrics.ask([key], during=at.days, where=where).rows
        except WrongUse as no:
            rows.append([Cell(kept(found.name)), Cell("–", None, found.unit, below=issues_of(no)[0].what),
                         Cell("–", None),
                         Cell("", None), number(None, "count")])
            continue
        if row.value is None and not row.n:
            missing.append(kept(found.name))
            continue
        href = at.link(place_of("measure", found.key))
        rows.append([Cell(kept(found.name), href=href), figure(row, found.unit, frame.currency, href),
                     *_held(frame, card.get(found.key)), number(row.n, "count")])
    heads = (Head("measure", said("Measure")), Head("value", said("Value"), num=True),
             Head("target", said("Target"), num=True),
             Head("status", said("Status")), Head("n", said("Counted"), num=True))
    notes = [said("Nothing is loaded of: {names}.", names=together(missing, ", "))] if missing else []
    return Table(name, title, heads, rows, notes=notes)


def _on_card(frame: Frame, days: Days, where: Where) -> dict[str, Measured]:
    """The centre's card by measure; parts of the centre are held against none of its targets here."""
    rights = frame.rights
    if where or not rights.covers((), {}, days):
        return {}
    try:
        return {m.kpi.metric: m for m in frame.centre.scorecard(days, 0).measured() if not m.kpi.scope}
    except Trouble:  # the strategy is being mended
        return {}


def _held(frame: Frame, m: Measured | None) -> list[Cell]:
    """The target and how the figure stands to it, as the card has it."""
    if m is None:
        return [Cell(said("no target"), None), Cell("–", None)]
    beside = write_beside(m.value, m.target, m.upper_target, m.kpi.unit, frame.currency)
    return [aim(beside.aim, m.target, m.upper_target, m.kpi.unit), standing(m, note_of(m))]


def _halves(frame: Frame, at: Address, where: Where) -> tuple[Table, datetime | None]:
    """Every half hour of the day in which something came."""
    metrics = frame.centre.metrics
    there = [key for key in (*VOLUME, *STAFF, FORECAST) if not metrics.lacking(key)
             and set(where) <= set(metrics.dimensions(key))]
    found = [metrics.catalogue.find(key) for key in there]
    answer: Answer = metrics.ask(there, ("half_hour",), during=at.days, where=where)
    rows = []
    for half, by_key in _cells(answer, "half_hour").items():
        label, hour = half or "", narrowed(half, "half_hour", at)
        cells = [Cell(label[11:16] if at.days.length == 1 else label[:16].replace("T", " "))]
        for metric in found:
            row = by_key.get(metric.key)
            href = hour.link(place_of("measure", metric.key)) if hour else ""
            cells.append(figure(row, metric.unit, frame.currency, href)._replace(below=""))
        rows.append(cells)
    heads = (Head("half_hour", said("From")), *(Head(metric.key, kept(metric.name), num=True) for metric in found))
    table = Table("half-hours", said("By the half hour"), heads, rows, empty=said("Nothing came on this day."))
    return table, answer.as_of


def _cells(answer: Answer, by: str) -> dict[str | None, dict[str, Row]]:
    """The rows of each label by their measure: where nothing of one stands in a cell, it has no row there."""
    found: dict[str | None, dict[str, Row]] = {}
    for row in answer.rows:
        found.setdefault(row.by[by], {})[row.key] = row
    return found


def _forecast(frame: Frame, at: Address, where: Where) -> list[Table]:
    """The forecast as it was loaded, beside what came; nothing where none was."""
    metrics = frame.centre.metrics
    if metrics.lacking(FORECAST):
        return []
    heads = (Head("started_at", said("From")), Head("queue", said("Queue")), Head("calls", said("Forecast"), num=True),
             Head("came", said("Came"), num=True), Head("missed_by", said("Missed by"), num=True))
    try:
        found = metrics.rows(FORECAST, during=at.days, where=where, limit=LONGEST)
    except (WrongUse, Trouble) as no:
        return [Table("forecast", said("Forecast against what came"), heads, (), empty=no.issues[0].what)]
    place = {name: found.columns.index(name) for name in ("started_at", "queue", "calls", "came", "missed_by")} \
        if found.columns else {}
    rows = [[Cell(str(row[place["started_at"]])[:16].replace("T", " ")),
             Cell(row[place["queue"]] or said("All queues"), href=_rows_of(frame, at, row[place["queue"]])),
             *(number(row[place[name]], "count") for name in ("calls", "came", "missed_by"))] for row in found.rows]
    return [Table("forecast", said("Forecast against what came"), heads, rows,
                  empty=said("No forecast of this day is loaded."))]


def _rows_of(frame: Frame, at: Address, queue: str | None) -> str:
    """The rows of the forecast for that queue, for who may see rows."""
    there = at.within({"queue": (queue,)}) if queue else at
    return there.link(f"{place_of('measure', FORECAST)}/rows") if frame.opens_rows(FORECAST, there) else ""


# -- network ---------------------------------------------------------------------------------------

def network_view(frame: Frame, request: Request) -> View:
    """Lines, menus and systems: what was refused, not picked up, not available."""
    centre = frame.centre
    address = address_in(frame, request, centre.last_week())
    where = _reach(frame, address.days)
    at = address.within(where)
    tables = [_row_table(frame, at, where, "lines", said("Lines, menus and systems"), LINES),
              *_cut(frame, at, where, ("agent_non_response_rate", "blocked_refused_rate", "routing_accuracy"), "queue",
                    said("By queue")),
              *_cut(frame, at, where, ("system_availability", "system_availability:unplanned"), "system",
                    said("By system")),
              *_cut(frame, at, where, ("agent_non_response_rate",), "hour_of_day", said("By the hour of the day"))]
    answer = centre.metrics.ask(["contacts_offered"], during=address.days, where=where)
    return View("/network", said("Network"), tables, "", address, answer.as_of, _said(where))


def _cut(frame: Frame, at: Address, where: Where, keys: Sequence[str], by: str, title: str) -> list[Table]:
    """Those of the measures that can be told by that name, side by side; nothing where there is none."""
    metrics = frame.centre.metrics
    found = [metrics.catalogue.find(key) for key in keys if not metrics.lacking(key) and by in metrics.dimensions(key)]
    if not found:
        return []
    try:
        answer = metrics.ask([metric.key for metric in found], (by,), during=at.days, where=where)
    except WrongUse:
        return []  # whoever is there for one queue has no others to tell apart
    lines = []
    for label, by_key in _cells(answer, by).items():
        cells = [Cell(label_word(by, label))]
        for metric in found:
            row = by_key.get(metric.key)
            href = at.within({by: (label or "",)}).link(place_of("measure", metric.key))
            cells += [figure(row, metric.unit, frame.currency, href),
                      number(row.n if row else None, "count", href=href if row else "")]
        lines.append(cells)
    heads = [Head(by, dimension_word(by))]
    for metric in found:
        heads += [Head(metric.key, kept(metric.name), num=True), Head(f"{metric.key}_n", said("Counted"), num=True)]
    return [Table(by, title, tuple(heads), lines)]
