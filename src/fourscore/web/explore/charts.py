"""This file is about a view's charts: a run where time is asked for, bars otherwise, one for each measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from fourscore.metrics import AlignedCell
from fourscore.terms import Days, Interval, kept, said, together, write_day, write_value
from fourscore.web.address import period_of
from fourscore.web.draw import RunPoint, bar, run
from fourscore.web.explore.question import VERSUS
from fourscore.web.pages.cells import SPANS
from fourscore.web.watching.marks import MINUTES, Marks, span_of
from fourscore.web.words import dimension_inside, label_word

if TYPE_CHECKING:
    from fourscore.metrics import Metric
    from fourscore.terms import Calendar
    from fourscore.web.explore.question import Question

# A place of a run: what stands under it, its cell where there is one, and its time where it is one.
Place = tuple[str, AlignedCell | None, Days | Interval | None]
Mark = Callable[[Sequence[Days | Interval | None]], Marks]
TIMES = (*SPANS, "half_hour", "hour", "hour_of_day", "weekday")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WEEKDAY_SHORT = {name: write_day(date(2024, 1, place), "EEE") for place, name in enumerate(WEEKDAYS, 1)}
NOTHING = Markup()
MOST_BARS, MOST_RUNS, MOST_POINTS = 20, 6, 800


@dataclass(frozen=True)
class Chart:
    """One picture. wide, narrow: a run for either kind of screen. bars: rows of label, bar and figure, instead."""

    title: str
    wide: Markup = NOTHING
    narrow: Markup = NOTHING
    bars: Sequence[tuple[str, Markup, str]] = ()
    more: int = 0
    happened: Sequence[tuple[str, str, int]] = ()  # incidents of its time: letter, words, number


def charts_of(
    question: Question, cells: Sequence[AlignedCell], spread: Days, currency: str, mark: Mark,
) -> list[Chart]:
    """Each measure's chart; where time is cut by something else too, one for each of the largest of that.

    mark: gives what happened beside places of a run.
    """
    if not question.by or not cells:
        return []
    time = next((name for name in question.by if name in TIMES), None)
    if time is None:
        return [_bars(metric, question, cells, currency) for metric in question.metrics]
    panels = _panels(question, cells, time)
    found = []
    for metric in question.metrics:
        for label, inside in panels:
            title = together((kept(metric.name), label), " · ")
            axis = _axis(time, inside, question, spread)
            found.append(_run(metric, title, question, axis, time, currency, _width(question, len(panels)), mark))
    return [chart for chart in found if chart.wide]


def _width(question: Question, panels: int) -> int:
    """Of a picture that has the whole page for itself, or shares it with others."""
    return 760 if len(question.metrics) * panels == 1 else 540


def _panels(question: Question, cells: Sequence[AlignedCell], time: str) -> list[tuple[str, list[AlignedCell]]]:
    """All cells, or those of each label of the other name, the ones that stand on most first."""
    other = next((name for name in question.by if name != time), None)
    if other is None:
        return [("", list(cells))]
    found: dict[str | None, list[AlignedCell]] = {}
    for cell in cells:
        found.setdefault(cell.by[other], []).append(cell)
    key = question.metrics[0].key
    size = {label: sum(cell.now[key].n for cell in there if key in cell.now) for label, there in found.items()}
    largest = sorted(found, key=lambda label: size[label], reverse=True)[:MOST_RUNS]
    return [(label_word(other, label), found[label]) for label in largest]


def _axis(
    time: str, cells: Sequence[AlignedCell], question: Question, spread: Days,
) -> list[Place]:
    """Every place of the time asked for, with its cell where there is one: what is missing is a gap."""
    calendar, days = question.address.calendar, question.address.days
    if time in SPANS:
        there = {calendar.period(cell.by[time] or "").first: cell for cell in cells if cell.by[time]}
        firsts = _starts(time, days, spread, calendar)
        return [(_short(time, first), there.get(first), Days(first, until))
                for first, until in zip(firsts, [*firsts[1:], min(days.until, spread.until)], strict=True)]
    by_label = {cell.by[time]: cell for cell in cells}
    if time == "weekday":
        return [(WEEKDAY_SHORT[one], by_label.get(one), None) for one in WEEKDAYS]
    if time == "hour_of_day":
        hours = sorted(int(label) for label in by_label if label and label.isdigit())
        return [(f"{hour:02d}:00", by_label.get(str(hour)), None)
                for hour in range(hours[0], hours[-1] + 1)] if hours else []
    found: list[Place] = []
    for before, label in pairwise(["", *_slots(time, [label for label in by_label if label], calendar)]):
        if before and before[:10] != label[:10]:
            found.append(("", None, None))  # the night between two days is no straight line
        found.append((label[11:16] if days.length == 1 else f"{label[8:10]}.{label[5:7]}. {label[11:16]}",
                      by_label.get(label), span_of(calendar, time, label)))
    return found


def _slots(time: str, there: Sequence[str], calendar: Calendar) -> list[str]:
    """These hours or half hours and those between them in which nothing was counted, from each day's earliest to its
    latest time: an outage that let no call through is a gap, not a place left out.
    """
    if not there:
        return []
    hours = [label[11:16] for label in there]
    first, last = min(hours), max(hours)
    known, found = {label[:16] for label in there}, list(there)
    day, until = date.fromisoformat(min(there)[:10]), date.fromisoformat(max(there)[:10])
    while day <= until:
        at = datetime.combine(day, datetime.min.time())
        for _ in range(24 * 60 // MINUTES[time]):
            aware = at.replace(tzinfo=calendar.zone)
            skipped = calendar.local(aware.astimezone(UTC)).replace(tzinfo=None) != at  # an hour the clock leaves out
            label = aware.isoformat()
            if first <= label[11:16] <= last and label[:16] not in known and not skipped:
                found.append(label)
            at += timedelta(minutes=MINUTES[time])
        day += timedelta(days=1)
    return sorted(found, key=lambda label: datetime.fromisoformat(label).astimezone(UTC))


def _starts(time: str, days: Days, spread: Days, calendar: Calendar) -> list[date]:
    """The first day of every day, week, month … that lies in these days, as far as anything is loaded."""
    found, here = [], days.first
    until = min(days.until, spread.until)
    while here < until:
        span = Days(here, here + timedelta(days=1)) if time == "day" else period_of(
            calendar, time.replace("fiscal_quarter", "quarter").replace("fiscal_year", "year"),
            Days(here, here + timedelta(days=1)))
        found.append(span.first)
        here = span.until
    return found


def _short(time: str, first: date) -> str:
    if time in ("day", "week"):
        return write_day(first, "MMMd")
    return said("{month} {year}", month=write_day(first, "MMM"), year=f"{first:%y}")


def _run(
    metric: Metric, title: str, question: Question, axis: Sequence[Place], time: str, currency: str, wide: int,
    mark: Mark,
) -> Chart:
    """The measure along time, with the same places of the other periods behind it."""
    points: list[RunPoint] = []
    behind: list[list[float | None]] = [[] for _ in question.versus]
    axis = axis[:MOST_POINTS]
    happened = mark([span for _, _, span in axis])
    for place, (label, cell, _) in enumerate(axis):
        row = cell.now.get(metric.key) if cell else None
        held = cell.held[metric.key] if cell else ()
        value = row.value if row else None
        told = [together((_said(time, cell, label), write_value(value, metric.unit, currency)), ": ")]
        for word, one, values in zip(question.versus, held or [None] * len(behind), behind, strict=True):
            then = one.value_then if one is not None else None
            values.append(then)
            told.append(together((VERSUS[word], write_value(then, metric.unit, currency))))
        if row and not row.complete:
            told.append(said("not complete"))
        points.append(RunPoint(label, together((together(told, ", "), *happened.beside[place:place + 1]), "; "), value,
                               complete=row.complete if row else True))

    def write(value: float) -> str:
        return write_value(value, metric.unit, currency)

    words = said("{measure} by {dimension}", measure=title, dimension=dimension_inside(time))
    kinds: Mapping[str, Any] = {"write": write, "unit": metric.unit, "tone": "none", "said": words, "beside": behind,
                                "happened": happened.bands}
    return Chart(title, run(points, **kinds, wide=wide, high=230), run(points, **kinds), happened=happened.legend)


def _said(time: str, cell: AlignedCell | None, label: str) -> str:
    return label_word(time, cell.by[time]) if cell and cell.by[time] else label


def _bars(metric: Metric, question: Question, cells: Sequence[AlignedCell], currency: str) -> Chart:
    """The rows of the table from the top, in its order; a tick where the first of the other periods stood."""
    there = [(cell, row.value) for cell in cells
             if (row := cell.now.get(metric.key)) is not None and row.value is not None]
    shown = there[:MOST_BARS]
    thens = [cell.held[metric.key][0].value_then if question.versus else None for cell, _ in shown]
    figures = [value for _, value in shown] + [value for value in thens if value is not None]
    if not shown or min(figures) < 0:  # a bar has no room below nothing
        return Chart(kept(metric.name))
    top = max(figures) or 1.0
    return Chart(kept(metric.name), more=len(there) - len(shown), bars=[
        (together((label_word(name, label) for name, label in cell.by.items()), " · "),
         bar(value / top, "none", then / top if then is not None else None),
         write_value(value, metric.unit, currency))
        for (cell, value), then in zip(shown, thens, strict=True)])
