"""This file is about what fairness costs: 25 measures of 1,000 agents with intervals and steadied values.

Once with the numpy arrays of `fourscore.maths`, once as a plain Python loop over scipy's numbers; both have to give the
same figures. Run it as  python -m benchmarks.fairness  (--agents, --groups: prior per so many groups of peers).
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Callable

import numpy as np
from scipy import stats

from fourscore.maths import (
    BetaPrior,
    GammaPrior,
    NormalPrior,
    chance_better,
    fit_beta,
    fit_gamma,
    fit_normal,
    likely_mean,
    likely_rate,
    likely_share,
    mean_interval,
    poisson,
    steady_count,
    steady_mean,
    steady_rate,
    wilson,
)

RATES, COUNTS, MEANS = 13, 6, 6
BAR_S = 2.0
Parts = list[tuple[str, np.ndarray, np.ndarray, np.ndarray]]
Figures = list[np.ndarray]


def made(agents: int) -> Parts:
    """The parts of 25 measures: hits and trials, events and hours, or number, mean and spread of values."""
    chance, measures = np.random.default_rng(1), []
    for _ in range(RATES):
        n = chance.integers(20, 900, agents).astype(float)
        measures.append(("rate", chance.binomial(n.astype(int), chance.beta(34, 6, agents)).astype(float), n, n))
    for _ in range(COUNTS):
        hours = chance.uniform(20, 160, agents)
        measures.append(("count", chance.poisson(hours * chance.gamma(4, 1 / 20, agents)).astype(float), hours, hours))
    for _ in range(MEANS):
        n = chance.integers(5, 60, agents).astype(float)
        mean = chance.normal(85, 3, agents) + chance.normal(0, 10, agents) / np.sqrt(n)
        measures.append(("mean", n, mean, 10 * np.sqrt(chance.chisquare(n - 1) / (n - 1))))
    return measures


def ours(measures: Parts, groups: np.ndarray) -> Figures:
    """Interval, steadied value with its own, reliability and chance of being above the group's middle; by arrays."""
    found: Figures = []
    for kind, a, b, c in measures:
        table = np.full((7, a.size), np.nan)
        for group in np.unique(groups):
            at = groups == group
            own = (a[at], b[at], c[at])
            table[:, at] = by_arrays(kind, *own)
        found.append(table)
    return found


def by_arrays(kind: str, a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    if kind == "rate":
        interval, prior = wilson(a, b), fit_beta(a, b)
        assert isinstance(prior, BetaPrior)
        steadied, better = steady_rate(a, b, prior), chance_better(likely_share(a, b, prior), 0.85)
    elif kind == "count":
        interval, rate = poisson(a, b), fit_gamma(a, b)
        assert isinstance(rate, GammaPrior)
        steadied, better = steady_count(a, b, rate), chance_better(likely_rate(a, b, rate), 0.2)
    else:
        interval, normal = mean_interval(a, b, c), fit_normal(a, b, c)
        assert isinstance(normal, NormalPrior)
        steadied, better = steady_mean(a, b, normal), chance_better(likely_mean(a, b, normal), 85)
    return np.array([*interval, *steadied, better])


def loop(measures: Parts, groups: np.ndarray) -> Figures:
    """The same agent by agent over scipy's distributions; the priors are fitted with the arrays' own methods."""
    found: Figures = []
    for kind, a, b, c in measures:
        table = np.full((7, a.size), np.nan)
        for group in np.unique(groups):
            at = np.flatnonzero(groups == group)
            fit = {"rate": fit_beta, "count": fit_gamma}.get(kind)
            prior = fit(a[at], b[at]) if fit else fit_normal(a[at], b[at], c[at])
            for agent in at:
                table[:, agent] = one(kind, float(a[agent]), float(b[agent]), float(c[agent]), prior)
        found.append(table)
    return found


def one(kind: str, a: float, b: float, c: float, prior: tuple) -> list[float]:
    doubt = prior.doubt
    if kind == "rate":
        z, p = stats.norm.ppf(0.975), a / b
        middle, reach = (p + z * z / (2 * b)), z * math.sqrt(p * (1 - p) / b + z * z / (4 * b * b))
        interval = [(middle - reach) / (1 + z * z / b), (middle + reach) / (1 + z * z / b)]
        worth = prior.alpha + prior.beta
        common, weight = prior.alpha / worth, worth / (worth + b)
        share = (prior.alpha + a) / (worth + b)
        slope = weight * (1 - weight) / (common * (1 - common) / (worth + 1))
        wider = share * (1 - share) / (worth + b + 1) + weight**2 * doubt.mean
        wider += slope**2 * (p - common) ** 2 * doubt.between
        whole = share * (1 - share) / wider - 1
        likely, target, own = stats.beta(share * whole, (1 - share) * whole), 0.85, b / (worth + b)
        estimate = share
    elif kind == "count":
        interval = [stats.chi2.ppf(0.025, 2 * a) / 2 / b if a else 0.0, stats.chi2.ppf(0.975, 2 * a + 2) / 2 / b]
        common, weight = prior.shape / prior.rate, prior.rate / (prior.rate + b)
        estimate = (prior.shape + a) / (prior.rate + b)
        slope = weight * (1 - weight) / (common / prior.rate)
        wider = estimate / (prior.rate + b) + weight**2 * doubt.mean + slope**2 * (a / b - common) ** 2 * doubt.between
        likely, target = stats.gamma(estimate**2 / wider, scale=wider / estimate), 0.2
        own = b / (prior.rate + b)
    else:
        interval = list(stats.t(a - 1, b, c / math.sqrt(a)).interval(0.95))
        between = prior.between_sd**2
        own = between / (between + prior.within_sd**2 / a)
        estimate = prior.mean + own * (b - prior.mean)
        slope = own * (1 - own) / between
        wider = between * (1 - own) + (1 - own) ** 2 * doubt.mean + slope**2 * (b - prior.mean) ** 2 * doubt.between
        likely, target = stats.norm(estimate, math.sqrt(wider)), 85
    return [*interval, estimate, likely.ppf(0.025), likely.ppf(0.975), own, likely.sf(target)]


def timed(work: Callable[[], Figures]) -> tuple[float, Figures]:
    """Processor seconds of this process, and what was found."""
    start = time.process_time()
    found = work()
    return time.process_time() - start, found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--agents", type=int, default=1000)
    asked.add_argument("--groups", type=int, default=20, help="groups of peers, each with a prior of its own")
    asked.add_argument("--runs", type=int, default=5)
    told = asked.parse_args()
    measures, groups = made(told.agents), np.arange(told.agents) % told.groups
    timed(lambda: ours(measures, groups))
    seconds, found = min((timed(lambda: ours(measures, groups)) for _ in range(told.runs)), key=lambda run: run[0])
    plain, known = timed(lambda: loop(measures, groups))
    for ours_found, theirs in zip(found, known, strict=True):
        np.testing.assert_allclose(ours_found, theirs, rtol=1e-7, atol=1e-12)
    print(f"{len(measures)} measures of {told.agents} agents in {told.groups} groups, the same figures both ways")
    print(f"arrays      {seconds:8.3f} CPU s   (bar {BAR_S:.0f} s: {'kept' if seconds <= BAR_S else 'missed'})")
    print(f"plain loop  {plain:8.3f} CPU s   {plain / seconds:.0f} times as long")


if __name__ == "__main__":
    main()
