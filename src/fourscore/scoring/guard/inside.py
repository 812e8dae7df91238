"""This file is about how likely a guard's true figure lies in its band, by the kind of measure it is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

from fourscore.strategy import Band

if TYPE_CHECKING:
    from fourscore.maths import LikelyMean, LikelyRate, LikelyShare
    from fourscore.metrics import Catalogue, Metric

Family = Literal["share", "count", "mean", "periods", "none"]
LEVEL = 0.9  # of the interval shown beside a probability
# Steps between neighbouring periods that a spread is worked out from, at least.
FEWEST_STEPS = 3


class Evidence(NamedTuple):
    """What a value stands on. share: x hits in n trials; count: x events in `exposure` lengths of time; mean: of n
    values with standard deviation sd; periods: sd is that of one period, from the steps between n past ones."""

    family: Family
    value: float
    x: float = 0.0
    n: float = 0.0
    exposure: float = 1.0
    sd: float = 0.0


def family_of(metric: Metric, catalogue: Catalogue) -> Family:
    """How the metric's figures vary by chance: a share of things counted, a count, or as past periods show."""
    counted = []
    for name in ("num", "den"):
        formula = metric.formulas.get(name)
        parts = [catalogue.parts[part] for part in formula.parts()] if formula else []
        # A part counts rows by a condition, or adds up a flag that the cubes keep.
        counted.append(bool(parts) and all(
            part.unit == "count" and part.aggregate == "sum" and (part.text.startswith("count") or part.column)
            for part in parts) and len({part.of for part in parts}) == 1)
    if metric.kind == "ratio" and metric.unit == "share" and all(counted):
        return "share"
    return "count" if metric.kind == "sum" and metric.unit == "count" and counted[0] else "periods"


def likely_of(evidence: Evidence) -> LikelyShare | LikelyRate | LikelyMean | None:
    """What the evidence says of the true figure; None where it says nothing."""
    import numpy as np

    from fourscore.maths import LikelyMean, likely_mean_alone, likely_rate, likely_share

    match evidence.family:
        case "share" if 0 <= evidence.x <= evidence.n and evidence.n > 0:
            return likely_share(evidence.x, evidence.n)
        case "count" if evidence.x >= 0 and evidence.exposure > 0:
            return likely_rate(evidence.x, evidence.exposure)
        case "mean" if evidence.n >= 2:
            return likely_mean_alone(evidence.n, evidence.value, evidence.sd)
        case "periods" if evidence.n >= FEWEST_STEPS:
            parts = evidence.value, evidence.sd, evidence.n
            return LikelyMean(*(np.asarray(part, dtype=np.float64) for part in parts))
    return None


class Chances(NamedTuple):
    """The probabilities that the true figure lies in the band, and on either side of it; together 1."""

    inside: float
    below: float
    above: float


def chances(evidence: Evidence, band: Band) -> Chances | None:
    """Where the true figure lies; None where nothing says how sure the value is."""
    from fourscore.maths import chance_below

    likely = likely_of(evidence)
    if likely is None:
        return None
    below, under = (float(chance_below(likely, edge)) for edge in band)
    return None if math.isnan(below) or math.isnan(under) else Chances(under - below, below, 1 - under)


def interval(evidence: Evidence) -> tuple[float, float] | None:
    """From where to where the true figure likely lies (90%): Wilson's for shares, else as probabilities are told."""
    from fourscore.maths import likely_between, wilson

    if evidence.family == "share" and evidence.n > 0 and 0 <= evidence.x <= evidence.n:
        found = wilson(evidence.x, evidence.n, LEVEL)
    else:
        likely = likely_of(evidence)
        if likely is None:
            return None
        found = likely_between(likely, LEVEL)
    low, high = float(found.low), float(found.high)
    return None if math.isnan(low) or math.isnan(high) else (low, high)


def spread_of(past: list[float]) -> tuple[float, int] | None:
    """The standard deviation of one period from the mean step between neighbouring ones, and how many steps.

    None with fewer than three steps, or where nothing ever moved. Source: Wheeler and Chambers 1992, Understanding
    Statistical Process Control: the mean moving range over 1.128, which a trend hardly widens.
    """
    from fourscore.maths import xmr

    steps = len(past) - 1
    if steps < FEWEST_STEPS:
        return None
    sd = float(xmr(past).spread) * math.sqrt(math.pi) / 2
    return (sd, steps) if sd > 0 else None
