"""This file is about one measure's own page: its definition, its run of weeks, its figures cut every way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from fourscore.centre import rules_of
from fourscore.scoring import explain, hold, hold_rows, rounding, shares_of
from fourscore.strategy import Level
from fourscore.terms import (
    Days,
    Issue,
    WrongUse,
    as_written,
    formula_words,
    kept,
    lacks,
    said,
    write_beside,
    write_score,
    write_value,
)
from fourscore.web.address import Address, period_name, scoped
from fourscore.web.draw import RunPoint, run
from fourscore.web.pages.cells import (
    LOWER_PART,
    SPANS,
    UPPER_PART,
    part_word,
    shown,
    sorted_rows,
    sorting_of,
    table_of,
    tabs_of,
)
from fourscore.web.pages.frame import Frame, freshness
from fourscore.web.pages.panel import limit_of, point_said, week_label
from fourscore.web.pages.trouble import empty_page
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out, ways_out
from fourscore.web.sheets.about import about, defined
from fourscore.web.watching.marks import TIMED, Marks, beside, marks_of
from fourscore.web.words import (
    BETTER_WORDS,
    UNIT_WORDS,
    count_word,
    day_word,
    dimension_inside,
    dimension_word,
    held_status,
    label_word,
    period_word,
    status_of,
    words_of,
)

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.metrics import Answer, Metric, Row
    from fourscore.scoring import Held
    from fourscore.strategy import Kpi

WEEKS = 26
LOWER = ("agent", "team", "site", "queue_group")
# Whom the strategy holds against the centre's own targets.
AIMED: tuple[Level, ...] = ("team", "agent")
WHOLE: tuple[Level, ...] = ("site", "queue_group")
AIMED_LEVELS: dict[str, Level] = {level: level for level in AIMED}


@dataclass(frozen=True)
class Asked:
    """One measure as an address asks for it. kpi: where the strategy aims at exactly this."""

    metric: Metric
    address: Address
    spread: Days
    kpi: Kpi | None
    share: float = 1.0  # of the strategy's target, where it is shared out by volume

    def hold(self, kpi: Kpi, value: float | None, days: Days, *, complete: bool = True) -> Held:
        return hold(kpi, value, days, complete=complete, share=self.share)

    @property
    def path(self) -> str:
        return f"/measure/{self.metric.key}"


def _asked(frame: Frame, request: Request, key: str) -> Asked | None:
    spread = frame.centre.metrics.spread()
    if spread is None:
        return None
    metric = frame.centre.metrics.catalogue.find(key)
    address = frame.address(request)
    kpi = _aimed(frame, metric, address)
    if kpi is None or kpi.cascade != "share" or not address.scope:
        return Asked(metric, address, spread, kpi)
    ((level, name),) = address.scope.items()
    share = shares_of(kpi, frame.centre.metrics, level, address.parts.get(level, {})).get(name)
    return Asked(metric, address, spread, kpi if share else None, float(share or 1.0))


def _aimed(frame: Frame, metric: Metric, address: Address) -> Kpi | None:
    """The strategy's measure with this metric and this scope; a team or an agent is held against the same target."""
    level = next((name for name in LOWER if name in address.where), "centre")
    where = {name: set(labels) for name, labels in address.where.items() if name not in LOWER}
    strategy, _ = frame.strategy()
    kpis = strategy.kpis() if strategy else iter(())
    for kpi in kpis:
        scope = {name: set(labels) for name, labels in kpi.scope.items()}
        if kpi.metric == metric.key and level in kpi.levels and scope == where:
            return kpi
    return None


