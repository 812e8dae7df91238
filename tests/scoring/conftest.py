"""This file is about paper metrics: figures by who and day, answered as the real ones are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from fourscore.metrics import Answer, Family, Row, Spread
from fourscore.strategy import Kpi, Objective, Perspective, Strategy
from fourscore.terms import Calendar, Days, Issue, WrongUse

# How long one example takes says nothing here, and depends on what else the machine does.
settings.register_profile("patient", deadline=None, max_examples=60)
settings.load_profile("patient")

CALENDAR = Calendar(ZoneInfo("Europe/London"))
MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))


@dataclass
class PaperMetrics:
    """figures: (metric, team, day) → the parts (num, den) of that day; a ratio unless den is None throughout.

    only_centre: metrics that cannot be cut by team, and say so; no_queue: that refuse a queue only when asked.
    """

    figures: dict[tuple[str, str | None, date], tuple[float, float | None]]
    only_centre: frozenset[str] = frozenset()
    no_queue: frozenset[str] = frozenset()
    incomplete: frozenset[str] = frozenset()
    never: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    currency: str = "EUR"
    asked: list[tuple[tuple[str, ...], tuple[str, ...], Days]] = field(default_factory=list)

    def dimensions(self, metric: str) -> list[str]:
        return ["week", "queue", *(["team"] if metric not in self.only_centre else [])]

    def ask(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str]] | None = None, every: Sequence[str] = (),
    ) -> Answer:
        self.asked.append((tuple(metrics), tuple(by), during))
        where = where or {}
        refused = (("queue", self.no_queue), ("team", self.only_centre))
        if any(name in (*by, *where) and which & set(metrics) for name, which in refused):
            raise WrongUse(Issue("cannot-bear", "the question", "This cannot be cut so.", "Leave it out."))
        if list(where.get("queue", [])) == ["Nowhere"]:
            raise WrongUse(Issue("unknown-word", "queue=Nowhere", "There is no such queue.", "Choose another."))
        if "Nobody" in where.get("team", []):
            raise WrongUse(Issue("unknown-word", "team=Nobody", "There is no such team.", "Choose another."))
        cells: dict[tuple[tuple[str, str | None], ...], dict[str, list[tuple[float, float | None]]]] = {}
        if not by:
            cells[()] = {}
        for (metric, team, day), parts in self.figures.items():
            if during.first <= day < during.until and team in where.get("team", [team]):
                week = CALENDAR.week(day)
                names = {"team": team, "week": CALENDAR.name(Days(week, week + timedelta(7)))}
                cells.setdefault(tuple((name, names[name]) for name in by), {}).setdefault(metric, []).append(parts)
        for name in every:
            cells.setdefault(tuple((one, name) for one in by), {})
        rows = [self.row(dict(cell), metric, there.get(metric, []))
                for cell, there in sorted(cells.items(), key=str) for metric in metrics]
        return Answer(datetime(2026, 4, 1, tzinfo=UTC), "Europe/London", tuple(by), during, rows)

    def family(self, metric: str) -> Family:
        """Shares, but for amounts: those never have anything below the line."""
        below = {den for (of, *_), (_, den) in self.figures.items() if of == metric}
        return Family("exact" if below == {None} else "share")

    def lacking(self, metric: str) -> tuple[str, ...]:
        return self.never.get(metric, ())

    def spread_of(
        self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
        where: Mapping[str, Sequence[str | None]] | None = None,
    ) -> dict[str, Spread]:
        return {}

    def row(self, by: Mapping[str, str | None], metric: str, parts: list[tuple[float, float | None]]) -> Row:
        num, den = sum(p[0] for p in parts), sum(p[1] or 0 for p in parts)
        amount = bool(parts) and parts[0][1] is None
        value = num if amount else num / den if den else None
        slug, _, variant = metric.partition(":")
        complete = metric not in self.incomplete
        return Row(dict(by), slug, variant or None, value, {"num": num, "den": den}, int(den), complete)


def kpi(name: str, **changes: object) -> Kpi:
    """A KPI of the metric of that name, from 0 points at 0.5 to 100 at 0.8."""
    usual = Kpi(id=name, name=name.capitalize(), metric=name, unit="share", direction="higher",
                targets=((date.min, 0.8),), floor=0.5)
    return replace(usual, **changes)


def strategy(*groups: Sequence[Kpi], weights: Sequence[float] = (1, 1, 1, 1)) -> Strategy:
    """One perspective with one objective for each group of KPIs."""
    return Strategy("m", "v", ("a",), (), tuple(
        Perspective(f"p{i}", f"P{i}", "", (Objective(f"o{i}", f"O{i}", f"p{i}", "me", tuple(group)),), weight)
        for i, (group, weight) in enumerate(zip(groups, weights, strict=False))), ())


class Paper:
    """What the tests make their centres of."""

    calendar, march = CALENDAR, MARCH
    metrics, kpi, strategy = PaperMetrics, staticmethod(kpi), staticmethod(strategy)


@pytest.fixture(scope="session")
def paper() -> type[Paper]:
    return Paper
