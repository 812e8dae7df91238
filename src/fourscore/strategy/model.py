"""This file is about what a strategy is made of: perspectives, objectives, KPIs and links, with all round them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from fourscore.strategy.business import Allowed, Change, Goal, Guarded, Policy

Direction = Literal["higher", "lower", "band"]
Level = Literal["centre", "team", "agent"]
LEVELS: tuple[Level, ...] = ("centre", "team", "agent")
Control = Literal["agent", "team", "centre"]
Timing = Literal["leading", "lagging"]
Use = Literal["coaching", "review", "pay"]
CENTRES = ("sales", "support", "blended")
# How long a period an amount is meant for. None: the value does not grow with the period.
PER = ("day", "week", "month", "quarter", "year")


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
    line: int = 1


@dataclass(frozen=True)
class Objective:
    """Something to reach in one perspective; `weight` is relative to the other objectives there."""

    id: str
    name: str
    perspective: str
    owner: str
    kpis: tuple[Kpi, ...]
    weight: float = 1.0
    deputy: str = ""
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
    """One of the four views of the centre; `weight` is relative to the other perspectives."""

    id: str
    name: str
    question: str
    objectives: tuple[Objective, ...]
    weight: float = 1.0
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
