"""This file is about what a rule looks at: the strategy and its text, the limits, the day, the people known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from fourscore.strategy.check.finding import Noticed
from fourscore.strategy.model import Kpi, Link, Strategy
from fourscore.strategy.text.tree import Node
from fourscore.terms import Issue

if TYPE_CHECKING:
    from fourscore.metrics import Catalogue, Metric

# Who acts on what, where people.yaml says nothing: the roles a strategy may name as owners.
ROLES = ("Senior manager", "Call centre manager", "Resource analyst", "Reporting analyst", "Network analyst",
         "Recruiter", "Team leader", "Trainer", "Quality analyst", "Agent", "Outside adviser", "Agents' representative")
# Who gives advice or speaks for others decides nothing here; an agent owns their own work, not an objective.
NO_RIGHTS = ("Outside adviser", "Agents' representative", "Agent")
OWNERS = tuple(role for role in ROLES if role not in NO_RIGHTS)


@dataclass(frozen=True)
class Limits:
    """Where a rule begins to speak: counts, shares as 0..1, and times as many. Rules of thumb, not laws."""

    fewest_objectives: float = 10
    many_objectives: float = 24
    most_objectives: float = 32
    perspective_share: float = 0.45
    kpis_per_person: float = 5
    many_kpis: float = 25
    many_agent_kpis: float = 7
    most_kpis: float = 40
    most_agent_kpis: float = 10
    already_passed: float = 0.95
    baseline_points: float = 6
    largest_weight: float = 0.5
    smallest_weight: float = 0.05
    effective_weight: float = 2
    correlation: float = 0.9
    gaming_rise: float = 1.5
    late_intervals: float = 1.5
    coverage: float = 0.7
    arrow_months: float = 24
    arrow_teams: float = 8


class Place(NamedTuple):
    """A site. apart: how its clock differs from the centre's, in words; "" where it does not. works: the days of the
    week it opens on (0 Monday); none where that is not told.
    """

    name: str
    apart: str = ""
    works: tuple[int, ...] = ()


@dataclass(frozen=True)
class Known:
    """What is known beside the text.

    people: who holds which role now, as (name, role). before: the strategy published last, and defined: its metrics'
    definitions as they were then, by key. currency: the centre's. loaded: whether there are facts a baseline could come
    from. reliability: of KPIs told apart by agent, by id. months_of_weeks: whether the centre's months are of weeks.
    """

    limits: Limits = field(default_factory=Limits)
    people: tuple[tuple[str, str], ...] = ()
    before: Strategy | None = None
    currency: str = ""
    loaded: bool = True
    reliability: Mapping[str, float] = field(default_factory=dict)
    defined: Mapping[str, str] = field(default_factory=dict)
    sites: tuple[Place, ...] = ()
    months_of_weeks: bool = False


@dataclass(frozen=True)
class Look:
    """One strategy as far as it could be read. whole: nothing of it was lost in reading."""

    strategy: Strategy
    root: Node
    catalogue: Catalogue
    known: Known
    whole: bool

    @property
    def limits(self) -> Limits:
        return self.known.limits

    def wrong(self, name: str, line: int, at: str, what: str, remedy: str) -> Noticed:
        return Noticed(Issue(name, f"{self.strategy.path}:{line}", what, remedy), at)

    def metric(self, kpi: Kpi) -> Metric:
        return self.catalogue.metrics[kpi.metric]

    def slug(self, kpi: Kpi) -> str:
        """What the KPI's metric is called, whatever its variant."""
        return self.metric(kpi).slug

    def written(self) -> Iterator[tuple[str, Node]]:
        """Every KPI as it stands in the text, with its id, those that could not be read too."""
        for _, perspective in _under(self.root.get("perspectives")):
            for _, objective in _under(perspective.get("objectives")):
                yield from ((key.text, kpi) for key, kpi in _under(objective.get("kpis")))

    def perspective_of(self) -> dict[str, int]:
        """The place of each objective's perspective, by its id; 0 is the topmost."""
        return {objective.id: place for place, perspective in enumerate(self.strategy.perspectives)
                for objective in perspective.objectives}


def _under(node: Node | None) -> tuple[tuple[Node, Node], ...]:
    return node.entries if node is not None else ()


def arrow_name(link: Link) -> str:
    """What an arrow is called: its two ends."""
    return f"{link.source} → {link.target}"


def things_of(strategy: Strategy) -> list[str]:
    """The ids of everything a finding can speak of."""
    return [*(p.id for p in strategy.perspectives), *(o.id for o in strategy.objectives()),
            *(k.id for k in strategy.kpis()), *(g.id for g in strategy.goals), *(g.id for g in strategy.guarded),
            *(p.id for p in strategy.policies), *(arrow_name(link) for link in strategy.links)]


class Places:
    """Which thing of a strategy's text a line belongs to."""

    def __init__(self, text: str, root: Node) -> None:
        ends = [at for at, sign in enumerate(text) if sign == "\n"]
        self._spans: list[tuple[int, int, str]] = []

        def take(key: Node, value: Node, name: str) -> None:
            from bisect import bisect_left

            last = bisect_left(ends, len(text[: max(key.end, value.end)].rstrip()) - 1) + 1
            self._spans.append((key.line, max(key.line, last), name))

        for part in ("goals", "guarded", "policies"):
            for key, value in _under(root.get(part)):
                take(key, value, key.text)
        for key, perspective in _under(root.get("perspectives")):
            take(key, perspective, key.text)
            for name, objective in _under(perspective.get("objectives")):
                take(name, objective, name.text)
                for kpi, value in _under(objective.get("kpis")):
                    take(kpi, value, kpi.text)
        for link in (links.items if (links := root.get("links")) is not None else ()):
            source, target = link.get("from"), link.get("to")
            take(link, link, f"{source.text if source else ''} → {target.text if target else ''}")

    def of(self, line: int) -> str:
        """The innermost thing that line stands in; "" where it is in none."""
        inside = [(first, -last, name) for first, last, name in self._spans if first <= line <= last]
        return max(inside)[2] if inside else ""
