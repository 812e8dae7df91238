"""This file is about judging a goal with guards: its headlines and guards in some days, and the verdict on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

from fourscore.scoring.guard.figures import Baseline, Figure, GoalFigures, window_of
from fourscore.scoring.guard.inside import Evidence, chances, interval
from fourscore.scoring.guard.mix import KINDS, Mixed, at_mix
from fourscore.scoring.guard.trade import Side, Trade, trade
from fourscore.scoring.guard.verdict import Headline, State, Word, headline_state, progress_of, state_of, verdict, worth
from fourscore.strategy import Band, GoalGuard, Guarded, GuardedGoal, Kpi, Move, Strategy, band_of, target_of
from fourscore.terms import Calendar, Days, said

Part = TypeVar("Part", Move, GoalGuard)


@dataclass(frozen=True)
class JudgedMove:
    """A headline with what was measured. progress: 0 at the baseline, 1 at the target. position: the share of the time
    set that has passed, None where none is set. due: the day after the last one it has time."""

    move: Move
    kpi: Kpi | None
    figure: Figure
    baseline: Baseline
    target: float | None
    progress: float | None
    position: float | None
    due: date | None
    state: Headline


@dataclass(frozen=True)
class JudgedGuard:
    """A guard with what was measured. chance: the probability that its true figure is inside its band.

    interval: from where to where that lies (90%). by: what the probability is worked out from. days: judged over these.
    why: what is missing, where something is.
    """

    guard: GoalGuard
    kpi: Kpi | None
    figure: Figure
    baseline: Baseline
    band: Band | None
    chance: float | None
    interval: tuple[float, float] | None
    state: State
    by: str
    days: Days
    mixed: Mixed | None
    trade: Trade | None
    why: str

    @property
    def value(self) -> float | None:
        """The figure held against the band: at the baseline's mix where the guard asks for that."""
        return self.mixed.value if self.guard.mix and self.mixed else self.figure.value


@dataclass(frozen=True)
class Judged:
    """A goal and its verdict over some days. at_face: the verdict if every value were exactly known.

    points: what it is worth to a parent (0..100), None where it is missing. progress: that of its least headline.
    """

    guarded: Guarded
    goal: GuardedGoal
    days: Days
    word: Word
    at_face: Word
    progress: float | None
    points: float | None
    moves: tuple[JudgedMove, ...]
    guards: tuple[JudgedGuard, ...]

    @property
    def parts(self) -> tuple[JudgedMove | JudgedGuard, ...]:
        return (*self.moves, *self.guards)

    @property
    def breached(self) -> tuple[JudgedGuard, ...]:
        return tuple(guard for guard in self.guards if guard.state == "breached")


BY = {"share": said("from the number of cases"), "count": said("from the count"),
      "mean": said("from the number of values"), "periods": said("from the spread of the periods before"),
      "none": said("nothing tells how far it moves by chance")}


def judge(guarded: Guarded, strategy: Strategy, figures: GoalFigures, days: Days, *, mixed: bool = True) -> Judged:
    """The verdict on one goal over those days. Raises ValueError where its text could not be read.

    mixed: shares are told at the baseline's mix too; without it only where a guard is judged at one.
    """
    if guarded.goal is None:
        raise ValueError(f"the goal {guarded.id} cannot be read")
    goal, kpis = guarded.goal, {kpi.id: kpi for kpi in strategy.kpis()}
    moves = tuple(_move(one, kpis.get(one.kpi), goal, figures, days) for move in goal.moves
                  for one in _each(move, kpis, figures, days))
    guards = tuple(_guard(one, kpis, goal, figures, days, _beside(one, moves), mixed) for guard in goal.guards
                   for one in _each(guard, kpis, figures, window_of(guard, days)))
    headlines = [move.state for move in moves]
    word = verdict(headlines, [guard.state for guard in guards])
    at_face = verdict(headlines, [_at_face(guard) for guard in guards])
    known = [move.progress for move in moves if move.progress is not None]
    progress = min(known) if len(known) == len(moves) else None
    return Judged(guarded, goal, days, word, at_face, progress, worth(word, progress), moves, guards)


def _each(part: Part, kpis: Mapping[str, Kpi], figures: GoalFigures, days: Days) -> list[Part]:
    """The part for each that it is asked of; as it is where that is one, or nobody has facts."""
    kpi = kpis.get(part.kpi)
    each = figures.each(kpi, part.where, days) if kpi else []
    return [replace(part, where=where) for where in each] or [part]


def _beside(guard: GoalGuard, moves: Sequence[JudgedMove]) -> JudgedMove:
    """The headline that a guard stands against: of the same team, where there is one."""
    return next((move for move in moves if move.move.where == guard.where), moves[0])


