"""This file is about scorecards of a centre with 1,000 agents: its own card, every team's and every agent's.

Twenty-five KPIs, every measure there is that the cubes hold, over the last month against the month before. By hand: the
same sums from the same cube, fetched for the centre, every team and every agent and both months, and nothing scored.
Before, the centre's card of another month is made once, so that what is measured is no program's start.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.history.rows import CALENDAR
from fourscore.metrics import Metrics, read_catalogue
from fourscore.scoring import Scope, Scorecard, score, score_many
from fourscore.strategy import Kpi, Objective, Perspective, Strategy
from fourscore.terms import Days
from fourscore.warehouse import STORED, Warehouse

MONTH = Days(date(2026, 10, 1), date(2026, 11, 1))


def strategy() -> Strategy:
    """Four perspectives with a KPI for each metric that the cubes alone can tell."""
    catalogue, _ = read_catalogue(None, {})
    kpis = []
    for metric in catalogue.metrics.values():
        if all(((part := catalogue.parts[name]).column or part.kept) and part.aggregate != "values"
               for name in metric.parts()):
            aim, floor = {"share": (0.5, 0.0), "seconds": (200.0, 900.0)}.get(metric.unit, (100.0, 0.0))
            up = metric.better == "higher" or (metric.unit == "count" and metric.better != "lower")
            low, high = min(aim, floor), max(aim, floor)
            kpis.append(Kpi(
                id=metric.key.replace(":", "_"), name=metric.name, metric=metric.key, unit=metric.unit,
                direction="higher" if up else "lower", targets=((date.min, high if up else low),),
                floor=low if up else high + 1, per="month" if metric.unit == "count" else None))
    groups = [tuple(kpis[start::4]) for start in range(4)]
    return Strategy("m", "v", (), (), tuple(
        Perspective(f"p{place}", f"Perspective {place}", "", (
            Objective(f"o{place}", f"Objective {place}", f"p{place}", "", group),), 25.0)
        for place, group in enumerate(groups)), ())


class Cards:
    """All cards, made together; one by one; and the bare sums."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = Warehouse.open(folder / "data")
        self.metrics = Metrics(self.warehouse, read_catalogue(None, {})[0], CALENDAR, "EUR")
        self.strategy = strategy()
        # As a server that has run for a while: everything it works with is loaded, and nothing of this month was asked.
        score(self.strategy, self.metrics, Days(date(2026, 7, 1), date(2026, 8, 1)), scope=Scope("centre"),
              calendar=CALENDAR, history_weeks=0)

    def ours(self) -> list[Scorecard]:
        self.warehouse.stored += 1  # as after a load: no answer that was given before is given again
        whole = score(self.strategy, self.metrics, MONTH, scope=Scope("centre"), calendar=CALENDAR, history_weeks=0)
        return [whole, *self.level("team"), *self.level("agent")]

    def level(self, level: Any) -> list[Scorecard]:
        return score_many(self.strategy, self.metrics, MONTH, level=level, calendar=CALENDAR)

    def one(self, level: Any, name: str) -> Scorecard:
        return score(self.strategy, self.metrics, MONTH, scope=Scope(level, name), calendar=CALENDAR, history_weeks=0)

    def hand(self) -> int:
        sums = ", ".join(f"{part.aggregate}({part.name})" for part in STORED)
        found = 0
        for days in (MONTH, MONTH.before()):
            for by in ("", "team", "agent"):
                found += len(self.warehouse.cursor().execute(
                    f"SELECT {by + ',' if by else ''} {sums} FROM cube_person WHERE day >= ? AND day < ? "
                    f"{'GROUP BY ' + by if by else ''}", [days.first, days.until]).fetchall())
        return found

    def close(self) -> None:
        self.warehouse.close()
