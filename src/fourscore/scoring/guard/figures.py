"""This file is about the figures a goal needs: a part's value over some days, its baseline, and periods before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.scoring.guard.inside import Evidence, family_of, spread_of
from fourscore.scoring.readings import Figures
from fourscore.scoring.scale import times
from fourscore.strategy import GoalGuard, GuardedGoal, Kpi, Move, Where
from fourscore.terms import Calendar, Days, WrongUse, kept, said

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Row

# How many periods before the judged one a spread is taken from.
PAST = 12


class Figure(NamedTuple):
    """A part's value over some days: of an amount, for the length of time its KPI's target is meant for.

    x, n: numerator and denominator as added up; cases: how many things it stands on. value None: not known, and `why`
    says what is missing. lengths: how many of those lengths of time the days are.
    """

    value: float | None
    x: float
    n: float
    cases: int
    lengths: float
    why: str = ""


class Baseline(NamedTuple):
    """What there was before. figure: where it was measured (None: frozen in the strategy). days: from which."""

    value: float | None
    figure: Figure | None
    days: Days | None
    why: str = ""


class GoalFigures:
    """Asks for everything a goal is judged by. All of it in the KPIs' units."""

    def __init__(self, metrics: Figures, catalogue: Catalogue, calendar: Calendar) -> None:
        self.metrics, self.catalogue, self.calendar = metrics, catalogue, calendar

    @property
    def currency(self) -> str:
        return self.metrics.currency

    def figure(self, kpi: Kpi, where: Where, days: Days) -> Figure:
        """The KPI's value over those days, within what the part of the goal and the KPI are limited to."""
        lengths = times(kpi, days)
        limits = limits_of(kpi, where)
        if any(word == "*" for _, word in where):  # the figure of all of them is nobody's
            return Figure(None, 0, 0, 0, lengths, said("it is asked of each, and nobody has facts of that time"))
        if limits is None:
            return Figure(None, 0, 0, 0, lengths, said("the goal and its KPI are limited to different things"))
        try:
            (row,) = self.metrics.ask([kpi.metric], during=days, where=limits).rows
        except WrongUse as refused:
            return Figure(None, 0, 0, 0, lengths, refused.issues[0].what.rstrip("."))
        return figure_of(kpi, row, lengths)

    def cells(self, kpi: Kpi, where: Where, days: Days, by: Sequence[str]) -> dict[tuple[str | None, ...], Figure]:
        """The same, for each cell of those names that has facts; nothing where the metric cannot be cut so."""
        limits = limits_of(kpi, where)
        try:
            answer = None if limits is None else self.metrics.ask([kpi.metric], by, during=days, where=limits)
        except WrongUse:
            return {}
        lengths = times(kpi, days)
        return {tuple(row.by.get(name) for name in by): Figure(
            row.value / lengths if row.value is not None else None, float(row.parts.get("num") or 0),
            float(row.parts.get("den") or 0), row.n, lengths) for row in (answer.rows if answer else ())}

    def baseline(self, goal: GuardedGoal, part: Move | GoalGuard, kpi: Kpi) -> Baseline:
        """A headline's own `from`, else the goal's first one, else the KPI's frozen baseline."""
        own = part.since if isinstance(part, Move) else ""
        since = own or next((move.since for move in goal.moves if move.since), "")
        if since:
            days = self.calendar.period(since)
            figure = self.figure(kpi, part.where, days)
            return Baseline(figure.value, figure, days, figure.why)
        frozen = Days(*kpi.baseline_days) if kpi.baseline_days else None
        if any(kpi.scope.get(name) != (word,) for name, word in part.where):  # what was frozen is of more than this
            if frozen is None:
                return Baseline(None, None, None,
                                said("the baseline of {name} is not told of these alone; count from a "
                                                       "period, such as  from 2025-Q4", name=kept(kpi.name)))
            figure = self.figure(kpi, part.where, frozen)
            return Baseline(figure.value, figure, frozen, figure.why)
        return Baseline(kpi.baseline, None, frozen,
                        "" if kpi.baseline is not None else said("{name} has no baseline", name=kept(kpi.name)))

    def each(self, kpi: Kpi, where: Where, days: Days) -> list[Where]:
        """What `for team:*` means in those days: each team with facts, by itself, in the order of names. Without * the
        same once; where nobody has facts none."""
        starred = [name for name, word in where if word == "*"]
        if not starred:
            return [where]
        there = [names for names in self.cells(kpi, where, days, starred) if None not in names]
        return [tuple((name, str(names[starred.index(name)]) if word == "*" else word) for name, word in where)
                for names in sorted(there, key=str)]

    def evidence(self, kpi: Kpi, where: Where, days: Days, figure: Figure) -> Evidence:
        """What the value stands on, so that its probability can be told."""
        metric = self.catalogue.metrics.get(kpi.metric)
        family = family_of(metric, self.catalogue) if metric else "periods"
        value = figure.value or 0.0
        if family == "share" and 0 <= figure.x <= figure.n and figure.n > 0:
            return Evidence("share", value, figure.x, figure.n)
        if family == "count":
            return Evidence("count", value, figure.x, exposure=figure.lengths)
        spread = spread_of(self.past(kpi, where, days))
        return Evidence("none", value) if spread is None else Evidence("periods", value, n=spread[1], sd=spread[0])

    def past(self, kpi: Kpi, where: Where, days: Days) -> list[float]:
        """Values of the periods of the same kind before those days, oldest first, as far back as there are any."""
        found: list[float] = []
        here = before(days)
        while len(found) < PAST:
            figure = self.figure(kpi, where, here)
            if figure.value is None:
                break
            found.insert(0, figure.value)
            here = before(here)
        return found


def figure_of(kpi: Kpi, row: Row, lengths: float) -> Figure:
    """The figure an answer's row tells of days that are so many of the KPI's lengths of time."""
    x, n = float(row.parts.get("num") or 0), float(row.parts.get("den") or 0)
    if row.value is None:
        return Figure(None, x, n, row.n, lengths, row.why or said("nothing of that time is loaded"))
    if kpi.per is not None and not row.complete:
        return Figure(None, x, n, row.n, lengths, said("not all of that time is loaded"))
    return Figure(row.value / lengths, x, n, row.n, lengths)


def before(days: Days) -> Days:
    """The period of the same kind just before: the calendar month before a month, else as many days."""
    if days.first.day == 1 and days.until.day == 1:
        months = (days.until.year - days.first.year) * 12 + days.until.month - days.first.month
        number = days.first.year * 12 + days.first.month - 1 - months
        return Days(date(number // 12, number % 12 + 1, 1), days.first)
    return days.before()


def window_of(guard: GoalGuard, days: Days) -> Days:
    """The days a guard is judged over: those of the headline, or its own window up to the same end."""
    if guard.over is None:
        return days
    number, unit = guard.over
    if unit == "m":
        end = days.until
        months = end.year * 12 + end.month - 1 - number
        last = (date(months // 12 + (months % 12 == 11), (months + 1) % 12 + 1, 1) - timedelta(days=1)).day
        return Days(date(months // 12, months % 12 + 1, min(end.day, last)), end)
    return Days(days.until - timedelta(days=number * (7 if unit == "w" else 1)), days.until)


def limits_of(kpi: Kpi, where: Where) -> Mapping[str, Sequence[str]] | None:
    """What the KPI and the part of the goal are limited to, together; None where nothing is both."""
    limits: dict[str, Sequence[str]] = {name: list(words) for name, words in kpi.scope.items()}
    for name, word in where:
        if word == "*":
            continue
        if word not in limits.get(name, (word,)):
            return None
        limits[name] = [word]
    return limits
