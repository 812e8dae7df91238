"""This file is about trying candidates for KPIs on the months that are loaded: their weeks asked for, and judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple, Protocol

from fourscore.scoring.trial.verdict import Family, Verdict, Week, alike, errors, judge
from fourscore.strategy import Kpi
from fourscore.terms import Calendar, Days, WrongUse, said

if TYPE_CHECKING:
    from fourscore.metrics import Answer, Metric, Row

DOUBLE = 0.9
RELATIVE = 0.1


class Figures(Protocol):
    """What trying needs of metrics."""

    def dimensions(self, metric: str) -> list[str]: ...

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str]] | None = None,
    ) -> Answer: ...


class Candidate(NamedTuple):
    """A measure to be tried; kpi: the one it already is, whose scope and target count."""

    metric: Metric
    kpi: Kpi | None = None

    @property
    def name(self) -> str:
        return self.kpi.id if self.kpi is not None else self.metric.key

    @property
    def scope(self) -> Mapping[str, tuple[str, ...]]:
        return self.kpi.scope if self.kpi is not None else {}


@dataclass(frozen=True)
class Tried:
    """One candidate, of the centre or of one team (`who`), and what its weeks say.

    weeks: first day and value of each whole week. months: of each whole one (month, value, n, complete). coverage: the
    share of weeks measured. late: whole weeks at the end that are loaded but not complete yet. weekdays: the value of
    each weekday, Monday first. target: the size of change from what there was to the KPI's target, where there is
    one. twins: candidates that move with it, and their correlation.
    """

    candidate: Candidate
    who: str | None
    verdict: Verdict
    weeks: tuple[tuple[date, float | None], ...] = ()
    months: tuple[tuple[str, float | None, int, bool], ...] = ()
    weekdays: tuple[float | None, ...] = ()
    n: int = 0
    late: int = 0
    target: float | None = None
    twins: tuple[tuple[str, float], ...] = field(default=())

    @property
    def coverage(self) -> float:
        return self.verdict.measured / self.verdict.weeks if self.verdict.weeks else 0.0


def window(loaded: Days, months: int) -> Days:
    """The last so many months that are loaded, up to the end of what is loaded."""
    month = loaded.until.year * 12 + loaded.until.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    days_in_month = ((first + timedelta(days=31)).replace(day=1) - first).days
    first = first.replace(day=min(loaded.until.day, days_in_month))
    return Days(max(first, loaded.first), loaded.until)


def backtest(
    candidates: Sequence[Candidate], metrics: Figures, calendar: Calendar, during: Days, level: str = "centre",
) -> list[Tried]:
    """Every candidate tried on the whole weeks of these days, for the centre or (level "team") for each team.

    A week counts only where it is complete: what is still to come would look like a fall. Ratios are asked for by the
    week, never averaged from days.
    """
    first = calendar.week(during.first + timedelta(days=6))
    weeks = [first + timedelta(days=7 * n) for n in range(max((calendar.week(during.until) - first).days // 7, 0))]
    tried = [one for candidate in candidates for one in _Trial(candidate, metrics, calendar, during, weeks).of(level)]
    return [_with_twins(one, tried) for one in tried]


def _with_twins(one: Tried, tried: Sequence[Tried]) -> Tried:
    mine = [value for _, value in one.weeks]
    found = []
    for other in tried:
        if other is not one and other.who == one.who and len(other.weeks) == len(one.weeks):
            r = alike(mine, [value for _, value in other.weeks])
            if r is not None and abs(r) > DOUBLE:
                found.append((other.candidate.name, r))
    return Tried(**{**one.__dict__, "twins": tuple(found)}) if found else one


def family_of(metric: Metric) -> Family:
    """By which law chance gives a week's value its error."""
    if metric.kind == "ratio":
        return "share" if metric.unit == "share" else "mean"
    return "count" if metric.kind == "sum" and metric.unit == "count" else "none"


