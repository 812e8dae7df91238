"""This file is about what is wrong with goals with guards, as far as the strategy's own text can tell."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy.goals.identities import Arithmetic, Factor, scope_of
from fourscore.strategy.goals.meaning import misfits, needs_baseline, rises
from fourscore.strategy.goals.model import GoalGuard, GuardedGoal, Move
from fourscore.strategy.goals.reach import beyond_reach, due_too_early, frozen_base, written_ends
from fourscore.strategy.goals.scan import ANY_CALENDAR
from fourscore.strategy.goals.words import percent
from fourscore.strategy.goals.write import write_guard, write_move
from fourscore.strategy.model import Kpi, Strategy
from fourscore.strategy.reading.kpi import DIMENSIONS
from fourscore.terms import Issue, capital, did_you_mean, kept, said, together

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue


class _Goal(NamedTuple):
    """One goal that could be read, and where it stands."""

    id: str
    goal: GuardedGoal
    where: str

    def told_wrong(self, name: str, what: str, remedy: str) -> Issue:
        return Issue(name, self.where, what, remedy)

    @property
    def parts(self) -> tuple[Move | GoalGuard, ...]:
        return self.goal.parts


def check_goals(strategy: Strategy, catalogue: Catalogue, scopes: Sequence[str]) -> list[Issue]:
    """Every issue of every goal with guards, and of each two that contradict one another.

    scopes: the names a part may be limited by.
    """
    kpis = {kpi.id: kpi for kpi in strategy.kpis()}
    goals = [_Goal(one.id, one.goal, f"{strategy.path}:{one.line}") for one in strategy.guarded if one.goal]
    found: list[Issue] = []
    for goal in goals:
        found += [*_names(goal, kpis, scopes), *_guards(goal), *_units(goal, kpis), *_sides(goal, kpis),
                  *_baselines(goal, kpis), *_reach(goal, kpis), *_in_itself(goal, kpis, catalogue)]
    for one, other in combinations(goals, 2):
        found += _two(one, other, kpis, catalogue)
    return found


def check_line(goal: GuardedGoal, strategy: Strategy, catalogue: Catalogue,
               scopes: Sequence[str] = DIMENSIONS) -> list[Issue]:
    """The issues of a goal that is not written yet, beside those that are."""
    kpis = {kpi.id: kpi for kpi in strategy.kpis()}
    new = _Goal("this goal", goal, "the goal")
    found = [*_names(new, kpis, scopes), *_guards(new), *_units(new, kpis), *_sides(new, kpis),
             *_baselines(new, kpis), *_reach(new, kpis), *_in_itself(new, kpis, catalogue)]
    for one in strategy.guarded:
        if one.goal is not None and one.goal != goal:
            found += _two(_Goal(one.id, one.goal, new.where), new, kpis, catalogue)
    return found


def written(part: Move | GoalGuard) -> str:
    return write_move(part) if isinstance(part, Move) else write_guard(part)


def _names(goal: _Goal, kpis: dict[str, Kpi], scopes: Sequence[str]) -> Iterator[Issue]:
    for part in goal.parts:
        if part.kpi not in kpis:
            names = (f'"{kpi.name}"' for kpi in kpis.values())
            near = did_you_mean(part.kpi, kpis) or did_you_mean(part.kpi, names)
            yield goal.told_wrong(
                "guarded-unknown-kpi",
                said("The goal {goal} names {kpi} (column {column}), which is no KPI of this strategy.",
                     goal=repr(goal.id), kpi=repr(part.kpi), column=part.column),
                near or said("Name a KPI by its id, or by its shown name in quotation marks."))
        for name, _ in part.where:
            if name not in scopes:
                yield goal.told_wrong(
                    "guarded-unknown-scope",
                    said("In the goal {goal}, {kpi} cannot be limited by {name}.", goal=repr(goal.id),
                         kpi=repr(part.kpi), name=repr(name)),
                    did_you_mean(name, scopes) or said("Use one of: {scopes}.",
                                                       scopes=together((kept(one) for one in scopes), ", ")))


def _guards(goal: _Goal) -> Iterator[Issue]:
    """A headline alone can be reached by spoiling something else; and nothing guards itself."""
    if not goal.goal.guards:
        yield goal.told_wrong(
            "guarded-without-guard",
            said("The goal {goal} says what is to move, and nothing that is to hold: it can be reached at the cost of "
                 "something else.", goal=repr(goal.id)),
            said("Add a guard behind a |, such as  {moves} | operating-cost flat",
                 moves=write_move(goal.goal.moves[0])))
    moved = {(move.kpi, move.where) for move in goal.goal.moves}
    for guard in goal.goal.guards:
        if (guard.kpi, guard.where) in moved:
            yield goal.told_wrong(
                "guarded-guards-itself",
                said("In the goal {goal}, {kpi} is to move and to hold at once.", goal=repr(goal.id),
                     kpi=repr(guard.kpi)), said("Name as guard what must not get worse while the headline moves."))


def _units(goal: _Goal, kpis: dict[str, Kpi]) -> Iterator[Issue]:
    """Numbers that are none of the KPI's unit."""
    for part in goal.parts:
        kpi = kpis.get(part.kpi)
        if kpi is None:
            continue
        if isinstance(part, Move):
            wants = "" if part.change.kind == "times" else misfits(
                part.change.amount, kpi.unit, of="change" if part.change.kind == "by" else "value")
        else:
            wants = misfits(part.value, kpi.unit, of="value") if part.value else ""
            wants = wants or (misfits(part.tolerance, kpi.unit, of="tolerance") if part.tolerance else "")
        if wants:
            yield goal.told_wrong(
                "guarded-wrong-unit",
                said("In the goal {goal}, {part} does not fit {kpi}, which is told in {unit_words}.",
                     goal=repr(goal.id), part=repr(written(part)), kpi=repr(kpi.id), unit_words=_unit_words(kpi.unit)),
                said("Write it as {wants}.", wants=wants))