def measure_page(frame: Frame, request: Request, key: str) -> Response:
    asked = _asked(frame, request, key)
    if asked is None:
        return empty_page(frame, "/measures")
    address, metric, path = asked.address, asked.metric, asked.path
    if (home := frame.homeward(request, path, asked.spread)) is not None:
        return RedirectResponse(home, status_code=303)
    query = request.query_params
    if (scope := query.get("scope")) is not None:
        return RedirectResponse(scoped(address, scope).link(path, by=query.get("by")), status_code=303)
    metrics = frame.centre.metrics
    tabs = tabs_of(_cuts(frame, metric, address), address.calendar)
    by = query.get("by") or next(iter(tabs), "day")
    total = metrics.ask([metric.key], during=address.days, where=address.asked)
    chart, happened = _run(frame, asked)
    table, refusal = _table(frame, asked, by, query.get("sort"), query.get("order"))
    return frame.render(
        "measure.html", here="/measures", title=kept(metric.name), address=address, metric=metric,
        unit=UNIT_WORDS[metric.unit], better=BETTER_WORDS[metric.better], parts=_parts(metric),
        notes=frame.notes().of(asked.kpi.id) if asked.kpi else [],
        figure=_figure(frame, asked, total), chart=chart, kpi=asked.kpi, happened=happened.legend,
        talk=address.link("/comments", on="figure", about=metric.key), may_mark=frame.rights.opens("watch"),
        incident=address.link("/incidents", new=1), alert=address.link("/alerts", metric=metric.key),
        scored=_scored(frame, asked),
        tabs=[(dimension_word(name), address.link(path, by=name), name == by) for name in tabs],
        by=dimension_word(by), by_inside=dimension_inside(by), table=table, refusal=refusal,
        pickers=frame.pickers(address, path, asked.spread), scopes=frame.scopes(address, asked.spread),
        fresh=freshness(total.as_of, address), period=period_word(address.calendar, address.days),
        days=day_word(address.days), zone=total.zone,
        rows=address.link(f"{path}/rows") if frame.opens_rows(metric.key, address) else None,
        ways_out=ways_out(address.link(f"{path}/table.csv", by=by, sort=query.get("sort"), order=query.get("order"))),
        filters=[(dimension_word(name), words_of(name, labels), address.without(name).link(path, by=by))
                 for name, labels in address.where.items()],
    )


def _cuts(frame: Frame, metric: Metric, address: Address) -> list[str]:
    """By what the figure can be cut here, within the reader's rights; of a person by nothing that the staff agreement
    keeps back."""
    names = [name for name in frame.centre.metrics.dimensions(metric.key)
             if name not in address.where and frame.may(address, name)]
    return frame.centre.keeper.cuts(metric, names, address.days) if address.agent else names


def _finest(frame: Frame, metric: Metric) -> Callable[[Address], str | None]:
    """What gives the shortest time by which a person's figure may be told; it is the same for every person."""
    known: dict[Days, str | None] = {}

    def finest(there: Address) -> str | None:
        if there.days not in known:
            cuts = tabs_of(_cuts(frame, metric, there), there.calendar)
            known[there.days] = next((name for name in cuts if name in SPANS), None)
        return known[there.days]

    return finest


def _parts(metric: Metric) -> list[tuple[str, str]]:
    if metric.kind != "ratio":
        return [(said("Counted from"), part_word(metric, "num"))]
    return [(UPPER_PART, formula_words(metric.num)), (LOWER_PART, formula_words(metric.den or ""))]


def _figure(frame: Frame, asked: Asked, total: Answer) -> dict[str, Any]:
    """The figure of the whole period; with a status where the strategy aims at it."""
    row = next(iter(total.rows), None)
    value = row.value if row else None
    unit, money = asked.metric.unit, frame.currency
    figure: dict[str, Any] = {
        "disputed": frame.centre.keeper.disputed(
            asked.metric.key, asked.address.agent, asked.address.days),
        "value": write_value(value, unit, money), "n": count_word(row.n) if row else "0",
        "complete": row.complete if row else False, "aim": None, "margin": row.margin if row else "",
        "why": (row.why if row else "") or (lacks(frame.centre.metrics.lacking(asked.metric.key))
                                            if value is None else ""), "entered": row.entered if row else "",
        "parts": said("{part} of {whole}", part=_part(row, "num"), whole=_part(row, "den"))
                 if row and "den" in row.parts and asked.metric.unit == "share" else None,
        "money": row.money.words if row and row.money else None, "missing": row.missing if row else (),
    }
    if asked.kpi:
        measured = _held(frame, asked, row)
        beside = write_beside(value, measured.target, measured.upper_target, unit, money)
        figure["value"] = beside.value
        figure["aim"] = {"target": beside.aim, "status": held_status(measured, row),
                         "score": write_score(measured.score), "name": kept(asked.kpi.name)}
    return figure


