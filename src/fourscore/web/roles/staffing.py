"""This file is about the pages for recruiting and training: seats, who comes and stays, skills and coaching."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from fourscore.centre import cards_of_teams, seats, skilled, stayed
from fourscore.terms import Days, WrongUse, kept, said, together, write_beside, write_day, write_value
from fourscore.web.address import Address
from fourscore.web.pages.scorecard import note_of
from fourscore.web.roles.view import Cell, Head, Table, View, address_in, aim, figure, number, place_of, standing
from fourscore.web.words import dimension_word, label_word, period_word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request

    from fourscore.centre import Seats, Skilled
    from fourscore.metrics import Row
    from fourscore.web.pages import Frame

ATTRITION, SURVIVAL, HIRE, INSIDE = ("agent_turnover", "new_hire_survival_90_days", "time_to_hire",
                                     "internal_promotion_rate")
SKILLS, CERTIFIED, PASSED, TRAINED = ("skill_coverage_cross_training", "certification_in_date", "training_pass_rate",
                                      "training_hours_per_agent")
COHORTS = 24  # months of starters shown
COLUMNS = 8  # skills shown beside one another
YEAR = 364
RECRUITING = "/people/recruiting"


def recruiting_view(frame: Frame, request: Request) -> View:
    """Who works where, how many go, and how many of those who started are still there."""
    centre = frame.centre
    week = centre.last_week()
    address = address_in(frame, request, Days(week.until - timedelta(days=YEAR), week.until))
    team = request.query_params.get("team", "")
    tables = [_seats(frame, address), _stays(frame, address, team) if team else None, _going(frame, address),
              _cohorts(frame, address), _hiring(frame, address)]
    return View(RECRUITING, said("Recruiting"), [one for one in tables if one is not None], "",
                address.within({"team": (team,)}) if team else address)


def _seats(frame: Frame, address: Address) -> Table:
    last = address.days.until - timedelta(days=1)
    rights = frame.rights
    there = [one for one in seats(frame.centre, last) if (one.there or one.came or one.went)
             and rights.covers(("team",), {"team": (one.team,)}, address.days)]
    planned = any(one.planned is not None or one.to_come for one in there)
    by_name = rights.covers(("agent",), {}, Days(last, address.days.until))
    rows = [[Cell(one.team, below=one.site, href=_of_team(address, one.team) if by_name else ""),
             number(one.there, "count"), *(_plan(one) if planned else ()), number(one.came, "count"),
             number(one.went, "count")] for one in there]
    heads = (Head("team", said("Team")), Head("people", said("People"), num=True),
             *((Head("planned", said("Planned"), num=True), Head("open", said("Open seats"), num=True)) if planned
               else ()),
             Head("came", said("Came in 90 days"), num=True),
             Head("went", said("Went in 90 days"), num=True))
    return Table("seats", said("Seats by team"), heads, rows,
                 lead=said("On {day}, by people.yaml and staff lists; who moves from one team to another went "
                           "from the one and came to the other.", day=write_day(last)),
                 notes=() if planned or not rows else [
                     said("Open seats stand here once people.yaml says how many are planned:  "
                          "{name: Sales 2, seats: 24}")],
                 empty=said("people.yaml names nobody in a team."))


def _of_team(address: Address, team: str) -> str:
    return f"{address.within({'team': (team,)}).link(RECRUITING)}#t-people"


def _stays(frame: Frame, address: Address, team: str) -> Table:
    """Whoever is counted in a team's seats, by name."""
    last = address.days.until - timedelta(days=1)
    rows = [[Cell(one.agent, href=place_of("agent", one.agent)), Cell(write_day(one.first_day)),
             Cell(write_day(one.until_day) if one.until_day and one.until_day <= last else "–")]
            for one in stayed(frame.centre, team, last)]
    heads = (Head("agent", said("Agent")), Head("since", said("In the team from")), Head("until", said("Gone from")))
    return Table("people", said("The people of {team}", team=team), heads, rows,
                 lead=said("Who was in it on {day}, and who went in the 90 days before.", day=write_day(last)),
                 empty=said("Nobody was in this team then, or lately."))


def _plan(one: Seats) -> list[Cell]:
    """How many are planned, what is planned next, and how many of them nobody sits on."""
    coming = [said("{number} from {day}", number=write_value(many, "count"), day=write_day(day))
              for day, many in one.to_come]
    if one.planned is None:
        return [Cell("–", None, "count", below=together(coming, ", ")), Cell("–", None, "count")]
    short = one.planned - one.there
    return [number(one.planned, "count", below=together(coming, ", ")),
            number(short, "count") if short >= 0 else Cell(
                said("{number} too many", number=write_value(-short, "count")), short, "count")]


