"""This file is about samples: figures of many people as arrays, with what intervals and steadying need of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fourscore.maths import (
    Interval,
    LikelyMean,
    LikelyRate,
    LikelyShare,
    chance_better,
    chance_inside,
    likely_mean_alone,
    likely_rate,
    likely_share,
    lognormal_mean,
    mean_interval,
    poisson,
    wilson,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from fourscore.metrics import Family, Row, Spread

    Numbers = NDArray[np.float64]

Likely = LikelyShare | LikelyRate | LikelyMean
POSITIVE = ("seconds", "minutes", "money")
# From so many cases on a mean of any skew is near enough to normal.
MANY = 100
# Below so many cases nothing tells how they spread; from so many on, a person's own spread is taken for itself.
FEWEST_CASES, OWN_SPREAD = 5, 30


@dataclass(frozen=True)
class Sample:
    """Figures of one measure, one place for each person, nan where there is none.

    value: as told. x, n: hits and trials of a share, events and exposure of a count, and of what was paid the amount
    and what it was for (value = x / n). cases: how many independent cases (trials; events; rows; days) it stands on.
    sd: of one case, so that sd / √cases is the figure's standard error (means and ratios). log_mean, log_sd: of single
    positive values; nan where not all are positive.
    """

    family: Family
    unit: str
    value: Numbers
    x: Numbers
    n: Numbers
    cases: Numbers
    sd: Numbers
    log_mean: Numbers
    log_sd: Numbers

    @property
    def known(self) -> bool:
        """Whether this kind of measure has intervals at all."""
        return self.family.kind in KNOWN

    @property
    def size(self) -> Numbers:
        """What the funnel goes by: trials, exposure, or cases."""
        return self.n if self.family.kind in ("share", "count") else self.cases

    @property
    def few(self) -> Numbers:
        """1 where a mean or a ratio stands on too few cases to tell how they spread, or on few that are all alike."""
        import numpy as np

        if self.family.kind not in ("mean", "ratio"):
            return np.zeros(self.value.shape)
        few = (self.cases < FEWEST_CASES) | ((self.cases < OWN_SPREAD) & (self.sd == 0))
        return np.where(few, 1.0, 0.0)

    @property
    def skewed(self) -> bool:
        """Lengths and amounts are steadied by their logarithms: they are never below nothing."""
        return self.family.kind in ("mean", "ratio") and self.unit in POSITIVE

    def some(self, places: Sequence[int]) -> Sample:
        return Sample(self.family, self.unit, *(getattr(self, name)[list(places)] for name in FIELDS))


# Kinds of measure that have intervals.
KNOWN = ("share", "count", "mean", "ratio", "paid")
FIELDS = ("value", "x", "n", "cases", "sd", "log_mean", "log_sd")


def sample_of(family: Family, unit: str, rows: Sequence[Row | None], keys: Sequence[tuple[str | None, ...]],
              spread: Spread | None) -> Sample:
    """The sample of these rows; `keys` are the words of each row in `spread`."""
    import numpy as np

    def column(found: Sequence[float | None]) -> Numbers:
        return np.array([np.nan if one is None else one for one in found], dtype=np.float64)

    blank = np.full(len(rows), np.nan)
    value = column([row.value if row else None for row in rows])
    num, den = (column([row.parts.get(name) if row and row.value is not None else None for row in rows])
                for name in ("num", "den"))
    if family.kind == "share":
        wrong = ~((num >= 0) & (num <= den))
        num[wrong] = np.nan
        return Sample(family, unit, value, num, den, den, blank, blank, blank)
    if family.kind == "paid":
        return Sample(family, unit, value, num, den, den, blank, blank, blank)
    if family.kind == "count":
        events = column([row.parts.get(family.part) if row and row.value is not None else None for row in rows])
        times = num[events > 0] / events[events > 0]  # what one event adds above the line; the same for everybody
        exposure = den / (times[0] if times.size else np.nan)
        return Sample(family, unit, value, events, exposure, events, blank, blank, blank)
    if family.kind in ("mean", "ratio") and spread is not None and spread.sums:
        return _spread(family, unit, value, num, den, _sums(spread, keys))
    return Sample(family, unit, value, num, den, blank, blank, blank, blank)


def _sums(spread: Spread, keys: Sequence[tuple[str | None, ...]]) -> dict[str, Numbers]:
    import numpy as np

    places = np.array([spread.at.get(key, -1) for key in keys], dtype=int)
    return {name: np.where(places >= 0, values[places], np.nan) if values.size else np.full(len(keys), np.nan)
            for name, values in spread.sums.items()}


def _spread(family: Family, unit: str, value: Numbers, num: Numbers, den: Numbers, sums: dict[str, Numbers]) -> Sample:
    """Means and ratios. Where the row counts more or less than single facts do (a report told it), nothing is known."""
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        same = _near(den, sums["den"], 1e-8) & _near(num, sums["num"], 1e-6)
        cases = np.where(same, sums["den"] if family.kind == "mean" else sums["cases"], np.nan)
        ratio = sums["num"] / sums["den"]
        left = np.maximum(sums["num2"] - 2 * ratio * sums["cross"] + ratio**2 * sums["den2"], 0)
        # The spread of a ratio's cases about it, brought to the size of one case (delta method).
        # Source: Cochran, Sampling Techniques (3rd edition, 1977), 6.3.
        sd = np.where(cases > 1, np.sqrt(left / (cases - 1)) * cases / sums["den"], np.nan)
        all_positive = (sums["positive"] == cases) & (family.kind == "mean")
        log_mean = np.where(all_positive, sums["logs"] / cases, np.nan)
        log_left = np.maximum(sums["logs2"] - cases * log_mean**2, 0)
        log_sd = np.where(cases > 1, np.sqrt(log_left / (cases - 1)), np.nan)
    return Sample(family, unit, value, num, den, cases, sd, log_mean, log_sd)


def _near(one: Numbers, other: Numbers, least: float) -> NDArray[np.bool_]:
    """Whether both are the same number but for a millionth, or for `least`; what is not known is like nothing."""
    near: NDArray[np.bool_] = abs(one - other) <= least + 1e-6 * abs(other)
    return near


def interval(sample: Sample, level: float) -> Interval:
    """From where to where each true figure is likely to lie, by its own cases alone; nan where that is not known.

    Shares: Wilson. Counts: exact Poisson; so is what was paid, by how many things it may have been for. Means and
    ratios: Student; lengths and amounts of fewer than 100 cases by their logarithms, about the mean as it is.
    """
    import numpy as np

    if sample.family.kind == "share":
        return wilson(sample.x, sample.n, level)
    if sample.family.kind == "count":
        return poisson(sample.x, sample.n, level)
    if sample.family.kind == "paid":
        many = poisson(sample.n, 1.0, level)
        with np.errstate(divide="ignore", invalid="ignore"):  # without a single thing there is no most it may cost
            return Interval(sample.x / many.high, np.where(many.low > 0, sample.x / many.low, np.nan))
    found = mean_interval(sample.cases, sample.value, sample.sd, level)
    if sample.unit == "share":  # a share reaches beyond its ends only where figures do (more log-in than was planned)
        return Interval(np.maximum(found.low, np.minimum(0, np.nanmin(sample.value, initial=0))),
                        np.minimum(found.high, np.nanmax(sample.value, initial=1)))
    if not sample.skewed:
        return found
    by_logs = lognormal_mean(sample.cases, sample.log_mean, sample.log_sd, level)
    with np.errstate(over="ignore", invalid="ignore"):
        middle = sample.value / np.exp(sample.log_mean + sample.log_sd**2 / 2)
        few = (sample.cases < MANY) & ~np.isnan(by_logs.low)
        return Interval(np.where(few, by_logs.low * middle, np.maximum(found.low, 0)),
                        np.where(few, by_logs.high * middle, found.high))


def alone(sample: Sample) -> Likely | None:
    """What each one's own cases say of the true figure, without a look at anybody else; None where nothing can be."""
    import numpy as np

    if sample.family.kind == "share":
        return likely_share(sample.x, sample.n)
    if sample.family.kind == "count":
        return likely_rate(sample.x, sample.n)
    if sample.family.kind not in ("mean", "ratio"):
        return None
    told = likely_mean_alone(sample.cases, sample.value, sample.sd)
    return told._replace(error=np.where(sample.few > 0, np.nan, told.error))


