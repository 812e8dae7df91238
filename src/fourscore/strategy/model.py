"""This file is about what a strategy is made of: perspectives, objectives, KPIs and links, with all round them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, NamedTuple

from fourscore.strategy.business import Allowed, Change, Goal, Guarded, Policy
from fourscore.strategy.conventions import Convention, Curve

Direction = Literal["higher", "lower", "band"]
Level = Literal["centre", "site", "queue_group", "team", "agent"]
LEVELS: tuple[Level, ...] = ("centre", "site", "queue_group", "team", "agent")
Control = Literal["agent", "team", "centre"]
Timing = Literal["leading", "lagging"]
Use = Literal["coaching", "review", "pay"]
Cascade = Literal["band", "share"]
Joining = Literal["mean", "worst", "geometric", "gate"]
# Dated values, oldest first: straight between them, flat before and after.
Path = tuple[tuple[date, float], ...]
CENTRES = ("sales", "support", "blended")
# How long a period an amount is meant for. None: the value does not grow with the period.
PER = ("day", "week", "month", "quarter", "year")


class Span(NamedTuple):
    """A length of time in calendar words, such as 1 month."""

    many: int
    unit: Literal["day", "week", "month", "year"]

    def __str__(self) -> str:
        return f"{self.many} {self.unit}{'' if self.many == 1 else 's'}"

    def before(self, day: date) -> date:
        """The day that lies so long before this one; a month before 31 March is the last of February."""
        if self.unit in ("day", "week"):
            return day - timedelta(days=self.many * (7 if self.unit == "week" else 1))
        months = day.year * 12 + day.month - 1 - self.many * (12 if self.unit == "year" else 1)
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(day.day, monthrange(year, month)[1]))


@dataclass(frozen=True)
class Kpi:
    """A metric with a scope and a target, so that it can be scored.

    metric: the catalogue's key ("service_level:offered"). scope: what it is limited to ({"queue": ("Billing",)}).
    targets: dated points of the target's path, oldest first (an undated target stands at `date.min`); for a band
    its lower edge, with `upper_target`.
    floor, amber, target, stretch stand for 0, 50, 100 and 120 points, all in the metric's unit (shares as 0..1,
    times in seconds). per: for amounts, the length of time the targets are meant for. weight: relative to its
    neighbours under the same objective. line: where it is written, from 1.

    baseline_days: the days its baseline was frozen from, half-open, and baseline_points: of how many values.
    decision: what is decided by it. gaming: how it could be made to look good. control: who can move it. timing:
    whether it tells early or late. guards: ids of the KPIs that must not get worse for it. use: what people's figures
    may be used for. changes: notes on what was changed in its definition or target.

    moving: the dated paths of floor, amber and stretch where they move; those fields then hold the first value.
    season: (month 1..12, share): all anchors of that month are this share of their paths; months left out are 1.
    scale: how points run between the anchors. curve: points that do not go by floor, amber, target and stretch;
    told_as: the convention it was written as. cascade: how the target of a part follows from the centre's. valid: how
    long a value is good for. gate: below amber the objective has no points, where it joins by gate.
    """

    id: str
    name: str
    metric: str
    unit: str
    direction: Direction
    targets: tuple[tuple[date, float], ...]
    floor: float
    amber: float | None = None
    stretch: float | None = None
    upper_target: float | None = None
    upper_amber: float | None = None
    upper_floor: float | None = None
    baseline: float | None = None
    per: str | None = None
    scope: dict[str, tuple[str, ...]] = field(default_factory=dict)
    weight: float = 1.0
    owner: str = ""
    levels: tuple[Level, ...] = LEVELS
    baseline_days: tuple[date, date] | None = None
    baseline_points: int | None = None
    deputy: str = ""
    decision: str = ""
    gaming: str = ""
    source: str = ""
    control: Control | None = None
    timing: Timing | None = None
    guards: tuple[str, ...] = ()
    use: Use = "coaching"
    changes: tuple[Change, ...] = ()
    moving: Mapping[str, Path] = field(default_factory=dict)
    season: tuple[tuple[int, float], ...] = ()
    scale: Literal["linear", "log"] = "linear"
    curve: Curve | None = None
    told_as: Convention | None = None
    cascade: Cascade | None = None
    valid: Span | None = None
    gate: bool = False
    line: int = 1


@dataclass(frozen=True)
class Objective:
    """Something to reach in one perspective; `weight` is relative to the other objectives there.

    rollup: how its KPIs join: by their mean, the worst of them, their geometric mean, or the mean behind a gate.
    """

    id: str
    name: str
    perspective: str
    owner: str
    kpis: tuple[Kpi, ...]
    weight: float = 1.0
    deputy: str = ""
    rollup: Joining = "mean"
    line: int = 1


@dataclass(frozen=True)
class Link:
    """An arrow of the map: `source` moves `target` the same way (+) or the other way (-) after some weeks.

    kind: an identity holds by arithmetic (calls × conversion = sales) and is checked, never tested. reason: why it runs
    against the order of the perspectives.
    """

    source: str
    target: str
    sign: str
    lag_weeks: tuple[int, int] | None
    sentence: str
    kind: Literal["cause", "identity"] = "cause"
    reason: str = ""
    line: int = 1


@dataclass(frozen=True)
class Perspective:
    """One of the four views of the centre; `weight` is relative to the other perspectives. rollup: never gate."""

    id: str
    name: str
    question: str
    objectives: tuple[Objective, ...]
    weight: float = 1.0
    rollup: Joining = "mean"
    line: int = 1


@dataclass(frozen=True)
class Strategy:
    """Where the centre wants to go. `path` is the file it was read from; centre: one of CENTRES, "" where not told."""

    mission: str
    vision: str
    values: tuple[str, ...]
    goals: tuple[Goal, ...]
    perspectives: tuple[Perspective, ...]
    links: tuple[Link, ...]
    path: str = "strategy.yaml"
    centre: str = ""
    guarded: tuple[Guarded, ...] = ()
    policies: tuple[Policy, ...] = ()
    allowed: tuple[Allowed, ...] = ()

    def objectives(self) -> Iterator[Objective]:
        for perspective in self.perspectives:
            yield from perspective.objectives

    def kpis(self) -> Iterator[Kpi]:
        for objective in self.objectives():
            yield from objective.kpis
