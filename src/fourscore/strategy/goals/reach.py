"""This file is about what can happen at all: which values a metric can have, and goals that ask for others."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from fourscore.strategy.goals.meaning import Band, band_of, target_of
from fourscore.strategy.goals.model import GoalGuard, GuardedGoal, Move
from fourscore.strategy.goals.scan import ANY_CALENDAR
from fourscore.strategy.goals.write import write_guard, write_move
from fourscore.strategy.model import Kpi
from fourscore.terms import Issue, kept, said, write_span, write_value

# Called shares, but of something that is no part of what they are held against: they go beyond all of it.
NO_PARTS = frozenset({"agent_turnover", "budget_variance", "conformance", "forecast_error", "return_on_investment",
                      "staffing_error", "utilisation"})
BELOW_NOTHING = frozenset({"budget_variance", "return_on_investment", "shrinkage"})
# Points of a known scale, and what can also be less than nothing although it is counted in money or by one another.
SCALES = {"net_promoter_score": Band(-100.0, 100.0), "agent_satisfaction": Band(-100.0, 100.0),
          "customer_satisfaction": Band(0.0, 5.0)}
# Whose days are the same in every centre: a month or a day, while years and quarters are fiscal ones.
SAME_EVERYWHERE = re.compile(r"\d{4}-\d{2}(-\d{2})?")

# What a part is counted from; and of a headline the day after its base and the day after it is due. None: not known.
Base = Callable[[Move | GoalGuard, Kpi], float | None]
Ends = Callable[[Move], tuple[date | None, date | None]]


def natural(metric: str, unit: str) -> Band:
    """From where to where the values of a metric can lie, by its key and unit; an open side is infinite.

    A share lies between 0 and 1 where it is one of a whole; no time and no count is below nothing.
    """
    slug = metric.partition(":")[0]
    if unit == "points":
        return SCALES.get(slug, Band(-math.inf, math.inf))
    if unit in ("money", "ratio"):
        return Band(-math.inf, math.inf)
    least = -math.inf if slug in BELOW_NOTHING else 0.0
    return Band(least, 1.0 if unit == "share" and slug not in NO_PARTS else math.inf)


def frozen_base(goal: GuardedGoal) -> Base:
    """What the text alone knows a part is counted from: nothing where that is a period, which has to be measured."""
    since = any(move.since for move in goal.moves)
    return lambda part, kpi: None if since or part.where else kpi.baseline


def beyond_reach(name: str, where: str, goal: GuardedGoal, kpis: Mapping[str, Kpi], base: Base) -> Iterator[Issue]:
    """What a goal asks for that can never be: a headline, or a whole guard, beyond the values its metric can have.

    Parts that hang on a base not known here are left to who has measured it.
    """
    for part in goal.parts:
        kpi = kpis.get(part.kpi)
        if kpi is None:
            continue
        can, before = natural(kpi.metric, kpi.unit), base(part, kpi)
        asked = _asked(part, kpi, before)
        if asked is None:
            continue
        if _meet(asked, can):
            if isinstance(part, GoalGuard) and asked.low <= can.low and asked.high >= can.high:
                yield Issue("guarded-out-of-reach", where,
                            said("The guard {part} of the goal {name} (column {column}) can never be broken: {kpi} "
                                 "is never {can}.", part=repr(write_guard(part)), name=repr(name), column=part.column,
                                 kpi=kept(kpi.name), can=_can(can, kpi)),
                            said("Hold it to less, so that it guards something."))
            continue
        what = write_move(part) if isinstance(part, Move) else write_guard(part)
        makes = (said("from {value} on that is", value=write_value(before, kpi.unit))
                 if before is not None and _hangs(part) else said("that is"))
        yield Issue("guarded-out-of-reach", where,
                    said("The goal {name} asks for {what} (column {column}): {makes} {edge}, and {kpi} is never "
                         "{can}.", name=repr(name), what=repr(what), column=part.column, makes=makes,
                         edge=_edge(asked, can, kpi), kpi=kept(kpi.name), can=_can(can, kpi)),
                    said("Ask for what can happen: {span}.", span=_span(can, kpi)) if isinstance(part, Move)
                    else said("Hold it to what can happen: {span}.", span=_span(can, kpi)))


def _hangs(part: Move | GoalGuard) -> bool:
    """Whether the value asked for is counted from what there was before."""
    return part.change.kind != "to" if isinstance(part, Move) else part.value is None


def _asked(part: Move | GoalGuard, kpi: Kpi, before: float | None) -> Band | None:
    if isinstance(part, GoalGuard):
        return band_of(part, kpi, before)
    there = target_of(part.change, kpi.unit, before)
    return None if there is None else Band(there, there)


def _meet(one: Band, other: Band) -> bool:
    return other.holds(one.low) or other.holds(one.high) or (one.low <= other.low and one.high >= other.high)


def _edge(asked: Band, can: Band, kpi: Kpi) -> str:
    """The nearest value that is asked for."""
    return write_value(asked.low if asked.low > can.high else asked.high, kpi.unit)


def _can(can: Band, kpi: Kpi) -> str:
    low, high = write_span(*can, kpi.unit)
    if low and high:
        return said("below {low} or above {high}", low=low, high=high)
    return said("below {value}", value=low) if low else said("above {value}", value=high)


def _span(can: Band, kpi: Kpi) -> str:
    low, high = write_span(*can, kpi.unit)
    if low and high:
        return said("{low} to {high}", low=low, high=high)
    return said("{value} or more", value=low) if low else said("{value} or less", value=high)


def due_too_early(name: str, where: str, goal: GuardedGoal, ends: Ends) -> Iterator[Issue]:
    """A headline that is due before there is anything to count from, or just when that is over."""
    for move in goal.moves:
        base, due = ends(move)
        if base is not None and due is not None and due <= base:
            since = (said("from {period}", period=move.since) if move.since
                     else said("from the baseline, which ends with {day}", day=_last(base)))
            yield Issue("guarded-due-too-early", where,
                        said("The goal {name} is due by the end of {by}, but {kpi} is counted {since}: no time is "
                             "left in which it could move.", name=repr(name), by=move.by, kpi=repr(move.kpi),
                             since=since), said("Give it a later  by, or count it from an earlier period."))


def _last(until: date) -> date:
    return date.fromordinal(until.toordinal() - 1)


def written_ends(kpis: Mapping[str, Kpi]) -> Ends:
    """The ends that the text alone tells: of months and days, which are the same in every centre; and of two periods
    of one kind, which are moved alike by a fiscal year."""
    def ends(move: Move) -> tuple[date | None, date | None]:
        kpi = kpis.get(move.kpi)
        frozen_until = kpi.baseline_days[1] if kpi and kpi.baseline_days else None
        if not move.by:
            return None, None
        due = ANY_CALENDAR.period(move.by).until
        if not move.since:
            return frozen_until, due if SAME_EVERYWHERE.fullmatch(move.by) else None
        same = all(SAME_EVERYWHERE.fullmatch(one) for one in (move.by, move.since))
        alike = re.sub(r"\d", "0", move.by) == re.sub(r"\d", "0", move.since)
        return (ANY_CALENDAR.period(move.since).until, due) if same or alike else (None, None)

    return ends
