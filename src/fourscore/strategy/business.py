"""This file is about what stands round the measures: business goals, goals with guards, policies, what is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from fourscore.strategy.goals.model import GuardedGoal

# How far ahead a business goal looks; the annual ones are the senior manager's.
TERMS = ("annual", "short", "mid")


@dataclass(frozen=True)
class Goal:
    """A business goal in words, and the goal of the company it serves.

    term: one of TERMS. drivers: ids of the KPIs and objectives that move it, its performance drivers.
    """

    id: str
    text: str
    term: str
    by: str | None
    serves: str
    owner: str = ""
    drivers: tuple[str, ...] = ()
    line: int = 1


@dataclass(frozen=True)
class Guarded:
    """A goal with guards as written: what is to move, and what is to hold meanwhile. serves: the id of a goal.

    goal: the same as read, its KPIs by their ids; None where the text cannot be read. weight: relative to the KPIs of
    its objective.
    """

    id: str
    text: str
    objective: str
    owner: str
    serves: str = ""
    line: int = 1
    goal: GuardedGoal | None = field(default=None, compare=False)
    weight: float = 1.0


@dataclass(frozen=True)
class Policy:
    """A text in force on the local days [first_day, until_day); kpi: the one that shows whether it is kept.

    serves: the id of a goal. acknowledge: the roles whose people say that they have read it.
    """

    id: str
    text: str
    owner: str
    serves: str
    kpi: str
    first_day: date | None
    until_day: date | None
    acknowledge: tuple[str, ...] = ()
    line: int = 1


@dataclass(frozen=True)
class Allowed:
    """A finding somebody put up with, up to and not including `until_day`. at: the id of a thing; "" for everything."""

    rule: str
    at: str
    reason: str
    who: str
    until_day: date | None
    line: int = 1


@dataclass(frozen=True)
class Change:
    """A note on a changed definition or target: since when, by whom, and why."""

    on: date
    who: str
    why: str