def _small(frame: Frame, many: float | None) -> bool:
    return many is not None and many < frame.centre.settings.smallest_group


def _hidden(frame: Frame) -> Cell:
    return Cell(said("hidden"), None,
                below=said("fewer than {smallest_group} people", smallest_group=frame.centre.settings.smallest_group))


def _going(frame: Frame, address: Address) -> Table | None:
    """Attrition of the whole centre and of each team; of a small team none, for it would tell who."""
    centre = frame.centre
    if centre.metrics.lacking(ATTRITION):
        return None
    found = centre.metrics.catalogue.find(ATTRITION)
    people = {one.team: one.there for one in seats(centre, address.days.until - timedelta(days=1))}
    rows = []
    for by in ((), ("team",)):
        for row in _asked(frame, ATTRITION, by, address.days):
            team = row.by.get("team")
            if by and team is None:
                continue
            at = address.within({"team": (team,)}) if team else address
            cell = _hidden(frame) if team and _small(frame, people.get(team, 0)) else \
                figure(row, found.unit, frame.currency, at.link(place_of("measure", ATTRITION)))
            many = people.get(team) if team else sum(people.values())
            rows.append([Cell(team or said("Whole centre")), cell,
                         number(many, "count", href=f"{address.link(RECRUITING)}#t-seats")])
    heads = (Head("team", said("Team")), Head("attrition", said("Attrition, a year"), num=True),
             Head("people", said("People now"), num=True))
    return Table("attrition", said("Attrition"), heads, rows, lead=kept(found.words))


def _cohorts(frame: Frame, address: Address) -> Table | None:
    """Of everybody who started in a month, how many were there after 90 days."""
    centre = frame.centre
    if centre.metrics.lacking(SURVIVAL):
        return None
    found = centre.metrics.catalogue.find(SURVIVAL)
    start = max(address.days.first, address.days.until - timedelta(days=31 * COHORTS))
    rows = []
    for row in reversed(_asked(frame, SURVIVAL, ("month",), Days(start, address.days.until))):
        if not row.n:
            continue
        month = centre.calendar.period(row.by["month"] or "")
        cell = _hidden(frame) if _small(frame, row.n) else \
            figure(row, found.unit, frame.currency, address.at(month).link(place_of("measure", SURVIVAL)))
        rows.append([Cell(period_word(centre.calendar, month)), cell, number(row.n, "count")])
    heads = (Head("month", said("Started in")), Head("survival", said("Still there after 90 days"), num=True),
             Head("n", said("Started"), num=True))
    return Table("cohorts", said("Who started, and stayed"), heads, rows, lead=kept(found.words),
                 empty=said("Nobody started in these days."))


def _hiring(frame: Frame, address: Address) -> Table | None:
    """How long a vacancy stands open, and how many are filled from within."""
    return _measures(frame, address, "hiring", said("Vacancies"), (HIRE, INSIDE))


def _measures(frame: Frame, address: Address, name: str, title: str, keys: Sequence[str]) -> Table | None:
    """Measures of the whole centre, those of which something is loaded."""
    metrics, rows = frame.centre.metrics, []
    for key in keys:
        found = metrics.catalogue.find(key)
        if metrics.lacking(key):
            continue
        for row in _asked(frame, key, (), address.days):
            href = address.link(place_of("measure", found.key))
            rows.append([Cell(kept(found.name), href=href), figure(row, found.unit, frame.currency, href),
                         number(row.n, "count")])
    heads = (Head("measure", said("Measure")), Head("value", said("Value"), num=True),
             Head("n", said("Counted"), num=True))
    return Table(name, title, heads, rows) if rows else None


def _asked(frame: Frame, metric: str, by: tuple[str, ...], days: Days) -> list[Row]:
    """The figure, or nothing where who asks may not be told it so."""
    try:
        return list(frame.centre.metrics.ask([metric], by, during=days).rows)
    except WrongUse:
        return []


# -- training --------------------------------------------------------------------------------------