def _at_face(guard: JudgedGuard) -> State:
    if guard.value is None or guard.band is None:
        return "not measured"
    return "inside" if guard.band.holds(guard.value) else "breached"


NOTHING = Figure(None, 0, 0, 0, 1.0, said("the strategy has no such KPI"))


def _move(move: Move, kpi: Kpi | None, goal: GuardedGoal, figures: GoalFigures, days: Days) -> JudgedMove:
    if kpi is None:
        return JudgedMove(move, None, NOTHING, Baseline(None, None, None), None, None, None, None, "not measured")
    base = figures.baseline(goal, move, kpi)
    figure = figures.figure(kpi, move.where, days)
    target = target_of(move.change, kpi.unit, base.value)
    due = figures.calendar.period(move.by).until if move.by else None
    position = position_of(days, base.days, due, figures.calendar)
    progress = None
    if figure.value is not None and base.value is not None and target is not None:
        progress = progress_of(figure.value, base.value, target)
    return JudgedMove(move, kpi, figure, base, target, progress, position, due,
                      headline_state(figure.value, base.value, target, position))


def position_of(days: Days, base: Days | None, due: date | None, calendar: Calendar) -> float | None:
    """The share (0..1) of the time set that is over at the end of these days; None where no time is set.

    It begins where the baseline ends, or with the fiscal year the goal is due in.
    """
    if due is None:
        return None
    start = base.until if base is not None else calendar.fiscal_year(due - timedelta(days=1))
    whole = (due - start).days
    return 1.0 if whole <= 0 else min(1.0, max(0.0, (days.until - start).days / whole))


def _guard(guard: GoalGuard, kpis: Mapping[str, Kpi], goal: GuardedGoal, figures: GoalFigures, days: Days,
           first: JudgedMove, mixes: bool) -> JudgedGuard:
    kpi, over = kpis.get(guard.kpi), window_of(guard, days)
    if kpi is None:
        return JudgedGuard(guard, None, NOTHING, Baseline(None, None, None), None, None, None, "not measured", "", over,
                           None, None, NOTHING.why)
    base = figures.baseline(goal, guard, kpi)
    figure = figures.figure(kpi, guard.where, over)
    band = band_of(guard, kpi, base.value)
    evidence = figures.evidence(kpi, guard.where, over, figure) if figure.value is not None else None
    shared = evidence is not None and evidence.family == "share" and (mixes or bool(guard.mix))
    mixed = _mixed(guard, kpi, figures, over, base) if shared else None
    why = figure.why or (base.why if band is None else "")
    if guard.mix:
        evidence, why = (Evidence("count", mixed.value, mixed.x, exposure=mixed.exposure), why) if mixed else (
            None, why or said("it cannot be told at the mix of {period}", period=guard.mix))
    if evidence is None or band is None:
        return JudgedGuard(guard, kpi, figure, base, band, None, None, "not measured", "", over, mixed, None, why)
    told = chances(evidence, band)
    inside, outside = (told.inside, max(told.below, told.above)) if told else (None, None)
    return JudgedGuard(
        guard, kpi, figure, base, band, inside, interval(evidence),
        state_of(inside, outside, holds=band.holds(evidence.value), hard=guard.hard), BY[evidence.family], over, mixed,
        _traded(first, kpi, base, figure, evidence), why)


def _mixed(guard: GoalGuard, kpi: Kpi, figures: GoalFigures, days: Days, base: Baseline) -> Mixed | None:
    """The share at the mix of the baseline, or of the period the guard names; None where it cannot be cut by kind."""
    then = figures.calendar.period(guard.mix) if guard.mix else base.days
    there = figures.metrics.dimensions(kpi.metric)
    kinds = tuple(kind for kind in KINDS if kind in there)
    if then is None or not kinds:
        return None
    return at_mix(figures.cells(kpi, guard.where, then, kinds), figures.cells(kpi, guard.where, days, kinds), kinds)


def _traded(first: JudgedMove, kpi: Kpi, base: Baseline, figure: Figure, evidence: Evidence) -> Trade | None:
    """The trade against the first headline, where that is an amount and both were measured."""
    if first.kpi is None or first.kpi.per is None or first.figure.value is None or first.baseline.value is None:
        return None
    if base.value is None or figure.value is None:
        return None
    share = evidence.family == "share"
    then = Side(base.value, base.figure.x, base.figure.n) if share and base.figure else Side(base.value)
    now = Side(figure.value, figure.x, figure.n) if share else Side(figure.value)
    return trade(first.kpi, first.figure.value - first.baseline.value, kpi, then, now)
