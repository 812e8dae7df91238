"""This file is about the page of comparison: agents or teams beside what was to be expected of each, fair to all."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from starlette.responses import RedirectResponse, Response

from fourscore.centre import comparable, compare, first_compared
from fourscore.scoring import VERDICT_WORDS
from fourscore.terms import (
    WrongUse,
    as_written,
    kept,
    said,
    together,
    write_beside,
    write_digits,
    write_reliability,
    write_value,
)
from fourscore.web.address import scoped
from fourscore.web.comparing.table import COLUMNS, cell_of, key_of, ordered, use_of, verdict_of, words_of_place
from fourscore.web.draw import FunnelPoint, funnel, places
from fourscore.web.pages.frame import freshness
from fourscore.web.pages.trouble import empty_page, unknown_page
from fourscore.web.sheets import Column, Sheet, ending_of, handed_out, ways_out
from fourscore.web.sheets.about import about, defined
from fourscore.web.watching.marks import marks_of
from fourscore.web.words import day_word, period_word, status_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from fourscore.scoring import Standing, Standings
    from fourscore.strategy import Kpi
    from fourscore.terms import Days, Issue
    from fourscore.web.pages.frame import Frame

PATH = "/compare"
LEVELS = ("agent", "team")
MOST_ROWS = 2000  # shown; the files have them all
COUNTED = {"agent": said("cases of one agent"), "team": said("cases of one team")}


class Asked:
    """What an address asks: a measure, by agent or team, of the whole centre or of one team; where it names none, the
    first that can be shown. kpis: what may be chosen.
    """

    def __init__(self, frame: Frame, request: Request, spread: Days) -> None:
        query, rights = request.query_params, frame.rights
        address = frame.address(request)
        where = {"team": address.where["team"]} if address.team else {}
        days = address.days
        may = [level for level in LEVELS if rights.covers((level,), where, days)]
        if not may and not where:  # who may see one team's people only is led to the first of them
            where = next(({"team": (team,)} for team in frame.people(spread) if team and any(
                rights.covers((level,), {"team": [team]}, days) for level in LEVELS)), {})
            may = [level for level in LEVELS if rights.covers((level,), where, days)]
        self.may, self.address = may, replace(address, where=where)
        by, self.measure = query.get("by", ""), query.get("measure", "")
        levels = [by] if by in LEVELS else may
        begun = None if self.measure or not may else first_compared(
            frame.centre, levels, self.address.period, self.team)
        self.level = begun[0] if begun else next(iter(levels), "agent")
        self.kpis = comparable(frame.centre, self.level, days)
        self.measure = self.measure or (begun[1].id if begun else next((kpi.id for kpi in self.kpis), ""))

    @property
    def team(self) -> str:
        return self.address.team or ""

    def link(self, path: str = PATH, **more: str | None) -> str:
        return self.address.link(path, **{"measure": self.measure, "by": self.level, **more})

    def kpi(self) -> Kpi | None:
        return next((kpi for kpi in self.kpis if kpi.id == self.measure), None)


def compare_page(frame: Frame, request: Request) -> Response:
    """Who stands out, who does not, and who cannot be judged yet. What the agreement keeps back is said so."""
    spread = frame.centre.metrics.spread()
    if spread is None:
        return empty_page(frame, PATH)
    asked = Asked(frame, request, spread)
    if not asked.may:
        return unknown_page(frame, request)
    if (scope := request.query_params.get("scope")) is not None:
        return RedirectResponse(replace_scope(asked, scope), status_code=303)
    found, refused = _found(frame, asked)
    scopes = [(name, choices) for name, choices in frame.scopes(asked.address, spread) if name in ("", "Teams")]
    return frame.render(
        "compare.html", here=PATH, title=said("Compare people"), address=asked.address, asked=asked, refused=refused,
        pickers=frame.pickers(asked.address, PATH, spread), scopes=scopes, period=period_word(
            asked.address.calendar, asked.address.days), days=day_word(asked.address.days),
        keep=[("measure", asked.measure), ("by", asked.level)], levels=[
            (name, asked.link(by=name), name == asked.level) for name in asked.may],
        fresh=freshness(_as_of(frame), asked.address), zone=asked.address.calendar.zone.key,
        ways_out=ways_out(asked.link("/compare.csv")), told=_shown(frame, asked, found, request) if found else None,
    )


def replace_scope(asked: Asked, scope: str) -> str:
    return scoped(asked.address, scope).link(PATH, measure=asked.measure, by=asked.level)


def _found(frame: Frame, asked: Asked) -> tuple[Standings | None, tuple[Issue, ...]]:
    """What may be told; or why it is kept back, or cannot be fair."""
    if not asked.measure:
        return None, ()
    try:
        return compare(frame.centre, asked.measure, asked.level, asked.address.period, asked.team), ()
    except WrongUse as wrong:
        if not {issue.name for issue in wrong.issues} & {"not-agreed", "not-comparable"}:
            raise
        return None, frame.issues_of(wrong)


def _as_of(frame: Frame) -> Any:
    card = frame.centre.metrics.unguarded().ask(["contacts_handled"], during=frame.centre.last_week())
    return card.as_of


def _shown(frame: Frame, asked: Asked, found: Standings, request: Request) -> dict[str, Any]:
    query = request.query_params
    sort, order = query.get("sort", ""), query.get("order", "")
    rows = ordered(found, sort, falling=order == "down")
    metric = frame.centre.metrics.catalogue.find(found.metric)
    at = {id(row): place for place, row in enumerate(found.rows)}
    named = frame.centre.keeper.names_people or found.level == "team"
    return {
        "name": kept(found.name), "metric": metric, "overall": write_value(found.overall, found.unit, found.currency),
        "target": write_beside(None, found.target, found.upper_target, found.unit, found.currency).aim
        if found.target is not None else "",
        "happened": marks_of(frame, [asked.address.days], asked.address.asked).legend,
        "notes": found.notes, "rules": found.rules, "wide": _plot(found, 900), "narrow": _plot(found, 340),
        "alarms": write_digits(found.rules.alarms, "share", 0), "rank": write_reliability(found.rules.rank),
        "coach": write_reliability(found.rules.coach), "summary": found.summary,
        "many": (placed := sum(row.ratio is not None for row in found.rows)),
        "by_chance": as_written(f"{placed * 0.05:.1f}", placed * 0.05, "ratio", "", 1),
        "heads": [{"word": column.word, "below": column.below, "number": column.number, "href": asked.link(
            sort=column.key, order="up" if sort == column.key and order == "down" else
            "down" if sort == column.key or column.number else "up"),
            "sorted": ("descending" if order == "down" else "ascending") if sort == column.key else None}
            for column in COLUMNS],
        "rows": [{
            "place": at[id(row)], "name": row.name, "status": verdict_of(row), "flagged": row.flagged,
            "href": asked.address.within({found.level: [row.name]}).link("/scorecard") if named else None,
            "opens": _opens(frame, asked, found, row.name) if named else {},
            "needs": row.needs, "notes": row.notes, "complete": row.complete,
            "places": places(row.rank_low, row.rank_high or row.rank_low, row.rank_of or 1, words_of_place(row))
            if row.rank_low is not None else None,
            "verdict": key_of(COLUMNS[1], row),
            "cells": [(key_of(column, row), column, cell_of(column, row, found)) for column in COLUMNS[2:]],
        } for row in rows[:MOST_ROWS]],
        "more": max(0, len(rows) - MOST_ROWS),
    }


def _opens(frame: Frame, asked: Asked, found: Standings, name: str) -> dict[str, str]:
    """What a row's figures open: the measure of that person or team; its number of cases: the facts behind it."""
    kpi = asked.kpi()
    there = asked.address.within({**(kpi.scope if kpi else {}), found.level: [name]})
    path = f"/measure/{found.metric}"
    plain = {column.key: there.link(path) for column in COLUMNS[2:]}
    return plain | ({"n": there.link(f"{path}/rows")} if frame.opens_rows(found.metric, there) else {})


