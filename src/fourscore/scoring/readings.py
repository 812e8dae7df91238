"""This file is about asking for all values of a card at once: one question for each scope, period and level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import repeat
from typing import TYPE_CHECKING, NamedTuple, Protocol

from fourscore.scoring.compare.sure import SPREADS
from fourscore.scoring.last import find_last
from fourscore.scoring.shares import shares_of
from fourscore.strategy import Kpi, Level, Strategy
from fourscore.terms import Calendar, Days, WrongUse

if TYPE_CHECKING:
    from fourscore.metrics import Answer, Family, Row, Spread


class Figures(Protocol):
    """What a card needs of metrics: answers in one currency, and by which names each metric can be told."""

    @property
    def currency(self) -> str: ...

    def dimensions(self, metric: str) -> list[str]: ...

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str]] | None = None, every: Sequence[str] = (),
    ) -> Answer: ...

    def family(self, metric: str) -> Family: ...

    def lacking(self, metric: str) -> tuple[str, ...]: ...

    def spread_of(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> dict[str, Spread]: ...


# What the facts of a level are picked by: a site is its teams, a group its queues.
PEOPLE = ("team", "agent")
PICKED_BY = {"site": "team", "queue_group": "queue", "team": "team", "agent": "agent"}


class Scope(NamedTuple):
    """Whose card it is: the centre's, or that of the site, group of queues, team or agent of that name.

    parts: the teams of a site, the queues of a group.
    """

    level: Level
    name: str | None = None
    parts: tuple[str, ...] = ()


class Wanted(NamedTuple):
    """What to read: the values of `days`, those of as many days before, and whole weeks up to the end of `days`."""

    days: Days
    weeks: tuple[Days, ...]
    level: Level
    name: str | None  # None: of everybody at that level
    parts: tuple[str, ...] = ()

    def picks(self, kpi: Kpi) -> tuple[str, ...]:
        """The names of whom this card's value of the KPI is, as far as it is limited to some."""
        names = self.parts if self.level in ("site", "queue_group") else (self.name,) if self.name is not None else ()
        limit = kpi.scope.get(PICKED_BY.get(self.level, ""))
        return tuple(name for name in names if limit is None or name in limit)


class Last(NamedTuple):
    """The last value there was before the card's days, and whether it still holds."""

    days: Days
    row: Row
    holds: bool


@dataclass
class Readings:
    """Rows by KPI and whose they are (None: the centre's); `weekly`, of each of them by the first day of the week.
    `can`: KPIs the level bears.

    spreads: by KPI, of those whose intervals need the squares of their cases. others: rows of everybody at the level of
    a card of one, to steady its figures by.
    """

    can: set[str] = field(default_factory=set)
    now: dict[str, dict[str | None, Row]] = field(default_factory=lambda: defaultdict(dict))
    before: dict[str, dict[str | None, Row]] = field(default_factory=lambda: defaultdict(dict))
    weekly: dict[str, dict[str | None, dict[date, Row]]] = field(default_factory=lambda: defaultdict(dict))
    as_of: list[datetime] = field(default_factory=list)
    last: dict[str, dict[str | None, Last]] = field(default_factory=lambda: defaultdict(dict))
    shares: dict[str, Mapping[str | None, Fraction]] = field(default_factory=dict)
    spreads: dict[str, Spread] = field(default_factory=dict)
    others: dict[str, dict[str | None, Row]] = field(default_factory=lambda: defaultdict(dict))

    def share(self, kpi: str, who: str | None) -> float | None:
        """Of the centre's target, what is this one's; None where it has no part in the volume."""
        share = self.shares.get(kpi, {}).get(who)
        return float(share) if share else None

    def names(self) -> list[str]:
        return sorted({name for rows in self.now.values() for name in rows if name is not None})


def whole_weeks(calendar: Calendar, days: Days, count: int) -> tuple[Days, ...]:
    """The last `count` whole weeks that end no later than `days`, oldest first."""
    end = calendar.week(days.until)
    first = [end - timedelta(days=7 * back) for back in range(count, 0, -1)]
    return tuple(Days(day, day + timedelta(days=7)) for day in first)


def read(
    strategy: Strategy, metrics: Figures, wanted: Wanted, calendar: Calendar, *, beside: bool = False,
) -> Readings:
    """Ask for every KPI that can be had at that level. beside: of a card of one, the figures of all others too."""
    found = Readings()
    asking = _Asking(metrics, wanted, calendar, found)
    groups: dict[tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]], list[Kpi]] = {}
    for kpi in strategy.kpis():
        picks = wanted.picks(kpi)
        outside = wanted.name is not None and not picks
        if wanted.level in kpi.levels and not outside:
            groups.setdefault((tuple(sorted(kpi.scope.items())), picks), []).append(kpi)
    for (scope, picks), kpis in groups.items():
        asking.group(dict(scope), picks, kpis)
    asking.fill()
    asking.spread(beside=beside and wanted.name is not None)
    find_last(metrics, wanted, calendar, found, strategy)
    for kpi in strategy.kpis():
        if kpi.cascade == "share" and wanted.level in kpi.levels and wanted.level != "centre":
            found.shares[kpi.id] = shares_of(kpi, metrics, wanted.level, {wanted.name or "": wanted.parts})
    return found


