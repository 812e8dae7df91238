"""This file is about targets held against what happened: always met, never met, late, seldom there."""

from __future__ import annotations

from collections.abc import Iterator

from fourscore.maths import Assurance, assurance, xmr
from fourscore.scoring.check.history import History, Run
from fourscore.strategy import Limits, Noticed
from fourscore.terms import lacks, said, write_beside, write_value

FEWEST = 12  # weeks: with fewer a share of them says little
YEAR = 52
SPANS = {"day": said("days"), "week": said("weeks"), "month": said("months"), "quarter": said("quarters"),
         "year": said("years")}
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
                                said("{kpi} had its highest score in {passed} of {count} weeks.", kpi=repr(run.kpi.id),
                                     passed=passed, count=len(there)),
                                said("Ask for more, or keep it as a guard of something that is still to be reached."))


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
        never = sure is Assurance.MISSES
        beside = write_beside(float(edge), target, None, run.kpi.unit, history.currency)
        yield history.wrong("target-beyond-limits", run.kpi,
                            said("As things go, {kpi} never meets its target of {target}: the best its weeks come to "
                                 "is {reached}.", kpi=repr(run.kpi.id), target=beside.aim, reached=beside.value)
                            if never else
                            said("As things go, {kpi} always meets its target of {target}: the worst its weeks come "
                                 "to is {reached}.", kpi=repr(run.kpi.id), target=beside.aim, reached=beside.value),
                            said("Change how the work is done, or ask for what it can bring.") if never
                            else said("Ask for more, or make it a guard."))


def _beside(history: History, run: Run, lower: float, low: float, high: float) -> Iterator[Noticed]:
    """A band that the natural limits miss as a whole; to lie within it always is what a band asks for."""
    upper = run.kpi.upper_target
    if upper is not None and run.kpi.per is None and (high < lower or low > upper):
        band, weeks = ([write_value(edge, run.kpi.unit, history.currency) for edge in pair]
                       for pair in ((lower, upper), (low, high)))
        yield history.wrong("target-beyond-limits", run.kpi,
                            said("As things go, {kpi} never lies within {low} to {high}: its weeks of a year lie "
                                 "between {least} and {most}.", kpi=repr(run.kpi.id), low=band[0], high=band[1],
                                 least=weeks[0], most=weeks[1]),
                            said("Change how the work is done, or ask for what it can bring."))


def up_to_date(history: History, limits: Limits) -> Iterator[Noticed]:
    """L35: how long ago its last value is, and in how many of its own intervals there is one."""
    for run in history.runs:
        weeks = max(DAYS[run.kpi.per or "week"] // 7, 1)
        last = max((at for at, value in enumerate(run.values) if value is not None), default=None)
        if len(run.values) <= limits.late_intervals * weeks:
            continue
        if last is None:
            yield history.wrong("kpi-late", run.kpi,
                                said("{kpi} has had no value in {count} weeks.", kpi=repr(run.kpi.id),
                                     count=len(run.values)) if not run.lacking else
                                said("{kpi} has had no value in {count} weeks: it {lacks}.", kpi=repr(run.kpi.id),
                                     count=len(run.values), lacks=lacks(run.lacking)),
                                said("Bring in the data it needs, or take it off the card."))
            continue
        silent = len(run.values) - 1 - last
        if silent > limits.late_intervals * weeks:
            yield history.wrong("kpi-late", run.kpi,
                                said("The last value of {kpi} is {silent} weeks old.", kpi=repr(run.kpi.id),
                                     silent=silent), said("Look into its source, or take it off the card."))
        yield from _seldom(history, run, weeks, limits)


def _seldom(history: History, run: Run, weeks: int, limits: Limits) -> Iterator[Noticed]:
    """Intervals counted back from the last week; one not whole at the beginning is left out."""
    spans = [run.values[end - weeks : end] for end in range(len(run.values), weeks - 1, -weeks)]
    there = sum(any(value is not None for value in span) for span in spans)
    if len(spans) > 2 and 0 < there < limits.coverage * len(spans):
        yield history.wrong("kpi-seldom-there", run.kpi,
                            said("{kpi} has a value in {there} of {count} {spans}, less than {coverage}.",
                                 kpi=repr(run.kpi.id), there=there, count=len(spans),
                                 spans=SPANS[run.kpi.per or "week"],
                                 coverage=write_value(limits.coverage, "share")),
                            said("Bring in the data it needs, or take it off the card."))


RULES = (always_passed, beyond_limits, up_to_date)