def training_view(frame: Frame, request: Request) -> View:
    """Skills by team, certificates, courses, and the coaching minutes against what is planned."""
    centre = frame.centre
    week = centre.last_week()
    address = address_in(frame, request, Days(week.until - timedelta(days=28), week.until))
    tables = [_planned(frame, address),
              _cut(frame, address, SKILLS, ("team", "skill"), "skills", said("Skills")),
              _matrix(frame, address),
              _cut(frame, address, CERTIFIED, ("team",), "certificates", said("Certificates in date")),
              _measures(frame, address, "courses", said("Courses"), (TRAINED, PASSED))]
    return View("/people/training", said("Training"), [one for one in tables if one is not None], "", address)


def _matrix(frame: Frame, address: Address) -> Table | None:
    """Who has which skill since when, as it was loaded; of those whom the reader may see by name."""
    if frame.centre.metrics.lacking(SKILLS):
        return None
    last = address.days.until - timedelta(days=1)
    people = skilled(frame.centre, last)
    names = sorted({name for one in people for name in one.since})
    heads = [Head("agent", said("Agent")), Head("team", said("Team"))]
    if len(names) <= COLUMNS:
        heads += [Head(name, label_word("skill", name)) for name in names]
        rows = [[*_who(one), *(Cell(said("since {day}", day=write_day(one.since[name])) if name in one.since else "–")
                               for name in names)] for one in people]
    else:
        heads.append(Head("skills", said("Skills")))
        rows = [[*_who(one), Cell(together([said("{skill} since {day}", skill=label_word("skill", name),
                                                day=write_day(day)) for name, day in sorted(one.since.items())], "; ")
                                 if one.since else "–")] for one in people]
    return Table("matrix", said("Who has which skill"), tuple(heads), rows,
                 lead=said("On {day}, as it was loaded; a dash where somebody has not the skill.",
                           day=write_day(last)), empty=said("Nobody whom you see by name is there on this day."))


def _who(one: Skilled) -> list[Cell]:
    return [Cell(one.agent, href=place_of("agent", one.agent)), Cell(one.team or "–")]


def _planned(frame: Frame, address: Address) -> Table | None:
    """Coaching of each team beside its target: the plan is the strategy's."""
    if not any(kpi.metric.startswith("coaching_time_per_agent") for kpi in frame.centre.strategy.kpis()):
        return _cut(frame, address, "coaching_time_per_agent:all", ("team",), "coaching", said("Coaching"))
    rows, cards = [], cards_of_teams(frame.centre, address.days)
    for card in [frame.centre.scorecard(address.days, 0), *cards] if frame.rights.everything else cards:
        at = address.within({"team": (card.scope.name,)}) if card.scope.name else address
        for m in card.measured():
            if m.kpi.metric.startswith("coaching_time_per_agent") and m.state != "not_applicable":
                beside = write_beside(m.value, m.target, m.upper_target, m.kpi.unit, frame.currency)
                href = at.within(m.kpi.scope).link(place_of("measure", m.kpi.metric))
                rows.append([Cell(card.scope.name or said("Whole centre")), Cell(kept(m.kpi.name), href=href),
                             Cell(beside.value, m.value, m.kpi.unit, href),
                             aim(beside.aim, m.target, m.upper_target, m.kpi.unit), standing(m, note_of(m))])
    heads = (Head("team", said("Team")), Head("measure", said("Measure")), Head("actual", said("Actual"), num=True),
             Head("target", said("Planned"), num=True), Head("status", said("Status")))
    return Table("coaching", said("Coaching against plan"), heads, rows,
                 empty=said("No coaching of these days is loaded."))


def _cut(frame: Frame, address: Address, metric: str, by: tuple[str, ...], name: str, title: str) -> Table | None:
    """One measure by each of these names, one after the other."""
    metrics = frame.centre.metrics
    if metrics.lacking(metric):
        return None
    found, rows = metrics.catalogue.find(metric), []
    people = {one.team: one.there for one in seats(frame.centre, address.days.until - timedelta(days=1))}
    for dimension in by:
        for row in _asked(frame, metric, (dimension,), address.days):
            label = row.by[dimension]
            if label is None:
                continue
            href = address.within({dimension: (label,)}).link(place_of("measure", metric))
            rows.append([Cell(dimension_word(dimension)), Cell(label_word(dimension, label), href=href),
                         _hidden(frame) if dimension == "team" and _small(frame, people.get(label, 0)) else
                         figure(row, found.unit, frame.currency, href), number(row.n, "count")])
    heads = (Head("by", said("By")), Head("of", said("Of")), Head("value", kept(found.name), num=True),
             Head("n", said("Counted"), num=True))
    return Table(name, title, heads, rows, lead=kept(found.words))