class _Trial:
    """One candidate's questions."""

    def __init__(
        self, candidate: Candidate, metrics: Figures, calendar: Calendar, during: Days, weeks: Sequence[date],
    ) -> None:
        self.candidate, self.metrics, self.calendar, self.during, self.weeks = (
            candidate, metrics, calendar, during, weeks)
        self.family = family_of(candidate.metric)

    def of(self, level: str) -> Iterator[Tried]:
        by = () if level == "centre" else (level,)
        try:
            weekly = self.rows("week", by)
        except WrongUse as refused:
            why = said("not measured: {why}", why=refused.issues[0].what)
            yield Tried(self.candidate, None, judge((), family=self.family, why=why))
            return
        daily, monthly = self.rows("day", by), self.rows("month", by)
        named = {who for who, _ in weekly} if by else {None}
        for who in sorted(named, key=lambda one: one or "") or [None]:
            if not by or who is not None:  # facts of nobody in particular are no team's
                yield self.tried(who, weekly, daily, monthly)

    def rows(self, name: str, by: tuple[str, ...]) -> dict[tuple[str | None, str], Row]:
        """Rows by who and by the word of the week, day or month; none where the metric cannot be told so."""
        if name != "week" and name not in self.metrics.dimensions(self.candidate.metric.key):
            return {}
        where = {key: list(words) for key, words in self.candidate.scope.items()}
        answer = self.metrics.ask([self.candidate.metric.key], (*by, name), during=self.during, where=where)
        return {(row.by.get(by[0]) if by else None, str(row.by[name])): row for row in answer.rows}

    def tried(
        self, who: str | None, weekly: Mapping[tuple[str | None, str], Row],
        daily: Mapping[tuple[str | None, str], Row], monthly: Mapping[tuple[str | None, str], Row],
    ) -> Tried:
        named = [self.calendar.name(Days(day, day + timedelta(days=7))) for day in self.weeks]
        found = [weekly.get((who, name)) for name in named]
        whole = [row if row is not None and row.complete and row.value is not None else None for row in found]
        parts = [(0.0, 0.0) if row is None else (float(row.parts["num"]), _below(row, self.family)) for row in whole]
        days = [[_parts(daily.get((who, f"{day + timedelta(days=n)}"))) for n in range(7)] for day in self.weeks]
        weeks = [Week(row.value if row is not None else None, num, den, row.n if row is not None else 0, error)
                 for row, (num, den), error in zip(whole, parts, errors(self.family, parts, days), strict=True)]
        late = next((n for n, row in enumerate(reversed(found)) if row is not None and row.complete), len(found))
        metric, kpi = self.candidate.metric, self.candidate.kpi
        values = [week.value for week in weeks if week.value is not None]
        mean = sum(values) / len(values) if values else None
        target = _aim(kpi, mean) if metric.kind != "sum" else None
        sizes = [size for size in (None if mean is None else abs(mean) * RELATIVE, target) if size]
        verdict = judge(weeks, family=self.family, better=kpi.direction if kpi else metric.better, changes=sizes,
                        why=_why(list(found)))
        return Tried(
            self.candidate, who, verdict, tuple(zip(self.weeks, (week.value for week in weeks), strict=True)),
            tuple((name, row.value, row.n, row.complete) for (one, name), row in monthly.items()
                  if one == who and self.holds(name)),
            self.weekdays(days), sum(week.n for week in weeks), late if values else 0, target)

    def holds(self, month: str) -> bool:
        """Whether the whole month lies in the days that are tried: half an amount is no low month."""
        days = self.calendar.period(month)
        return self.during.first <= days.first and days.until <= self.during.until

    def weekdays(self, days: Sequence[Sequence[tuple[float, float]]]) -> tuple[float | None, ...]:
        """The value of each weekday over all weeks: its parts added up, then joined."""
        if self.candidate.metric.kind != "ratio" or not any(den for week in days for _, den in week):
            return ()
        told: list[float | None] = [None] * 7
        for place in range(7):
            num, den = (sum(week[place][part] for week in days) for part in (0, 1))
            told[(self.weeks[0].weekday() + place) % 7] = num / den if den else None
        return tuple(told)


def _below(row: Row, family: Family) -> float:
    """What stands below the line; of a sum 1, so that a measured week is told from one that is not."""
    return 1.0 if family in ("count", "none") else float(row.parts.get("den") or 0)


def _parts(row: Row | None) -> tuple[float, float]:
    if row is None or row.value is None or row.parts.get("num") is None:
        return 0.0, 0.0
    return float(row.parts["num"]), float(row.parts.get("den") or 0)


def _aim(kpi: Kpi | None, mean: float | None) -> float | None:
    """How far it is from what there was (the baseline, else the mean of the weeks) to the last point of the target."""
    if kpi is None or not kpi.targets or kpi.direction == "band":
        return None
    start = kpi.baseline if kpi.baseline is not None else mean
    return None if start is None else abs(kpi.targets[-1][1] - start) or None


def _why(rows: Sequence[Row | None]) -> str:
    """Why there is no value, as far as the rows say it."""
    told = next((row.why for row in rows if row is not None and row.why), "")
    if told:
        return said("not measured: {why}", why=told)
    if any(row is not None and row.value is not None for row in rows):
        return said("not measured: no week is complete yet")
    return said("not measured: nothing it is counted from is loaded")


def pairs(tried: Sequence[Tried]) -> list[tuple[str, str, float]]:
    """Candidates that say the same, each pair once."""
    return [(one.candidate.name, other.candidate.name, r) for one, other in combinations(tried, 2)
            if one.who == other.who for name, r in one.twins if name == other.candidate.name]
