"""This file is about signal and noise in a run of figures: XmR and p' charts, and what a target may hope for.

Source: Wheeler and Chambers 1992, Understanding Statistical Process Control; Wheeler 2000, Understanding Variation;
Laney 2002, Quality Engineering 14; Provost and Murray 2011, The Health Care Data Guide.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.maths.given import must, numbers, shares

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from fourscore.maths.given import Numbers

# 3 / d2 and D4 for ranges of two: how far limits lie from the centre, in mean moving ranges.
REACH, RANGE_REACH = 2.66, 3.27
RUN, NEARER = 8, (3, 4)


class Signals(NamedTuple):
    """Which points are more than noise, and by which rule; arrays of yes and no, one for each point.

    `outside`: beyond a limit. `run`: one of 8 in a row on one side of the centre. `near`: one of at least 3 in 4 in a
    row that lie nearer to one limit than to the centre, on the same side. A missing point breaks nothing and is in
    nothing; one exactly on the centre ends a run.
    """

    outside: NDArray[np.bool_]
    run: NDArray[np.bool_]
    near: NDArray[np.bool_]

    def any(self) -> NDArray[np.bool_]:
        """Which points any rule points at."""
        found: NDArray[np.bool_] = self.outside | self.run | self.near
        return found


class Chart(NamedTuple):
    """A run of figures with its centre, limits and signals; limits are arrays, as those of shares differ by n.

    `moving` is the size of the step from the point before (nan for the first and beside missing points),
    `moving_limit` the size above which a single step is more than noise. `spread` is the mean step for XmR, and for
    p' how many times wider than chance the points spread.
    """

    values: Numbers
    centre: float
    low: Numbers
    high: Numbers
    moving: Numbers
    moving_limit: float
    spread: float
    signals: Signals


class Assurance(StrEnum):
    """What a process that goes on as it does will make of a target."""

    HITS = "hits"
    MISSES = "misses"
    EITHER = "hit and miss"


def xmr(values: ArrayLike, *, baseline: slice | None = None) -> Chart:
    """The chart of single figures: centre X̄, limits X̄ ± 2.66 mR̄, range limit 3.27 mR̄.

    `values` in order of time, nan where one is missing; the steps beside it are missing too. Centre and limits are
    worked out from the points of `baseline` (a slice; by default all) and then held against all of them: freeze it to
    see later points against what was usual before. Limits are nan where the baseline has fewer than two steps.
    """
    import numpy as np

    points = numbers(values)[0].ravel()
    part = points[baseline] if baseline is not None else points
    usual = part[~np.isnan(part)]
    steps = np.abs(np.diff(part))
    steps = steps[~np.isnan(steps)]
    centre = float(usual.mean()) if usual.size else float("nan")
    spread = float(steps.mean()) if steps.size > 1 else float("nan")
    reach = np.full_like(points, REACH * spread)
    return _chart(points, centre, reach, np.abs(np.diff(points, prepend=np.nan)), RANGE_REACH * spread, spread)


def p_prime(x: ArrayLike, n: ArrayLike, *, baseline: slice | None = None) -> Chart:
    """Laney's p' chart of shares whose n changes: centre Σx / Σn, limits ± 3 · sqrt(p(1 − p) / n) · spread.

    x hits in n trials (0 <= x <= n, else ValueError), in order of time; nan where there were none. The spread is the
    mean step between neighbouring z over 1.128: 1 where chance alone is at work, so that limits are neither too tight
    for a large n nor hang on the binomial law. From the points of `baseline` (a slice; by default all). `moving` is in
    standard errors, and its limit too. Limits are nan with fewer than two steps, or where p is 0 or 1.
    """
    import numpy as np

    hits, trials = shares(x, n)
    hits, trials = hits.ravel(), trials.ravel()
    part = slice(None) if baseline is None else baseline
    known = ~(np.isnan(trials[part]) | np.isnan(hits[part]))
    whole = float(trials[part][known].sum())
    centre = float(hits[part][known].sum()) / whole if whole else float("nan")
    error = np.sqrt(centre * (1 - centre) / trials)
    z = np.divide(hits / trials - centre, error, out=np.full_like(error, np.nan), where=error > 0)
    steps = np.abs(np.diff(z[part]))
    steps = steps[~np.isnan(steps)]
    # 1.128 is the mean distance of two draws from a normal law of standard deviation 1: 2 / √pi.
    spread = float(steps.mean()) * float(np.sqrt(np.pi)) / 2 if steps.size > 1 else float("nan")
    moving, limit = np.abs(np.diff(z, prepend=np.nan)), RANGE_REACH * 2 / float(np.sqrt(np.pi)) * spread
    chart = _chart(hits / trials, centre, 3 * error * spread, moving, limit, spread)
    return chart._replace(low=np.maximum(chart.low, 0), high=np.minimum(chart.high, 1))


def _chart(points: Numbers, centre: float, reach: Numbers, moving: Numbers, limit: float, spread: float) -> Chart:
    import numpy as np

    away, slack = points - centre, 1e-12 * abs(centre)
    # What differs by rounding alone lies on the centre: a run of equal figures is no signal.
    away = np.where(np.abs(away) <= slack, 0.0, away)
    found = Signals(np.abs(away) > reach + slack, _runs(away), _near(away, reach))
    return Chart(points, centre, centre - reach, centre + reach, moving, limit, spread, found)


def _runs(away: Numbers) -> NDArray[np.bool_]:
    import numpy as np

    found = np.zeros(away.shape, dtype=np.bool_)
    for side in (1, -1):
        run: list[int] = []
        for at in np.flatnonzero(~np.isnan(away)):
            run = [*run, int(at)] if away[at] * side > 0 else []
            if len(run) >= RUN:
                found[run] = True
    return found


def _near(away: Numbers, reach: Numbers) -> NDArray[np.bool_]:
    import numpy as np

    enough, among = NEARER
    found = np.zeros(away.shape, dtype=np.bool_)
    there = np.flatnonzero(~np.isnan(away) & ~np.isnan(reach))
    for side in (1, -1):
        nearer = away[there] * side > reach[there] / 2
        for start in range(len(there) - among + 1):
            window = slice(start, start + among)
            if nearer[window].sum() >= enough:
                found[there[window][nearer[window]]] = True
    return found


def assurance(chart: Chart, target: float, *, higher: bool = True) -> Assurance | None:
    """Whether a process that goes on like this hits the target every time, misses it every time, or now and then.

    By the limits of the chart's last point that has them; None where it has none. `higher` says whether more is
    better; a figure on the target hits it.
    """
    import numpy as np

    there = np.flatnonzero(~np.isnan(chart.low))
    if not there.size:
        return None
    low, high = float(chart.low[there[-1]]), float(chart.high[there[-1]])
    worst, best, goal = (low, high, target) if higher else (-high, -low, -target)
    if worst >= goal:
        return Assurance.HITS
    return Assurance.MISSES if best < goal else Assurance.EITHER


def expected_regression(z: ArrayLike, reliability: ArrayLike) -> Numbers:
    """Where somebody who was z standard deviations from the peers is expected next, without anything done: r · z.

    At −2 with a reliability of 0.42 that is −0.84: the bottom gets better by itself. ValueError unless 0 <= r <= 1.
    Source: Galton 1886; Bland and Altman 1994, BMJ 308.
    """
    away, own = numbers(z, reliability)
    must(~(own < 0) & ~(own > 1), "a reliability lies between 0 and 1")
    back: Numbers = own * away
    return back


def beyond_regression(before: ArrayLike, after: ArrayLike, reliability: ArrayLike) -> Numbers:
    """How far a second z lies from where the first one led to expect it, in standard deviations of such a pair.

    (z₂ − r·z₁) / sqrt(1 − r²): of somebody whose own level did not change it is above 1.96 or below −1.96 once in
    20 times. Both periods of one length; nan where r is 1. ValueError unless 0 <= r <= 1.
    """
    import numpy as np

    first, second, own = numbers(before, after, reliability)
    led = expected_regression(first, own)
    spread = np.sqrt(1 - own * own)
    return np.divide(second - led, spread, out=np.full_like(led, np.nan), where=spread > 0)


def quiet(chart: Chart, points: int = 24) -> bool:
    """Whether the last so many measured points show no signal at all: long stability, which is news of its own."""
    import numpy as np

    there: Any = np.flatnonzero(~np.isnan(chart.values) & ~np.isnan(chart.low))
    return bool(there.size >= points and not chart.signals.any()[there[-points:]].any())
