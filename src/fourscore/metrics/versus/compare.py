"""This file is about comparing: each number of a period beside that of another, per working day where it grows by them.

A number that adds up day by day (a volume, an amount of money, a time in all) is larger in a period with more working
days, though nothing changed. Its change per working day is (value / working days) / (value then / working days then)
- 1. A ratio, a percentile, the longest of all or a stock at the end does not grow with days and is never adjusted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fourscore.metrics.buckets import TIMES
from fourscore.metrics.metric import Catalogue, Joined, Metric, Named, Negated, Number, Tree
from fourscore.metrics.plan import TIMES_IN_WHERE
from fourscore.terms import WEEKDAYS, Days, Issue, WorkingDays, WrongUse, any_of, kept, said

if TYPE_CHECKING:
    from fourscore.metrics.answer.row import Answer, Row
    from fourscore.metrics.ask import Metrics
    from fourscore.metrics.money.rates import Reporting

Where = Mapping[str, Sequence[str | None]]
# Why a change is not told per working day.
NOT_GROWING, NOT_COMPLETE, NO_HOURS, NO_DAY = "does not grow with days", "not complete", "hours not known", "no day"
NO_BASE = "no value to divide by"


@dataclass(frozen=True)
class Compared:
    """One number in two periods. now, then: its rows, None where that period has no such cell.

    grows: it adds up day by day. days, days_then: working days; None where they are not known.
    """

    by: dict[str, str | None]
    metric: Metric
    now: Row | None
    then: Row | None
    grows: bool
    days: int | None
    days_then: int | None

    @property
    def value(self) -> float | None:
        return self.now.value if self.now else None

    @property
    def value_then(self) -> float | None:
        return self.then.value if self.then else None

    @property
    def complete(self) -> bool:
        return all(row.complete for row in (self.now, self.then) if row is not None)

    @property
    def reporting(self) -> Reporting | None:
        """The currency and rates of an amount; None for what is no money."""
        return next((row.money for row in (self.now, self.then) if row is not None and row.money), None)

    @property
    def missing(self) -> list[str]:
        """The rates without which one of the two cannot be told."""
        return list(dict.fromkeys(one for row in (self.now, self.then) if row is not None for one in row.missing))

    @property
    def change(self) -> float | None:
        """Value less value then, in the metric's unit. Of what grows with days nothing is told of unfinished time:
        three days are no bad week."""
        if self.value is None or self.value_then is None or (self.grows and not self.complete):
            return None
        return self.value - self.value_then

    @property
    def change_share(self) -> float | None:
        """The change as a share of the value then; shares and points change in their own unit only."""
        if self.change is None or not self.value_then or self.metric.unit in ("share", "points"):
            return None
        return self.change / abs(self.value_then)

    @property
    def why_not_adjusted(self) -> str | None:
        """Why nothing is told per working day; None where it is."""
        if not self.grows:
            return NOT_GROWING
        if self.days is None or self.days_then is None:
            return NO_HOURS
        if not self.complete:
            return NOT_COMPLETE
        if not self.days or not self.days_then:
            return NO_DAY
        return None if self.value is not None and self.value_then else NO_BASE

    @property
    def per_day(self) -> float | None:
        return _per(self.value, self.days) if self.grows and self.complete else None

    @property
    def per_day_then(self) -> float | None:
        return _per(self.value_then, self.days_then) if self.grows and self.complete else None

    @property
    def adjusted_share(self) -> float | None:
        """The change per working day, as a share of what it was then."""
        if self.why_not_adjusted or self.per_day is None or not self.per_day_then:
            return None
        return (self.per_day - self.per_day_then) / abs(self.per_day_then)

    def as_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = {
            "by": self.by, "metric": self.metric.slug, "variant": self.metric.variant, "value": _round(self.value),
            "then": _round(self.value_then), "change": _round(self.change), "change_share": _round(self.change_share),
            "working_days": self.days, "working_days_then": self.days_then, "per_working_day": _round(self.per_day),
            "per_working_day_then": _round(self.per_day_then), "adjusted_change_share": _round(self.adjusted_share),
            "not_adjusted": self.why_not_adjusted,
        }
        for name, row in (("", self.now), ("_then", self.then)):
            told |= {f"n{name}": row.n if row else None, f"complete{name}": row.complete if row else None}
        reporting = self.reporting
        if reporting is not None:
            told |= {"currency": reporting.currency, "rates": reporting.rates, "missing": self.missing}
        return told


@dataclass(frozen=True)
class Comparison:
    """Two answers to one question, row by row. sites: the working days of each site that tells its hours, then too."""

    now: Answer
    then: Answer
    rows: list[Compared]
    days: int | None
    days_then: int | None
    sites: Mapping[str, tuple[int, int]]

    def as_dict(self) -> dict[str, Any]:
        """Every row, and how far each of the two answers is complete."""
        told: dict[str, Any] = {"zone": self.now.zone}
        for name, answer, days in (("during", self.now, self.days), ("versus", self.then, self.days_then)):
            told[name] = {
                "first": str(answer.during.first), "until": str(answer.during.until), "working_days": days,
                "as_of": answer.as_of.isoformat(timespec="seconds") if answer.as_of else None,
                **({"deleted": {kind: str(day) for kind, day in answer.deleted.items()}} if answer.deleted else {}),
            }
        told["sites"] = {name: {"working_days": now, "working_days_then": then}
                         for name, (now, then) in self.sites.items()}
        return told | {"rows": [row.as_dict() for row in self.rows]}


def compare(
    metrics: Metrics, names: Sequence[str], by: Sequence[str] = (), *, during: Days, versus: Days,
    where: Where | None = None, working: WorkingDays, money: Reporting | None = None,
) -> Comparison:
    """Each number of `during` beside the same of `versus`, both as the warehouse stands at one moment.

    money: the currency and kind of rates of amounts, as `Metrics.ask` takes them. Raises WrongUse as `Metrics.ask`
    does, and `cannot-compare` for rows by a unit of time that no two periods share.
    """
    for name in by:
        if name in TIMES and name not in TIMES_IN_WHERE:
            raise WrongUse(Issue("cannot-compare", repr(name),
                                 said("No row by {dimension} lies in both periods.", dimension=kept(name)),
                                 said("Leave it out, or compare by {dimensions}.",
                                      dimensions=any_of(TIMES_IN_WHERE))))
    now, then = metrics.ask_of(names, by, periods=(during, versus), where=where, money=money)
    rows = {_key(row): row for row in now.rows}
    earlier = {_key(row): row for row in then.rows}
    keys = _in_order(list(rows), list(earlier))
    count = _Counting(working, where or {}, (during, versus))
    compared = []
    for key in keys:
        row, before = rows.get(key), earlier.get(key)
        there = row or before
        assert there is not None
        metric = metrics.catalogue.metrics[there.key]
        compared.append(Compared(there.by, metric, row, before, grows(metric, metrics.catalogue), *count.of(there.by)))
    days, days_then = count.of({})
    sites = {name: (number, working.of_sites(versus)[name]) for name, number in working.of_sites(during).items()}
    return Comparison(now, then, compared, days, days_then, sites)


def grows(metric: Metric, catalogue: Catalogue) -> bool:
    """Whether the metric adds up day by day: a sum of parts that do, each taken once or so many times."""
    return metric.kind == "sum" and _adds_up(metric.formulas["num"].tree, catalogue)


def _adds_up(tree: Tree, catalogue: Catalogue) -> bool:
    if isinstance(tree, Named):
        return catalogue.parts[tree.part].aggregate == "sum"
    if isinstance(tree, Negated):
        return _adds_up(tree.of, catalogue)
    if isinstance(tree, Joined) and tree.sign == "*":
        return any(_adds_up(one, catalogue) and isinstance(other, Number)
                   for one, other in ((tree.left, tree.right), (tree.right, tree.left)))
    return isinstance(tree, Joined) and _adds_up(tree.left, catalogue) and _adds_up(tree.right, catalogue)


class _Counting:
    """The working days of a row: those of the weekdays and the teams' sites it is about."""

    def __init__(self, working: WorkingDays, where: Where, periods: tuple[Days, Days]) -> None:
        self.working, self.where, self.periods = working, where, periods
        self.numbers: dict[tuple[Any, ...], int | None] = {}

    def of(self, by: Mapping[str, str | None]) -> tuple[int | None, int | None]:
        named = {**self.where, **{name: (label,) for name, label in by.items()}}
        weekdays = {WEEKDAYS.index(one.lower()) for one in named.get("weekday", ()) if one} or set(range(7))
        now, then = (self._count(days, named, weekdays) for days in self.periods)
        return now, then

    def _count(self, days: Days, named: Where, weekdays: Collection[int]) -> int | None:
        people = [name for name in ("team", "agent") if name in named]
        if not people:
            return self._number(days, None, weekdays)
        sites = {self.working.teams.get(team or "", "") for team in named.get("team", ())}
        if sites and sites <= set(self.working.sites):
            return self._number(days, sites, weekdays)
        # Where it is not known at which site these people work, every site must have the same number.
        numbers = {self._number(days, {site}, weekdays) for site in self.working.sites}
        return numbers.pop() if len(numbers) == 1 else None

    def _number(self, days: Days, sites: set[str] | None, weekdays: Collection[int]) -> int | None:
        """Worked out once for all the rows it is the same for."""
        key = (days, None if sites is None else frozenset(sites), frozenset(weekdays))
        if key not in self.numbers:
            self.numbers[key] = self.working.of(days, sites, weekdays)
        return self.numbers[key]


def _key(row: Row) -> tuple[Any, ...]:
    return (*row.by.values(), row.metric, row.variant)


def _in_order(now: list[tuple[Any, ...]], then: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The rows of now in their order; each that was only there then stands before the one it stood before."""
    here = set(now)
    waiting: dict[tuple[Any, ...] | None, list[tuple[Any, ...]]] = {}
    gone: list[tuple[Any, ...]] = []
    for key in then:
        if key in here:
            waiting[key], gone = gone, []
        else:
            gone.append(key)
    for key in now:
        yield from (*waiting.get(key, ()), key)
    yield from gone


def _per(value: float | None, days: int | None) -> float | None:
    return value / days if value is not None and days else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