class _Asking:
    """The three questions, put for one scope after the other."""

    def __init__(self, metrics: Figures, wanted: Wanted, calendar: Calendar, found: Readings) -> None:
        self.metrics, self.wanted, self.calendar, self.found = metrics, wanted, calendar, found
        self.asked: list[tuple[dict[str, Sequence[str]], list[str], Sequence[Kpi]]] = []

    def group(self, scope: dict[str, tuple[str, ...]], picks: Sequence[str], kpis: Sequence[Kpi]) -> None:
        """Ask for these KPIs of one scope together; a metric that cannot bear the mix has no part in the card."""
        level, name, days = self.wanted.level, self.wanted.name, self.wanted.days
        where: dict[str, Sequence[str]] = {key: list(words) for key, words in scope.items()}
        if picks:
            where[PICKED_BY[level]] = list(picks)
        by = (level,) if level != "centre" and name is None else ()
        keys = list(dict.fromkeys(kpi.metric for kpi in kpis))
        try:
            answer = self.metrics.ask(keys, by, during=days, where=where)
        except WrongUse as refused:
            names = {issue.name for issue in refused.issues}
            if names == {"unknown-word"} and scope:  # the KPI names a queue, say, of which nothing is loaded
                self.found.can.update(kpi.id for kpi in kpis)
                return
            if names != {"cannot-bear"}:
                raise
            for fewer in self.without_the_refused({*where, *by}, kpis):
                self.group(scope, picks, fewer)
            return
        self.found.can.update(kpi.id for kpi in kpis)
        if answer.as_of is not None:
            self.found.as_of.append(answer.as_of)
        self.asked.append((where, keys, kpis))
        self.put(answer, kpis, self.found.now)
        self.put(self.metrics.ask(keys, by, during=days.before(), where=where), kpis, self.found.before)
        if self.wanted.weeks:
            self.history(keys, by, where, kpis)

    def fill(self) -> None:
        """What is known of those of whom some facts are missing: who took calls and sold nothing has sold nothing."""
        level = self.wanted.level
        if level == "centre" or self.wanted.name is not None:
            return
        for during, there in (self.wanted.days, self.found.now), (self.wanted.days.before(), self.found.before):
            for where, keys, kpis in self.asked:
                lacking = [name for name in self.found.names() if name in where.get(level, (name,))
                           and any(name not in there[kpi.id] for kpi in kpis)]
                if lacking:
                    answer = self.metrics.ask(keys, (level,), during=during, where={**where, level: lacking},
                                              every=lacking)
                    self.put(answer, kpis, there)

    def spread(self, *, beside: bool) -> None:
        """How the cases behind these days' figures spread, of what needs it; and everybody's figures beside one's."""
        level, days = self.wanted.level, self.wanted.days
        by = (level,) if level in PEOPLE else ()  # a site or a group of queues is one whole, as the centre is
        for where, keys, kpis in self.asked:
            families = {key: self.metrics.family(key) for key in keys}
            everybody = {name: words for name, words in where.items() if name != level} if beside else where
            needed = [key for key in keys if families[key].kind in SPREADS]
            if needed:
                found = self.metrics.spread_of(needed, by, during=days, where=everybody)
                self.found.spreads.update({kpi.id: found[kpi.metric] for kpi in kpis if kpi.metric in found})
            if beside:
                answer = self.metrics.ask(keys, by, during=days, where=everybody)
                of = named(kpis)
                for row in answer.rows:
                    for kpi_id in of.get((row.metric, row.variant), ()):
                        if row.by[level] is not None:
                            self.found.others[kpi_id][row.by[level]] = row

    def without_the_refused(self, names: set[str], kpis: Sequence[Kpi]) -> list[list[Kpi]]:
        """Smaller groups to ask for: those that bear each of the names; where that is all of them, one by one."""
        bearing = [kpi for kpi in kpis if names <= set(self.metrics.dimensions(kpi.metric))]
        if len(bearing) < len(kpis):
            return [bearing] if bearing else []
        return [[kpi] for kpi in kpis] if len(kpis) > 1 else []

    def history(
        self, keys: list[str], by: tuple[str, ...], where: dict[str, Sequence[str]], kpis: Sequence[Kpi],
    ) -> None:
        weeks = self.wanted.weeks
        keys = [key for key in keys if "week" in self.metrics.dimensions(key)]  # a report of months tells no weeks
        if not keys:
            return
        first = {self.calendar.name(week): week.first for week in weeks}
        during = Days(weeks[0].first, weeks[-1].until)
        answer = self.metrics.ask(keys, ("week", *by), during=during, where=where)
        of = named(kpis)
        for who, row in self.rows(answer):
            if (day := first.get(row.by["week"] or "")) is not None:
                for kpi_id in of.get((row.metric, row.variant), ()):
                    self.found.weekly[kpi_id].setdefault(who, {})[day] = row

    def put(self, answer: Answer, kpis: Sequence[Kpi], into: dict[str, dict[str | None, Row]]) -> None:
        places = {key: [into[kpi_id] for kpi_id in ids] for key, ids in named(kpis).items()}
        for who, row in self.rows(answer):
            for there in places.get((row.metric, row.variant), ()):
                there[who] = row

    def rows(self, answer: Answer) -> Iterable[tuple[str | None, Row]]:
        """Each row with whom it is about."""
        level, who = self.wanted.level, self.wanted.name
        if level == "centre" or who is not None:
            return zip(repeat(who), answer.rows)
        # Facts of nobody in particular belong on nobody's card.
        return ((there, row) for row in answer.rows if (there := row.by.get(level)) is not None)


def named(kpis: Sequence[Kpi]) -> dict[tuple[str, str | None], list[str]]:
    """By a metric's slug and variant the KPIs it is the value of."""
    of: dict[tuple[str, str | None], list[str]] = {}
    for kpi in kpis:
        slug, _, variant = kpi.metric.partition(":")
        of.setdefault((slug, variant or None), []).append(kpi.id)
    return of