def sides(sample: Sample, direction: str, target: float, upper: float | None) -> tuple[Numbers, Numbers]:
    """How sure it is, at the least, that each true figure is on the right side of its target (or between the edges of
    its band), and that it is on the wrong one; nan where that is not known.

    By each one's own cases alone. Shares and counts by exact tails: whatever the true figure is, who is called sure
    with 0.8 is on the other side in at most 2 of 10 cases, however few cases there are (a Beta(½, ½) would call 2 of 2
    so for a target of 70%). Means and ratios by Student's t.
    """
    import numpy as np

    above, below = _above(sample, target), _below(sample, target)
    if direction != "band":
        return (above, below) if direction == "higher" else (below, above)
    if upper is None:
        return above, below
    return np.maximum(above + _below(sample, upper) - 1, 0), np.maximum(below, _above(sample, upper))


def _above(sample: Sample, edge: float) -> Numbers:
    """How sure it is, at the least, that each true figure is above the edge."""
    import numpy as np
    from scipy.special import betainc, gammainc

    x, n = sample.x, sample.n
    blank = np.where(np.isnan(sample.value) | np.isnan(x) | np.isnan(n), np.nan, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if sample.family.kind == "share":
            return blank + (1.0 if edge <= 0 else np.where(
                x > 0, 1 - betainc(np.where(x > 0, x, 1.0), n - x + 1, min(edge, 1.0)), 0.0))
        if sample.family.kind == "count":
            return blank + (1.0 if edge <= 0 else np.where(x > 0, 1 - gammainc(np.where(x > 0, x, 1.0), n * edge), 0.0))
        if sample.family.kind == "paid":  # above it where there truly are fewer things than the edge would pay for
            return blank + (1.0 if edge <= 0 else gammainc(n + 1, np.maximum(x, 0) / edge))
    likely = alone(sample)
    return np.full(sample.value.shape, np.nan) if likely is None else chance_better(likely, edge)


def _below(sample: Sample, edge: float) -> Numbers:
    """How sure it is, at the least, that each true figure is below the edge."""
    import numpy as np
    from scipy.special import betainc, gammainc

    x, n = sample.x, sample.n
    blank = np.where(np.isnan(sample.value) | np.isnan(x) | np.isnan(n), np.nan, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        if sample.family.kind == "share":
            return blank + (1.0 if edge >= 1 else np.where(
                x < n, betainc(x + 1, np.where(x < n, n - x, 1.0), max(edge, 0.0)), 0.0))
        if sample.family.kind == "count":
            return np.asarray(blank + gammainc(x + 1, n * max(edge, 0.0)))
        if sample.family.kind == "paid":
            return blank + (0.0 if edge <= 0 else np.where(
                n > 0, 1 - gammainc(np.where(n > 0, n, 1.0), np.maximum(x, 0) / edge), 0.0))
    likely = alone(sample)
    return np.full(sample.value.shape, np.nan) if likely is None else chance_better(likely, edge, higher=False)


def chance_right(likely: Likely, direction: str, target: Numbers | float, upper: Numbers | float | None) -> Numbers:
    """The probability that the true figure is on the right side of its target, or between the edges of its band."""
    import numpy as np

    if direction == "band":
        return chance_inside(likely, target, np.inf if upper is None else upper)
    return chance_better(likely, target, higher=direction == "higher")