def _plot(found: Standings, wide: int) -> Any:
    def write(value: float | None) -> str:
        return write_value(value, found.unit, found.currency)

    def told(row: Standing) -> str:
        verdict = VERDICT_WORDS[row.verdict]
        plain = said("{name}: {figure}, expected {expected}, {verdict}", name=row.name, figure=write(row.value),
                     expected=write(row.expected), verdict=verdict)
        return together((plain, said("stands out") if row.flagged else ""), ", ")

    points = [FunnelPoint(row.size, row.ratio, row.flagged, told(row), row.verdict == "not enough data")
              for row in found.rows if row.size is not None and row.ratio is not None]
    return funnel(points, [tuple(one) for one in found.funnel], counted=COUNTED[found.level], wide=wide,
                  high=320 if wide > 500 else 260, write=lambda size: write_value(size, "count"),
                  said=together((said("{name} over what was expected, by number of cases.", name=kept(found.name)),
                                 *found.summary)))


def compare_sheet(frame: Frame, request: Request) -> Response:
    """What the page shows, whole and unrounded."""
    spread = frame.centre.metrics.spread()
    asked = Asked(frame, request, spread) if spread is not None else None
    if asked is None or not asked.may:
        return unknown_page(frame, request)
    found = compare(frame.centre, asked.measure, asked.level, asked.address.period, asked.team)
    columns = [Column(asked.level, asked.level.capitalize()), *(
        Column(name, word, found.unit if of == "value" else of) for name, word, of in FILE)]
    rows = [[row.name, *(_filed(row, name) for name, _, _ in FILE)] for row in ordered(
        found, request.query_params.get("sort", ""), falling=request.query_params.get("order") == "down")]
    of = [*about(frame.centre.settings.name, asked.address, asked.address.calendar.zone.key, _as_of(frame)),
          *defined([frame.centre.metrics.catalogue.find(found.metric)]),
          ("All together", write_value(found.overall, found.unit, found.currency)),
          *((f"Note {number}", note) for number, note in enumerate(found.notes, 1))]
    name = "-".join(filter(None, ("compare", asked.measure, asked.level, asked.team, asked.address.period)))
    return handed_out(Sheet(f"{found.name} by {asked.level}", name, columns, rows, of, frame.currency),
                      ending_of(request))


