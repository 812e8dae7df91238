"""This file is about what a year of weeks says of a measure: does it move, is it noise, how soon would a change show.

Sources: Wheeler 2000, Understanding Variation (signals); Cochran 1954, Biometrics 10 (homogeneity of the weeks);
Cochran 1977, Sampling Techniques, section 6.4 (the error of a ratio); Schwarz 1978, Annals of Statistics 6 (which
pattern fits); von Neumann 1941, Annals of Mathematical Statistics 12 (weeks in random order).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from fourscore.maths import p_prime, xmr
from fourscore.terms import behind, capital, said, said_many, write_digits, write_value

Family = Literal["share", "count", "mean", "none"]
Word = Literal["moves", "noise", "unclear", "drifts", "too few", "topped out", "not measured"]
Pattern = Literal["steady", "step", "drift", "wave"]

FEWEST_WEEKS = 8
# Mean distance of two draws from a normal law, in standard deviations: what a mean moving range is divided by.
D2 = 2 / math.sqrt(math.pi)
# z for 95%, two-sided, and for 80% power.
REACH = 1.959964 + 0.841621
YEAR_WEEKS = 52
# From this share of weeks at the best there is, a measure asks for nothing more.
TOPPED_OUT, NEAR_THE_TOP = 0.95, 0.995
SURE = 0.01


class Week(NamedTuple):
    """One whole week: its value (None: not measured), what stands above and below the line, and how many things.

    error: the standard error of the value that chance alone gives it; None where that cannot be told.
    """

    value: float | None
    num: float
    den: float
    n: int
    error: float | None


@dataclass(frozen=True)
class Verdict:
    """What the weeks say. word: one of the seven; sentence: the same in words, beginning with it or with what it means.

    signals: weeks that are more than noise, by the rules of the XmR chart (shares: of the p' chart). real: the share
    of the variation between weeks that is more than chance in sampling; chance: how likely chance alone varies as much.
    shows: for each size of change (in the metric's unit), the weeks until it shows with 80% power; None: not in a year.
    pattern: what the weeks look like over the year; explained: the share of the variation it stands for.
    """

    word: Word
    sentence: str
    measured: int
    weeks: int
    mean: float | None = None
    sd: float | None = None
    signals: int = 0
    real: float | None = None
    chance: float | None = None
    pattern: Pattern = "steady"
    explained: float = 0.0
    shows: tuple[tuple[float, int | None], ...] = field(default=())

    @property
    def because(self) -> str:
        """The sentence as it stands beside its word, without saying that word again."""
        return capital(behind(self.sentence) if self.sentence.startswith(f"{self.word}: ") else self.sentence)


def errors(family: Family, weeks: Sequence[tuple[float, float]], days: Sequence[Sequence[tuple[float, float]]]) -> list[
        float | None]:
    """The standard error of each week's value, from its (num, den), were all weeks alike: of a share by the binomial
    law, of a count by Poisson's, of a mean by how far days lie from their week (each weekday against its usual).

    days: of each week seven (num, den), from the week's first day on; a day without den is left out.
    """
    if family == "share":
        num, den = math.fsum(n for n, _ in weeks), math.fsum(d for _, d in weeks)
        rate = num / den if den > 0 else math.nan
        return [math.sqrt(rate * (1 - rate) / d) if d > 0 and 0 <= rate <= 1 else None for _, d in weeks]
    if family == "count":
        mean = math.fsum(n for n, _ in weeks) / max(sum(1 for _, d in weeks if d), 1)
        return [math.sqrt(mean) if d > 0 and mean > 0 else None for _, d in weeks]
    if family == "none":
        return [None] * len(weeks)
    usual = _weekday_factors(days)
    found = [_error_of_mean(num / den, den, within, usual) if den > 0 else None
             for (num, den), within in zip(weeks, days, strict=True)]
    known = [error**2 * den for error, (_, den) in zip(found, weeks, strict=True) if error is not None]
    # One spread for all: a week's own is told by seven days only.
    single = math.fsum(known) / len(known) if known else 0.0
    return [math.sqrt(single / den) if den > 0 and known else None for _, den in weeks]


def _weekday_factors(days: Sequence[Sequence[tuple[float, float]]]) -> list[float]:
    """How a weekday's value stands to the whole's; 1 where that cannot be told."""
    sums = [(math.fsum(week[day][0] for week in days if len(week) > day),
             math.fsum(week[day][1] for week in days if len(week) > day)) for day in range(7)]
    num, den = math.fsum(n for n, _ in sums), math.fsum(d for _, d in sums)
    whole = num / den if den > 0 else 0.0
    return [n / d / whole if d > 0 and whole > 0 and n > 0 else 1.0 for n, d in sums]


def _error_of_mean(
    value: float, den: float, days: Sequence[tuple[float, float]], usual: Sequence[float],
) -> float | None:
    """sqrt(k / (k − 1) · Σ (num − value · factor · den)²) / Σ den, over the k days that have a den."""
    there = [(num, part, factor) for (num, part), factor in zip(days, usual, strict=False) if part > 0]
    if len(there) < 3:
        return None
    adjusted = math.fsum(part * factor for _, part, factor in there)
    level = value * den / adjusted if adjusted else value
    squares = math.fsum((num - level * factor * part) ** 2 for num, part, factor in there)
    return math.sqrt(squares * len(there) / (len(there) - 1)) / den


def judge(
    weeks: Sequence[Week], *, family: Family, better: str = "higher", changes: Sequence[float] = (), why: str = "",
) -> Verdict:
    """What these weeks, oldest first, say of the measure. changes: the sizes of change to be seen, in its unit.

    better: higher, lower, band or neutral. why: what is known of why there is no value.
    """
    there = [week for week in weeks if week.value is not None]
    count, whole = len(there), len(weeks)
    if not there:
        return Verdict("not measured", why or said("not measured: no week has a value"), 0, whole)
    values = [week.value for week in there if week.value is not None]
    mean = math.fsum(values) / count
    if count < FEWEST_WEEKS:
        return Verdict("too few", said_many(
            "too few: {number} measured week; needs at least {least}",
            "too few: {number} measured weeks; needs at least {least}", count, least=FEWEST_WEEKS), count, whole, mean)
    best = {"higher": 1.0, "lower": 0.0}.get(better) if family == "share" else None
    signals = _signals(weeks, family)
    sd = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (count - 1))
    real, chance = _more_than_chance(there)
    pattern, explained = _pattern([week.value for week in weeks])
    shows = tuple((size, _weeks_until(size, there, values)) for size in changes)
    made = Verdict("noise", "", count, whole, mean, sd, signals, real, chance, pattern, explained, shows)
    if best is not None and sum(abs(v - best) <= 1 - NEAR_THE_TOP for v in values) >= TOPPED_OUT * count:
        return _said(made, "topped out", said("always {share}: topped out, it asks for nothing more",
                                              share=write_digits(best, "share", 0)))
    # More weeks stand out than rules of three kinds make of noise alone in 99 of 100 runs (8 to 104 weeks, simulated).
    sure = (chance is not None and chance < SURE) or signals > 2 * math.sqrt(count)
    if not sure and chance is not None and shows and all(after is None for _, after in shows):
        return _said(made, "too few", _needs(there, changes))
    if sure and signals:
        return _said(made, "moves", said("moves and can be told from noise: {weeks}", weeks=_weeks(signals, count)))
    if sure:
        return _said(made, "drifts", said("varies more than chance from week to week, but no week stands out: whatever "
                                          "moves it moves it all the time"))
    if signals:
        return _said(made, "unclear",
                     said("unclear: {weeks}, and chance alone makes as many often enough; watch it for "
                                           "longer before steering by it", weeks=_weeks(signals, count)))
    return _said(made, "noise", said("noise: nothing in {count} weeks is more than chance", count=count))


def _said(verdict: Verdict, word: Word, sentence: str) -> Verdict:
    return Verdict(**{**verdict.__dict__, "word": word, "sentence": sentence})


def _weeks(signals: int, count: int) -> str:
    return said_many("{number} of {count} weeks is a signal", "{number} of {count} weeks are signals", signals,
                     count=count)


def _needs(there: Sequence[Week], changes: Sequence[float]) -> str:
    """How many things a week it would take for the largest of the changes to show within a quarter."""
    spread = math.fsum((week.error or 0.0) ** 2 for week in there) / len(there)
    now = math.fsum(week.n for week in there) / len(there)
    needed = now * REACH**2 * spread * (1 / 13 + 1 / len(there)) / max(changes) ** 2
    return said("too few: {now} a week; needs about {needed} a week for such a change to show within a quarter",
                now=write_value(now, "count"), needed=write_value(max(needed, now), "count"))


def _signals(weeks: Sequence[Week], family: Family) -> int:
    import numpy as np

    if family == "share" and all(0 <= week.num <= week.den for week in weeks):
        chart = p_prime([week.num for week in weeks], [week.den if week.den else math.nan for week in weeks])
    else:
        chart = xmr([math.nan if week.value is None else week.value for week in weeks])
    return int(np.count_nonzero(chart.signals.any()))


def _more_than_chance(there: Sequence[Week]) -> tuple[float | None, float | None]:
    """The share of the variation between weeks that sampling does not explain, and how likely chance alone is.

    Q = Σ (value − mean)² / error² around the mean weighted by 1 / error² is chi-square with k − 1 degrees of freedom
    where only chance is at work; the share is 1 − (k − 1) / Q. Where a week's error is nought or not known the share
    cannot be told, and chance is how likely weeks in any order follow one another as closely as these.
    """
    from scipy.stats import chi2

    pairs = [(week.value, week.error) for week in there if week.value is not None and week.error]
    if len(pairs) < len(there) or len(pairs) < FEWEST_WEEKS:
        return None, _in_any_order([week.value for week in there if week.value is not None])
    weights = [1 / error**2 for _, error in pairs]
    mean = math.fsum(w * v for w, (v, _) in zip(weights, pairs, strict=True)) / math.fsum(weights)
    q = math.fsum(w * (v - mean) ** 2 for w, (v, _) in zip(weights, pairs, strict=True))
    free = len(pairs) - 1
    return (max(0.0, 1 - free / q) if q > 0 else 0.0), float(chi2.sf(q, free))


def _in_any_order(values: Sequence[float]) -> float | None:
    """How likely weeks in random order have steps as small as these: Σ step² / Σ (value − mean)² is about normal with
    mean 2 and variance 4 (k − 2) / (k² − 1). None where no week differs from another."""
    from scipy.special import ndtr

    count, mean = len(values), math.fsum(values) / len(values)
    total = math.fsum((value - mean) ** 2 for value in values)
    if total <= 1e-18 * max(mean * mean, 1e-300):
        return None
    ratio = math.fsum((b - a) ** 2 for a, b in pairwise(values)) / total
    return float(ndtr((ratio - 2) / math.sqrt(4 * (count - 2) / (count**2 - 1))))


def _weeks_until(size: float, there: Sequence[Week], values: Sequence[float]) -> int | None:
    """The weeks k after a change of this size until it shows against all K weeks before it, with 80% power at 95%.

    (1.96 + 0.84)² s² (1/k + 1/K) = size², s being the larger of the noise from week to week (mean moving range over
    1.128) and the error of sampling. None where a year is not enough.
    """
    if size <= 0:
        return None
    steps = [abs(b - a) for a, b in pairwise(values)]
    noise = math.fsum(steps) / len(steps) / D2
    sampling = [week.error**2 for week in there if week.error]
    spread = max(noise**2, math.fsum(sampling) / len(sampling) if sampling else 0.0)
    if spread == 0:
        return 1
    inverse = size**2 / (REACH**2 * spread) - 1 / len(values)
    if inverse <= 0:
        return None
    weeks = max(1, math.ceil(1 / inverse - 1e-9))
    return weeks if weeks <= YEAR_WEEKS else None


def _pattern(values: Sequence[float | None]) -> tuple[Pattern, float]:
    """Which of a step, a drift, or one wave a year describes the weeks best, and the share of variation it stands for.

    By least squares and Schwarz's criterion against a steady level, from which each has to be 10 points away: strong
    evidence. A year has one of everything, so a wave may be a season or only this year's course.
    """
    import numpy as np

    at = np.array([place for place, value in enumerate(values) if value is not None], dtype=float)
    y = np.array([value for value in values if value is not None], dtype=float)
    total = float(((y - y.mean()) ** 2).sum())
    if len(y) < 2 * FEWEST_WEEKS or total <= 1e-18 * max(float((y**2).sum()), 1e-300):
        return "steady", 0.0
    ones, turn = np.ones_like(at), 2 * np.pi * at / YEAR_WEEKS
    left: dict[Pattern, tuple[float, int]] = {
        "drift": (_left(np.column_stack([ones, at]), y), 2),
        "wave": (_left(np.column_stack([ones, np.sin(turn), np.cos(turn)]), y), 3),
        "step": (min(_left(np.column_stack([ones, at >= at[cut]]), y) for cut in range(4, len(y) - 3)), 3),
    }
    size = len(y)

    def worth(rest: float, free: int) -> float:
        return size * math.log(max(rest, total * 1e-12) / size) + free * math.log(size)

    name = min(left, key=lambda one: worth(*left[one]))
    if worth(*left[name]) > worth(total, 1) - 10:
        return "steady", 0.0
    return name, 1 - left[name][0] / total


def _left(design: object, y: object) -> float:
    import numpy as np

    columns, values = np.asarray(design, dtype=float), np.asarray(y, dtype=float)
    fitted = columns @ np.linalg.lstsq(columns, values, rcond=None)[0]
    return float(((values - fitted) ** 2).sum())


def alike(one: Sequence[float | None], other: Sequence[float | None]) -> float | None:
    """Pearson's correlation over the weeks that both have; None for fewer than 8, or where one never changes."""
    import numpy as np

    pairs = [(a, b) for a, b in zip(one, other, strict=True) if a is not None and b is not None]
    if len(pairs) < FEWEST_WEEKS:
        return None
    left, right = np.array(pairs, dtype=float).T
    if np.ptp(left) == 0 or np.ptp(right) == 0:
        return None
    return float(np.corrcoef(left, right)[0, 1])
