"""This file is about incidents on charts and in tables: which overlap which place, lettered, and told in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre import Happened, in_words, incidents_of, told_beside
from fourscore.terms import Days, Interval, together
from fourscore.web.draw import Band

if TYPE_CHECKING:
    from fourscore.terms import Calendar
    from fourscore.web.pages.frame import Frame

SPANS = ("day", "week", "month", "fiscal_month", "quarter", "fiscal_quarter", "year", "fiscal_year")
MINUTES = {"half_hour": 30, "hour": 60}
TIMED = (*SPANS, *MINUTES)  # a table cut by one of these tells the incidents of each row
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Marks(NamedTuple):
    """The incidents of a chart's time. bands: for the drawing; legend: letter, words and number of each.

    beside: for each place what stands beside it in words, "" where nothing does.
    """

    bands: Sequence[Band] = ()
    legend: Sequence[tuple[str, str, int]] = ()
    beside: Sequence[str] = ()

    def at(self, place: int) -> str:
        """The words behind a place's own, as its hover tells them."""
        return together(["; ", self.beside[place]], "") if place < len(self.beside) and self.beside[place] else ""


def marks_of(frame: Frame, places: Sequence[Days | Interval | None], where: Mapping[str, Sequence[str]]) -> Marks:
    """The incidents that overlap these places of a run, each a span of time; where: what the figure is narrowed to."""
    calendar = frame.centre.calendar
    spans = [calendar.interval(one) if isinstance(one, Days) else one for one in places]
    there = [one for one in spans if one is not None]
    if not there:
        return Marks()
    first, last = min(one.start for one in there), max(one.end for one in there)
    days = Days(calendar.local(first).date(), calendar.local(last).date())
    days = days if days.first < days.until else Days(days.first, calendar.period(str(days.first)).until)
    bands: list[Band] = []
    legend: list[tuple[str, str, int]] = []
    beside = [""] * len(spans)
    for one in sorted(incidents_of(frame.centre, days, where), key=lambda one: (one.now.begins_at, one.number)):
        span = interval_of(frame, one)
        reached = list(_reached(span, spans))
        if not reached:
            continue
        label = LETTERS[len(legend)] if len(legend) < len(LETTERS) else str(len(legend) + 1)
        words = in_words(frame.centre, one)
        legend.append((label, words, one.number))
        bands.append(Band(label, reached[0][1], reached[-1][2], together([label, words], ": ")))
        for place, _, _ in reached:
            beside[place] = together([beside[place], words], "; ")
    return Marks(bands, legend, beside)


def beside(frame: Frame, by: str, labels: Sequence[str | None], where: Mapping[str, Sequence[str]]) -> list[str]:
    """For each row of a table cut by this name, the incidents of its time; "" where the name is no time."""
    marks = marks_of(frame, [span_of(frame.centre.calendar, by, label) for label in labels], where)
    return list(marks.beside) or [""] * len(labels)


def span_of(calendar: Calendar, by: str, label: str | None) -> Days | Interval | None:
    """The time a label of a table or a chart stands for; None where it stands for none, or for many."""
    if label is None:
        return None
    if by in MINUTES:
        start = datetime.fromisoformat(label).astimezone(UTC)
        return Interval(start, start + timedelta(minutes=MINUTES[by]))
    return calendar.period(label) if by in SPANS else None


def beside_spot(frame: Frame, where: str) -> str:
    """The incidents of the day that a place of a finding begins with, in words; "" where it begins with none."""
    try:
        day = date.fromisoformat(where[:10])
    except ValueError:
        return ""
    return together(told_beside(frame.centre, Days(day, day + timedelta(days=1))), "; ")


def interval_of(frame: Frame, one: Happened) -> Interval:
    """From when to when; until now while it goes on."""
    what = one.now
    return Interval(what.begins_at, what.ends_at or max(frame.centre.now(), what.begins_at))


def _reached(span: Interval, places: Sequence[Interval | None]) -> Iterator[tuple[int, float, float]]:
    """Each place the span overlaps, and from which part of it to which, in places."""
    for number, place in enumerate(places):
        both = span.overlap(place) if place is not None else None
        if place is not None and both is not None:
            start, end = (number - 0.5 + (at - place.start).total_seconds() / place.seconds
                          for at in (both.start, both.end))
            yield number, start, end
