"""This file is about what a scorecard holds: measures, objectives, perspectives and the total."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, NamedTuple

from fourscore.scoring.compare.rules import JUDGED_WORDS, USUAL, Rules
from fourscore.scoring.compare.sure import UNKNOWN, Sure
from fourscore.scoring.guard.standing import ScoredGoal
from fourscore.scoring.readings import Scope
from fourscore.scoring.scale import Status
from fourscore.strategy import Kpi, Objective, Perspective, Strategy
from fourscore.terms import Days, said

if TYPE_CHECKING:
    from fourscore.metrics import Row

State = Literal["measured", "partial", "stale", "too_few", "hidden", "missing", "not_applicable"]


class Point(NamedTuple):
    """One week of a KPI."""

    days: Days
    value: float | None
    target: float | None
    score: float | None = None


class Scored(NamedTuple):
    """One week of a perspective or of the whole card."""

    days: Days
    score: float | None


class Measured(NamedTuple):
    """A KPI with what was measured, in the metric's unit.

    target: for the days of the card (of an amount, its share of them); a band's lower edge, with `upper_target`.
    score: 0..120 (cut to 100 where scores are joined). state: partial is a value of days not yet complete; stale was
    measured longer ago than its value holds for, and has no score; too_few one of a team or an agent that stands on too
    few cases to be scored: it has a value, and no part in the total; hidden an opinion of so few that it could be told
    whose it is. of: the days a value was measured in that are not the card's, and still hold, or of a stale one the
    last. target_share: of the centre's target, where it is shared out by volume.
    weight: its share (0..1) of the total among what is present. contribution: points it brings to the total; all of
    a card add up to its score exactly. change, score_change: against as many days before. sure: its interval, the
    figure steadied by peers, and what it may be used for. certain: on which side of its target the true figure is; a
    status without that is `uncertain`. lacking: of one that is missing, the kinds of fact it needs and of which nothing
    was ever loaded.
    """

    kpi: Kpi
    value: float | None
    target: float | None
    upper_target: float | None
    score: float | None
    state: State
    status: Status
    n: int
    row: Row | None
    weight: float
    contribution: float
    change: float | None
    score_change: float | None
    history: tuple[Point, ...]
    of: Days | None = None
    target_share: float | None = None
    sure: Sure = UNKNOWN
    certain: bool = True
    lacking: tuple[str, ...] = ()

    @property
    def stands(self) -> str:
        """How it stands in one word: its status; without one, what became of it, so that what is not complete, stands
        on too few cases or has no target is told from what was never recorded.
        """
        if self.status != "no_data":
            return self.status
        return "no_target" if self.state == "missing" and self.value is not None else self.state

    @property
    def usable(self) -> str:
        """What a person's figure may be used for, in words; "" of whom nothing is to be said."""
        judged = self.sure.judged
        if judged is None or self.value is None:
            return ""
        if judged == "too_few" and self.state != "too_few":
            return said("not enough data to compare it with peers")
        return JUDGED_WORDS[judged]


@dataclass(frozen=True)
class ScoredObjective:
    """An objective's score (0..100) from its KPIs and its goals with guards; None below the coverage needed.

    shut_by: the gate below amber that leaves it without points, or the unmeasured one that leaves it without a score.
    bought: the goal whose breach leaves it no more points than the goal has.
    """

    objective: Objective
    score: float | None
    status: Status
    weight: float
    contribution: float
    coverage: float
    applicable: bool
    change: float | None
    measured: tuple[Measured, ...]
    weakest: Measured | None
    shut_by: Measured | None = None
    goals: tuple[ScoredGoal, ...] = ()
    bought: ScoredGoal | None = None


@dataclass(frozen=True)
class ScoredPerspective:
    """A perspective's score (0..100) from its objectives; None below the coverage needed."""

    perspective: Perspective
    score: float | None
    status: Status
    weight: float
    contribution: float
    coverage: float
    applicable: bool
    change: float | None
    objectives: tuple[ScoredObjective, ...]
    history: tuple[Scored, ...]

    @property
    def weakest(self) -> ScoredObjective | None:
        """The objective with the lowest score; the first where several have it."""
        return min((one for one in self.objectives if one.score is not None), key=lambda one: one.score or 0.0,
                   default=None)

    def measured(self) -> tuple[Measured, ...]:
        return tuple(measured for objective in self.objectives for measured in objective.measured)


@dataclass(frozen=True)
class Scorecard:
    """All of it for one period and one scope. withheld: too little was measured for a total (coverage 0..1).

    disputed: by id, how the dispute on a KPI's value stands. note: what is to be said of the card as a whole. rules: by
    what limits figures of people were judged.
    """

    strategy: Strategy
    days: Days
    period: str
    scope: Scope
    score: float | None
    status: Status
    coverage: float
    coverage_needed: float
    withheld: bool
    change: float | None
    perspectives: tuple[ScoredPerspective, ...]
    as_of: datetime | None
    zone: str
    currency: str
    history: tuple[Scored, ...]
    disputed: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    rules: Rules = USUAL

    @property
    def weakest(self) -> ScoredPerspective | None:
        """The perspective with the lowest score; the first where several have it."""
        return min((one for one in self.perspectives if one.score is not None), key=lambda one: one.score or 0.0,
                   default=None)

    def measured(self) -> tuple[Measured, ...]:
        return tuple(measured for perspective in self.perspectives for measured in perspective.measured())

    def goals(self) -> tuple[ScoredGoal, ...]:
        return tuple(goal for perspective in self.perspectives for objective in perspective.objectives
                     for goal in objective.goals)
