"""This file is about what a goal with guards is made of: headlines that are to move, and guards that are to hold."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from fourscore.terms import said

Op = Literal["~", "<=", ">=", "flat", "no worse"]
OPS: tuple[Op, ...] = ("~", "<=", ">=", "flat", "no worse")
# How far `flat` lets a guard stray from its baseline, where nothing is said.
FLAT = Decimal(2)


class Amount(NamedTuple):
    """A number as written. unit: "" (the KPI's own), "%", "pp" (points of a share), "s", "m" (minutes of a time,
    millions of anything else), or the sign or code of a currency."""

    number: Decimal
    unit: str = ""


class GoalChange(NamedTuple):
    """Where a headline is to go: `by` so much (a percentage is one of the baseline), `to` a value, or `times` over."""

    kind: Literal["by", "to", "times"]
    amount: Amount


class Window(NamedTuple):
    """A length of time: so many days (d), weeks (w) or months (m)."""

    number: int
    unit: Literal["d", "w", "m"]


# What a headline or guard is limited to: (queue, sales). The word * is each of them.
Where = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Move:
    """A headline. kpi: its id (its name, before it is looked up). by, since: periods as `Calendar.period` reads them;
    the change is due when `by` is over, and is counted from `since`, or else from the KPI's frozen baseline.
    """

    kpi: str
    change: GoalChange
    by: str = ""
    since: str = ""
    where: Where = ()
    column: int = 1


@dataclass(frozen=True)
class GoalGuard:
    """What is to hold. value: None stands for the baseline. tolerance: how far it may stray; a percentage is one of the
    value. hard: a breach need not be shown to be more than chance. over: the time it is judged over, the headline's
    where left out. mix: the period at whose mix of work it is told.
    """

    kpi: str
    op: Op
    value: Amount | None = None
    tolerance: Amount | None = None
    hard: bool = False
    over: Window | None = None
    mix: str = ""
    where: Where = ()
    column: int = 1


@dataclass(frozen=True)
class GuardedGoal:
    """What is to move, and what is to hold meanwhile."""

    moves: tuple[Move, ...]
    guards: tuple[GoalGuard, ...]

    @property
    def parts(self) -> tuple[Move | GoalGuard, ...]:
        return (*self.moves, *self.guards)


class Mistake(NamedTuple):
    """What cannot be read: in which part (0: the whole text; of fields, counted from 1), at which column from 1."""

    column: int
    what: str
    remedy: str
    part: str = said("the goal")
