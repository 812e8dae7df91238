"""This file is about a centre on paper: real calendar, catalogue, strategy and scoring over figures made by a rule."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from hashlib import md5
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from fourscore.centre import Asker, Checked, Rights
from fourscore.centre.access.rights import PAGES, WHOLE
from fourscore.metrics import Answer, CannotBear, Family, Row, Rows, Spread, read_catalogue
from fourscore.metrics.spread.family import family_of
from fourscore.scoring import Peers, Scope, Scorecard, score
from fourscore.settings import SignIn
from fourscore.strategy import Finding, Strategy, read_strategy, starter
from fourscore.terms import Calendar, Days, Issue, Trouble, WrongUse

ZONE = ZoneInfo("Europe/Berlin")
SPREAD = Days(date(2026, 5, 4), date(2026, 11, 16))
AS_OF = datetime(2026, 11, 16, tzinfo=ZONE)
TEAMS = {f"{kind} {number}": [f"{name} {letter}{number}" for name in ("Ada", "Ben", "Chidi")]
         for kind, letter in (("Support", "S"), ("Sales", "V")) for number in (1, 2)}
AGENTS = [agent for agents in TEAMS.values() for agent in agents]
QUEUES = ("Billing", "=2+5|cmd", "Technical help", None)
USUAL = ("day", "week", "month", "hour_of_day", "weekday", "queue", "team", "agent", "channel")
NO_QUEUE = ("occupancy", "agent_turnover")


def wobble(*words: object) -> float:
    """Between -1 and 1, always the same for the same words."""
    return int.from_bytes(md5(repr(words).encode(), usedforsecurity=False).digest()[:4]) / 2**31 - 1


class PaperMetrics:
    """Answers every question by a rule, in the shapes of the real thing."""

    def __init__(self, calendar: Calendar, spread: Days | None = SPREAD) -> None:
        self.catalogue, _ = read_catalogue(None, {})
        self.calendar, self.currency, self.held = calendar, "EUR", spread
        self.aims: dict[str, float] = {}
        self.never: dict[str, tuple[str, ...]] = {}

    def spread(self) -> Days | None:
        return self.held

    def unguarded(self) -> PaperMetrics:
        return self

    def dimensions(self, metric: str) -> list[str]:
        slug = self.catalogue.find(metric).slug
        return [name for name in USUAL if not (slug in NO_QUEUE and name == "queue")]

    def ask(self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
            where: Mapping[str, Sequence[str]] | None = None) -> Answer:
        where = where or {}
        rows = []
        for name in metrics:
            metric = self.catalogue.find(name)
            for dimension in (*by, *where):
                if dimension not in self.dimensions(metric.key):
                    raise CannotBear(metric, dimension, "agents log in to the centre, not to one queue",
                                     self.dimensions(metric.key))
            for labels in self._cells(by, during, where):
                rows.append(self._row(metric, dict(zip(by, labels, strict=True)), during, where))
        return Answer(as_of=AS_OF, zone=ZONE.key, by=tuple(by), during=during, rows=rows)

    def ask_of(self, metrics: Sequence[str], by: Sequence[str] = (), *, periods: Sequence[Days],
               where: Mapping[str, Sequence[str]] | None = None) -> list[Answer]:
        return [self.ask(metrics, by, during=during, where=where) for during in periods]

    def family(self, metric: str) -> Family:
        return family_of(self.catalogue.find(metric), self.catalogue)

    def lacking(self, metric: str) -> tuple[str, ...]:
        return self.never.get(metric, ())

    def spread_of(self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
                  where: Mapping[str, Sequence[str]] | None = None) -> dict[str, Spread]:
        """Cases spread by a tenth of their mean."""
        found = {}
        for name in metrics:
            rows = [row for row in self.ask([name], by, during=during, where=where).rows if row.parts["den"]]
            num, den = (np.array([float(row.parts[part]) for row in rows]) for part in ("num", "den"))
            mean = num / den
            sums = {"cases": den, "num": num, "den": den, "num2": den * mean**2 * 1.01, "cross": num, "den2": den,
                    "logs": den, "logs2": den, "positive": 0 * den}
            found[name] = Spread(name, self.family(name), {tuple(row.by[one] for one in by): place
                                                           for place, row in enumerate(rows)}, sums)
        return found

    def _row(self, metric: Any, labels: dict[str, str | None], during: Days, where: Mapping[str, Any]) -> Row:
        aim = self.aims.get(metric.key, 0.7 if metric.unit == "share" else 240.0)
        drift = 0.12 * wobble(metric.key) + 0.08 * wobble(metric.key, labels, during, sorted(where.items()))
        value: float | None = aim * (1 + drift)
        if metric.unit == "share":
            value = min(value or 0.0, 0.995)
        n = 200 + int(150 * wobble(labels, during))
        whole = self.calendar.period(labels["week"] or "") if "week" in labels else during
        if metric.slug == "coaching_minutes_per_agent":
            value = None
        return Row(by=labels, metric=metric.slug, variant=metric.variant, value=value,
                   parts={"num": round(n * (value or 0.0)), "den": n}, n=n, complete=whole.until <= SPREAD.until)

    def _cells(self, by: Sequence[str], during: Days, where: Mapping[str, Sequence[str]]) -> list[tuple[Any, ...]]:
        cells: list[tuple[Any, ...]] = [()]
        for dimension in by:
            cells = [(*cell, label) for cell in cells for label in self._labels(dimension, during, where, by, cell)]
        return cells

    def _labels(self, dimension: str, during: Days, where: Mapping[str, Sequence[str]], by: Sequence[str],
                cell: tuple[Any, ...]) -> Sequence[str | None]:
        if dimension == "week":
            starts = (during.first + timedelta(days=step) for step in range(during.length))
            weeks = sorted({self.calendar.week(day) for day in starts if day < SPREAD.until})
            return [self.calendar.name(Days(week, week + timedelta(days=7))) for week in weeks]
        if dimension == "day":
            return [str(during.first + timedelta(days=step)) for step in range(min(during.length, 7))]
        if dimension == "agent":
            team = cell[list(by).index("team")] if "team" in by else next(iter(where.get("team") or ()), None)
            return TEAMS.get(team or "", AGENTS)
        return {"queue": QUEUES, "team": tuple(TEAMS), "hour_of_day": ("9", "10"), "weekday": ("monday", "friday"),
                "channel": ("voice", "chat"), "month": ("2026-10", "2026-11")}[dimension]

    def tells_rows(self, metric: str, *, during: Days, where: Mapping[str, Sequence[str]] | None = None) -> bool:
        return True

    def rows(self, metric: str, *, during: Days, where: Mapping[str, Sequence[str]] | None = None,
             part: str | None = None, limit: int = 200, offset: int = 0) -> Rows:
        total = 347 if part is None else 120
        start = datetime(during.first.year, during.first.month, during.first.day, 8, tzinfo=UTC)
        made = [((start + timedelta(minutes=3 * i)).astimezone(ZONE), "Billing", "@Ada", "answered", 12.5 + i % 60, 1,
                 None, "calls", "calls/november.csv", i + 2) for i in range(offset, min(offset + limit, total))]
        return Rows(["entered_at", "queue", "agent", "outcome", "wait_s", "in_time", "flow", "source", "file", "line"],
                    made, total)


class PaperKeeper:
    """A keeper who keeps nothing back."""

    names_people = True
    everything = Rights(Asker("the Senior manager", ("Senior manager",)), PAGES - {"audit"}, (WHOLE,), lambda *_: (),
                        lambda: ())

    def rights(self) -> Rights:
        return self.everything

    def cuts(self, metric: Any, names: Sequence[str], during: Days) -> list[str]:
        return list(names)

    def notice(self, agent: str) -> str:
        return ""

    def disputed(self, metric: str, agent: str | None, days: Days) -> str:
        return ""


class PaperCentre:
    """What the pages ask of a centre."""

    keeper = PaperKeeper()
    rows = 0
    office = SimpleNamespace(reading=lambda: nullcontext(SimpleNamespace(  # of no account, and no view
        scalar=lambda _: None, scalars=lambda _: (), execute=lambda _: ())))
    warehouse = SimpleNamespace(whole_loads=SimpleNamespace(asked=nullcontext))

    @property
    def told(self) -> object:
        """Another each time, so that every page of the tests is made for itself."""
        return object()

    @property
    def state(self) -> object:
        return self.told, self.rows

    def __init__(self, *, spread: Days | None = SPREAD, strategy: bool = True, issues: Sequence[Issue] = (),
                 starts_with: str = "support", findings: Sequence[Finding] = ()) -> None:
        self.findings = tuple(findings)
        self.calendar = Calendar(ZONE)
        self.settings = SimpleNamespace(name="Northgate", currency="EUR", zone=ZONE, rank_reliability=0.8,
                                        coach_reliability=0.5, colour_chance=0.8, smallest_group=5, sources=(),
                                        sign_in=SignIn(), mail=None,
                                        acting_as="Call centre manager")
        self.metrics = PaperMetrics(self.calendar, spread)
        self._issues = list(issues)
        read, _ = read_strategy(starter(starts_with), "strategy.yaml", self.metrics.catalogue)
        self._strategy = read if strategy else None
        if read:
            self.metrics.aims = {kpi.metric: kpi.targets[-1][1] / (1 if kpi.per is None else 4) for kpi in read.kpis()}

    @property
    def strategy(self) -> Strategy:
        if self._strategy is None:
            raise Trouble(*self._issues)
        return self._strategy

    @property
    def issues(self) -> list[Issue]:
        _ = self.strategy
        return self._issues

    def now(self) -> datetime:
        return datetime(2026, 3, 20, 9, tzinfo=UTC)

    def noted(self) -> Checked:  # what figures say is known already, or left out: a page never asks for it
        return Checked(self.findings, "")

    def last_week(self) -> Days:
        if self.metrics.held is None:
            raise Trouble(Issue("nothing-loaded", "the centre", "Nothing is loaded yet.", "Run: fourscore load"))
        return Days(date(2026, 11, 9), date(2026, 11, 16))

    def names(self, word: str) -> list[str]:
        return {"team": [*TEAMS], "agent": AGENTS}.get(word, [])

    def parts(self) -> dict[str, dict[str, tuple[str, ...]]]:
        return {"site": {"Hall": tuple(TEAMS)[:1], "Shut": ()}, "queue_group": {}}

    def scorecard(
        self, period: str, weeks: int | None = None, team: str | None = None, agent: str | None = None,
        site: str | None = None,
    ) -> Scorecard:
        days = self.calendar.period(period)
        scope = Scope("agent", agent) if agent else Scope("team", team) if team else Scope("centre")
        if team and team not in TEAMS:
            raise WrongUse(Issue("unknown-word", repr(team), f"There is no team called {team!r}.",
                                 "Did you mean Support 1?"))
        if site:
            scope = Scope("site", site, self.parts()["site"][site])
        peers = Peers(days.until, dict.fromkeys(AGENTS, "Billing")) if agent else None
        return score(self.strategy, self.metrics, days, scope=scope, calendar=self.calendar, peers=peers,
                     history_weeks=26 if weeks is None else weeks)


class BrokenCentre(PaperCentre):
    """A centre whose scorecard fails in a way of the caller's choice."""

    def __init__(self, failure: Callable[[], Exception]) -> None:
        super().__init__()
        self.failure = failure

    def scorecard(self, period: str, weeks: int | None = None, **named: str | None) -> Scorecard:
        raise self.failure()


LOCKED = Trouble(Issue("warehouse-locked", "data", "Another process holds the centre's data.", "Stop it first."))
