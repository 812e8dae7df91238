"""This file is about a question's cells beside the same cells of other periods."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from fourscore.metrics import Answer, Row, aligned, read_catalogue
from fourscore.terms import Calendar, Days

CALENDAR = Calendar(ZoneInfo("Europe/Berlin"))
CATALOGUE, _ = read_catalogue(None, {})
LEVEL, CALLS = "service_level:offered", "contacts_handled"


class Told:
    """Metrics whose answers are written down: for each period its cells, `labels: (value, complete)`."""

    def __init__(self, by, *answers, metric=LEVEL, total=((0.5, True),)):
        self.catalogue, self.calendar = CATALOGUE, CALENDAR
        self.by, self.answers, self.metric, self.total = by, answers, CATALOGUE.metrics[metric], total

    def ask_of(self, names, by=(), *, periods, where=None):
        found = []
        for place, during in enumerate(periods):
            cells = self.answers[place] if by else {(): self.total[min(place, len(self.total) - 1)]}
            rows = [Row(dict(zip(by, labels, strict=True)), self.metric.slug, self.metric.variant, value, {}, 10, whole)
                    for labels, (value, whole) in cells.items()]
            found.append(Answer(None, "Europe/Berlin", tuple(by), during, rows))
        return found


def beside(told, during, *others, by):
    found = aligned(told, [told.metric.key], by, during=during, others=others)
    return found, [(tuple(cell.by.values()), row.value if (row := cell.now.get(told.metric.key)) else None,
                    [one.value_then for one in cell.held[told.metric.key]]) for cell in found.cells]


@pytest.mark.parametrize(("by", "during", "versus", "now", "then"), [
    ("day", "2026-W46", "2026-W45", "2026-11-11", "2026-11-04"),
    ("day", "2026-11", "2026-10", "2026-11-03", "2026-10-03"),
    ("week", "2026-11", "2026-06", "2026-W45", "2026-W24"),
    ("month", "2026-Q4", "2025-Q4", "2026-12", "2025-12"),
    ("quarter", "2026", "2025", "2026-Q2", "2025-Q2"),
    ("fiscal_month", "2026-Q4", "2026-Q3", "FY2026-P11", "FY2026-P08"),
    ("half_hour", "2026-W44", "2026-W43", "2026-10-28T09:30+01:00", "2026-10-21T09:30+02:00"),
    ("hour", "2026-11-09", "2025-11-10", "2026-11-09T09:00+01:00", "2025-11-10T09:00+01:00"),
    ("weekday", "2026-W46", "2026-W45", "monday", "monday"),
    ("queue", "2026-W46", "2026-W45", "Billing", "Billing"),
])
def test_a_time_is_held_against_its_own_place_in_the_other_period(by, during, versus, now, then) -> None:
    told = Told((by,), {(now,): (0.8, True)}, {(then,): (0.7, True)})
    _, cells = beside(told, CALENDAR.period(during), CALENDAR.period(versus), by=(by,))
    assert cells == [((now,), 0.8, [0.7])]


def test_the_hour_a_clock_repeats_stays_two_hours() -> None:
    night = CALENDAR.period("2026-10-25")
    twice = {("2026-10-25T02:00+02:00",): (0.1, True), ("2026-10-25T02:00+01:00",): (0.2, True)}
    once = {("2026-10-18T02:00+02:00",): (0.3, True)}
    _, cells = beside(Told(("hour",), twice, once), night, CALENDAR.period("2026-10-18"), by=("hour",))
    assert [(value, then) for _, value, then in cells] == [(0.1, [0.3]), (0.2, [None])]


def test_who_was_there_then_and_is_not_now_is_told_and_a_day_beyond_the_shorter_month_is_not() -> None:
    week = CALENDAR.period("2026-W46")
    told = Told(("agent",), {("Ada",): (0.8, True)}, {("Ada",): (0.7, True), ("Ben",): (0.6, True)})
    _, cells = beside(told, week, week.before(), by=("agent",))
    assert cells == [(("Ada",), 0.8, [0.7]), (("Ben",), None, [0.6])]
    told = Told(("day",), {("2026-02-28",): (0.8, True)}, {("2026-01-28",): (0.7, True), ("2026-01-30",): (0.6, True)})
    _, cells = beside(told, CALENDAR.period("2026-02"), CALENDAR.period("2026-01"), by=("day",))
    assert cells == [(("2026-02-28",), 0.8, [0.7])]


def test_a_total_is_asked_for_and_never_made_of_the_cells() -> None:
    week = CALENDAR.period("2026-W46")
    told = Told(("queue",), {("A",): (1.0, True), ("B",): (0.0, True)}, {}, total=((0.9, True), (0.2, True)))
    found, _ = beside(told, week, week.before(), by=("queue",))
    assert found.total.now[LEVEL].value == 0.9
    assert found.total.held[LEVEL][0].change == pytest.approx(0.7)


def test_of_unfinished_time_no_change_of_an_amount_is_told() -> None:
    week = CALENDAR.period("2026-W46")
    told = Told((), metric=CALLS, total=((30.0, False), (100.0, True)))
    found, _ = beside(told, week, week.before(), by=())
    (held,) = found.total.held[CALLS]
    assert (held.value, held.value_then, held.change) == (30.0, 100.0, None)


def test_of_too_many_cells_none_is_compared() -> None:
    week = Days(date(2026, 11, 9), date(2026, 11, 16))
    told = Told(("queue",), {(str(n),): (0.5, True) for n in range(9)})
    found = aligned(told, [LEVEL], ("queue",), during=week, most=8)
    assert (len(found.now.rows), list(found.cells)) == (9, [])
