"""This file is about how people stand: what is told of each of them when they are compared, and of all together."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal, NamedTuple

from fourscore.scoring.compare.rules import Judged, Rules
from fourscore.scoring.scale import Status
from fourscore.strategy import Level
from fourscore.terms import Days, said, said_many

Verdict = Literal["clearly better", "clearly worse", "clearly higher", "clearly lower", "not told apart",
                  "not enough data", "nobody alike", "hidden"]
# Against what: the figure expected of one's own cases, never a target, and never the others.
VERDICT_WORDS: dict[Verdict, str] = {
    "clearly better": said("better than expected"), "clearly worse": said("worse than expected"),
    "clearly higher": said("higher than expected"), "clearly lower": said("lower than expected"),
    "not told apart": said("no clear difference"), "not enough data": said("not enough data"),
    "nobody alike": said("nobody to compare with"), "hidden": said("hidden"),
}
APART = ("clearly better", "clearly worse", "clearly higher", "clearly lower")
TOLD = (*APART, "not told apart")


class Limit(NamedTuple):
    """Of so many cases, between which figures over expected ones 95% of equals lie, and 99.8%."""

    size: float
    low95: float
    high95: float
    low998: float
    high998: float


@dataclass(frozen=True)
class Standing:
    """One person or team. All figures in the metric's unit, None where they cannot be told.

    n: how many things the figure stands on; size: its cases as the funnel counts them. low, high: its interval by
    its own cases. steadied (with its interval): drawn to its group, as far as reliability (0..1) is short of 1.
    expected: the centre's figure for this mix of cases; ratio: value over expected, with limits; adjusted: ratio
    times the whole centre's figure. limit_low, limit_high: the funnel about the expected figure, widened for over-
    dispersion; z: standard errors away from it, widened too; verdict: whether what was expected of these cases was
    met, chance allowed for; flagged: whether somebody with a clear verdict is farther from it than people there
    ordinarily are, false discoveries allowed for. status: how the figure stands to its target, as on its own card.
    rank_low, rank_high, rank_of: from which to which place among its own group, only where the reliability
    allows ranks. chance: of being on the right side of the target. needs: what would have to be there before it can
    be judged. notes: what a reader must know.
    """

    name: str
    n: int
    value: float | None
    low: float | None
    high: float | None
    steadied: float | None
    steadied_low: float | None
    steadied_high: float | None
    reliability: float | None
    judged: Judged
    group: str
    expected: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None
    adjusted: float | None
    z: float | None
    p: float | None
    limit_low: float | None
    limit_high: float | None
    flagged: bool
    rank_low: int | None
    rank_high: int | None
    rank_of: int | None
    chance: float | None
    verdict: Verdict
    complete: bool
    size: float | None = None
    status: Status = "no_data"
    needs: str = ""
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        told = {name: round(value, 6) if isinstance(value, float) else value for name, value in asdict(self).items()}
        return told | {"notes": list(self.notes)}


@dataclass(frozen=True)
class Standings:
    """Many people, one measure, one period. overall: the whole centre's figure. dispersion: φ, 1 where they differ
    by chance alone. funnel: its limits by number of cases. mix: by what kinds of case were told apart; without any,
    `no_mix` says why. currency: of money.
    """

    metric: str
    name: str
    unit: str
    level: Level
    days: Days
    period: str
    overall: float | None
    dispersion: float | None
    mix: tuple[str, ...]
    no_mix: str
    target: float | None
    upper_target: float | None
    currency: str
    rows: tuple[Standing, ...]
    notes: tuple[str, ...]
    rules: Rules
    funnel: tuple[Limit, ...] = ()

    @property
    def summary(self) -> tuple[str, ...]:
        """Both questions in words, the second within the first: who differs from what was expected of their own cases,
        and who of them differs by more than people there ordinarily do.
        """
        seen = [row for row in self.rows if row.verdict in TOLD]
        apart = [row for row in seen if row.verdict in APART]
        alone = sum(row.verdict == "nobody alike" for row in self.rows)
        lacking = len(self.rows) - len(seen) - alone
        told = [said_many("One has too few cases to tell.", "{number} have too few cases to tell.", lacking)] * (
            lacking > 0)
        told += [said_many("One does work that nobody else does, so nothing tells what was to be expected.",
                           "{number} do work that nobody else does, so nothing tells what was to be expected.",
                           alone)] * (alone > 0)
        if not seen:
            first = said("Nobody can be judged yet.")
        elif not apart:
            first = said("Of {number} that can be judged nobody clearly differs from what was expected of their own "
                         "cases.", number=len(seen))
        else:
            first = said_many("{number} of {all} that can be judged clearly differs from what was expected of their "
                              "own cases.", "{number} of {all} that can be judged clearly differ from what was "
                              "expected of their own cases.", len(apart), all=len(seen))
            told = [self._beyond(sum(row.flagged for row in apart)), *told]
        return (first, *told) if self.rows else ()

    def _beyond(self, found: int) -> str:
        """Whether some of those who differ do so by more than people there ordinarily do."""
        they = said("people") if self.level == "agent" else said("teams")
        if not found:
            return said("None of them stands out: by no more than {they} here ordinarily differ.", they=they)
        return said_many("{number} of them stands out: by more than {they} here ordinarily differ.",
                         "{number} of them stand out: by more than {they} here ordinarily differ.", found, they=they)

    def as_dict(self) -> dict[str, Any]:
        rounded = {name: None if value is None else round(value, 6) for name, value in
                   (("overall", self.overall), ("dispersion", self.dispersion), ("target", self.target),
                    ("upper_target", self.upper_target))}
        return {"metric": self.metric, "name": self.name, "unit": self.unit, "level": self.level,
                "first": self.days.first, "until": self.days.until, "period": self.period, **rounded,
                "mix": list(self.mix), "no_mix": self.no_mix, "currency": self.currency,
                "funnel": [{name: round(value, 6) for name, value in one._asdict().items()} for one in self.funnel],
                "rows": [row.as_dict() for row in self.rows], "notes": list(self.notes)}
