"""This file is about what a page's address says: the period, whom it is about, what it is narrowed to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from fourscore.terms import Calendar, Days, Issue, WrongUse, said

if TYPE_CHECKING:
    from starlette.datastructures import QueryParams

# Levels that are no column of a fact: what stands for them, in figures.
GROUPED = {"site": "team", "queue_group": "queue"}
# Words of an address that are not something to narrow to.
RESERVED = ("period", "scope", "by", "sort", "order", "page", "part", "q", "show", "measure", "metric", "versus",
            "find", "least", "view")


@lru_cache(maxsize=4096)
def period_name(calendar: Calendar, days: Days) -> str:
    """How an address names a period; kept, because every link of a page names it again."""
    return calendar.name(days)


@dataclass(frozen=True)
class Address:
    """The period and what the figures are narrowed to; every link of a page is made from it.

    also: what else its links say, where a page asks more than that.
    """

    calendar: Calendar
    days: Days
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict, compare=False, repr=False)
    also: tuple[tuple[str, str], ...] = ()

    @property
    def asked(self) -> dict[str, tuple[str, ...]]:
        """What figures are narrowed to: a site's teams and a group's queues in the place of its name.

        Where a team or a queue is named beside, only what is in both is meant.
        """
        found = {name: labels for name, labels in self.where.items() if name not in GROUPED}
        for level, dimension in GROUPED.items():
            if level in self.where:
                names = [part for label in self.where[level] for part in self.parts.get(level, {}).get(label, ())]
                beside = found.get(dimension)
                # A name that stands for nothing is asked for as it is, so that it is told and not taken for all.
                both = tuple(name for name in names if beside is None or name in beside)
                found[dimension] = both or self.where[level]
        return found

    @property
    def period(self) -> str:
        return period_name(self.calendar, self.days)

    @property
    def team(self) -> str | None:
        return self._one("team")

    @property
    def agent(self) -> str | None:
        return self._one("agent")

    def _one(self, dimension: str) -> str | None:
        chosen = self.where.get(dimension, ())
        return chosen[0] if len(chosen) == 1 else None

    @property
    def scope(self) -> dict[str, str]:
        """Whom the scorecard is about, as its address says it."""
        for level in ("agent", "team", *GROUPED):
            if (name := self._one(level)):
                return {level: name}
        return {}

    def at(self, days: Days) -> Address:
        return replace(self, days=days)

    def within(self, where: Mapping[str, Sequence[str]]) -> Address:
        """Narrowed further (a dimension named again is replaced)."""
        return replace(self, where={**self.where, **{name: tuple(labels) for name, labels in where.items()}})

    def without(self, dimension: str) -> Address:
        return replace(self, where={name: labels for name, labels in self.where.items() if name != dimension})

    def query(self, **more: str | int | None) -> str:
        pairs = [(name, str(value)) for name, value in more.items() if value is not None and value != ""]
        return f"{self._said}&{_written(pairs)}" if pairs else self._said

    @cached_property
    def _said(self) -> str:
        """What every link of it says, whatever else that says."""
        return _written([("period", self.period), *((name, label) for name, labels in self.where.items()
                                                    for label in labels), *self.also])

    def link(self, path: str, **more: str | int | None) -> str:
        return f"{path}?{self.query(**more)}"


def _written(pairs: Sequence[tuple[str, str]]) -> str:
    return urlencode(pairs, quote_via=quote, safe=":")


def read_address(
    query: QueryParams, calendar: Calendar, otherwise: Days | None,
    parts: Mapping[str, Mapping[str, tuple[str, ...]]] | None = None,
) -> Address:
    """Read an address; `otherwise` is the period of one that names none.

    An empty word stands for facts that have none of that name.

    Raises WrongUse (`bad-period`) for a period that cannot be read.
    """
    days = otherwise or calendar.period(query.get("period", ""))
    where: dict[str, tuple[str, ...]] = {}
    for name in query:
        if name not in RESERVED:
            where[name] = tuple(query.getlist(name))
    return Address(calendar, days, where, parts or {})


def scoped(address: Address, scope: str) -> Address:
    """The address with the scope a picker sent (`centre`, `site:…`, `team:…`, `agent:…` …) in its own words."""
    kind, _, name = scope.partition(":")
    plain = address
    for level in ("team", "agent", *GROUPED):
        plain = plain.without(level)
    return plain.within({kind: [name]}) if kind in ("team", "agent", *GROUPED) and name else plain


def read_number(query: QueryParams, name: str, least: int = 1) -> int:
    """A whole number of the address; `least` when it is not there. Raises WrongUse (`bad-number`)."""
    text = query.get(name)
    if text is None:
        return least
    if not text.isascii() or not text.isdigit() or not least <= int(text[:9]) or len(text) > 9:
        raise WrongUse(Issue("bad-number", f"{name}={text[:40]}",
                             said("{name} is a whole number from {least} on.", name=name, least=least),
                             said("Write {text}.", text=f"{name}={least}")))
    return int(text)


def kinds(calendar: Calendar) -> tuple[str, ...]:
    """The kinds of period a centre's pages offer: its own months, whether of days or of weeks."""
    return ("week", "fiscal_month" if calendar.fiscal_weeks else "month", "quarter")


def grain(calendar: Calendar, days: Days) -> str:
    """Which kind of period this is: day, week, month, fiscal_month, quarter, year or span."""
    name = period_name(calendar, days)
    if ".." in name:
        return "span"
    for mark, kind in (("-W", "week"), ("-Q", "quarter"), ("-P", "fiscal_month")):
        if mark in name:
            return kind
    return {4: "year", 7: "month"}.get(len(name), "day")


FISCAL_MONTHS = {"fiscal_month": 1, "quarter": 3, "year": 12}


def period_of(calendar: Calendar, kind: str, days: Days) -> Days:
    """The week, month, fiscal month, quarter or year the last of these days lies in."""
    last = days.until - timedelta(days=1)
    if kind == "week":
        start = calendar.week(last)
        return Days(start, start + timedelta(days=7))
    if kind == "month":
        return calendar.period(f"{last:%Y-%m}")
    return calendar.fiscal_days(last, FISCAL_MONTHS[kind])


def neighbour(calendar: Calendar, days: Days, step: int) -> Days:
    """The period of the same kind just before (-1) or after (+1)."""
    kind = grain(calendar, days)
    if kind == "month" or kind in FISCAL_MONTHS:
        inside = days.until if step > 0 else days.first - timedelta(days=1)
        return period_of(calendar, kind, Days(inside, inside + timedelta(days=1)))
    return Days(days.until, days.until + (days.until - days.first)) if step > 0 else days.before()