def _unit_words(unit: str) -> str:
    return {"share": said("per cent"), "count": said("numbers"), "ratio": said("numbers"), "seconds": said("seconds"),
            "minutes": said("minutes"), "money": said("money"), "points": said("points")}.get(unit, unit)


def _sides(goal: _Goal, kpis: dict[str, Kpi]) -> Iterator[Issue]:
    """A headline that is to get worse, and a guard that forbids getting better."""
    for part in goal.parts:
        kpi = kpis.get(part.kpi)
        if kpi is None or kpi.direction == "band":
            continue
        better = kpi.direction == "higher"
        if isinstance(part, Move):
            up = rises(part.change, kpi.unit, None if part.since else kpi.baseline)
            if up is not None and up is not better:
                yield goal.told_wrong(
                    "guarded-wrong-side",
                    said("{direction} is better for {kpi}, but the goal {goal} asks for {what}: {part}.",
                         direction=capital(kept(kpi.direction)), kpi=repr(kpi.id), goal=repr(goal.id),
                         what=said("more") if up else said("less"), part=written(part)),
                    said("Turn the sign round, or make it a guard."))
        elif part.op in ("<=", ">=") and (part.op == ">=") is not better:
            yield goal.told_wrong(
                "guarded-wrong-side",
                said("{direction} is better for {kpi}, but the goal {goal} forbids it to get better: {part}.",
                     direction=capital(kept(kpi.direction)), kpi=repr(kpi.id), goal=repr(goal.id), part=written(part)),
                said("Turn the sign round, or write ~ and how far it may stray."))


def _baselines(goal: _Goal, kpis: dict[str, Kpi]) -> Iterator[Issue]:
    since = any(move.since for move in goal.goal.moves)
    for part in goal.parts:
        kpi = kpis.get(part.kpi)
        if kpi is None or kpi.baseline is not None or since:
            continue
        if isinstance(part, Move) or needs_baseline(part, kpi):
            yield goal.told_wrong(
                "guarded-without-baseline",
                said("The goal {goal} says {part}, but not from where: {kpi} has no baseline.", goal=repr(goal.id),
                     part=repr(written(part)), kpi=repr(kpi.id)),
                said("Add  baseline: …  to the KPI, or count from a period: {moves} from 2025-Q4",
                     moves=write_move(goal.goal.moves[0])))


def _reach(goal: _Goal, kpis: dict[str, Kpi]) -> Iterator[Issue]:
    """What can never be, and what is over before it begins, as far as the text tells."""
    yield from beyond_reach(goal.id, goal.where, goal.goal, kpis, frozen_base(goal.goal))
    yield from due_too_early(goal.id, goal.where, goal.goal, written_ends(kpis))


