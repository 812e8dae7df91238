"""This file is about a sales centre on paper: calls, sales and costs by month, and the article's goal over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Answer, Catalogue, Row, read_catalogue
from fourscore.scoring import GoalFigures, Judged, judge_goal
from fourscore.strategy import Strategy, read_strategy
from fourscore.terms import Calendar, Days, Issue, WrongUse

CALENDAR = Calendar(ZoneInfo("Europe/London"))
STRATEGY = Path(__file__).parents[2] / "errors" / "guarded-contradiction" / "strategy.yaml"
ARTICLE = "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp, cost flat"
AMOUNTS = ("dial_attempts", "operating_cost")
Cell = tuple[float, float]


@dataclass
class PaperFigures:
    """facts: metric → (first day of a month, kind of work, team) → (num, den). Only whole months can be asked."""

    facts: dict[str, dict[tuple[date, str, str], Cell]] = field(default_factory=dict)
    incomplete: frozenset[str] = frozenset()
    currency: str = "EUR"

    def put(self, month: date, calls: float, sales: float, cost: float, kind: str = "", team: str = "A") -> None:
        for metric, cell in (("dial_attempts", (calls, 0.0)), ("conversion_rate:dial", (sales, calls)),
                             ("operating_cost", (cost, 0.0))):
            self.facts.setdefault(metric, {})[month, kind, team] = cell

    def dimensions(self, metric: str) -> list[str]:
        return ["topic", "team"] if metric != "operating_cost" else ["team"]

    def ask(self, metrics: Sequence[str], by: Sequence[str] = (), *, during: Days,
            where: Mapping[str, Sequence[str]] | None = None, every: Sequence[str] = ()) -> Answer:
        (metric,) = metrics
        if metric not in self.facts:
            raise WrongUse(Issue("cannot-bear", metric, "It is not told here.", "Leave it out."))
        teams = (where or {}).get("team")
        cells: dict[tuple[str, ...], list[Cell]] = {} if by else {(): []}
        for (month, kind, team), cell in self.facts[metric].items():
            if during.first <= month < during.until and (teams is None or team in teams):
                words = {"topic": kind, "team": team}
                cells.setdefault(tuple(words[name] for name in by), []).append(cell)
        rows = [self.row(dict(zip(by, names, strict=True)), metric, found) for names, found in sorted(cells.items())]
        return Answer(datetime(2026, 4, 1, tzinfo=UTC), "Europe/London", tuple(by), during, rows)

    def row(self, by: Mapping[str, str], metric: str, found: list[Cell]) -> Row:
        num, den = sum(cell[0] for cell in found), sum(cell[1] for cell in found)
        value = (num if found else None) if metric in AMOUNTS else num / den if den else None
        slug, _, variant = metric.partition(":")
        return Row(dict(by), slug, variant or None, value, {"num": num, "den": den}, int(den or num),
                   metric not in self.incomplete)


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return read_catalogue(None, {})[0]


@pytest.fixture(scope="session")
def strategy_of(catalogue: Catalogue) -> Callable[..., Strategy]:
    """The strategy of a sales centre with these goals, `g0`, `g1` and so on."""
    base = STRATEGY.read_text(encoding="utf-8").partition("  more-calls:")[0]

    def made(*goals: str) -> Strategy:
        text = base + "".join(f"  g{i}: {{goal: '{goal}', objective: grow}}\n" for i, goal in enumerate(goals))
        strategy, issues = read_strategy(text, "strategy.yaml", catalogue)
        assert strategy is not None, issues
        return strategy

    return made


@pytest.fixture
def paper() -> PaperFigures:
    """Eight months before the judged one (May 2026), at 10,000 calls, 400 sales and costs about 50,000."""
    found = PaperFigures()
    for number, cost in enumerate((50_000, 50_600, 50_100, 49_500, 50_200, 49_700, 50_300, 49_800)):
        month = date(2025 + (number + 8) // 12, (number + 8) % 12 + 1, 1)
        found.put(month, 10_000, 400, cost)
    return found


MAY = Days(date(2026, 5, 1), date(2026, 6, 1))


@pytest.fixture
def judged(paper: PaperFigures, catalogue: Catalogue, strategy_of: Callable[..., Strategy]) -> Callable[..., Judged]:
    """The verdict on a goal over May 2026 with these calls, sales and costs."""
    def made(calls: float, sales: float, cost: float, goal: str = ARTICLE) -> Judged:
        paper.put(MAY.first, calls, sales, cost)
        strategy = strategy_of(goal)
        return judge_goal(strategy.guarded[0], strategy, GoalFigures(paper, catalogue, CALENDAR), MAY)

    return made


@pytest.fixture
def figures(paper: PaperFigures, catalogue: Catalogue) -> GoalFigures:
    return GoalFigures(paper, catalogue, CALENDAR)
