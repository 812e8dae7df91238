"""This file is about steadying: each figure drawn to its own group's, as far as its own cases do not speak for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
from fourscore.scoring.compare.sample import Sample

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fourscore.maths import Likely
    from fourscore.scoring.compare.peers import Group

    Numbers = NDArray[np.float64]

Prior = BetaPrior | GammaPrior | NormalPrior | NoPrior
LIKELY = {"share": LikelyShare, "count": LikelyRate, "mean": LikelyMean, "ratio": LikelyMean}
NOT_TOLD = "The group is too small to tell how far its members truly differ."
ALIKE = "The figures of the group differ by no more than chance does."


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
    for here in places.values():
        part = sample.some(here)
        prior = fitted(part)
        if isinstance(prior, NoPrior):
            said = ALIKE if prior.why is Why.ALIKE else NOT_TOLD
            for place in here:
                why[place] = said
            if prior.why is not Why.ALIKE:
                continue
            likely, told = _alike(part), {"reliability": np.where(np.isnan(part.value), np.nan, 0.0)}
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
           level: float) -> tuple[Likely, Mapping[str, Numbers] | dict[str, Numbers]]:
    import numpy as np

    if isinstance(prior, BetaPrior):
        drawn, likely = steady_rate(part.x, part.n, prior, level), likely_share(part.x, part.n, prior)
        worth = prior.alpha + prior.beta
    elif isinstance(prior, GammaPrior):
        drawn, likely = steady_count(part.x, part.n, prior, level), likely_rate(part.x, part.n, prior)
        worth = prior.rate
    else:
        value = np.log(np.where(part.value > 0, part.value, np.nan)) if part.skewed else part.value
        cases = np.nan_to_num(part.cases)
        drawn, likely = steady_mean(cases, value, prior, level), likely_mean(cases, value, prior)
        worth = (prior.within_sd / prior.between_sd) ** 2
    return likely, {"estimate": drawn.estimate, "reliability": drawn.reliability,
                    "worth": np.full(part.value.shape, worth)}


def _alike(part: Sample) -> Likely:
    """Where peers differ by no more than chance, each one's true figure is the group's."""
    import numpy as np

    there = ~np.isnan(part.value)
    if part.family.kind == "share":
        return likely_share(np.where(there, np.nansum(part.x), np.nan), np.where(there, np.nansum(part.n), np.nan))
    if part.family.kind == "count":
        return likely_rate(np.where(there, np.nansum(part.x), np.nan), np.where(there, np.nansum(part.n), np.nan))
    value = np.log(part.value) if part.skewed else part.value
    sd = part.sd / part.value if part.skewed else part.sd
    cases = np.nan_to_num(part.cases)
    weight = np.where(there & ~np.isnan(sd), cases, 0.0)
    total = weight.sum()
    mean = np.nansum(weight * np.nan_to_num(value)) / total
    error = np.sqrt(np.nansum(weight * np.nan_to_num(sd) ** 2) / total / total)
    return LikelyMean(np.where(there, mean, np.nan), np.where(there, error, np.nan),
                      np.where(there, np.inf, np.nan))


def _middle(likely: Likely) -> Numbers:
    if isinstance(likely, LikelyShare):
        return likely.alpha / (likely.alpha + likely.beta)
    return likely.shape / likely.rate if isinstance(likely, LikelyRate) else likely.mean
