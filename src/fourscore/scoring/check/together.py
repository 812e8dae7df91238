"""This file is about measures seen together: what moves the total, what is counted twice, what rises beside it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

from fourscore.scoring.check.history import History
from fourscore.strategy import Limits, Noticed
from fourscore.terms import Issue, said, said_many, together, write_value

FEWEST = 12  # weeks in common
BETTER = 5.0  # points a KPI has to gain before its gain looks like one
MANY_TIMES = 10  # from here on a rise is told by both figures


def effective(history: History, limits: Limits) -> Iterator[Noticed]:
    """L24: of the weekly spread of the total, the share that comes with each KPI, beside the share of its weight: the
    same two as `score --weights` tells."""
    weights = history.weights
    if weights is None or weights.weeks < FEWEST or len(weights.rows) < 2:
        return
    for one in weights.rows:
        if one.nominal <= 0 or one.effective is None:
            continue
        times = one.effective / one.nominal
        if times > limits.effective_weight or times < 1 / limits.effective_weight:
            yield history.wrong("weight-without-effect", one.measured.kpi,
                                said("{kpi} has {share} of the weight, and {effect} of what moves the total.",
                                     kpi=repr(one.measured.kpi.id), share=write_value(one.nominal, "share"),
                                     effect=write_value(round(one.effective, 3) + 0.0, "share")),
                                said("Give it another weight, or a floor and target that let its score move as it "
                                     "should."))


def _covariance(one: Sequence[float], other: Sequence[float]) -> float:
    mine, theirs = math.fsum(one) / len(one), math.fsum(other) / len(other)
    return math.fsum((a - mine) * (b - theirs) for a, b in zip(one, other, strict=True)) / len(one)


def twice(history: History, limits: Limits) -> Iterator[Noticed]:
    """L25: Pearson's correlation of the weekly values."""
    for one, other in combinations(history.runs, 2):
        pairs = [(a, b) for a, b in zip(one.values, other.values, strict=True) if a is not None and b is not None]
        if len(pairs) < FEWEST:
            continue
        mine, theirs = [a for a, _ in pairs], [b for _, b in pairs]
        spread = math.sqrt(_covariance(mine, mine)) * math.sqrt(_covariance(theirs, theirs))
        alike = _covariance(mine, theirs) / spread if spread > 0 else 0.0
        if abs(alike) > limits.correlation:
            yield history.wrong("counted-twice", other.kpi,
                                said("{kpi} moves as {other} does (correlation {alike} over {count} weeks).",
                                     kpi=repr(other.kpi.id), other=repr(one.kpi.id), alike=f"{alike:.2f}",
                                     count=len(pairs)),
                                said("Keep the one a decision hangs on, or give each less weight."))


def bent(history: History, limits: Limits) -> Iterator[Noticed]:
    """L29: a sign that rose from the first third of the weeks to the last while KPIs got better."""
    gains = [(_third(run.scores, last=True), _third(run.scores, last=False), run) for run in history.runs]
    better = [run for late, early, run in gains if late is not None and early is not None and late - early >= BETTER]
    pushed = [run for run in better if run.kpi.direction != "band"]
    for sign in history.signs:
        late, early = _third(sign.values, last=True), _third(sign.values, last=False)
        if not pushed or late is None or early is None or late < max(limits.gaming_rise * early, sign.least):
            continue
        if early <= 0 and sign.least <= 0:
            continue  # how many times as much cannot be told of nothing
        first = pushed[0].kpi
        names = together((repr(run.kpi.id) for run in pushed[:3]), ", ")
        yield history.wrong("looks-bent", first,
                            said("{rise}, while {names} got better.", rise=_rise(sign.name, early, late), names=names),
                            said("Listen to some of those calls before the gain is believed."))


def _rise(name: str, early: float, late: float) -> str:
    if early > 0 and late < MANY_TIMES * early:
        return said("{sign} is {times} times what it was", sign=name, times=f"{late / early:.1f}")
    return said("{sign} rose from {early} to {late}", sign=name, early=write_value(early, "share"),
                late=write_value(late, "share"))


def _third(values: Sequence[float | None], *, last: bool) -> float | None:
    """The mean of the first or the last third; None where there is too little of it."""
    size = len(values) // 3
    part = [value for value in (values[-size:] if last else values[:size]) if value is not None] if size else []
    return math.fsum(part) / len(part) if size * 3 >= FEWEST and len(part) * 2 >= size else None


def disagreeing(history: History, limits: Limits) -> Iterator[Noticed]:
    """L36: as the doctor tells it."""
    for issue in history.disagree:
        yield Noticed(issue)


def testable(history: History, limits: Limits) -> Iterator[Noticed]:
    """L40: neither long enough nor teams enough to compare."""
    causes = [link for link in history.strategy.links if link.kind == "cause"]
    if causes and history.months < limits.arrow_months and history.teams < limits.arrow_teams:
        teams = said_many("{number} team", "{number} teams", history.teams)
        there = said_many("there is {number} month of {teams}", "there are {number} months of {teams}",
                          round(history.months), teams=teams)
        what = said_many("The only link cannot be held against the figures yet: {there}.",
                         "Not one of the {number} links can be held against the figures yet: {there}.", len(causes),
                         there=there)
        yield Noticed(Issue(
            "arrows-untestable", f"{history.strategy.path}:{causes[0].line}", what,
            said("Bring in older data: {months} months, or {teams} teams, are needed.",
                 months=write_value(limits.arrow_months, "count"), teams=write_value(limits.arrow_teams, "count"))))


RULES = (effective, twice, bent, disagreeing, testable)
