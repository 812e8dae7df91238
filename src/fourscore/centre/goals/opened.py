"""This file is about a goal with guards taken apart: each headline and guard with its figures, down to their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.goals.judging import figures_of
from fourscore.terms import Days, WrongUse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from fourscore.centre.centre import Centre
    from fourscore.metrics import Explanation
    from fourscore.scoring import Judged, JudgedGuard, JudgedMove
    from fourscore.strategy import Guarded


class Side(NamedTuple):
    """A figure of a part: over which days it was measured, and what it is made of; told: why it is not, where it is
    not. where: what metric and rows are limited to. frozen: the value written in the strategy, not measured here."""

    days: Days | None
    where: Mapping[str, Sequence[str]]
    made: Explanation | None
    told: str = ""
    frozen: float | None = None


class OpenedPart(NamedTuple):
    """A headline or a guard with its figure now and the one it is counted from."""

    part: JudgedMove | JudgedGuard
    now: Side
    base: Side


class OpenedGoal(NamedTuple):
    """A goal's verdict over some days, and its parts."""

    judged: Judged
    parts: tuple[OpenedPart, ...]


def open_goal(centre: Centre, guarded: Guarded, days: Days) -> OpenedGoal:
    """The goal taken apart over those days. Raises ValueError where its text cannot be read."""
    from fourscore.scoring import judge_goal

    judged = judge_goal(guarded, centre.strategy, figures_of(centre), days)
    return OpenedGoal(judged, tuple(_opened(centre, part, days) for part in judged.parts))


def _opened(centre: Centre, part: JudgedMove | JudgedGuard, days: Days) -> OpenedPart:
    from fourscore.scoring import JudgedMove, limits_of

    written = part.move if isinstance(part, JudgedMove) else part.guard
    where = limits_of(part.kpi, written.where) if part.kpi else None
    if part.kpi is None or where is None:
        nothing = Side(None, {}, None, part.figure.why)
        return OpenedPart(part, nothing, nothing)
    base = part.baseline
    return OpenedPart(part, _side(centre, part.kpi.metric, where, days if isinstance(part, JudgedMove) else part.days),
                      _side(centre, part.kpi.metric, where, base.days) if base.figure is not None and base.days
                      else Side(base.days, where, None, base.why, base.value))


def _side(centre: Centre, metric: str, where: Mapping[str, Sequence[str]], days: Days) -> Side:
    try:
        return Side(days, where, centre.metrics.explain(metric, during=days, where=where))
    except WrongUse as refused:
        return Side(days, where, None, refused.issues[0].what)
