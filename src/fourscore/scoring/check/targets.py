"""This file is about targets held against what happened: always met, never met, late, seldom there."""

from __future__ import annotations

from collections.abc import Iterator

from fourscore.maths import Assurance, assurance, xmr
from fourscore.scoring.check.history import History, Run
from fourscore.strategy import Limits, Noticed
from fourscore.terms import write_value

FEWEST = 12  # weeks: with fewer a share of them says little
YEAR = 52
DAYS = {"day": 7, "week": 7, "month": 31, "quarter": 92, "year": 366}


def always_passed(history: History, limits: Limits) -> Iterator[Noticed]:
    """L19: the highest score in nearly every week. A guard is there to hold, and a band to be kept."""
    guards = {guard for run in history.runs for guard in run.kpi.guards}
    for run in history.runs:
        top = 100.0 if run.kpi.stretch is None else 120.0
        there = [score for score in run.scores if score is not None]
        passed = sum(score >= top for score in there)
        bears = run.kpi.direction != "band" and run.kpi.id not in guards
        if bears and len(there) >= FEWEST and passed > limits.already_passed * len(there):
            yield history.wrong("always-passed", run.kpi,
                                f"{run.kpi.id!r} had its highest score in {passed} of {len(there)} weeks.",
                                "Ask for more, or keep it as a guard of something that is still to be reached.")


def beyond_limits(history: History, limits: Limits) -> Iterator[Noticed]:
    """L20: a year in which the target lay outside the natural limits of the weeks.

    Source: Wheeler 2000, Understanding Variation (X and moving range).
    """
    guards = {guard for run in history.runs for guard in run.kpi.guards}
    for run in history.runs:
        values, target = run.values[-YEAR:], next((t for t in reversed(run.targets) if t is not None), None)
        if target is None or sum(v is not None for v in values) < YEAR:
            continue
        chart = xmr([float("nan") if value is None else value for value in values])
        if run.kpi.direction == "band":
            yield from _beside(history, run, target, float(chart.low[-1]), float(chart.high[-1]))
            continue
        sure = assurance(chart, target, higher=run.kpi.direction == "higher")
        if sure is None or sure is Assurance.EITHER or (sure is Assurance.HITS and run.kpi.id in guards):
            continue
        edge = chart.high[-1] if (sure is Assurance.MISSES) == (run.kpi.direction == "higher") else chart.low[-1]
        word = "never" if sure is Assurance.MISSES else "always"
        yield history.wrong("target-beyond-limits", run.kpi,
                            f"As things go, {run.kpi.id!r} {word} meets its target of "
                            f"{write_value(target, run.kpi.unit, history.currency)}: its weeks of a year reach "
                            f"{write_value(float(edge), run.kpi.unit, history.currency)}.",
                            "Change how the work is done, or ask for what it can bring."
                            if word == "never" else "Ask for more, or make it a guard.")


def _beside(history: History, run: Run, lower: float, low: float, high: float) -> Iterator[Noticed]:
    """A band that the natural limits miss as a whole; to lie within it always is what a band asks for."""
    upper = run.kpi.upper_target
    if upper is not None and run.kpi.per is None and (high < lower or low > upper):
        band, weeks = ([write_value(edge, run.kpi.unit, history.currency) for edge in pair]
                       for pair in ((lower, upper), (low, high)))
        yield history.wrong("target-beyond-limits", run.kpi,
                            f"As things go, {run.kpi.id!r} never lies within {band[0]} to {band[1]}: its weeks of a "
                            f"year lie between {weeks[0]} and {weeks[1]}.",
                            "Change how the work is done, or ask for what it can bring.")


def up_to_date(history: History, limits: Limits) -> Iterator[Noticed]:
    """L35: how long ago its last value is, and in how many of its own intervals there is one."""
    for run in history.runs:
        weeks = max(DAYS[run.kpi.per or "week"] // 7, 1)
        last = max((at for at, value in enumerate(run.values) if value is not None), default=None)
        if len(run.values) <= limits.late_intervals * weeks:
            continue
        if last is None:
            yield history.wrong("kpi-late", run.kpi, f"{run.kpi.id!r} has had no value in {len(run.values)} weeks.",
                                "Bring in the data it needs, or take it off the card.")
            continue
        silent = len(run.values) - 1 - last
        if silent > limits.late_intervals * weeks:
            yield history.wrong("kpi-late", run.kpi,
                                f"The last value of {run.kpi.id!r} is {silent} weeks old.",
                                "Look into its source, or take it off the card.")
        yield from _seldom(history, run, weeks, limits)


def _seldom(history: History, run: Run, weeks: int, limits: Limits) -> Iterator[Noticed]:
    """Intervals counted back from the last week; one not whole at the beginning is left out."""
    spans = [run.values[end - weeks : end] for end in range(len(run.values), weeks - 1, -weeks)]
    there = sum(any(value is not None for value in span) for span in spans)
    if len(spans) > 2 and 0 < there < limits.coverage * len(spans):
        yield history.wrong("kpi-seldom-there", run.kpi,
                            f"{run.kpi.id!r} has a value in {there} of {len(spans)} "
                            f"{run.kpi.per or 'week'}s, less than {write_value(limits.coverage, 'share')}.",
                            "Bring in the data it needs, or take it off the card.")


RULES = (always_passed, beyond_limits, up_to_date)