# The files' columns: name, head, and unit ("value": the measure's own).
FILE = (
    ("verdict", "Verdict", ""), ("status", "Against its target", ""),
    ("flagged", "Stands out", ""), ("n", "Counted", "count"), ("value", "Figure", "value"),
    ("low", "Likely from", "value"), ("high", "Likely to", "value"), ("expected", "Expected", "value"),
    ("ratio", "Over expected", "ratio"), ("ratio_low", "Over expected from", "ratio"),
    ("ratio_high", "Over expected to", "ratio"), ("adjusted", "Adjusted", "value"),
    ("limit_low", "99.8% limit from", "value"), ("limit_high", "99.8% limit to", "value"),
    ("steadied", "Steadied", "value"), ("steadied_low", "Steadied from", "value"),
    ("steadied_high", "Steadied to", "value"), ("reliability", "Reliability", "ratio"),
    ("judged", "May be used for", ""), ("rank_low", "Best place", "count"), ("rank_high", "Worst place", "count"),
    ("rank_of", "Of so many", "count"), ("group", "Among", ""), ("complete", "Complete", ""),
    ("needs", "What would do", ""), ("notes", "Notes", ""),
)


def _filed(row: Standing, name: str) -> Any:
    if name == "verdict":
        return verdict_of(row).word
    if name == "status":
        return status_of(row.status).word if row.status != "no_data" else ""
    return use_of(row) if name == "judged" else " ".join(row.notes) if name == "notes" else getattr(row, name)
