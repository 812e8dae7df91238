"""This file is about what a load is handed (calendar, thresholds, roster, rates) and what it reports back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from fourscore.terms import Calendar, Issue

# What is being done, how much of it is done, and how much there is (0 where that is not known).
Progress = Callable[[str, int, int], None]


class Threshold(NamedTuple):
    """From `first_day` on, a stay in `queue` answered within these seconds is in time.

    queue None: every queue without a threshold of its own.

    Both limits are included: a wait of exactly `answer_within_s` is in time.
    """

    queue: str | None
    first_day: date
    answer_within_s: Decimal
    short_abandon_s: Decimal


class Membership(NamedTuple):
    """An agent's team on the local days [first_day, until_day); until_day None while it lasts."""

    agent: str
    team: str
    first_day: date
    until_day: date | None


class Rate(NamedTuple):
    """On that local day one unit of `currency` was worth `rate` units of the centre's currency; no other day."""

    day: date
    currency: str
    rate: Decimal


class TableRate(NamedTuple):
    """On the local days [first_day, until_day) one unit of `currency` counts as `rate` units of the centre's currency.

    kind: month_average or plan. Facts are not converted by it; questions are answered in it where they ask for it.
    """

    kind: str
    first_day: date
    until_day: date
    currency: str
    rate: Decimal


class Handed(NamedTuple):
    """On the local days [first_day, until_day) the log-in `name` stands for `stands_for`, which names one person.

    A log-in has a row for each person who had it in turn; open where there is no day.
    """

    name: str
    stands_for: str
    first_day: date | None
    until_day: date | None


class LoadTerms(NamedTuple):
    """What the centre agreed on: it decides how facts are placed, flagged and converted.

    names: further name of an agent in the sources → the agent; facts under either are the agent's.
    handed: log-ins of several people in turn; what they stand for is a further name of each.
    """

    calendar: Calendar
    thresholds: tuple[Threshold, ...]
    roster: tuple[Membership, ...]
    currency: str
    rates: tuple[Rate, ...]
    names: Mapping[str, str] = MappingProxyType({})
    rate_tables: tuple[TableRate, ...] = ()
    handed: tuple[Handed, ...] = ()

    @property
    def agents(self) -> tuple[str, ...]:
        """Every name on the roster."""
        return tuple({member.agent for member in self.roster})


class LoadReport(NamedTuple):
    """What one load of one source did.

    facts: rows added by kind. replaced: earlier facts these rows correct, and rows repeated within the load.
    issues: everything a person should know, trouble that undid the whole load included (then all counts are 0).
    """

    source: str
    files: int = 0
    rows_read: int = 0
    rows_left_out: int = 0
    rows_set_aside: int = 0
    facts: Mapping[str, int] = MappingProxyType({})
    replaced: int = 0
    issues: tuple[Issue, ...] = ()

    def with_more(self, more: LoadReport) -> LoadReport:
        """Both together, where one source was asked several times in a row."""
        facts = {kind: self.facts.get(kind, 0) + more.facts.get(kind, 0) for kind in {**self.facts, **more.facts}}
        return LoadReport(
            self.source,
            max(self.files, more.files),
            self.rows_read + more.rows_read,
            self.rows_left_out + more.rows_left_out,
            self.rows_set_aside + more.rows_set_aside,
            facts,
            self.replaced + more.replaced,
            self.issues + more.issues,
        )


class Fill(NamedTuple):
    """One kind of fact from one source is complete in [first_at, until_at), both aware, in UTC."""

    source: str
    kind: str
    first_at: datetime
    until_at: datetime
