"""This file is about what the rules of figures are handed: runs of weeks, signs of bending, people's work."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from fourscore.scoring.weights.effective import Weights
from fourscore.strategy import GoalGuard, Kpi, Move, Noticed, Strategy
from fourscore.terms import Days, Issue

Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Run:
    """One KPI of the centre by week, oldest first; None where nothing was recorded, never a zero.

    values in the metric's unit; targets as they were each week (of an amount, its share of it); scores 0..120. lacking:
    the kinds of fact it needs and of which nothing ever came.
    """

    kpi: Kpi
    values: Values
    targets: Values
    scores: Values
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sign:
    """Something easy to bend, by week as in the runs: the share of transfers, the time on hold.

    least: how high it has to be before a rise is told; with 0 there has to have been some before.
    """

    name: str
    values: Values
    least: float = 0.0


class Counted(NamedTuple):
    """What a part of a goal is counted from: the value before, and the day after it. due: the day after a headline's
    time is over; None where none is set."""

    value: float | None
    until: date | None
    due: date | None = None


@dataclass(frozen=True)
class History:
    """What happened, as far as the rules ask.

    weeks: whole local weeks, oldest first. months: for how many months there are facts. teams: how many teams have
    any. mixes: by the id of a KPI that tells agents apart, and by agent: how many of its cases came from each queue.
    disagree: what the doctor says of two sources that tell one number differently. currency: money is told in it.
    weights: the centre's card's, as `score --weights` tells them; None where it has none.
    counted: by the id of a goal with guards, what each of its parts is counted from.
    """

    strategy: Strategy
    weeks: tuple[Days, ...] = ()
    runs: tuple[Run, ...] = ()
    signs: tuple[Sign, ...] = ()
    months: float = 0.0
    teams: int = 0
    mixes: Mapping[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)
    disagree: tuple[Issue, ...] = ()
    currency: str = ""
    weights: Weights | None = None
    counted: Mapping[str, Mapping[Move | GoalGuard, Counted]] = field(default_factory=dict)

    def wrong(self, name: str, run: Kpi, what: str, remedy: str) -> Noticed:
        """What is noticed of one KPI."""
        return Noticed(Issue(name, f"{self.strategy.path}:{run.line}", what, remedy), run.id)