def _in_itself(goal: _Goal, kpis: dict[str, Kpi], catalogue: Catalogue) -> Iterator[Issue]:
    """What a goal implies may contradict what it says: more calls at the same conversion, and sales flat."""
    for guard in goal.goal.guards:
        others = GuardedGoal(goal.goal.moves, tuple(one for one in goal.goal.guards if one is not guard))
        if any((move.kpi, move.where) == (guard.kpi, guard.where) for move in goal.goal.moves):
            continue  # told as guarding itself
        if wrong := _against(others, guard, kpis, catalogue, same=True):
            yield goal.told_wrong(
                "guarded-contradiction",
                said("The goal {goal} contradicts itself: {wrong}.", goal=repr(goal.id), wrong=wrong),
                said("Widen a guard, or leave one of them out."))
            return


def _two(one: _Goal, other: _Goal, kpis: dict[str, Kpi], catalogue: Catalogue) -> Iterator[Issue]:
    """What one goal asks for, or implies, against each headline and guard of the other."""
    if {move.since for move in one.goal.moves} != {move.since for move in other.goal.moves}:
        return  # multiples of different baselines
    for first, second in ((one, other), (other, one)):
        for part in second.parts:
            guarding, moving = (first, second) if isinstance(part, Move) else (second, first)
            if _over_before(guarding.goal, moving.goal):
                continue
            if wrong := _against(first.goal, part, kpis, catalogue, same=False):
                yield other.told_wrong(
                    "guarded-contradiction",
                    said("The goals {first} and {second} contradict one another: {wrong}.", first=repr(first.id),
                         second=repr(second.id), wrong=wrong),
                    said("Change one of the two, or give them times that do not meet."))
                return


def _over_before(guarding: GuardedGoal, moving: GuardedGoal) -> bool:
    """Whether what is held has not to be held any more by the time the other is due."""
    ends = [max((ANY_CALENDAR.period(move.by).until for move in goal.moves if move.by), default=None)
            for goal in (guarding, moving)]
    return ends[0] is not None and ends[1] is not None and ends[0] < ends[1]


def _against(goal: GuardedGoal, part: Move | GoalGuard, kpis: dict[str, Kpi], catalogue: Catalogue, *,
             same: bool) -> str:
    """In words, what of the goal the part cannot go together with; "" where it can, or nothing follows."""
    kpi = kpis.get(part.kpi)
    metric = catalogue.metrics.get(kpi.metric) if kpi else None
    if kpi is None or metric is None:
        return ""
    arithmetic = Arithmetic(goal, kpis, catalogue, _frozen, least=True)
    follows = arithmetic.of_metric(metric, scope_of(kpi, part.where))
    wanted = Arithmetic(GuardedGoal((part,), ()) if isinstance(part, Move) else GuardedGoal((), (part,)), kpis,
                        catalogue, _frozen, least=True).of_metric(metric, scope_of(kpi, part.where))
    if follows is None or wanted is None or not _disjoint(follows.factor, wanted.factor):
        return ""
    if isinstance(part, Move) and follows.because == kpi.name and same:
        return ""
    told, asked, comes = repr(written(part)), _span(wanted.factor), _span(follows.factor)
    if follows.because != kpi.name:
        return said("{part} asks for {asked}, but {why} gives {comes} for {kpi}", part=told, asked=asked,
                    why=follows.because, comes=comes, kpi=repr(kpi.id))
    return said("{part} asks for {asked}, but {why} is to be {comes} for {kpi}", part=told, asked=asked,
                why=follows.because, comes=comes, kpi=repr(kpi.id))


def _frozen(part: Move | GoalGuard, kpi: Kpi) -> float | None:
    return None if part.where else kpi.baseline


def _disjoint(one: Factor, other: Factor) -> bool:
    hair = 1e-9
    return one.high < other.low - hair or other.high < one.low - hair


def _span(factor: Factor) -> str:
    low, high = (percent(edge) for edge in (factor.low, factor.high))
    if math.isinf(factor.high):
        return said("{value} or more", value=low)
    return (said("{value} or less", value=high) if factor.low == 0 else low if low == high
            else said("{low} to {high}", low=low, high=high))