def _part(row: Row, name: str) -> str:
    """A part of a share as it stands in a sentence."""
    text = f"{row.parts[name]:,.10g}"
    return as_written(text, float(row.parts[name]), "count", "", len(text.partition(".")[2]))


def _scored(frame: Frame, asked: Asked) -> dict[str, Any] | None:
    """What this figure brings to the scorecard of the same days and scope: every step from the total down to it, with
    the rule it was scored by. None where the strategy does not aim at it.
    """
    if asked.kpi is None:
        return None
    address = asked.address
    card = frame.centre.scorecard(address.period, 0, **address.scope)
    path = explain(card, frame.centre.metrics.catalogue).path(asked.kpi.id)
    if not path:
        return None
    told = [left for part in path[:-1] if (left := rounding(part)) is not None]
    return {"steps": [part.sentence for part in path], "rule": path[-1].rule,
            "card": address.link("/scorecard"), "data": freshness(card.as_of, address)["text"],
            "rounding": [said("As written here its parts add up to {parts} instead of {whole}; unrounded they add up "
                              "exactly.", parts=left, whole=whole) for left, whole in told]}


def _held(frame: Frame, asked: Asked, row: Row | None) -> Held:
    """The figure of the whole period, of the centre or of the one team or agent that the address names."""
    assert asked.kpi is not None
    days, where = asked.address.days, asked.address.where
    if row is None:
        return asked.hold(asked.kpi, None, days)
    for whole in WHOLE:
        if whole in asked.address.scope:
            return hold_rows(asked.kpi, frame.centre.metrics, {None: row}, whole, days, asked.address.asked,
                             rules_of(frame.centre), {None: Fraction(asked.share)})[None]
    for level in AIMED[::-1]:
        if len(names := where.get(level, ())) == 1:
            return hold_rows(asked.kpi, frame.centre.metrics, {names[0]: row}, level, days, where,
                             rules_of(frame.centre))[names[0]]
    return hold_rows(asked.kpi, frame.centre.metrics, {None: row}, "centre", days, where, rules_of(frame.centre))[None]


def _run(frame: Frame, asked: Asked) -> tuple[dict[str, Markup], Marks]:
    """The weeks up to the period's end, drawn for wide and for narrow screens, and what happened beside them.

    A week without facts is a gap, one not yet complete is hollow.
    """
    calendar, address, unit = asked.address.calendar, asked.address, asked.metric.unit
    if "week" not in frame.centre.metrics.dimensions(asked.metric.key):
        return {}, Marks()
    end = calendar.week(min(address.days.until, asked.spread.until) - timedelta(days=1)) + timedelta(days=7)
    weeks = [Days(end - timedelta(days=7 * back), end - timedelta(days=7 * (back - 1))) for back in range(WEEKS, 0, -1)]
    weeks = [week for week in weeks if week.until > asked.spread.first]
    if not weeks:
        return {}, Marks()
    try:
        answer = frame.centre.metrics.ask([asked.metric.key], by=("week",), during=Days(weeks[0].first, end),
                                          where=address.asked)
    except WrongUse as refused:
        if {issue.name for issue in refused.issues} != {"not-agreed"}:
            raise
        return {}, Marks()  # a person's weeks that may not be told
    found = {row.by["week"]: row for row in answer.rows}

    def write(value: float) -> str:
        return write_value(value, unit, frame.currency)

    points, status, happened = [], status_of("no_data"), marks_of(frame, weeks, address.asked)
    for place, week in enumerate(weeks):
        row = found.get(period_name(calendar, week))
        value, complete = (row.value, row.complete) if row else (None, True)
        held = asked.hold(asked.kpi, value, week, complete=complete) if asked.kpi else None
        aim = held.target if held else None
        if held and value is not None:
            status = status_of(held.status)
        beside = write_beside(value, aim, held.upper_target if held else None, unit, frame.currency)
        words = point_said(day_word(week), beside, place, happened, aimed=aim is not None, complete=complete)
        points.append(RunPoint(week_label(address, week.first), words, value, aim,
                               limit_of(asked.kpi, week, asked.share) if asked.kpi else None,
                               held.upper_target if held else None, complete))
    words = said("{measure} by week over {weeks} weeks", measure=kept(asked.metric.name), weeks=len(weeks))
    kinds: dict[str, Any] = {"write": write, "unit": unit, "tone": status.tone, "said": words,
                             "happened": happened.bands}
    return {"wide": run(points, **kinds, wide=760, high=250), "narrow": run(points, **kinds)}, happened


