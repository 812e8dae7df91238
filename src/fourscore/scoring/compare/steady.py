"""This file is about steadying: each figure drawn to its own group's, as far as its own cases do not speak for it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fourscore.maths import (
    BetaPrior,
    GammaPrior,
    LikelyMean,
    LikelyRate,
    LikelyShare,
    NoPrior,
    NormalPrior,
    Why,
    fit_beta,
    fit_gamma,
    fit_normal,
    likely_between,
    likely_mean,
    likely_rate,
    likely_share,
    steady_count,
    steady_mean,
    steady_rate,
)
from fourscore.scoring.compare.rules import ALIKE, NOT_TOLD
from fourscore.scoring.compare.sample import Likely, Sample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fourscore.scoring.compare.peers import Group

    Numbers = NDArray[np.float64]

Prior = BetaPrior | GammaPrior | NormalPrior | NoPrior
LIKELY: dict[str, type[LikelyShare] | type[LikelyRate] | type[LikelyMean]] = {
    "share": LikelyShare, "count": LikelyRate, "mean": LikelyMean, "ratio": LikelyMean}


@dataclass(frozen=True)
class Steady:
    """One place for each person. estimate, low, high: in the measure's unit. reliability: 0 to 1, nan where the group
    is too small to tell. worth: how many cases of one's own weigh as much as the group. likely: what is known of each
    true figure, lengths and amounts by their logarithms (`logs`). why: of each, why there is no reliability.
    """

    estimate: Numbers
    low: Numbers
    high: Numbers
    reliability: Numbers
    worth: Numbers
    likely: Likely | None
    logs: bool
    why: list[str]


def fitted(sample: Sample) -> Prior:
    """How far the true figures of these people differ."""
    import numpy as np

    if sample.family.kind == "share":
        return fit_beta(sample.x, sample.n)
    if sample.family.kind == "count":
        return fit_gamma(sample.x, sample.n)
    if not sample.skewed:
        return fit_normal(np.nan_to_num(sample.cases), sample.value, sample.sd)
    there = sample.value > 0
    return fit_normal(np.nan_to_num(sample.cases[there]), np.log(sample.value[there]),
                      sample.sd[there] / sample.value[there])


def steady(sample: Sample, groups: Sequence[Group], level: float) -> Steady:
    """Each figure steadied by its own group, fitted once for each group."""
    import numpy as np

    size = len(groups)
    out = {name: np.full(size, np.nan) for name in ("estimate", "low", "high", "reliability", "worth")}
    why = [""] * size
    parts: list[Numbers] | None = None
    kind = LIKELY.get(sample.family.kind)
    if kind is None:
        return Steady(**out, likely=None, logs=False, why=[sample.family.why] * size)
    places: dict[Group, list[int]] = {}
    for place, group in enumerate(groups):
        places.setdefault(group, []).append(place)
    parts = [np.full(size, np.nan) for _ in kind._fields]
    for group, here in places.items():
        part = sample.some(here)
        # Who is taken together with everybody of the queue is steadied by all of them, the settled ones too.
        members = here if group.band else [place for place, one in enumerate(groups) if one.queue == group.queue]
        whole_group = sample.some(members)
        prior = fitted(whole_group)
        likely: Likely
        if isinstance(prior, NoPrior):
            said = ALIKE if prior.why is Why.ALIKE else NOT_TOLD
            for place in here:
                why[place] = said
            if prior.why is not Why.ALIKE:
                continue
            likely, told = _alike(part, whole_group), {"reliability": np.where(np.isnan(part.value), np.nan, 0.0)}
        else:
            likely, told = _drawn(part, prior, level)
        middle = told.pop("estimate") if "estimate" in told else _middle(likely)
        between = likely_between(likely, level)
        told |= {name: np.exp(values) if sample.skewed else values
                 for name, values in (("estimate", middle), ("low", between.low), ("high", between.high))}
        for name, values in told.items():
            out[name][here] = values
        for whole, some in zip(parts, likely, strict=True):
            whole[here] = np.where(np.isnan(part.value), np.nan, some)
    for name in ("estimate", "low", "high", "reliability"):
        out[name][np.isnan(sample.value)] = np.nan
    return Steady(**out, likely=kind(*parts), logs=sample.skewed, why=why)


def _drawn(part: Sample, prior: BetaPrior | GammaPrior | NormalPrior,
           level: float) -> tuple[Likely, dict[str, Numbers]]:
    import numpy as np

    likely: Likely
    if isinstance(prior, BetaPrior):
        drawn, worth = steady_rate(part.x, part.n, prior, level), prior.alpha + prior.beta
        likely = likely_share(part.x, part.n, prior)
    elif isinstance(prior, GammaPrior):
        drawn, worth = steady_count(part.x, part.n, prior, level), prior.rate
        likely = likely_rate(part.x, part.n, prior)
    else:
        value = np.log(np.where(part.value > 0, part.value, np.nan)) if part.skewed else part.value
        cases = np.nan_to_num(part.cases)
        drawn, likely = steady_mean(cases, value, prior, level), likely_mean(cases, value, prior)
        worth = (prior.within_sd / prior.between_sd) ** 2
    return likely, {"estimate": drawn.estimate, "reliability": drawn.reliability,
                    "worth": np.full(part.value.shape, worth)}


def _alike(part: Sample, group: Sample) -> Likely:
    """Where peers differ by no more than chance, each one's true figure is the group's."""
    import numpy as np

    blank = np.where(np.isnan(part.value), np.nan, 0.0)
    if part.family.kind in ("share", "count"):
        known = ~(np.isnan(group.x) | np.isnan(group.n))
        x, n = blank + _sum(group.x[known]), blank + _sum(group.n[known])
        return likely_share(x, n) if part.family.kind == "share" else likely_rate(x, n)
    known = ~np.isnan(group.sd) & (group.value > 0 if group.skewed else ~np.isnan(group.value))
    value, sd, cases = group.value[known], group.sd[known], group.cases[known]
    if group.skewed:
        value, sd = np.log(value), sd / value
    mean = _sum(cases * value) / _sum(cases)
    error = _sum(cases * sd**2) ** 0.5 / _sum(cases)
    return LikelyMean(blank + mean, blank + error, np.where(np.isnan(blank), np.nan, np.inf))


def _sum(values: Numbers) -> float:
    """The sum rounded once: the same to the last digit in whatever order people stand."""
    return math.fsum(values.tolist())


def _middle(likely: Likely) -> Numbers:
    if isinstance(likely, LikelyShare):
        return likely.alpha / (likely.alpha + likely.beta)
    return likely.shape / likely.rate if isinstance(likely, LikelyRate) else likely.mean