def _table(frame: Frame, asked: Asked, by: str, sort: str | None,
           order: str | None) -> tuple[dict[str, Any] | None, Issue | None]:
    """The table, or why this measure cannot be cut this way."""
    try:
        answer = frame.centre.metrics.ask([asked.metric.key], by=(by,), during=asked.address.days,
                                          where=asked.address.asked)
    except WrongUse as refused:
        return None, frame.issues_of(refused)[0]
    sorting = sorting_of(by, sort, order)
    held = _holder(frame, asked, by, answer)
    return table_of(answer, asked.metric, by, sorting, asked.address, frame.currency, held,
                    _finest(frame, asked.metric), lambda there: frame.opens_rows(asked.metric.key, there)), None


def _holder(frame: Frame, asked: Asked, by: str, answer: Answer) -> Callable[[Row], Held] | None:
    """What holds each row against the target, where the strategy scores such rows by it."""
    kpi, days, level = asked.kpi, asked.address.days, AIMED_LEVELS.get(by)
    if kpi is None or level is None or level not in kpi.levels or kpi.cascade == "share":
        return None
    rows = {row.by[by]: row for row in answer.rows if row.by[by] is not None}
    held = hold_rows(kpi, frame.centre.metrics, rows, level, days, asked.address.where, rules_of(frame.centre))
    return lambda row: held[row.by[by]]


def table_sheet(frame: Frame, request: Request, key: str) -> Response:
    """The table with the page's very numbers, unrounded and in the same order."""
    asked = _asked(frame, request, key)
    if asked is None:
        return empty_page(frame, "/measures")
    query, metric, address = request.query_params, asked.metric, asked.address
    by = query.get("by") or "queue"
    answer = frame.centre.metrics.ask([metric.key], by=(by,), during=address.days, where=address.asked)
    rows = sorted_rows(answer, by, sorting_of(by, query.get("sort"), query.get("order")))
    held = _holder(frame, asked, by, answer)

    happened = [[words] if by in TIMED else []
                for words in beside(frame, by, [row.by[by] for row in rows], address.asked)]

    def lines() -> Iterator[list[Any]]:
        for row, words in zip(rows, happened, strict=True):
            yield [label_word(by, row.by[by]), metric.key, row.value,
                   shown(row, by, metric, frame.currency, held)[0], row.n, row.parts.get("num"),
                   row.parts.get("den"), row.complete, row.error, metric.unit, address.period,
                   answer.zone, answer.as_of, *words]

    columns = (Column(by, dimension_word(by)), Column("metric", "Measure", told=True),
               Column("value", metric.name, metric.unit), Column("shown", "Shown", told=True),
               Column("n", "Counted", "count"), Column("num", part_word(metric, "num")),
               Column("den", part_word(metric, "den")), Column("complete", "Complete"),
               Column("error", "Within", "share"), Column("unit", "Unit", told=True),
               Column("period", "Period", told=True), Column("zone", "Zone", told=True),
               Column("complete_to", "Complete to", told=True),
               *([Column("incidents", "Incidents")] if by in TIMED else []))
    told = [*about(frame.centre.settings.name, address, answer.zone, answer.as_of), *defined([metric])]
    name = "-".join((metric.key.replace(":", "-"), by, address.period))
    return handed_out(Sheet(f"{metric.name} by {dimension_inside(by)}", name, columns, lines(), told,
                            frame.currency), ending_of(request))
